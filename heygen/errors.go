package heygen

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Reply is what an answer that is not a success said. Every error type below but TransportError embeds it.
type Reply struct {
	Op        string // what was asked, for people: "status of 100 videos", "video 7f2c1f0f"; never a URL
	HTTP      int    // HTTP status, 0 where there was no answer
	Code      string // HeyGen's error code, as text; may be empty
	Message   string // HeyGen's message; hostile until cleaned; may be empty
	Param     string // the field of the request that HeyGen objects to; may be empty
	RequestID string // X-Request-Id of the answer, for HeyGen's support; may be empty
}

// describe joins the parts of a reply that are there.
func (r Reply) describe() string {
	var b strings.Builder
	b.WriteString(r.Op)
	if r.HTTP != 0 {
		fmt.Fprintf(&b, ": HTTP %d", r.HTTP)
		if text := http.StatusText(r.HTTP); text != "" && r.Message == "" && r.Code == "" {
			b.WriteString(" " + text)
		}
	}
	if r.Message != "" {
		b.WriteString(": " + r.Message)
	} else if r.Code != "" {
		b.WriteString(": " + r.Code)
	}
	if r.Param != "" {
		fmt.Fprintf(&b, " (%s)", r.Param)
	}
	if r.RequestID != "" {
		fmt.Fprintf(&b, " [request %s]", r.RequestID)
	}
	return b.String()
}

// AuthError says that the credential is missing, unusable or refused (401), or that it is not permitted to use
// the route (403 with HeyGen's JSON). Nobody should ask again before it changes.
type AuthError struct {
	Reply
	Missing bool   // there was no credential to send, or none that could be: nothing was asked. Message says why
	Fixed   bool   // it came from HEYGEN_API_KEY, which stays as it is while the program runs
	Hint    string // what the user can do about it, one sentence without a full stop
}

// Error names the refusal and what to do.
func (e *AuthError) Error() string {
	if e.Missing {
		what := e.Message
		if what == "" {
			what = "no API key"
		}
		return what + ": " + e.Hint
	}
	if e.Hint == "" {
		return e.describe()
	}
	return e.describe() + ": " + e.Hint
}

// LimitError says that HeyGen refused for now (429, or v1's 400 about the request limit).
type LimitError struct {
	Reply
	RetryAfter time.Duration // the wait it asked for; 0 where it named none
	Quota      bool          // a daily quota is used up: hours, not seconds
}

// Error names the limit and the wait.
func (e *LimitError) Error() string {
	if e.RetryAfter > 0 {
		return fmt.Sprintf("%s (HeyGen asks to wait %s)", e.describe(), short(e.RetryAfter))
	}
	return e.describe()
}

// short is a time in whole seconds, without the parts that are zero: 90s is 1m30s, a day 24h.
func short(d time.Duration) string {
	text := d.Round(time.Second).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// CreditError says that the purse of this credential is empty (402).
type CreditError struct{ Reply }

// Error names what was refused for lack of credit.
func (e *CreditError) Error() string { return e.describe() }

// NotFoundError says that HeyGen does not know the thing that was asked about: it is gone or belongs to another account.
type NotFoundError struct{ Reply }

// Error names what was not found.
func (e *NotFoundError) Error() string { return e.describe() }

// RouteError says that the server does not have the route at all: the caller should use another one.
type RouteError struct{ Reply }

// Error names the missing route.
func (e *RouteError) Error() string { return e.describe() + " (the server does not offer this)" }

// RequestError says that HeyGen will not accept this request as it is (400, 403 on one video, 409, 413, 422).
type RequestError struct{ Reply }

// Error names what HeyGen objects to.
func (e *RequestError) Error() string { return e.describe() }

// InProgressError says that a request under the same Idempotency-Key is still being worked on (409 request_in_progress):
// wait, then send the same body under the same key.
type InProgressError struct {
	Reply
	RetryAfter time.Duration // the wait it asked for; 0 where it named none
}

// Error names what is in progress.
func (e *InProgressError) Error() string { return e.describe() }

// ServerError says that the trouble is theirs: 5xx, an edge's 403 or 404 without HeyGen's JSON.
type ServerError struct {
	Reply
	RetryAfter time.Duration // 0 where none was named
}

// Error names the trouble.
func (e *ServerError) Error() string { return e.describe() }

// BodyError says that an answer came with success but could not be used: over 4 MiB, not JSON, of the wrong shape.
type BodyError struct {
	Reply
	Err error
}

// Error names the answer and what is wrong with it.
func (e *BodyError) Error() string { return fmt.Sprintf("%s: %v", e.describe(), e.Err) }

// Unwrap gives the cause.
func (e *BodyError) Unwrap() error { return e.Err }

// TransportError says that no answer came: no network, refused, reset, timed out. Its text holds no URL.
type TransportError struct {
	Op  string
	Err error
}

// Error names what was asked and why no answer came.
func (e *TransportError) Error() string { return fmt.Sprintf("%s: %v", e.Op, e.Err) }

// Unwrap gives the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// ReplyOf is what an answer said that became err; false where err did not come from an answer.
func ReplyOf(err error) (Reply, bool) {
	said, ok := errors.AsType[interface {
		error
		reply() Reply
	}](err)
	if !ok {
		return Reply{}, false
	}
	return said.reply(), true
}

func (r Reply) reply() Reply { return r }
