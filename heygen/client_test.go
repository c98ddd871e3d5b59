package heygen_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

const (
	idA = "7f2c1f0fde5a4b8a9c1e000000000001"
	idB = "91ab4f21c30d4e17a2b3000000000002"
	idC = "c4e8b2a1f9d34c56b7a8000000000003"
	idD = "00000000000000000000000000000004"

	testKey = "sk_test_secret"
)

// transport is a service in a function.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answered is a transport that always answers the same.
func answered(status int, body string) transport {
	return func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		w.WriteHeader(status)
		w.WriteString(body)
		return w.Result(), nil
	}
}

func keyed() (heygen.Credential, error) {
	return heygen.Credential{Key: testKey, Source: "HEYGEN_API_KEY"}, nil
}

// newClient makes a client from cfg with the test's key where it has no credentials.
func newClient(t *testing.T, cfg heygen.Config) *heygen.Client {
	t.Helper()
	if cfg.Credentials == nil {
		cfg.Credentials = keyed
	}
	c, err := heygen.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// service is an HTTP server that remembers what it was asked.
type service struct {
	mu     sync.Mutex
	routes map[string]http.HandlerFunc
	asked  []*http.Request
}

// serve starts a server with these routes and gives its address.
func serve(t *testing.T, routes map[string]http.HandlerFunc) (*service, string) {
	t.Helper()
	s := &service{routes: routes}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r)
		h, ok := s.routes[r.URL.Path]
		s.mu.Unlock()
		if !ok {
			h = http.NotFound
		}
		h(w, r)
	}))
	t.Cleanup(server.Close)
	return s, server.URL
}

// change replaces a route.
func (s *service) change(path string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.routes[path] = h
}

// request gives the request asked as number n, from 0.
func (s *service) request(t *testing.T, n int) *http.Request {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if n >= len(s.asked) {
		t.Fatalf("%d requests, want more than %d", len(s.asked), n)
	}
	return s.asked[n]
}

// paths gives the paths asked for, in order.
func (s *service) paths() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var paths []string
	for _, r := range s.asked {
		paths = append(paths, r.URL.Path)
	}
	return paths
}

// says answers with a status and a body.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "req-1")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]heygen.Config{
		"no credentials": {},
		"mode":           {Credentials: keyed, Mode: "v2"},
		"base":           {Credentials: keyed, Base: "ftp://api.heygen.com"},
		"plain http":     {Credentials: keyed, Base: "http://api.heygen.com"},
	} {
		if _, err := heygen.New(cfg); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	_, err := heygen.New(heygen.Config{Credentials: keyed, Base: "http://api.heygen.com"})
	if _, ok := errors.AsType[*heygen.BaseError](err); !ok {
		t.Errorf("plain http: %T, want a *BaseError", err)
	}
}

func TestParseMode(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]heygen.Mode{"": heygen.ModeAuto, "auto": heygen.ModeAuto, "v3": heygen.ModeV3, "v1": heygen.ModeV1} {
		if got, err := heygen.ParseMode(word); err != nil || got != want {
			t.Errorf("%q: %q, %v", word, got, err)
		}
	}
	if _, err := heygen.ParseMode("v2"); err == nil || !strings.Contains(err.Error(), "auto, v3 or v1") {
		t.Errorf("v2: %v", err)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name               string
		cred               heygen.Credential
		key, authorization string
	}{
		{"key", heygen.Credential{Key: "sk_1"}, "sk_1", ""},
		{"token", heygen.Credential{Token: "eyJ"}, "", "Bearer eyJ"},
		{"both", heygen.Credential{Key: "sk_1", Token: "eyJ"}, "sk_1", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, base := serve(t, map[string]http.HandlerFunc{"/v3/users/me": says(200, `{"data":{}}`)})
			c := newClient(t, heygen.Config{Base: base, Version: "1.2.3",
				Credentials: func() (heygen.Credential, error) { return test.cred, nil }})
			if _, err := c.Account(t.Context()); err != nil {
				t.Fatal(err)
			}
			h := s.request(t, 0).Header
			if got := h.Get("X-Api-Key"); got != test.key {
				t.Errorf("X-Api-Key %q", got)
			}
			if got := h.Get("Authorization"); got != test.authorization {
				t.Errorf("Authorization %q", got)
			}
			if got := h.Get("User-Agent"); got != "reelwatch/1.2.3" {
				t.Errorf("User-Agent %q", got)
			}
			if got := h.Get("Accept"); got != "application/json" {
				t.Errorf("Accept %q", got)
			}
		})
	}
}

func TestBasePrefixIsKept(t *testing.T) {
	t.Parallel()
	s, base := serve(t, nil)
	c := newClient(t, heygen.Config{Base: base + "/gate/heygen/"})
	c.Account(t.Context())
	if got := s.paths(); len(got) != 1 || got[0] != "/gate/heygen/v3/users/me" {
		t.Errorf("asked %q", got)
	}
}

