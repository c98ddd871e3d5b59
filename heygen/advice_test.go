package heygen_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"

	"reelwatch/heygen"
)

func TestEveryErrorSaysWhatToDo(t *testing.T) {
	t.Parallel()
	reply := func(status int) heygen.Reply { return heygen.Reply{Op: "status of 2 videos", HTTP: status} }
	coded := func(status int, code string) heygen.Reply {
		r := reply(status)
		r.Code = code
		return r
	}
	for _, c := range []struct {
		err  error
		want string // what the advice names
	}{
		{&heygen.AuthError{Reply: reply(http.StatusUnauthorized)}, "HEYGEN_API_KEY"},
		{&heygen.AuthError{Reply: reply(http.StatusForbidden)}, "another account's key"},
		{&heygen.LimitError{Reply: reply(http.StatusTooManyRequests)}, "wait a minute"},
		{&heygen.LimitError{Reply: reply(http.StatusTooManyRequests), RetryAfter: time.Hour}, "try again then"},
		{&heygen.LimitError{Reply: reply(http.StatusTooManyRequests), Quota: true}, "wait a day"},
		{&heygen.CreditError{Reply: reply(http.StatusPaymentRequired)}, "top up"},
		{&heygen.NotFoundError{Reply: reply(http.StatusNotFound)}, "check the id"},
		{&heygen.RouteError{Reply: reply(http.StatusNotFound)}, "HEYGEN_API_BASE"},
		{&heygen.RequestError{Reply: reply(http.StatusBadRequest)}, "check the ids"},
		{&heygen.RequestError{Reply: reply(http.StatusForbidden)}, "the account that made"},
		{&heygen.RequestError{Reply: coded(http.StatusBadRequest, "voice_not_usable")}, "choose another voice"},
		{&heygen.RequestError{Reply: coded(http.StatusBadRequest, "invalid_parameter")}, "check the ids"},
		{&heygen.RequestError{Reply: heygen.Reply{Op: "new video", HTTP: http.StatusBadRequest, Code: "invalid_parameter"}}, "correct the request"},
		{&heygen.InProgressError{Reply: reply(http.StatusConflict)}, "in a moment"},
		{&heygen.ServerError{Reply: reply(http.StatusForbidden)}, "another network"},
		{&heygen.ServerError{Reply: reply(http.StatusFound)}, "HEYGEN_API_BASE"},
		{&heygen.ServerError{Reply: reply(http.StatusNotFound)}, "HEYGEN_API_BASE"},
		{&heygen.ServerError{Reply: reply(http.StatusInternalServerError)}, "try again later"},
		{&heygen.BodyError{Reply: reply(http.StatusOK), Err: io.EOF}, "what stands between"},
		{&heygen.TransportError{Op: "status of 2 videos", Err: io.EOF}, "the network"},
	} {
		advice := heygen.Advice(fmt.Errorf("wrapped: %w", c.err))
		if !strings.Contains(advice, c.want) || strings.HasSuffix(advice, ".") || unicode.IsUpper([]rune(advice)[0]) {
			t.Errorf("%T %v: %q, want %q", c.err, c.err, advice, c.want)
		}
		if got := heygen.Advised(c.err); got != c.err.Error()+": "+advice {
			t.Errorf("%T: %q", c.err, got)
		}
	}
	for _, err := range []error{errors.New("no error of ours"), &heygen.AuthError{Reply: reply(http.StatusUnauthorized), Hint: "check the key"}} {
		if got := heygen.Advised(err); got != err.Error() {
			t.Errorf("%q", got)
		}
	}
}

func TestAWaitIsSaidShortly(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{
		20 * time.Second: "20s", 90 * time.Second: "1m30s", 10 * time.Minute: "10m", 24 * time.Hour: "24h", 90 * time.Minute: "1h30m",
	} {
		err := &heygen.LimitError{Reply: heygen.Reply{Op: "account", HTTP: http.StatusTooManyRequests}, RetryAfter: wait}
		if got := err.Error(); !strings.HasSuffix(got, "(HeyGen asks to wait "+want+")") {
			t.Errorf("%v: %s", wait, got)
		}
	}
}

// A row is narrow, and names its video already.
func TestAdviceBesideWhatWasAskedAbout(t *testing.T) {
	t.Parallel()
	refused := &heygen.RequestError{Reply: heygen.Reply{Op: "video 7f2c1f", HTTP: http.StatusForbidden, Message: "not yours"}}
	for err, want := range map[error]string{
		refused:            "HTTP 403: not yours: use a key of the account that made the video",
		errors.New("a: b"): "a: b",
	} {
		if got := heygen.AdvisedBeside(err); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
