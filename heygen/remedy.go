package heygen

import "strings"

// Remedy is what the user can do about the failure, one sentence without a full stop. known says that it follows from
// what HeyGen said; where nothing does, the sentence is what helps with any failure. A nil failure has none.
func (f *Failure) Remedy() (do string, known bool) {
	if f == nil {
		return "", false
	}
	code := strings.ToLower(strings.TrimSpace(f.Code))
	for _, find := range []func(string) string{remedyForRender, remedyForRequest, remedyForAccount} {
		if do := find(code); do != "" {
			return do, true
		}
	}
	if do := remedyInWords(strings.ToLower(f.Message)); do != "" {
		return do, true
	}
	return "Submit again; if it fails again, send HeyGen's support the id and this text", false
}

// LacksCredit says that the video failed because the account could not pay for it.
func (f *Failure) LacksCredit() bool {
	do, _ := f.Remedy()
	return do == doTopUp
}

const (
	doTopUp      = "Top up, then submit again"
	doCorrect    = "Correct the request, then submit again"
	doShorten    = "Shorten it or upgrade the plan, then submit again"
	doOtherVoice = "Choose another voice, then submit again"
)

// remedyForRender knows the codes of videos that failed while they were made, as names and as v1's numbers (DOC
// old/reference/errors; the credit's SEEN in several projects, at poll time, though the creation had said 200).
func remedyForRender(code string) string {
	switch code {
	case "movio_payment_insufficient_credit":
		return doTopUp
	case "blocked_words_detected", "400105":
		return "Change the script, then submit again"
	case "moderation_policy_violated", "401003", "inappropriate_content", "400168", "celebrity_content", "400625":
		return "Change the script or the image, then submit again"
	case "no_face_error", "40004", "bad_quality_image", "40006":
		return "Use another picture, then submit again"
	case "movio_video_is_too_long", "400150", "40119":
		return doShorten
	case "movio_video_too_short", "400165":
		return "Make it longer, then submit again"
	case "avatar_not_found", "400144":
		return "Choose another avatar, then submit again"
	case "voice_not_found", "400116":
		return doOtherVoice
	case "tier_not_support", "400599":
		return "Upgrade the plan, then submit again"
	case "user_blocked", "400631":
		return "Write to HeyGen's support: the account is blocked"
	}
	return ""
}

// remedyForRequest knows the codes of requests that HeyGen would not take (DOC dev/docs/error-codes, SRC cli
// internal/errors/errors.go; 40001, 40012 and 40031 DOC old/reference/errors).
func remedyForRequest(code string) string {
	switch code {
	case "invalid_parameter", "40001", "40012", "40031":
		return doCorrect
	case "payload_too_large":
		return "Make the request smaller, then submit again"
	case "download_failed":
		return "Give a link that is public and direct, then submit again"
	case "content_policy_violation":
		return "Change the script or the image, then submit again"
	case "script_too_short":
		return "Make the script longer, then submit again"
	case "tts_text_invalid":
		return "Change the script: the voice can't speak it"
	case "avatar_not_usable":
		return "Choose another avatar, then submit again"
	case "avatar_consent_required":
		return "Give the avatar's consent at HeyGen, then submit again"
	case "voice_not_usable", "voice_unavailable":
		return doOtherVoice
	case "not_found", "resource_not_found":
		return "Check the ids that the request names"
	case "internal_error", "voice_provider_error", "service_unavailable", "gateway_timeout":
		return "Submit again: the fault is HeyGen's"
	}
	return ""
}

// remedyForAccount knows the codes about the credential, its purse and its limits (the same sources).
func remedyForAccount(code string) string {
	switch code {
	case "insufficient_credit":
		return doTopUp
	case "subscription_required", "plan_upgrade_required":
		return "Upgrade the plan, then submit again"
	case "resource_limit_reached":
		return "Make room in the account or upgrade the plan, then submit again"
	case "rate_limit_exceeded":
		return "Wait until running videos have ended, then submit again"
	case "quota_exceeded", "trial_limit_exceeded", "trial_video_limit_exceeded", "400664":
		return "Wait a day or upgrade the plan, then submit again"
	case "unauthorized", "authentication_failed", "invalid_credentials", "40009", "400112", "401056":
		return "Make a new key at https://app.heygen.com/settings/api"
	case "forbidden", "resource_access_denied", "ai_vendor_access_restricted":
		return "Ask the account's owner: this key may not do that"
	}
	return ""
}

// remedyInWords reads a message that came without a code that is known: v1 and webhooks send some so (DOC legacy
// skills/heygen/references/video-status.md, old/docs/using-heygens-webhook-events).
func remedyInWords(message string) string {
	switch {
	case strings.Contains(message, "insufficient credit"):
		return doTopUp
	case strings.Contains(message, "too long"):
		return doShorten
	}
	return ""
}
