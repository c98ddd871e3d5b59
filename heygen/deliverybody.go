package heygen

import (
	"errors"
	"io"
	"net/http"
)

const (
	maxDelivery   = 1 << 20  // bytes of a body
	usualDelivery = 32 << 10 // bytes; real ones are below a tenth of that
	mostLarge     = 4        // larger ones that are held at once
)

var (
	errLongDelivery = errors.New("the delivery is over 1 MiB")
	errCutDelivery  = errors.New("the delivery ended early")
	errBusy         = errors.New("several large deliveries come in at once: this one may come again")
)

// read reads a delivery's body: 413 where it is too long, 503 where too many large ones are being read, since anybody can
// send such and they are memory. done says that the body is needed no more; it is never nil.
func (r *Receiver) read(w http.ResponseWriter, req *http.Request) (body []byte, done func(), status int, err error) {
	done = func() {}
	limited := http.MaxBytesReader(w, req.Body, maxDelivery)
	body, err = io.ReadAll(io.LimitReader(limited, usualDelivery))
	if err == nil && len(body) == usualDelivery {
		if !r.enterLarge() {
			return nil, done, http.StatusServiceUnavailable, errBusy
		}
		done = r.leaveLarge
		var rest []byte
		rest, err = io.ReadAll(limited)
		body = append(body, rest...)
	}
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, done, http.StatusRequestEntityTooLarge, errLongDelivery
	case err != nil:
		return nil, done, http.StatusBadRequest, errCutDelivery
	}
	return body, done, 0, nil
}

func (r *Receiver) enterLarge() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.large == mostLarge {
		return false
	}
	r.large++
	return true
}

func (r *Receiver) leaveLarge() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.large--
}
