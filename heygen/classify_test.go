package heygen_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// kind names the type of an error of this package's.
func kind(err error) string {
	switch e := err.(type) {
	case nil:
		return "none"
	case *heygen.AuthError:
		return "auth"
	case *heygen.LimitError:
		if e.Quota {
			return "quota"
		}
		return "limit"
	case *heygen.CreditError:
		return "credit"
	case *heygen.NotFoundError:
		return "not found"
	case *heygen.RouteError:
		return "route"
	case *heygen.RequestError:
		return "request"
	case *heygen.ServerError:
		return "server"
	case *heygen.BodyError:
		return "body"
	case *heygen.TransportError:
		return "transport"
	}
	return fmt.Sprintf("%T", err)
}

// The bodies of the document, by its own words.
const (
	bodyV3Gone       = `{"error":{"code":"video_not_found","message":"Video vid-1 not found","doc_url":"https://developers.heygen.com/docs/error-codes#video-not-found"}}`
	bodyV3Auth       = `{"error":{"code":"unauthorized","message":"Unauthorized","doc_url":"https://developers.heygen.com/docs/error-codes#unauthorized"}}`
	bodyV3Param      = `{"error":{"code":"invalid_parameter","message":"bad value","param":"avatar_id","doc_url":null}}`
	bodyV2Trial      = `{"data":null,"error":{"code":"trial_video_limit_exceeded","message":"It seems you've reached your daily api trial limit 5."}}`
	bodyV1Auth       = `{"code":400112,"message":"Unauthorized"}`
	bodyLegacy       = `{"error":"Invalid API key","data":null}`
	bodyHTML         = `<html><head><title>403 Forbidden</title></head><body>cloudflare</body></html>`
	bodyEdge1010     = `error code: 1010`
	bodyGatewayJSON  = `{"message":"Forbidden"}`
	bodyInternal     = `{"code":"internal_error","error":{"code":"internal_error","message":"x"}}`
	bodyForbidden    = `{"error":{"code":"forbidden","message":"no access"}}`
	bodyAvatarGone   = `{"error":{"code":"avatar_not_found","message":"Avatar not found"}}`
	bodyInsufficient = `{"error":{"code":"insufficient_credit","message":"top up"}}`
	bodyRate         = `{"error":{"code":"rate_limit_exceeded","message":"slow down"}}`
	bodyQuota        = `{"error":{"code":"quota_exceeded","message":"daily"}}`
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		body   string
		list   string // what a list or the account makes of it
		video  string // what one video at v3 makes of it
		v1     string // what one video at v1 makes of it
	}{
		{400, bodyV3Param, "request", "request", "request"},
		{400, bodyInternal, "request", "request", "request"},
		{400, `{"error":{"code":"download_failed","message":"x"}}`, "request", "request", "request"},
		{400, `{"code":400,"message":"Request limit exceeded"}`, "request", "request", "limit"},
		{400, `Too Many requests`, "request", "request", "limit"},
		{400, `{"code":40001,"message":"broken body"}`, "request", "request", "request"},
		{400, bodyV1Auth, "request", "request", "auth"},
		{400, bodyInsufficient, "credit", "credit", "credit"},
		{400, bodyQuota, "quota", "quota", "quota"},
		{400, ``, "request", "request", "request"},
		{401, bodyV3Auth, "auth", "auth", "auth"},
		{401, bodyV1Auth, "auth", "auth", "auth"},
		{401, bodyLegacy, "auth", "auth", "auth"},
		{401, bodyInternal, "auth", "auth", "auth"},
		{401, bodyHTML, "auth", "auth", "auth"},
		{402, bodyInsufficient, "credit", "credit", "credit"},
		{402, `{"error":{"code":"subscription_required"}}`, "credit", "credit", "credit"},
		{402, bodyQuota, "credit", "credit", "credit"},
		{402, ``, "credit", "credit", "credit"},
		{403, bodyForbidden, "auth", "request", "request"},
		{403, `{"code":40010,"message":"no"}`, "auth", "request", "request"},
		{403, bodyInsufficient, "credit", "credit", "credit"},
		{403, bodyHTML, "server", "server", "server"},
		{403, bodyEdge1010, "server", "server", "server"},
		{403, bodyGatewayJSON, "server", "server", "server"},
		{403, ``, "server", "server", "server"},
		{404, bodyV3Gone, "route", "not found", "not found"},
		{404, bodyAvatarGone, "route", "request", "not found"},
		{404, `{"error":{"code":"not_found","message":"x"}}`, "route", "request", "not found"},
		{404, `Not Found`, "route", "server", "route"},
		{404, bodyHTML, "route", "server", "route"},
		{404, ``, "route", "server", "route"},
		{405, ``, "route", "route", "route"},
		{408, ``, "server", "server", "server"},
		{409, `{"error":{"code":"request_in_progress","message":"wait"}}`, "request", "request", "request"},
		{410, bodyHTML, "route", "route", "route"},
		{413, `{"error":{"code":"payload_too_large"}}`, "request", "request", "request"},
		{422, `{"detail":[{"loc":["body","x"],"msg":"extra"}]}`, "request", "request", "request"},
		{424, `{"code":40001,"message":"Invalid parameter"}`, "request", "request", "request"},
		{429, bodyRate, "limit", "limit", "limit"},
		{429, bodyQuota, "quota", "quota", "quota"},
		{429, `{"error":{"code":"trial_limit_exceeded"}}`, "quota", "quota", "quota"},
		{429, bodyV2Trial, "quota", "quota", "quota"},
		{429, bodyHTML, "limit", "limit", "limit"},
		{429, ``, "limit", "limit", "limit"},
		{500, `{"error":{"code":"internal_error","message":"x"}}`, "server", "server", "server"},
		{501, ``, "route", "route", "route"},
		{502, bodyHTML, "server", "server", "server"},
		{503, `{"error":{"code":"service_unavailable"}}`, "server", "server", "server"},
		{504, ``, "server", "server", "server"},
		{599, ``, "server", "server", "server"},
		{300, ``, "server", "server", "server"},
	} {
		name := fmt.Sprintf("%d %.40s", test.status, test.body)
		v3 := newClient(t, heygen.Config{Mode: heygen.ModeV3, Transport: answered(test.status, test.body)})
		v1 := newClient(t, heygen.Config{Mode: heygen.ModeV1, Transport: answered(test.status, test.body)})
		if _, err := v3.Videos(t.Context(), heygen.PageRequest{}); kind(err) != test.list {
			t.Errorf("%s: list: %s, want %s (%v)", name, kind(err), test.list, err)
		}
		if _, err := v3.Account(t.Context()); kind(err) != test.list {
			t.Errorf("%s: account: %s, want %s (%v)", name, kind(err), test.list, err)
		}
		if _, err := v3.Video(t.Context(), idA); kind(err) != test.video {
			t.Errorf("%s: video: %s, want %s (%v)", name, kind(err), test.video, err)
		}
		if _, err := v1.Video(t.Context(), idA); kind(err) != test.v1 {
			t.Errorf("%s: v1: %s, want %s (%v)", name, kind(err), test.v1, err)
		}
	}
}

