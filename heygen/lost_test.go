package heygen_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

func TestLost(t *testing.T) {
	t.Parallel()
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ETIMEDOUT)}
	for _, test := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{&heygen.AuthError{Missing: true, Hint: "set it"}, false},
		{&heygen.RequestError{Reply: heygen.Reply{HTTP: 422}}, false},
		{&heygen.LimitError{Reply: heygen.Reply{HTTP: 429}}, false},
		{&heygen.CreditError{Reply: heygen.Reply{HTTP: 402}}, false},
		{&heygen.RouteError{Reply: heygen.Reply{HTTP: 501}}, false},
		{&heygen.ServerError{Reply: heygen.Reply{HTTP: 403}}, false},
		{&heygen.ServerError{Reply: heygen.Reply{HTTP: 503}}, true},
		{&heygen.ServerError{}, true},
		{&heygen.InProgressError{Reply: heygen.Reply{HTTP: 409}}, true},
		{&heygen.BodyError{Reply: heygen.Reply{HTTP: 200}, Err: io.EOF}, true},
		{&heygen.TransportError{Op: "x", Err: io.ErrUnexpectedEOF}, true},
		{&heygen.TransportError{Op: "x", Err: syscall.ECONNRESET}, true},
		{&heygen.TransportError{Op: "x", Err: &net.OpError{Op: "read", Err: syscall.ECONNRESET}}, true},
		{&heygen.TransportError{Op: "x", Err: syscall.ECONNREFUSED}, false},
		{&heygen.TransportError{Op: "x", Err: dial}, false},
		{&heygen.TransportError{Op: "x", Err: &net.OpError{Op: "proxyconnect", Err: io.EOF}}, false},
		{&heygen.TransportError{Op: "x", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, false},
		{context.Canceled, true},
		{context.DeadlineExceeded, true},
		{errors.New("something new"), true},
	} {
		if got := heygen.Lost(test.err); got != test.want {
			t.Errorf("%T %v: %v", test.err, test.err, got)
		}
		if test.err != nil && heygen.Lost(fmt.Errorf("q-1a2b3c4d: %w", test.err)) != test.want {
			t.Errorf("%T %v: wrapped it is %v", test.err, test.err, !test.want)
		}
	}
}

func TestWithoutACredentialNothingIsLost(t *testing.T) {
	t.Parallel()
	for _, missing := range []error{&heygen.AuthError{Missing: true, Hint: "x"}, errors.New("the keychain is locked")} {
		s := &recorder{answers: []transport{answered(200, `{}`)}}
		c := newClient(t, heygen.Config{Transport: s, Credentials: func() (heygen.Credential, error) { return heygen.Credential{}, missing }})
		_, err := create(t, c, bodyAvatar)
		if !errors.Is(err, missing) || heygen.Lost(err) || len(s.seen) != 0 {
			t.Errorf("%v: lost %v, sent %d", err, heygen.Lost(err), len(s.seen))
		}
	}
}

func TestCancelledBeforeSendingNothingIsLost(t *testing.T) {
	t.Parallel()
	s := &recorder{answers: []transport{answered(200, `{}`)}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newClient(t, heygen.Config{Transport: s}).Create(ctx, heygen.VideosEndpoint, []byte(bodyAvatar), key1)
	if !errors.Is(err, context.Canceled) || heygen.Lost(err) || len(s.seen) != 0 {
		t.Errorf("%v: lost %v, sent %d", err, heygen.Lost(err), len(s.seen))
	}
}

// TestCancelledAtAnyPoint cancels while the connection is made, and while the answer is waited for.
func TestCancelledAtAnyPoint(t *testing.T) {
	t.Parallel()
	for _, connected := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			server := heygentest.New(heygentest.Options{Latency: time.Minute})
			defer server.Close()
			pipes := server.Pipes().(*http.Transport)
			if !connected {
				over := make(chan struct{})
				defer close(over)
				pipes = &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
					<-over
					return nil, net.ErrClosed
				}}
			}
			c := newClient(t, heygen.Config{Base: server.BaseURL(), AllowHTTP: true, Transport: pipes})
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := c.Create(ctx, heygen.VideosEndpoint, []byte(bodyAvatar), key1)
			if !errors.Is(err, context.DeadlineExceeded) || heygen.Lost(err) != connected {
				t.Errorf("connected %v: %v, lost %v", connected, err, heygen.Lost(err))
			}
			if n := len(server.Created()); (n == 1) != connected {
				t.Errorf("connected %v: %d made", connected, n)
			}
		})
	}
}

func TestNobodyTakesTheRequest(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	base := server.URL
	server.Close()
	_, err := create(t, newClient(t, heygen.Config{Base: base}), bodyV2)
	if _, ok := errors.AsType[*heygen.TransportError](err); !ok || heygen.Lost(err) {
		t.Errorf("%T %v: lost %v", err, err, heygen.Lost(err))
	}
}

