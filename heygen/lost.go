package heygen

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"syscall"
)

// Lost says whether a video may have been made although Create gave err, or an endpoint although Register did: no answer
// came, or one that does not tell. The same body under the same key is then safe to send again, and under another it may
// be paid for twice. It is false where HeyGen refused for certain, and where nothing of the request left this machine. An
// error that it does not know counts as lost.
func Lost(err error) bool {
	if err == nil || neverSent(err) {
		return false
	}
	if _, answered := ReplyOf(err); !answered {
		return true
	}
	if trouble, ok := errors.AsType[*ServerError](err); ok {
		return trouble.unclear()
	}
	_, busy := errors.AsType[*InProgressError](err)
	_, unusable := errors.AsType[*BodyError](err)
	return busy || unusable
}

// unclear says whether the server's trouble may have come after it took the request. An edge's 4xx comes before, but for
// a time-out; a redirect that keeps the method asks for the request anew, and any other may follow a success.
func (e *ServerError) unclear() bool {
	switch {
	case e.HTTP == http.StatusTemporaryRedirect, e.HTTP == http.StatusPermanentRedirect:
		return false
	case e.HTTP >= 400 && e.HTTP < 500:
		return e.HTTP == http.StatusRequestTimeout
	}
	return true
}

// unsent marks the error of a request of which nothing had gone out.
type unsent struct{ error }

// Unwrap gives the error itself.
func (e unsent) Unwrap() error { return e.error }

// neverSent says whether err came before there was a connection. What the transport of net/http did is known; of any
// other the error alone can tell.
func neverSent(err error) bool {
	if _, ok := errors.AsType[unsent](err); ok {
		return true
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

// early marks err, where it matters, as one that came before anything of q was sent.
func (q question) early(err error) error {
	if q.post == nil {
		return err
	}
	return unsent{err}
}

// departure watches whether anything of a request may have left.
type departure struct{ wanted, had atomic.Bool }

// trace reports to d.
func (d *departure) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { d.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { d.had.Store(true) },
	}
}

// none says that nothing left: a connection was looked for and there never was one. A transport that does not report
// leaves it open.
func (d *departure) none() bool { return d.wanted.Load() && !d.had.Load() }
