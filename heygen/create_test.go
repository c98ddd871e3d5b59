package heygen_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

const (
	bodyAvatar   = `{"type":"avatar", "avatar_id":"a",  "script":"<Hi> & 1e400 \u00e9"}`
	bodyAgent    = `{"prompt":"A film"}`
	bodyTemplate = `{"template_id":"tpl_1","variables":{"n":12345678901234567890,"s":"<&>"}}`
	bodyV2       = `{"video_inputs":[{}],"title":"T"}`

	key1 = "rw-5f0c2b1e-3d0a-4a83-9d0e-0a6a3f3f7f11"
)

// posted is a request as a service saw it.
type posted struct {
	method, path, key, kind, agent, credential, body string
}

// recorder is a transport that notes what it is sent and answers in turn, the last for ever.
type recorder struct {
	mu      sync.Mutex
	answers []transport
	seen    []posted
}

func (s *recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	p := posted{method: r.Method, path: r.URL.Path, key: r.Header.Get("Idempotency-Key"), kind: r.Header.Get("Content-Type"),
		agent: r.UserAgent(), credential: r.Header.Get("X-Api-Key")}
	if r.Body != nil {
		content, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		p.body = string(content)
	}
	s.mu.Lock()
	s.seen = append(s.seen, p)
	next := s.answers[min(len(s.seen), len(s.answers))-1]
	s.mu.Unlock()
	return next(r)
}

// create posts a body to where it belongs.
func create(t *testing.T, c *heygen.Client, body string) (heygen.Generation, error) {
	t.Helper()
	e, err := heygen.EndpointFor([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return c.Create(t.Context(), e, []byte(body), key1)
}

func TestWhatIsPosted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ body, path, key, sent string }{
		{bodyAvatar, "/v3/videos", key1, bodyAvatar},
		{bodyAgent, "/v3/video-agents", key1, bodyAgent},
		{bodyV2, "/v2/video/generate", "", bodyV2},
		{bodyTemplate, "/v3/templates/tpl_1", key1, `{"variables":{"n":12345678901234567890,"s":"<&>"}}`},
	} {
		s := &recorder{answers: []transport{answered(200, `{"data":{"video_id":"`+idA+`"}}`)}}
		if _, err := create(t, newClient(t, heygen.Config{Transport: s, Version: "1.2"}), test.body); err != nil {
			t.Errorf("%s: %v", test.body, err)
		}
		want := posted{"POST", test.path, test.key, "application/json", "reelwatch/1.2", testKey, test.sent}
		if len(s.seen) != 1 || s.seen[0] != want {
			t.Errorf("sent %+v, want %+v", s.seen, want)
		}
	}
}

func TestATemplatesBodyWithoutItsIDIsSentAsItIs(t *testing.T) {
	t.Parallel()
	s := &recorder{answers: []transport{answered(200, `{"data":{"id":"`+idA+`"}}`)}}
	body := `{ "variables": {"b":1, "a":2} }`
	if _, err := newClient(t, heygen.Config{Transport: s}).Create(t.Context(), "/v3/templates/t", []byte(body), key1); err != nil || s.seen[0].body != body {
		t.Errorf("sent %+v, %v", s.seen, err)
	}
}