func TestErrorBesideSuccess(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		body      string
		video, v1 string
	}{
		{bodyV3Auth, "auth", "auth"},
		{bodyV3Gone, "not found", "not found"},
		{bodyInsufficient, "credit", "credit"},
		{bodyRate, "limit", "limit"},
		{bodyQuota, "quota", "quota"},
		{bodyV2Trial, "quota", "quota"},
		{bodyV3Param, "request", "request"},
		{`{"error":{"code":"service_unavailable"}}`, "server", "server"},
		{bodyLegacy, "request", "request"},
		{bodyV1Auth, "auth", "auth"},
		{`{"code":40031,"data":null,"message":"invalid video id"}`, "request", "request"},
		{`{"code":"40009","message":"bad key"}`, "auth", "auth"},
		{`{"code":7,"data":{"id":"` + idA + `","status":"processing"}}`, "none", "request"},
		{`{"code":100,"data":null,"message":"Success"}`, "body", "body"},
		// The error counts before the status that stands beside it.
		{`{"data":{"id":"` + idA + `","status":"processing"},"error":{"code":"internal_error","message":"x"}}`, "server", "server"},
		{`{"data":{"id":"` + idA + `","status":"processing"},"error":"boom"}`, "request", "request"},
		// What says nothing is no error.
		{`{"data":{"id":"` + idA + `","status":"processing"},"error":null}`, "none", "none"},
		{`{"data":{"id":"` + idA + `","status":"processing"},"error":""}`, "none", "none"},
		{`{"data":{"id":"` + idA + `","status":"processing"},"error":{ }}`, "none", "none"},
		{`{"code":"100","data":{"id":"` + idA + `","status":"processing"}}`, "none", "none"},
		{`{"code":null,"data":{"id":"` + idA + `","status":"processing"}}`, "none", "none"},
	} {
		v3 := newClient(t, heygen.Config{Mode: heygen.ModeV3, Transport: answered(200, test.body)})
		if _, err := v3.Video(t.Context(), idA); kind(err) != test.video {
			t.Errorf("v3 %s: %s, want %s (%v)", test.body, kind(err), test.video, err)
		}
		v1 := newClient(t, heygen.Config{Mode: heygen.ModeV1, Transport: answered(200, test.body)})
		if _, err := v1.Video(t.Context(), idA); kind(err) != test.v1 {
			t.Errorf("v1 %s: %s, want %s (%v)", test.body, kind(err), test.v1, err)
		}
	}
}

