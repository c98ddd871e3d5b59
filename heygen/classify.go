package heygen

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// complaint is what the body of a refusal says.
type complaint struct {
	Failure
	param string
	ours  bool // it has the form of HeyGen's own errors, so no edge or gateway wrote it
}

// readComplaint reads any of the error bodies of v1, v2 and v3. What is not one of them gives an empty complaint.
func readComplaint(body []byte) complaint {
	o, ok := parseObject(body)
	if !ok {
		return complaint{}
	}
	if said := readReason(o["error"]); said != nil {
		if said.Code == "" {
			said.Code = cut(o.text("code"), maxCode)
		}
		return complaint{Failure: *said, param: cut(o.child("error").text("param"), maxCode), ours: true}
	}
	said := Failure{
		Code:    cut(o.text("code"), maxCode),
		Message: joinDetail(o.text("message", "msg"), detailText(o["detail"])),
	}
	return complaint{Failure: said, ours: said.Code != ""}
}

// sense is what an error code means where the HTTP status leaves it open.
type sense int

const (
	senseNone sense = iota
	senseAuth
	senseCredit
	senseLimit
	senseQuota
	senseGone
	senseServer
	senseBusy
	senseBarred
)

// senseOf looks a code up, in the words of v3 and v2 and the numbers of v1 (DOC dev/docs/error-codes, old/reference/errors).
func senseOf(code string) sense {
	switch strings.ToLower(code) {
	case "unauthorized", "authentication_failed", "invalid_credentials", "40009", "400112", "401056":
		return senseAuth
	case "insufficient_credit", "subscription_required", "plan_upgrade_required", "movio_payment_insufficient_credit":
		return senseCredit
	case "rate_limit_exceeded":
		return senseLimit
	case "quota_exceeded", "trial_limit_exceeded", "trial_video_limit_exceeded", "400664":
		return senseQuota
	case "video_not_found":
		return senseGone
	case "internal_error", "service_unavailable", "gateway_timeout", "voice_provider_error":
		return senseServer
	case "request_in_progress":
		return senseBusy
	case "resource_access_denied", "ai_vendor_access_restricted":
		return senseBarred
	}
	return senseNone
}

// classify gives the error of an answer that is no success: HTTP status first, code second, text last, since older
// routes put any code on any status (SEEN: internal_error on 400 and 401).
func classify(q question, a answer) error {
	said := readComplaint(a.body)
	r := a.reply(q, said)
	wait := RetryAfter(a.header, time.Now())
	means := senseOf(said.Code)
	refused := a.status >= 400 && a.status < 500
	switch {
	case a.status < 400:
		r.Message = "redirected to another place, or without end"
		return &ServerError{Reply: r}
	case a.status == http.StatusUnauthorized:
		return &AuthError{Reply: r}
	case a.status == http.StatusPaymentRequired, refused && means == senseCredit:
		return &CreditError{r}
	case a.status == http.StatusTooManyRequests, refused && (means == senseLimit || means == senseQuota), q.overLimit(a, said):
		return &LimitError{Reply: r, RetryAfter: wait, Quota: means == senseQuota}
	case q.running(a.status, said):
		return &InProgressError{Reply: r, RetryAfter: wait}
	case a.status == http.StatusForbidden:
		return forbidden(q, r, said, wait)
	case a.status == http.StatusNotFound:
		return notFound(q, r, said, wait)
	case a.status == http.StatusMethodNotAllowed, a.status == http.StatusGone, a.status == http.StatusNotImplemented:
		return &RouteError{r}
	case a.status >= 500, a.status == http.StatusRequestTimeout:
		return &ServerError{Reply: r, RetryAfter: wait}
	case q.legacy() && means == senseAuth:
		return &AuthError{Reply: r}
	}
	return &RequestError{r}
}

// overLimit says whether this is v1's way to refuse too many requests: a 400 that only its text tells from a broken
// one (DOC old/reference/video-status).
func (q question) overLimit(a answer, said complaint) bool {
	if !q.v1 || a.status != http.StatusBadRequest {
		return false
	}
	text := said.Message
	if !said.ours {
		text = string(a.body)
	}
	text = strings.ToLower(text)
	return strings.Contains(text, "limit") || strings.Contains(text, "too many")
}

// running says whether a refusal of a creation means that an earlier one under its key is at work: also one whose body
// does not say why, since believing in another reason would give up a video that is being made.
func (q question) running(status int, said complaint) bool {
	keyed := q.post != nil && q.post.key != ""
	return keyed && (senseOf(said.Code) == senseBusy || status == http.StatusConflict && !said.ours)
}

// forbidden tells the credential's 403 from one about a video or about what a creation names (an avatar of somebody
// else's), and all from the edge's, which passes.
func forbidden(q question, r Reply, said complaint, wait time.Duration) error {
	switch {
	case !said.ours:
		return &ServerError{Reply: r, RetryAfter: wait}
	case q.video, q.post != nil && senseOf(said.Code) == senseBarred:
		return &RequestError{r}
	}
	return &AuthError{Reply: r}
}

// notFound tells a video that is gone from a route that is. On v3 only its own code says that a video is gone; on v1,
// and of a session, any answer that HeyGen itself wrote. What a creation does not find is an avatar or the like.
func notFound(q question, r Reply, said complaint, wait time.Duration) error {
	switch {
	case q.post != nil && said.ours:
		return &RequestError{r}
	case !q.video, q.v1 && !said.ours:
		return &RouteError{r}
	case q.v1, q.session && said.ours, senseOf(said.Code) == senseGone:
		return &NotFoundError{r}
	case said.ours:
		return &RequestError{r}
	}
	return &ServerError{Reply: r, RetryAfter: wait}
}

// complained gives the error of an answer that came with HTTP success but says that it is none. There the code alone
// can tell.
func complained(q question, a answer, said complaint) error {
	r := a.reply(q, said)
	wait := RetryAfter(a.header, time.Now())
	switch means := senseOf(said.Code); {
	case q.running(a.status, said):
		return &InProgressError{Reply: r, RetryAfter: wait}
	case means == senseAuth:
		return &AuthError{Reply: r}
	case means == senseCredit:
		return &CreditError{r}
	case means == senseLimit, means == senseQuota:
		return &LimitError{Reply: r, RetryAfter: wait, Quota: means == senseQuota}
	case means == senseGone && q.video:
		return &NotFoundError{r}
	case means == senseServer:
		return &ServerError{Reply: r, RetryAfter: wait}
	}
	return &RequestError{r}
}

// reply is the part that all refusals share.
func (a answer) reply(q question, said complaint) Reply {
	return Reply{Op: q.op, HTTP: a.status, Code: said.Code, Message: said.Message, Param: said.param, RequestID: requestID(a.header)}
}

// requestID is the number that HeyGen's support wants to hear.
func requestID(h http.Header) string { return cut(h.Get("X-Request-Id"), maxCode) }

// maxRetryAfter bounds a wait; what is obeyed is the caller's business.
const maxRetryAfter = 24 * time.Hour

// RetryAfter reads an answer's Retry-After, as seconds or as a date; 0 where there is none or it has passed.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), maxRetryAfter)
	}
	// ParseInt gives the nearest number it can hold where the value is out of range.
	seconds, err := strconv.ParseInt(value, 10, 64)
	if err != nil && seconds == 0 {
		return 0
	}
	return time.Duration(min(max(seconds, 0), int64(maxRetryAfter/time.Second))) * time.Second
}
