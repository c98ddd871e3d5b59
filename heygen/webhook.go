package heygen

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
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

// Register has HeyGen send these events to an address of ours, which must be public HTTPS and answer HeyGen's OPTIONS within
// a second (SRC cli gen/webhook.go, DOC old/reference/add-a-webhook-endpoint). It is sent once.
func (c *Client) Register(ctx context.Context, address string, events []string) (Webhook, error) {
	u, err := url.Parse(address)
	q := question{op: "webhook", path: []string{"v3", "webhooks", "endpoints"}, post: &creation{key: "rw-" + rand.Text()}}
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return Webhook{}, q.unfit(fmt.Errorf("%q is no https address", cut(address, maxShown)))
	}
	if q.post.body, err = json.Marshal(map[string]any{"url": address, "events": events}); err != nil {
		return Webhook{}, err
	}
	p, err := c.ask(ctx, q)
	if err != nil {
		return Webhook{}, err
	}
	o, _ := parseObject(p.data)
	hook := Webhook{ID: cut(o.text("endpoint_id", "id"), maxID), URL: cut(o.text("url"), maxShown), Secret: o.text("secret")}
	if hook.Secret == "" {
		return Webhook{}, p.from.odd(q, errSecretless)
	}
	return hook, nil
}

var errSecretless = errors.New("the answer holds no secret")
