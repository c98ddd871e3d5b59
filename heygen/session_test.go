package heygen_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"reelwatch/heygen"
)

func TestSession(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		body string
		want heygen.Session
	}{
		{`{"data":{"session_id":"sess","status":"generating","video_id":null,"created_at":1711382400}}`, heygen.Session{Status: "generating"}},
		{`{"data":{"session_id":"sess","status":"Thinking"}}`, heygen.Session{Status: "thinking"}},
		{`{"data":{"session_id":"sess","status":"completed","video_id":"` + idA + `"}}`, heygen.Session{Status: "completed", VideoID: idA}},
		{`{"session_id":"sess","status":"generating","video_id":"` + idA + `"}`, heygen.Session{Status: "generating", VideoID: idA}},
		{`{"data":{"video_id":"` + idA + `"}}`, heygen.Session{VideoID: idA}},
		{`{"data":{"status":"failed","error":{"code":"x","message":"too long"}}}`,
			heygen.Session{Status: "failed", Failure: &heygen.Failure{Code: "x", Message: "too long"}}},
		{`{"data":{"status":"error","failure_message":"no"}}`, heygen.Session{Status: "error", Failure: &heygen.Failure{Message: "no"}}},
		{`{"data":{"status":"failed","video_id":"` + idA + `"}}`,
			heygen.Session{Status: "failed", VideoID: idA, Failure: &heygen.Failure{Message: "HeyGen gave no reason"}}},
		// Only the session's word ends it, never an error beside another.
		{`{"data":{"status":"generating","error":{"code":"x"}}}`, heygen.Session{Status: "generating"}},
		{`{"data":{"status":"reviewing","video_id":"../../etc"}}`, heygen.Session{Status: "reviewing"}},
	} {
		got, err := newClient(t, heygen.Config{Transport: answered(200, test.body)}).Session(t.Context(), "sess")
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, %v", test.body, got, err)
		}
	}
}

func TestSessionRefusals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		body   string
		want   string
	}{
		{404, `{"error":{"code":"resource_not_found","message":"gone"}}`, "not found"},
		{404, `{"error":{"code":"session_not_found","message":"gone"}}`, "not found"},
		{404, bodyV3Gone, "not found"},
		{404, `Not Found`, "server"},
		{404, bodyHTML, "server"},
		{401, bodyV3Auth, "auth"},
		{403, bodyForbidden, "request"},
		{429, bodyRate, "limit"},
		{500, ``, "server"},
		{200, `{"data":{}}`, "body"},
		{200, `{"data":[]}`, "body"},
		{200, `{"data":{"session_id":"another","status":"completed","video_id":"` + idA + `"}}`, "body"},
		{200, bodyHTML, "body"},
		{200, `{"error":{"code":"internal_error"}}`, "server"},
	} {
		got, err := newClient(t, heygen.Config{Transport: answered(test.status, test.body)}).Session(t.Context(), "sess")
		if kind(err) != test.want || got != (heygen.Session{}) {
			t.Errorf("%d %s: %+v, %v, want %s", test.status, test.body, got, err, test.want)
		}
	}
}

func TestSessionAsksForOneSession(t *testing.T) {
	t.Parallel()
	s, base := serve(t, map[string]http.HandlerFunc{"/v3/video-agents/sess_1": says(200, `{"data":{"status":"thinking"}}`)})
	c := newClient(t, heygen.Config{Base: base})
	if _, err := c.Session(t.Context(), "sess_1"); err != nil {
		t.Error(err)
	}
	if r := s.request(t, 0); r.Method != http.MethodGet || r.Header.Get("Idempotency-Key") != "" || r.Header.Get("Content-Type") != "" {
		t.Errorf("%s with %v", r.Method, r.Header)
	}
	for _, id := range []string{"", "a/b", "..", strings.Repeat("x", 129)} {
		_, err := c.Session(t.Context(), id)
		if refused, ok := errors.AsType[*heygen.RequestError](err); !ok || !strings.Contains(err.Error(), "is no session id") || refused.HTTP != 0 {
			t.Errorf("%q: %v", id, err)
		}
	}
	if n := len(s.paths()); n != 1 {
		t.Errorf("%d requests", n)
	}
}
