package heygen

import (
	"strings"
	"testing"
)

func TestRemedy(t *testing.T) {
	for _, c := range []struct {
		failure Failure
		holds   string
	}{
		{Failure{Code: "MOVIO_PAYMENT_INSUFFICIENT_CREDIT", Message: "Insufficient credit."}, "Top up"},
		{Failure{Code: "insufficient_credit"}, "Top up"},
		{Failure{Message: "Insufficient credit"}, "Top up"},
		{Failure{Code: "BLOCKED_WORDS_DETECTED"}, "Change the script"},
		{Failure{Code: "401003"}, "script or the image"},
		{Failure{Code: "content_policy_violation"}, "script or the image"},
		{Failure{Code: "NO_FACE_ERROR"}, "another picture"},
		{Failure{Code: "40006"}, "another picture"},
		{Failure{Code: "40119", Message: "Video is too long"}, "Shorten"},
		{Failure{Message: "Script too long for selected avatar"}, "Shorten"},
		{Failure{Code: "MOVIO_VIDEO_TOO_SHORT"}, "longer"},
		{Failure{Code: "script_too_short"}, "longer"},
		{Failure{Code: "AVATAR_NOT_FOUND"}, "another avatar"},
		{Failure{Code: "400116"}, "another voice"},
		{Failure{Code: "voice_unavailable"}, "another voice"},
		{Failure{Code: "download_failed"}, "public"},
		{Failure{Code: "TRIAL_VIDEO_LIMIT_EXCEEDED"}, "Wait a day"},
		{Failure{Code: "quota_exceeded"}, "Wait a day"},
		{Failure{Code: "TIER_NOT_SUPPORT"}, "Upgrade"},
		{Failure{Code: "400631"}, "support"},
		{Failure{Code: "avatar_consent_required"}, "consent"},
		{Failure{Code: "invalid_parameter"}, "Correct the request"},
		{Failure{Code: "unauthorized"}, "new key"},
		{Failure{Code: "forbidden"}, "owner"},
		{Failure{Code: " internal_error "}, "HeyGen's"},
	} {
		do, known := c.failure.Remedy()
		if !known || !strings.Contains(do, c.holds) {
			t.Errorf("%+v: %q (known %v), want %q in it", c.failure, do, known, c.holds)
		}
		if strings.HasSuffix(do, ".") || do != strings.TrimSpace(do) || strings.Contains(do, "\n") {
			t.Errorf("%+v: %q is not one sentence without its full stop", c.failure, do)
		}
	}
}

func TestRemedyOfWhatNobodyKnows(t *testing.T) {
	for _, f := range []Failure{{}, {Code: "SOMETHING_NEW"}, {Message: "Something new happened"}, {Code: "video_not_found"}} {
		do, known := f.Remedy()
		if known || !strings.Contains(do, "support") {
			t.Errorf("%+v: %q (known %v), want the advice that helps with any failure", f, do, known)
		}
	}
	if do, known := (*Failure)(nil).Remedy(); do != "" || known {
		t.Errorf("no failure: %q (known %v)", do, known)
	}
}

func TestLacksCredit(t *testing.T) {
	for _, f := range []*Failure{{Code: "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"}, {Code: "insufficient_credit"}, {Message: "Insufficient credit."}} {
		if !f.LacksCredit() {
			t.Errorf("%+v is not taken for a lack of credit", f)
		}
	}
	for _, f := range []*Failure{nil, {}, {Code: "NO_FACE_ERROR"}, {Code: "quota_exceeded"}} {
		if f.LacksCredit() {
			t.Errorf("%+v is taken for a lack of credit", f)
		}
	}
}

// TestRemedyOfEveryErrorOfTheAccount holds that what stops the asking or the sending has a remedy too.
func TestRemedyOfEveryErrorOfTheAccount(t *testing.T) {
	for _, code := range []string{"40009", "rate_limit_exceeded", "400664", "service_unavailable", "resource_access_denied", "subscription_required"} {
		if senseOf(code) == senseNone {
			t.Errorf("%s means nothing to the client", code)
		}
		if _, known := (&Failure{Code: code}).Remedy(); !known {
			t.Errorf("%s has no remedy", code)
		}
	}
}
