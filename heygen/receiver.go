package heygen

import (
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Receiver answers HeyGen's webhook deliveries. Each is answered at once, whatever is then done about it. The zero value
// refuses every delivery until it has a secret, unless Open says that none is needed; then it refuses what came to this
// machine from outside.
type Receiver struct {
	Path string          // where deliveries come in, such as "/heygen"
	Open bool            // deliveries need no signature while there is no secret: for listeners that only this machine can reach
	Hear func(id string) // hears of each video that an event names; must return at once
	Log  *slog.Logger    // gets a line for each refusal, without bodies and secrets; nil means none

	mu     sync.Mutex // guards what follows
	secret string
	seen   map[string]bool // event ids heard lately
	order  []string        // the same, oldest first
	large  int             // bodies over usualDelivery that are being read
	stats  Deliveries
}

// Deliveries counts what a Receiver was sent.
type Deliveries struct {
	Heard   int       // events taken, repetitions left out
	Ignored int       // repetitions, and events that name no video
	Refused int       // unsigned, wrongly signed, stale, forwarded, too large or no event at all
	Last    time.Time // when the last one was heard; zero before
	Why     error     // why the last one was refused; nil where none was

	LastRefused time.Time // zero where none was
	Broken      error     // why nothing can come in any more; nil while it can
}

const mostEventIDs = 4096 // that are remembered

// SetSecret gives the secret that deliveries are signed with.
func (r *Receiver) SetSecret(secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secret = secret
}

// Deliveries gives the counts so far.
func (r *Receiver) Deliveries() Deliveries {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stats
}

// Break notes that nothing can come in any more.
func (r *Receiver) Break(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stats.Broken = why
}

// ServeHTTP answers a delivery: 200 where it was taken or is of no interest, 401 for a bad signature, 400 for a stale one or
// one that is no event, 403 for one that was forwarded although there is no secret, 413 for a long one, 503 before there is
// a secret and among too many large ones. OPTIONS, by which HeyGen looks whether anybody is there, is always 200.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	switch {
	case req.URL.Path != r.Path:
		http.NotFound(w, req)
	case req.Method == http.MethodOptions:
		w.Header().Set("Allow", "OPTIONS, POST")
		w.WriteHeader(http.StatusOK)
	case req.Method != http.MethodPost:
		w.Header().Set("Allow", "OPTIONS, POST")
		http.Error(w, "POST events here", http.StatusMethodNotAllowed)
	default:
		status, err := r.take(w, req)
		if err != nil {
			r.refused(req, err)
			http.Error(w, err.Error(), status)
			return
		}
		w.WriteHeader(status)
	}
}

// take takes a delivery in.
func (r *Receiver) take(w http.ResponseWriter, req *http.Request) (status int, err error) {
	now := time.Now()
	secret, status, err := r.admit(req)
	if err != nil {
		return status, err
	}
	body, done, status, err := r.read(w, req)
	defer done()
	if err != nil {
		return status, err
	}
	if secret != "" {
		switch err := VerifyDelivery(secret, req.Header, body, now); {
		case errors.Is(err, ErrStale):
			return http.StatusBadRequest, err
		case err != nil:
			return http.StatusUnauthorized, err
		}
	}
	e, err := ParseDelivery(req.Header, body)
	if err != nil {
		return http.StatusBadRequest, err
	}
	if r.heard(e, now) {
		r.Hear(e.VideoID)
	}
	return http.StatusOK, nil
}

// admit refuses what its head alone shows to be unfit, so that strangers cost no memory. It gives the secret that the body
// must be signed with; empty where none is needed.
func (r *Receiver) admit(req *http.Request) (secret string, status int, err error) {
	r.mu.Lock()
	secret = r.secret
	r.mu.Unlock()
	switch {
	case req.ContentLength > maxDelivery:
		return "", http.StatusRequestEntityTooLarge, errLongDelivery
	case secret == "" && !r.Open:
		return "", http.StatusServiceUnavailable, errors.New("not ready: there is no secret yet")
	case secret == "" && forwarded(req):
		return "", http.StatusForbidden, ErrForwarded
	case secret != "" && signature(req.Header) == "":
		return "", http.StatusUnauthorized, ErrUnsigned
	}
	return secret, 0, nil
}

// heard counts an event, and says whether it is news about a video.
func (r *Receiver) heard(e Event, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.VideoID == "" || e.ID != "" && r.seen[e.ID] {
		r.stats.Ignored++
		return false
	}
	r.stats.Heard, r.stats.Last = r.stats.Heard+1, now
	if e.ID == "" {
		return true
	}
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	r.seen[e.ID] = true
	if r.order = append(r.order, e.ID); len(r.order) > mostEventIDs {
		delete(r.seen, r.order[0])
		r.order = r.order[1:]
	}
	return true
}

func (r *Receiver) refused(req *http.Request, err error) {
	r.mu.Lock()
	r.stats.Refused++
	r.stats.Why, r.stats.LastRefused = err, time.Now()
	r.mu.Unlock()
	if r.Log != nil {
		r.Log.Info("delivery refused", "from", req.RemoteAddr, "error", err)
	}
}
