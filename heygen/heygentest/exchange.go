package heygentest

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// exchange is one request on its way to its answer.
type exchange struct {
	http.ResponseWriter
	server *Server
	r      *http.Request
	route  Route
	ids    []string
	noted  *Request
	left   func() // the request is no longer in flight; may be called again
}

// on makes a handler for one route of one host.
func (s *Server) on(host Host, route Route, ids func(*http.Request) []string, answer func(*exchange)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		number, ok := s.enter()
		if !ok {
			panic(http.ErrAbortHandler)
		}
		defer s.running.Done()
		x := &exchange{ResponseWriter: w, server: s, r: r, route: route, ids: ids(r)}
		x.noted = x.note(host)
		s.log.begin(x.noted)
		x.left = sync.OnceFunc(func() { s.log.end(x.noted) })
		defer x.left()
		w.Header().Set("X-Request-Id", fmt.Sprintf("heygentest-%06d", number))
		w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
		answer(x)
	}
}

// note is what the log keeps of the request.
func (x *exchange) note(host Host) *Request {
	return &Request{
		At:         x.server.now(),
		Host:       host,
		Authority:  x.r.Host,
		Route:      x.route,
		Path:       x.r.URL.Path,
		IDs:        x.ids,
		Range:      x.r.Header.Get("Range"),
		IfRange:    x.r.Header.Get("If-Range"),
		Key:        x.r.Header.Get(keyHeader),
		Credential: x.server.credential(x.r),
		UserAgent:  x.r.UserAgent(),
		Referer:    x.r.Referer(),
	}
}

// credential says that a request carries something secret, wherever it is.
func (s *Server) credential(r *http.Request) bool {
	h := r.Header
	if h.Get("X-Api-Key") != "" || h.Get("Authorization") != "" || h.Get("Cookie") != "" {
		return true
	}
	key := s.acceptedKey()
	if key == "" {
		return false
	}
	for _, values := range h {
		if strings.Contains(strings.Join(values, "\n"), key) {
			return true
		}
	}
	return strings.Contains(r.URL.String(), key)
}

func (s *Server) acceptedKey() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.key
}

// WriteHeader notes the status before the client can see it.
func (x *exchange) WriteHeader(status int) {
	x.server.log.answered(x.noted, status)
	x.ResponseWriter.WriteHeader(status)
}

// flush sends what was written so far. A client that has gone shows at the next write, or by the context.
func (x *exchange) flush() { _ = http.NewResponseController(x.ResponseWriter).Flush() }

// sleep waits; when the client goes or the server is closed, it ends the request.
func (x *exchange) sleep(d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-x.r.Context().Done():
		panic(http.ErrAbortHandler)
	case <-x.server.over:
		panic(http.ErrAbortHandler)
	}
}

// hold waits for Release; when the client goes or the server is closed, it ends the request.
func (x *exchange) hold() {
	x.server.mu.Lock()
	release := x.server.release
	x.server.mu.Unlock()
	select {
	case <-release:
	case <-x.r.Context().Done():
		panic(http.ErrAbortHandler)
	case <-x.server.over:
		panic(http.ErrAbortHandler)
	}
}

// abort ends the connection after what was written so far.
func (x *exchange) abort(trouble Trouble) {
	if c, ok := x.r.Context().Value(connKey{}).(*net.TCPConn); ok && trouble == Reset {
		// Where the connection is gone already there is nothing left to reset.
		_ = c.SetLinger(0)
	}
	panic(http.ErrAbortHandler)
}

// trouble carries out a Stall, Cut or Reset at the place where it was asked for. It returns after a Stall was released.
func (x *exchange) trouble(f Fault) {
	if f.Do == Stall {
		x.hold()
		return
	}
	x.abort(f.Do)
}

// breaks says that a fault ends or holds an answer somewhere.
func (f Fault) breaks() bool { return f.Do == Stall || f.Do == Cut || f.Do == Reset }

// early says that such a fault strikes before the answer's head.
func (f Fault) early() bool { return f.breaks() && f.After == 0 && f.AfterBytes == 0 }

// place is the number of bytes of a body after which a fault strikes, where the body is the part of a whole that
// begins at from.
func (f Fault) place(from, whole int64) int64 {
	if f.AfterBytes > 0 {
		return f.AfterBytes
	}
	return max(0, int64(f.After*float64(whole))-from)
}
