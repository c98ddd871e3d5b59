package heygen

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"unicode"
)

// Webhook is an endpoint that HeyGen sends events to.
type Webhook struct {
	ID     string // of the endpoint
	URL    string
	Secret string // deliveries are signed with it; HeyGen tells it once. Never to be logged
}

// VideoEvents are the events that tell of a video's end (DOC dev/docs/webhook-events).
func VideoEvents() []string {
	return []string{
		"avatar_video.success", "avatar_video.fail", "avatar_video_caption.success", "avatar_video_caption.fail",
		"video_agent.success", "video_agent.fail", "video_translate.success", "video_translate.fail", "batch.finished",
	}
}

// ProbeError says that HeyGen would not register an address, as it does where nobody answers its OPTIONS there.
type ProbeError struct {
	Reply
	URL string // without its query
}

// Error names the refusal.
func (e *ProbeError) Error() string { return e.describe() }

// Register has HeyGen send these events to an address of ours, which must be public HTTPS and answer HeyGen's OPTIONS within
// a second (SRC cli gen/webhook.go, DOC old/reference/add-a-webhook-endpoint). It is sent once. It gives a *ProbeError where
// HeyGen objects to the address; no error holds more of it than host and path.
func (c *Client) Register(ctx context.Context, address string, events []string) (Webhook, error) {
	u, err := url.Parse(address)
	q := question{op: "webhook", path: []string{"v3", "webhooks", "endpoints"}, post: &creation{key: "rw-" + rand.Text()}}
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return Webhook{}, q.unfit(errors.New("the address must be https://HOST/PATH, without a user"))
	}
	if q.post.body, err = json.Marshal(map[string]any{"url": address, "events": events}); err != nil {
		return Webhook{}, err
	}
	p, err := c.ask(ctx, q)
	if refusal, ok := errors.AsType[*RequestError](err); ok && aboutAddress(refusal) {
		return Webhook{}, &ProbeError{refusal.Reply, cut("https://"+u.Host+u.EscapedPath(), maxShown)}
	}
	if err != nil {
		return Webhook{}, err
	}
	o, _ := parseObject(p.data)
	hook := Webhook{ID: cut(o.text("endpoint_id", "id"), maxID), URL: cut(o.text("url"), maxShown), Secret: o.text("secret")}
	if hook.Secret == "" || strings.ContainsFunc(hook.Secret, NotInSecret) {
		return Webhook{}, p.from.odd(q, errSecretless)
	}
	return hook, nil
}

// NotInSecret says whether a character can't be in a webhook's secret, since it would not survive a file, a variable and a terminal.
func NotInSecret(c rune) bool { return unicode.IsSpace(c) || !unicode.IsPrint(c) }

// aboutAddress says whether a refusal is about the address and not about the events or the account. What the service says
// where its OPTIONS fail is recorded nowhere (GUESS): it names the field, or speaks of the address or of reaching it.
func aboutAddress(refusal *RequestError) bool {
	if refusal.Param != "" {
		return refusal.Param == "url"
	}
	said := strings.ToLower(refusal.Message)
	for _, word := range []string{"already", "exist", "duplicate", "maximum", "limit"} {
		if strings.Contains(said, word) {
			return false
		}
	}
	for _, word := range []string{"url", "options", "reach", "respond", "connect", "timeout", "timed out"} {
		if strings.Contains(said, word) {
			return true
		}
	}
	return false
}

var errSecretless = errors.New("the answer holds no secret that could be kept")
