package heygentest

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// creates makes a handler of a route that starts generations. What is asked for is done when the request has come in,
// and goes on although the client may be gone: the answer follows after Latency.
func (s *Server) creates(r recipe) http.HandlerFunc {
	return s.on(APIHost, r.route, none, func(x *exchange) {
		x.announceEnd()
		body, err := io.ReadAll(x.r.Body)
		if err != nil {
			panic(http.ErrAbortHandler) // Half a request is none.
		}
		f, _ := s.strike(r.route, nil, false)
		if f.early() && !f.Processed {
			x.trouble(f)
		}
		a, instead := s.instead(x, f)
		switch {
		case instead && !f.Processed:
			x.sleep(s.options.Latency)
		case !s.admits(x.r):
			x.sleep(s.options.Latency)
			a = x.unauthorized()
		default:
			made, settled := s.carryOut(newOrder(r, x.r, body))
			left := x.left
			x.left = sync.OnceFunc(func() {
				settled() // before the client can know of the answer, and ask again
				left()
			})
			defer x.left()
			x.outlast(s.options.Latency)
			if f.early() && f.Processed {
				x.trouble(f)
			}
			if !instead {
				a = made
			}
		}
		x.send(a.blown(f), f)
	})
}

// outlast waits as long as the server is there, whatever becomes of the client.
func (x *exchange) outlast(d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-x.server.over:
		panic(http.ErrAbortHandler)
	}
}