func TestReplyNamesEverything(t *testing.T) {
	t.Parallel()
	_, base := serve(t, map[string]http.HandlerFunc{"/v3/videos/" + idA: says(400, bodyV3Param)})
	_, err := newClient(t, heygen.Config{Base: base, Mode: heygen.ModeV3}).Video(t.Context(), idA)
	refused, ok := errors.AsType[*heygen.RequestError](err)
	if !ok {
		t.Fatalf("got %T: %v", err, err)
	}
	want := heygen.Reply{Op: "video " + idA, HTTP: 400, Code: "invalid_parameter", Message: "bad value", Param: "avatar_id", RequestID: "req-1"}
	if refused.Reply != want {
		t.Errorf("got %+v", refused.Reply)
	}
	if got := err.Error(); got != "video "+idA+": HTTP 400: bad value (avatar_id) [request req-1]" {
		t.Errorf("text %q", got)
	}
}

func TestComplaintsInEveryShape(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", 10_000)
	for _, test := range []struct{ body, code, message string }{
		{bodyV1Auth, "400112", "Unauthorized"},
		{bodyLegacy, "", "Invalid API key"},
		{`{"error":"bad","code":40012}`, "40012", "bad"},
		{`{"error":{"code":40119,"message":"Video is too long","detail":"Video is too long (> 3600.0s)."}}`, "40119", "Video is too long (> 3600.0s)."},
		{`{"error":{"message":"No","detail":"because"}}`, "", "No: because"},
		{`{"error":{"message":"No: because","detail":"because"}}`, "", "No: because"},
		{`{"error":{"detail":{"why": "because"}}}`, "", `{"why":"because"}`},
		{`{"error":{"strange": [1, 2]}}`, "", `{"strange":[1,2]}`},
		{`{"error":[ "a", "b" ]}`, "", `["a","b"]`},
		{`{"error":40119}`, "40119", ""},
		{`{"error":true}`, "", "true"},
		{`{"message":"plain"}`, "", "plain"},
		{`{"detail":"Method not allowed"}`, "", "Method not allowed"},
		{`["odd"]`, "", ""},
		{`"odd"`, "", ""},
	} {
		_, err := newClient(t, heygen.Config{Transport: answered(422, test.body)}).Account(t.Context())
		refused, ok := errors.AsType[*heygen.RequestError](err)
		if !ok || refused.Code != test.code || refused.Message != test.message {
			t.Errorf("%s: got %+v", test.body, err)
		}
	}
	for _, body := range []string{`{"error":"` + long + `"}`, `{"error":{"code":"` + long + `","message":"` + long + `"}}`, `{"error":{"x":"` + long + `"}}`} {
		_, err := newClient(t, heygen.Config{Transport: answered(422, body)}).Account(t.Context())
		if n := len(err.Error()); n > 1500 || strings.ContainsRune(err.Error(), '\ufffd') {
			t.Errorf("%.30s...: an error of %d bytes", body, n)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := time.Now().UTC()
		for value, want := range map[string]time.Duration{
			"":                       0,
			"0":                      0,
			"7":                      7 * time.Second,
			" 7 ":                    7 * time.Second,
			"600":                    10 * time.Minute,
			"86401":                  24 * time.Hour,
			"-5":                     0,
			"99999999999999999999":   24 * time.Hour,
			"-99999999999999999999":  0,
			"9223372036854775807":    24 * time.Hour,
			"soon":                   0,
			"1.5":                    0,
			"Thu, 01 Jan 1970 00:00": 0,
			now.Add(90 * time.Second).Format(http.TimeFormat):      90 * time.Second,
			now.Add(-time.Hour).Format(http.TimeFormat):            0,
			now.Add(1000 * time.Hour).Format(http.TimeFormat):      24 * time.Hour,
			now.Add(time.Minute).Format("Monday, 02-Jan-06 15:04"): 0,
		} {
			for _, status := range []int{429, 503} {
				c := newClient(t, heygen.Config{Transport: transport(func(r *http.Request) (*http.Response, error) {
					res, err := answered(status, "")(r)
					res.Header.Set("Retry-After", value)
					return res, err
				})})
				_, err := c.Account(t.Context())
				got := time.Duration(-1)
				switch e := err.(type) {
				case *heygen.LimitError:
					got = e.RetryAfter
				case *heygen.ServerError:
					got = e.RetryAfter
				}
				if got != want {
					t.Errorf("%d, %q: %v, want %v", status, value, got, want)
				}
			}
		}
	})
}

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	reply := heygen.Reply{Op: "video x", HTTP: 503}
	cause := errors.New("why")
	for _, test := range []struct {
		err  error
		want string
	}{
		{&heygen.AuthError{Missing: true, Hint: "set it"}, "no API key: set it"},
		{&heygen.AuthError{Reply: heygen.Reply{Message: "F is blank"}, Missing: true, Hint: "set it"}, "F is blank: set it"},
		{&heygen.AuthError{Reply: heygen.Reply{Op: "account", HTTP: 401}}, "account: HTTP 401 Unauthorized"},
		{&heygen.AuthError{Reply: heygen.Reply{Op: "account", HTTP: 401}, Hint: "look"}, "account: HTTP 401 Unauthorized: look"},
		{&heygen.LimitError{Reply: reply}, "video x: HTTP 503 Service Unavailable"},
		{&heygen.LimitError{Reply: reply, RetryAfter: 90 * time.Second}, "video x: HTTP 503 Service Unavailable (HeyGen asks to wait 1m30s)"},
		{&heygen.CreditError{Reply: heygen.Reply{Op: "o", HTTP: 402, Code: "c"}}, "o: HTTP 402: c"},
		{&heygen.NotFoundError{Reply: reply}, "video x: HTTP 503 Service Unavailable"},
		{&heygen.RouteError{Reply: reply}, "video x: HTTP 503 Service Unavailable (the server does not offer this)"},
		{&heygen.ServerError{Reply: reply}, "video x: HTTP 503 Service Unavailable"},
		{&heygen.BodyError{Reply: heygen.Reply{Op: "o", HTTP: 200}, Err: cause}, "o: HTTP 200 OK: why"},
		{&heygen.TransportError{Op: "o", Err: cause}, "o: why"},
	} {
		if got := test.err.Error(); got != test.want {
			t.Errorf("%T: %q, want %q", test.err, got, test.want)
		}
	}
	if !errors.Is(&heygen.BodyError{Err: cause}, cause) || !errors.Is(&heygen.TransportError{Err: cause}, cause) {
		t.Error("the cause is hidden")
	}
}

