package heygen_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"reelwatch/heygen"
)

func TestTransportErrorsInPlainWords(t *testing.T) {
	t.Parallel()
	dial := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	for _, test := range []struct {
		err  error
		want string
	}{
		{&net.DNSError{Err: "no such host", Name: "api.heygen.com", IsNotFound: true}, "no such host api.heygen.com"},
		{&net.DNSError{Err: "i/o timeout", Name: "api.heygen.com", IsTimeout: true}, "timed out looking up api.heygen.com"},
		{&net.DNSError{Err: "server misbehaving", Name: "api.heygen.com"}, "cannot look up api.heygen.com"},
		{dial(syscall.ECONNREFUSED), "connection refused"},
		{dial(syscall.ECONNRESET), "connection reset"},
		{dial(syscall.EPIPE), "connection reset"},
		{dial(syscall.ENETUNREACH), "network unreachable"},
		{dial(syscall.EHOSTUNREACH), "network unreachable"},
		{dial(syscall.ETIMEDOUT), "timed out"},
		{os.ErrDeadlineExceeded, "timed out"},
		{io.EOF, "connection closed"},
		{io.ErrUnexpectedEOF, "connection closed"},
		{&net.OpError{Op: "proxyconnect", Err: dial(syscall.ECONNREFUSED)}, "proxy: connection refused"},
		{&tls.CertificateVerificationError{Err: errors.New("x509: expired")}, "certificate is not trusted"},
		{errors.New("something new"), "something new"},
		{errors.New(`invalid proxy address "http://user:hunter2@proxy": bad`), "proxy settings"},
		{errors.New(strings.Repeat("long ", 1000)), "long long"},
	} {
		c := newClient(t, heygen.Config{Transport: transport(func(*http.Request) (*http.Response, error) { return nil, test.err })})
		_, err := c.Statuses(t.Context(), []string{idA})
		if _, ok := errors.AsType[*heygen.TransportError](err); !ok {
			t.Errorf("%v: got %T", test.err, err)
			continue
		}
		text := err.Error()
		if !strings.Contains(text, test.want) {
			t.Errorf("%v: got %q, want %q", test.err, text, test.want)
		}
		if strings.Contains(text, "://") || strings.Contains(text, "video_ids") || strings.Contains(text, "hunter2") || len(text) > 400 {
			t.Errorf("%v: shows too much: %q", test.err, text)
		}
	}
}

func TestTransportErrorKeepsItsCause(t *testing.T) {
	t.Parallel()
	c := newClient(t, heygen.Config{Transport: transport(func(r *http.Request) (*http.Response, error) {
		return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: syscall.ECONNREFUSED}
	})})
	if _, err := c.Account(t.Context()); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("got %v", err)
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	base := server.URL
	server.Close()
	_, err := newClient(t, heygen.Config{Base: base}).Account(t.Context())
	if _, ok := errors.AsType[*heygen.TransportError](err); !ok || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("got %T: %v", err, err)
	}
}

func TestAnswerCutOff(t *testing.T) {
	t.Parallel()
	cut := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(status)
			fmt.Fprint(w, `{"data":`)
		}
	}
	_, base := serve(t, map[string]http.HandlerFunc{"/v3/users/me": cut(200), "/v3/videos": cut(429)})
	c := newClient(t, heygen.Config{Base: base})
	_, err := c.Account(t.Context())
	if _, ok := errors.AsType[*heygen.TransportError](err); !ok {
		t.Errorf("a success cut off: %T: %v", err, err)
	}
	_, err = c.Videos(t.Context(), heygen.PageRequest{})
	if limit, ok := errors.AsType[*heygen.LimitError](err); !ok || limit.RetryAfter.Seconds() != 7 {
		t.Errorf("a refusal cut off: %T: %v", err, err)
	}
}
