package heygentest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen/heygentest"
)

// world is a server with a client that knows its key.
type world struct {
	*heygentest.Server
	t      *testing.T
	client *http.Client
	key    string
}

// reply is an answer as it was read; err is what ended the body early, or why there was no answer at all.
type reply struct {
	status int
	header http.Header
	body   []byte
	err    error
}

// bubble runs a test on a server over pipes, in a synctest bubble.
func bubble(t *testing.T, o heygentest.Options, test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := heygentest.New(o)
		w := &world{Server: s, t: t, client: &http.Client{Transport: s.Pipes(), CheckRedirect: stay}, key: o.Key}
		if w.key == "" {
			w.key = "anything"
		}
		defer s.Close()
		test(t, w)
	})
}

// sockets gives a server over loopback sockets, closed with the test.
func sockets(t *testing.T, o heygentest.Options) *world {
	t.Helper()
	s := heygentest.New(o)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(func() {
		s.Close()
		transport.CloseIdleConnections()
	})
	return &world{Server: s, t: t, client: &http.Client{Transport: transport, CheckRedirect: stay}, key: "anything"}
}

// stay shows redirects instead of following them.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// request makes a GET with headers, given as name, value, name, value.
func (w *world) request(url string, headers ...string) *http.Request {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, url, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// do sends a request and reads the whole answer.
func (w *world) do(r *http.Request) reply {
	w.t.Helper()
	answer, err := w.client.Do(r)
	if err != nil {
		return reply{err: err}
	}
	body, err := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, body, errors.Join(err, answer.Body.Close())}
}

// ask asks the API with the key.
func (w *world) ask(path string, headers ...string) reply {
	w.t.Helper()
	r := w.request(w.BaseURL()+path, headers...)
	r.Header.Set("X-Api-Key", w.key)
	return w.do(r)
}

// must asks the API for what has to be answered with this status.
func (w *world) must(status int, path string) reply {
	w.t.Helper()
	got := w.ask(path)
	if got.err != nil || got.status != status {
		w.t.Fatalf("%s: status %d, error %v, want %d: %.300s", path, got.status, got.err, status, got.body)
	}
	return got
}

// fetch asks the file host, without a key.
func (w *world) fetch(url string, headers ...string) reply {
	w.t.Helper()
	return w.do(w.request(url, headers...))
}

// field gives a field of `data` in v3's answer about one video.
func (w *world) field(id, name string) any {
	w.t.Helper()
	var answer struct{ Data map[string]any }
	w.must(http.StatusOK, "/v3/videos/"+id).decode(w.t, &answer)
	return answer.Data[name]
}

// link gives the video's link.
func (w *world) link(id string) string {
	w.t.Helper()
	link, ok := w.field(id, "video_url").(string)
	if !ok {
		w.t.Fatalf("video %s has no link", id)
	}
	return link
}

// decode reads the body as JSON.
func (r reply) decode(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		t.Fatalf("not JSON: %v: %.200s", err, r.body)
	}
}

// wantJSON compares a body with JSON, apart from order and white space. "*" in want stands for any text, and "LINK NAME"
// for a link whose path ends so.
func wantJSON(t *testing.T, got []byte, want string) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatalf("not JSON: %v: %.200s", err, got)
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatalf("the test's own JSON: %v", err)
	}
	if !likeJSON(g, w) {
		var indented bytes.Buffer
		if err := json.Indent(&indented, got, "", " "); err != nil {
			t.Fatal(err)
		}
		t.Errorf("got %s\nwant %s", indented.Bytes(), want)
	}
}

func likeJSON(got, want any) bool {
	switch want := want.(type) {
	case string:
		text, ok := got.(string)
		if name, is := strings.CutPrefix(want, "LINK "); is {
			path, _, signed := strings.Cut(text, "?Expires=")
			return ok && signed && strings.HasPrefix(path, "http://") && strings.HasSuffix(path, "/"+name)
		}
		return ok && (want == "*" || text == want)
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok || len(object) != len(want) {
			return false
		}
		for name := range want {
			value, ok := object[name]
			if !ok || !likeJSON(value, want[name]) {
				return false
			}
		}
		return true
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return false
		}
		for i := range want {
			if !likeJSON(list[i], want[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(got, want)
}

// clock is a time that a test moves by hand.
type clock struct{ now time.Time }

func (c *clock) read() time.Time { return c.now }

// pass lets a bubble's clock go on.
func pass(d time.Duration) { <-time.After(d) }

// post sends a body to the API with the key of the account and an Idempotency-Key, where that is not empty.
func (w *world) post(path, key, body string) reply {
	w.t.Helper()
	return w.postUntil(w.t.Context(), path, key, body)
}

// postUntil posts as long as ctx lasts.
func (w *world) postUntil(ctx context.Context, path, key, body string) reply {
	w.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.BaseURL()+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.GetBody = nil // so that net/http never sends it twice
	r.Header.Set("X-Api-Key", w.key)
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return w.do(r)
}

// mustPost posts what has to be answered with this status.
func (w *world) mustPost(status int, path, key, body string) reply {
	w.t.Helper()
	got := w.post(path, key, body)
	if got.err != nil || got.status != status {
		w.t.Fatalf("%s: status %d, error %v, want %d: %.300s", path, got.status, got.err, status, got.body)
	}
	return got
}