func TestGenerations(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		body   string
		want   heygen.Generation
	}{
		{200, `{"data":{"video_id":"` + idA + `","status":"waiting","output_format":"mp4"}}`, heygen.Generation{VideoID: idA, Status: heygen.Pending}},
		{201, `{"data":{"id":"` + idA + `","title":"T","status":"pending"}}`, heygen.Generation{VideoID: idA, Status: heygen.Pending}},
		{202, `{"video_id":"` + idA + `"}`, heygen.Generation{VideoID: idA, Status: heygen.Unknown}},
		{200, `{"data":null,"video_id":"` + idA + `"}`, heygen.Generation{VideoID: idA, Status: heygen.Unknown}},
		{200, `{"id":"` + idA + `","status":"processing"}`, heygen.Generation{VideoID: idA, Status: heygen.Processing}},
		{200, `{"code":100,"data":{"video_id":"` + idA + `"},"message":"Success"}`, heygen.Generation{VideoID: idA, Status: heygen.Unknown}},
		{200, `{"error":null,"data":{"video_id":"abc123"},"warning":{"message":"old","sunset_date":"2026-10-31"}}`, heygen.Generation{VideoID: "abc123", Status: heygen.Unknown}},
		{200, `{"data":{"session_id":"sess","status":"generating","video_id":null,"created_at":1711382400}}`, heygen.Generation{SessionID: "sess", Status: heygen.Unknown}},
		{200, `{"data":{"session_id":"sess","id":"sess"}}`, heygen.Generation{SessionID: "sess", Status: heygen.Unknown}},
		{200, `{"data":{"session_id":"sess","video_id":"` + idA + `"}}`, heygen.Generation{VideoID: idA, Status: heygen.Unknown}},
		{200, `{"data":{"video_id":"not an id","session_id":"sess"}}`, heygen.Generation{SessionID: "sess", Status: heygen.Unknown}},
		// It is made, and paid for, whatever stands beside its id.
		{200, `{"data":{"video_id":"` + idA + `"},"error":{"code":"internal_error","message":"x"}}`, heygen.Generation{VideoID: idA, Status: heygen.Unknown}},
		{200, `{"code":7,"video_id":"` + idA + `"}`, heygen.Generation{VideoID: idA, Status: heygen.Unknown}},
	} {
		_, base := serve(t, map[string]http.HandlerFunc{"/v3/videos": says(test.status, test.body)})
		test.want.RequestID = "req-1"
		if got, err := create(t, newClient(t, heygen.Config{Base: base}), bodyAvatar); err != nil || got != test.want {
			t.Errorf("%s: %+v, %v", test.body, got, err)
		}
	}
}

// refusedAs names the type of an error, wherever it is in the chain.
func refusedAs(err error) string {
	if busy, ok := errors.AsType[*heygen.InProgressError](err); ok {
		return fmt.Sprintf("in progress %v", busy.RetryAfter)
	}
	for inner := errors.Unwrap(err); strings.HasPrefix(kind(err), "heygen.unsent") && inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return kind(err)
}

func TestRefusedCreations(t *testing.T) {
	t.Parallel()
	const busy = `{"error":{"code":"request_in_progress","message":"wait"}}`
	for _, test := range []struct {
		status int
		body   string
		want   string // what becomes of it at v3
		lost   bool
	}{
		{400, bodyV3Param, "request", false},
		{400, `Request limit exceeded`, "request", false},
		{400, bodyInternal, "request", false},
		{400, `{"error":{"code":"avatar_not_usable"}}`, "request", false},
		{401, bodyV3Auth, "auth", false},
		{402, bodyInsufficient, "credit", false},
		{403, bodyForbidden, "auth", false},
		{403, `{"error":{"code":"resource_access_denied","message":"another's avatar"}}`, "request", false},
		{403, `{"error":{"code":"ai_vendor_access_restricted"}}`, "request", false},
		{403, bodyHTML, "server", false},
		{404, bodyAvatarGone, "request", false},
		{404, `Not Found`, "route", false},
		{405, ``, "route", false},
		{408, ``, "server", true},
		{409, busy, "in progress 3s", true},
		{409, ``, "in progress 3s", true},
		{409, bodyHTML, "in progress 3s", true},
		{409, `{"error":{"code":"conflict","message":"duplicate"}}`, "request", false},
		{410, bodyHTML, "route", false},
		{413, `{"error":{"code":"payload_too_large"}}`, "request", false},
		{422, `{"detail":[{"loc":["body","x"],"msg":"extra"}]}`, "request", false},
		{429, bodyRate, "limit", false},
		{429, bodyQuota, "quota", false},
		{429, ``, "limit", false},
		{500, bodyInternal, "server", true},
		{500, ``, "server", true},
		{501, ``, "route", false},
		{502, bodyHTML, "server", true},
		{503, bodyRate, "server", true},
		{504, ``, "server", true},
		{302, ``, "server", true},
		{303, ``, "server", true},
		{307, ``, "server", false},
		{308, ``, "server", false},

		{200, ``, "body", true},
		{200, bodyHTML, "body", true},
		{200, `{"data":`, "body", true},
		{200, `{"data":{}}`, "body", true},
		{200, `{"data":{"video_id":null,"session_id":""}}`, "body", true},
		{200, `{"data":{"video_id":"../x"}}`, "body", true},
		{200, `{"id":"anything's"}`, "body", true},
		{200, `{"id":"req_1"}`, "body", true},
		{200, `[{"video_id":"` + idA + `"}]`, "body", true},
		{200, strings.Repeat(" ", 5<<20), "body", true},
		{204, ``, "body", true},
		{200, bodyInsufficient, "credit", false},
		{200, bodyRate, "limit", false},
		{200, bodyV3Auth, "auth", false},
		{200, bodyV3Param, "request", false},
		{200, `{"error":{"code":"internal_error"}}`, "server", true},
		{200, busy, "in progress 3s", true},
	} {
		s := &recorder{answers: []transport{func(r *http.Request) (*http.Response, error) {
			res, err := answered(test.status, test.body)(r)
			res.Header.Set("Retry-After", "3")
			res.Header.Set("Location", "/elsewhere")
			return res, err
		}}}
		got, err := create(t, newClient(t, heygen.Config{Transport: s}), bodyAvatar)
		if refusedAs(err) != test.want || got != (heygen.Generation{}) {
			t.Errorf("%d %.60s: %v, want %s", test.status, test.body, err, test.want)
		}
		if heygen.Lost(err) != test.lost {
			t.Errorf("%d %.60s: lost is %v", test.status, test.body, !test.lost)
		}
		if len(s.seen) != 1 {
			t.Errorf("%d %.60s: sent %d times", test.status, test.body, len(s.seen))
		}
	}
}

