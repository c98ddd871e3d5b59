package heygen

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

const (
	maxRedirects = 5
	maxShown     = 200 // bytes of foreign text in an error of ours
)

// newTransport makes the transport of a client that was given none: few connections, and a dead one (after a suspend,
// behind a router that forgot it) is noticed by a ping instead of by the next question's time-out.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
		MaxIdleConns:           8,
		MaxIdleConnsPerHost:    4,
		MaxConnsPerHost:        8,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
	}
}

// checkRedirect follows redirects within the host and scheme that were asked, since net/http would carry X-Api-Key
// along to any other. What is sent is not carried anywhere else. What is not followed comes back as the answer and is
// classified as such.
func checkRedirect(next *http.Request, sent []*http.Request) error {
	first := sent[0]
	if len(sent) > maxRedirects || first.Method != http.MethodGet || next.URL.Scheme != first.URL.Scheme ||
		!strings.EqualFold(next.URL.Host, first.URL.Host) {
		return http.ErrUseLastResponse
	}
	return nil
}

// cause is a transport's error in plain words.
type cause struct {
	text string
	err  error // nil where its type would mislead: our own time-out is not the caller's deadline
}

func (c *cause) Error() string { return c.text }
func (c *cause) Unwrap() error { return c.err }

// plainly says what went wrong on the way, without the address and what its query holds.
func plainly(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	c := &cause{text: reason(err), err: err}
	if timeout, ok := errors.AsType[net.Error](err); errors.Is(err, context.DeadlineExceeded) || ok && timeout.Timeout() {
		c.err = nil
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "proxyconnect" {
		c.text = "proxy: " + c.text
	}
	return c
}

// reason finds the words for the errors that users meet.
func reason(err error) string {
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		switch {
		case lookup.IsNotFound:
			return "no such host " + lookup.Name
		case lookup.IsTimeout:
			return "timed out looking up " + lookup.Name
		}
		return "cannot look up " + lookup.Name
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the server's certificate is not trusted (a proxy, or the wrong clock?)"
	}
	timeout, isNet := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, context.DeadlineExceeded), isNet && timeout.Timeout():
		return "timed out"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "network unreachable"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection closed before the answer ended"
	}
	// A broken proxy setting comes back whole, with the password in it.
	if text := err.Error(); !strings.Contains(text, "://") && !strings.Contains(text, "proxy address") {
		return cut(text, maxShown)
	}
	return "the request could not be sent (check HEYGEN_API_BASE and the proxy settings)"
}