func TestRedirectsOnTheSameHostAreFollowedFiveTimes(t *testing.T) {
	t.Parallel()
	hops := 0
	var limit int
	_, base := serve(t, map[string]http.HandlerFunc{"/v3/users/me": func(w http.ResponseWriter, r *http.Request) {
		if hops++; hops <= limit {
			http.Redirect(w, r, "/v3/users/me", http.StatusTemporaryRedirect)
			return
		}
		if r.Header.Get("X-Api-Key") != testKey {
			t.Error("the key got lost on the way")
		}
		fmt.Fprint(w, `{"data":{"email":"a@b.c"}}`)
	}})
	c := newClient(t, heygen.Config{Base: base})
	limit = 5
	if a, err := c.Account(t.Context()); err != nil || a.Email != "a@b.c" {
		t.Errorf("five redirects: %v, %v", a, err)
	}
	hops, limit = 0, 6
	_, err := c.Account(t.Context())
	if _, ok := errors.AsType[*heygen.ServerError](err); !ok {
		t.Errorf("six redirects: %v", err)
	}
	if hops != 6 {
		t.Errorf("%d requests, want 6", hops)
	}
}

func TestTheKeyNeverGoesToAnotherHost(t *testing.T) {
	t.Parallel()
	elsewhere, other := serve(t, nil)
	_, base := serve(t, map[string]http.HandlerFunc{"/v3/users/me": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other+"/login?x=secret", http.StatusFound)
	}})
	_, err := newClient(t, heygen.Config{Base: base}).Account(t.Context())
	if _, ok := errors.AsType[*heygen.ServerError](err); !ok || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
	if got := elsewhere.paths(); len(got) != 0 {
		t.Errorf("the other host was asked for %q", got)
	}
}

func TestUnusableBodies(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":     "",
		"blank":     " \n ",
		"html":      "<!doctype html><title>Sign in</title>",
		"text":      "OK",
		"cut JSON":  `{"data":{"id":"` + idA,
		"two":       `{"data":{}} {"data":{}}`,
		"too long":  `{"data":{},"pad":"` + strings.Repeat("x", 4<<20) + `"}`,
		"an array":  `[]`,
		"null":      `null`,
		"null data": `{"data":null}`,
		"no data":   `{"hello":"world"}`,
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, heygen.Config{Transport: answered(200, body)})
			_, err := c.Video(t.Context(), idA)
			odd, ok := errors.AsType[*heygen.BodyError](err)
			if !ok {
				t.Fatalf("got %T: %v", err, err)
			}
			if odd.HTTP != 200 || odd.Err == nil || len(err.Error()) > 300 {
				t.Errorf("got %+v", odd)
			}
		})
	}
}

func TestBodyAtTheLimitIsRead(t *testing.T) {
	t.Parallel()
	body := `{"data":{"email":"a@b.c"},"pad":"`
	body += strings.Repeat("x", 4<<20-len(body)-2) + `"}`
	c := newClient(t, heygen.Config{Transport: answered(200, body)})
	if a, err := c.Account(t.Context()); err != nil || a.Email != "a@b.c" {
		t.Errorf("%v, %v", a, err)
	}
}

// hang answers nothing until the request is given up.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestSilenceTimesOutAfter30Seconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, heygen.Config{Transport: transport(hang)})
		began := time.Now()
		_, err := c.Account(t.Context())
		if took := time.Since(began); took != 30*time.Second {
			t.Errorf("took %v", took)
		}
		if _, ok := errors.AsType[*heygen.TransportError](err); !ok || !strings.Contains(err.Error(), "timed out") {
			t.Errorf("got %T: %v", err, err)
		}
		if errors.Is(err, context.DeadlineExceeded) {
			t.Error("our own time-out passes for the caller's deadline")
		}
	})
}

func TestTheCallersContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, heygen.Config{Transport: transport(hang)})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := c.Statuses(ctx, []string{idA})
		if _, is := errors.AsType[*heygen.TransportError](err); is || !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %T: %v", err, err)
		}
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = c.Video(ctx, idA)
		if _, is := errors.AsType[*heygen.TransportError](err); is || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("deadline: %T: %v", err, err)
		}
	})
}

func TestDebugLogHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s, base := serve(t, map[string]http.HandlerFunc{
		"/v3/videos/statuses": says(200, `{"data":[{"video_id":"`+idA+`","status":"processing"}]}`),
		"/v3/videos":          says(500, "secret stack trace"),
	})
	c := newClient(t, heygen.Config{Base: base, Debug: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	c.Statuses(t.Context(), []string{idA})
	c.Videos(t.Context(), heygen.PageRequest{Token: "eyJ-token", Title: "private title"})
	if len(s.paths()) != 2 {
		t.Fatalf("asked %q", s.paths())
	}
	text := log.String()
	for _, want := range []string{"path=/v3/videos/statuses", "status=200", "status=500", "method=GET", "request_id=req-1", "took=", "op="} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	for _, secret := range []string{testKey, "video_ids", "private", "eyJ-token", "stack trace"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q in %s", secret, text)
		}
	}
}

func TestDebugLogNamesTransportErrors(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c := newClient(t, heygen.Config{
		Transport: transport(func(*http.Request) (*http.Response, error) { return nil, errors.New("cable cut") }),
		Debug:     slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	c.Account(t.Context())
	if !strings.Contains(log.String(), "cable cut") {
		t.Errorf("log: %s", log.String())
	}
}

func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	_, base := serve(t, map[string]http.HandlerFunc{
		"/v3/videos/" + idA: says(200, `{"data":{"id":"`+idA+`","status":"processing"}}`),
	})
	c := newClient(t, heygen.Config{Base: base})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := c.Statuses(t.Context(), []string{idA}); err != nil {
				t.Error(err)
			}
			if _, err := c.ReloadCredential(); err != nil {
				t.Error(err)
			}
			c.Route()
		})
	}
	all.Wait()
	if c.Route() != heygen.RouteSingle {
		t.Errorf("route %v", c.Route())
	}
}