func TestRefusedCreationsAtV2(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		body   string
		want   string
	}{
		{400, bodyV1Auth, "auth"},
		{400, `{"data":null,"error":{"code":"internal_error","message":"Script exceeds limit"}}`, "request"},
		{401, bodyLegacy, "auth"},
		{409, ``, "request"}, // without a key nothing of ours can be in progress
		{410, bodyHTML, "route"},
		{429, bodyV2Trial, "quota"},
	} {
		_, err := create(t, newClient(t, heygen.Config{Transport: answered(test.status, test.body)}), bodyV2)
		if refusedAs(err) != test.want || heygen.Lost(err) {
			t.Errorf("%d %s: %v, want %s", test.status, test.body, err, test.want)
		}
		if test.status == 410 && !strings.Contains(err.Error(), "v2 is retired; write the request for /v3/videos") {
			t.Errorf("says %v", err)
		}
	}
}

func TestWhatIsUnfitIsNotSent(t *testing.T) {
	t.Parallel()
	s := &recorder{answers: []transport{answered(200, `{}`)}}
	c := newClient(t, heygen.Config{Transport: s})
	for _, test := range []struct {
		endpoint        heygen.Endpoint
		body, key, says string
	}{
		{heygen.VideosEndpoint, bodyAvatar, "", "Idempotency-Key is needed"},
		{heygen.VideosEndpoint, bodyAvatar, "a b", "Idempotency-Key is needed"},
		{heygen.VideosEndpoint, bodyAvatar, "é", "Idempotency-Key is needed"},
		{heygen.VideosEndpoint, bodyAvatar, strings.Repeat("k", 256), "Idempotency-Key is needed"},
		{"", bodyAvatar, key1, `"" is no endpoint`},
		{"/v3/templates/", bodyTemplate, key1, "is no endpoint"},
		{"/v3/templates/../videos", bodyTemplate, key1, "is no endpoint"},
		{"/v3/webhooks/endpoints", bodyAvatar, key1, "is no endpoint"},
		{"/v3/templates/t", `[]`, key1, "expected one JSON object"},
	} {
		_, err := c.Create(t.Context(), test.endpoint, []byte(test.body), test.key)
		if kind(err) != "request" || !strings.Contains(err.Error(), test.says) || heygen.Lost(err) {
			t.Errorf("%s with key %.10q: %v", test.endpoint, test.key, err)
		}
	}
	if len(s.seen) != 0 {
		t.Errorf("sent %+v", s.seen)
	}
	s.answers = []transport{answered(200, `{"data":{"video_id":"`+idA+`"}}`)}
	for _, key := range []string{"k", "A-z_0:9.", strings.Repeat("k", 255)} {
		if _, err := c.Create(t.Context(), heygen.VideosEndpoint, []byte(bodyAvatar), key); err != nil {
			t.Errorf("%.10q: %v", key, err)
		}
	}
}