// FuzzRefusals holds that no answer, of whatever status, breaks the reading of it: what a creation names can be asked about,
// and an error is bounded and of a type that callers decide on.
func FuzzRefusals(f *testing.F) {
	f.Add(uint16(200), `{"data":{"video_id":"abc123","status":"pending"}}`, "")
	f.Add(uint16(429), `{"error":{"code":"rate_limit_exceeded","message":"Slow down"}}`, "7")
	f.Add(uint16(402), `{"error":{"code":"insufficient_credit","message":"\u001b[31mNo"},"code":400}`, "Wed, 21 Oct 2099 07:28:00 GMT")
	f.Add(uint16(502), `<html>Bad gateway</html>`, "-1")
	f.Add(uint16(400), `{"code":"400112","message":["a",{"b":1}]}`, "99999999999999999999")
	f.Fuzz(func(t *testing.T, status uint16, body, retryAfter string) {
		status = 200 + status%400 // what a client is given as an answer
		c := newClient(t, heygen.Config{Transport: transport(func(r *http.Request) (*http.Response, error) {
			w := httptest.NewRecorder()
			w.Header().Set("Retry-After", retryAfter)
			w.WriteHeader(int(status))
			w.WriteString(body)
			return w.Result(), nil
		})})
		made, err := create(t, c, bodyAvatar)
		if err == nil {
			if made.VideoID == "" && made.SessionID == "" {
				t.Errorf("HTTP %d %q made nothing", status, body)
			}
			for _, id := range []string{made.VideoID, made.SessionID} {
				if got, err := heygen.ParseID(id); id != "" && (err != nil || got != id) {
					t.Errorf("id %q", id)
				}
			}
			return
		}
		_, running := errors.AsType[*heygen.InProgressError](err)
		if strings.HasPrefix(kind(err), "*") && !running || len(err.Error()) > 4<<10 {
			t.Errorf("HTTP %d %q: %T of %d bytes", status, body, err, len(err.Error()))
		}
		if limit, ok := errors.AsType[*heygen.LimitError](err); ok && (limit.RetryAfter < 0 || limit.RetryAfter > 24*time.Hour) {
			t.Errorf("Retry-After %q is %v", retryAfter, limit.RetryAfter)
		}
	})
}