// TestLostTellsTheTruth compares what Lost says with what the service did, for every trouble. It may say "lost" of what
// was never processed, and never the other way round.
func TestLostTellsTheTruth(t *testing.T) {
	t.Parallel()
	for _, fault := range []heygentest.Fault{
		{Do: heygentest.Cut}, {Do: heygentest.Cut, Processed: true}, {Do: heygentest.Cut, AfterBytes: 20},
		{Do: heygentest.Reset}, {Do: heygentest.Reset, Processed: true},
		{Do: heygentest.Stall}, {Do: heygentest.Stall, Processed: true}, {Do: heygentest.Stall, After: 0.5},
		{Do: heygentest.Page}, {Do: heygentest.Page, Processed: true},
		{Do: heygentest.Page, Status: 502, Processed: true}, {Do: heygentest.Page, Status: 403},
		{Do: heygentest.Refuse, Status: 500, Processed: true}, {Do: heygentest.Refuse, Status: 504, Processed: true},
		{Do: heygentest.Refuse, Status: 429}, {Do: heygentest.Refuse, Status: 402}, {Do: heygentest.Refuse, Status: 400},
		{Do: heygentest.Say, Processed: true}, {Do: heygentest.Say, Body: `{"data":{}}`, Processed: true},
		{Do: heygentest.Redirect}, {Do: heygentest.Redirect, Status: 307}, {Do: heygentest.Redirect, Status: 303, Processed: true},
		{Do: heygentest.Huge},
	} {
		synctest.Test(t, func(t *testing.T) {
			server := heygentest.New(heygentest.Options{})
			defer server.Close()
			server.Fail(fault)
			c := newClient(t, heygen.Config{Base: server.BaseURL(), AllowHTTP: true, Transport: server.Pipes()})
			_, err := create(t, c, bodyAvatar)
			if err == nil || len(server.Created()) > 0 && !heygen.Lost(err) {
				t.Errorf("%+v: %v although %d were made", fault, err, len(server.Created()))
			}
			if n := server.Count(heygentest.Any); n != 1 {
				t.Errorf("%+v: %d requests", fault, n)
			}
			if !heygen.Lost(err) {
				return
			}
			// What was lost is asked for again under the same key, and is there once. Until the service has noticed that nobody
			// waits for its first answer any more, that one is "in progress".
			synctest.Wait()
			got, err := create(t, c, bodyAvatar)
			if made := server.Created(); err != nil || len(made) != 1 || made[0].VideoID != got.VideoID {
				t.Errorf("%+v: then %+v, %v, made %v", fault, got, err, made)
			}
		})
	}
}

func TestAKeyThatRunsIsInProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := heygentest.New(heygentest.Options{Latency: 30 * time.Second})
		defer server.Close()
		c := newClient(t, heygen.Config{Base: server.BaseURL(), AllowHTTP: true, Transport: server.Pipes()})
		var first heygen.Generation
		var all sync.WaitGroup
		all.Go(func() {
			var err error
			if first, err = create(t, c, bodyAvatar); err != nil {
				t.Error(err)
			}
		})
		<-time.After(time.Second)
		_, err := create(t, c, bodyAvatar)
		if refusedAs(err) != "in progress 0s" || !heygen.Lost(err) || err.Error() != "new video: HTTP 409: A request with this Idempotency-Key is in progress [request heygentest-000002]" {
			t.Errorf("meanwhile: %v", err)
		}
		all.Wait()
		again, err := create(t, c, bodyAvatar)
		if err != nil || again.VideoID != first.VideoID || len(server.Created()) != 1 {
			t.Errorf("then %+v, want %+v, %v", again, first, err)
		}
	})
}

// TestAKeyedRequestIsNotSentAgainByTheTransport holds net/http to one request: over a connection that was used before and
// dies with the request it would send one with an Idempotency-Key again.
func TestAKeyedRequestIsNotSentAgainByTheTransport(t *testing.T) {
	t.Parallel()
	var posts atomic.Int32
	_, base := serve(t, map[string]http.HandlerFunc{
		"/v3/users/me": says(200, `{"data":{}}`),
		"/v3/videos": func(w http.ResponseWriter, r *http.Request) {
			posts.Add(1)
			panic(http.ErrAbortHandler)
		},
	})
	c := newClient(t, heygen.Config{Base: base})
	for range 5 {
		if _, err := c.Account(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := create(t, c, bodyAvatar); !heygen.Lost(err) {
			t.Errorf("got %v", err)
		}
	}
	if n := posts.Load(); n != 5 {
		t.Errorf("%d requests, want 5", n)
	}
}

func TestWithoutAKeyAFreshConnectionIsTaken(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(says(200, `{"data":{"video_id":"`+idA+`"}}`))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c := newClient(t, heygen.Config{Base: server.URL, Transport: &http.Transport{MaxIdleConnsPerHost: 1}})
	for _, step := range []struct {
		body string
		want int32
	}{{bodyAvatar, 1}, {bodyAvatar, 1}, {bodyV2, 2}, {bodyV2, 3}, {bodyAvatar, 3}} {
		if _, err := create(t, c, step.body); err != nil {
			t.Fatal(err)
		}
		if n := connections.Load(); n != step.want {
			t.Errorf("%s: %d connections, want %d", step.body, n, step.want)
		}
	}
}