func TestARefusedKeyIsReadAgainBeforeCreating(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		after heygen.Credential
		want  string
		seen  []string
	}{
		{apiKey("old"), "auth", []string{"old"}},
		{apiKey("new"), "none", []string{"old", "new"}},
	} {
		l := &locker{cred: apiKey("old")}
		s := &recorder{answers: []transport{
			func(r *http.Request) (*http.Response, error) {
				l.put(test.after, nil)
				return answered(401, bodyV3Auth)(r)
			},
			answered(200, `{"data":{"video_id":"`+idA+`"}}`),
		}}
		_, err := create(t, newClient(t, heygen.Config{Transport: s, Credentials: l.read}), bodyAvatar)
		var credentials []string
		for _, p := range s.seen {
			credentials = append(credentials, p.credential)
			if p.body != bodyAvatar || p.key != key1 {
				t.Errorf("sent %+v", p)
			}
		}
		if kind(err) != test.want || !slices.Equal(credentials, test.seen) || heygen.Lost(err) {
			t.Errorf("%v after %q", err, credentials)
		}
	}
}

func TestCreatingWaitsTwoMinutes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		_, err := create(t, newClient(t, heygen.Config{Transport: transport(hang)}), bodyAvatar)
		if took := time.Since(began); took != 120*time.Second || refusedAs(err) != "transport" || !heygen.Lost(err) {
			t.Errorf("%v after %v", err, took)
		}
	})
}

func TestDebugLogOfCreatingHoldsNoScript(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c := newClient(t, heygen.Config{Transport: answered(200, `{"data":{"video_id":"`+idA+`"}}`),
		Debug: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if _, err := create(t, c, `{"type":"avatar","script":"private words"}`); err != nil {
		t.Fatal(err)
	}
	text := log.String()
	if !strings.Contains(text, "method=POST") || !strings.Contains(text, "path=/v3/videos") || strings.Contains(text, "private") || strings.Contains(text, testKey) {
		t.Errorf("log: %s", text)
	}
}

func TestCreatingAtTheSimulatedService(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := heygentest.New(heygentest.Options{Key: testKey, Concurrent: 4, CreateRetryAfter: "9"})
		defer server.Close()
		c := newClient(t, heygen.Config{Base: server.BaseURL(), AllowHTTP: true, Transport: server.Pipes()})
		for i, body := range []string{bodyAvatar, bodyAgent, bodyTemplate, bodyV2} {
			got, err := create(t, c, body)
			made := server.Created()
			if err != nil || len(made) != i+1 {
				t.Fatalf("%s: %v, made %v", body, err, made)
			}
			want := heygen.Generation{VideoID: made[i].VideoID, Status: got.Status, RequestID: got.RequestID}
			if made[i].SessionID != "" {
				want.VideoID, want.SessionID = "", made[i].SessionID
			}
			if got != want || got.RequestID == "" {
				t.Errorf("%s: %+v, want %+v", body, got, want)
			}
		}
		_, err := c.Create(t.Context(), heygen.VideosEndpoint, []byte(bodyAvatar), "another")
		if full, ok := errors.AsType[*heygen.LimitError](err); !ok || full.RetryAfter != 9*time.Second || full.Quota {
			t.Errorf("over the limit: %v", err)
		}
		agent := server.Created()[1]
		if s, err := c.Session(t.Context(), agent.SessionID); err != nil || s.VideoID != "" {
			t.Errorf("at work: %+v, %v", s, err)
		}
		<-time.After(time.Minute)
		if s, err := c.Session(t.Context(), agent.SessionID); err != nil || s.VideoID != agent.VideoID {
			t.Errorf("later: %+v, %v", s, err)
		}
		if _, err := c.Session(t.Context(), "sess_unknown"); kind(err) != "not found" {
			t.Errorf("unknown: %v", err)
		}
	})
}
