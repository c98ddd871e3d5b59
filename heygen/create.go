package heygen

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// createTimeout is long because half a minute is usual (SRC cli cmd/heygen/timeouts.go: p99 of 31 s), and giving up
// loses the id of a video that is paid for.
const createTimeout = 120 * time.Second

// creation is what a question carries that starts a generation.
type creation struct {
	body []byte
	key  string // sent as Idempotency-Key; empty where the endpoint takes none
}

// Generation is HeyGen's answer to a request for a video. One of the ids is there, never both. Under a key that was
// sent before it is the first answer again, not the present state (SRC cli gen/template.go).
type Generation struct {
	VideoID   string
	SessionID string // of a Video Agent that has no video yet; ask Session for it
	Status    Status // of the video as it was when it was created, as a rule Pending
	RequestID string // X-Request-Id of the answer, for HeyGen's support; may be empty
}

// Create posts body to e, once, and waits up to two minutes for the answer. It costs credits, and nothing here sends it
// a second time, but with a changed credential after a 401. The body goes out as it is, apart from the template_id of a
// template, which goes into the path. key is 1 to 255 of [A-Za-z0-9_:.-], fresh for each intended video; it is needed
// where e.TakesKey, and left out elsewhere.
//
// Lost tells an error after which a video may have been made from a definite refusal. An *InProgressError says that an
// earlier request under this key still runs.
func (c *Client) Create(ctx context.Context, e Endpoint, body []byte, key string) (Generation, error) {
	q, err := e.question(body, key)
	if err != nil {
		return Generation{}, err
	}
	if q.post.key == "" {
		// Without a key a lost answer cannot be asked for again: take no connection that may have died in the meantime.
		c.http.CloseIdleConnections()
	}
	p, err := c.ask(ctx, q)
	if err != nil {
		return Generation{}, e.gone(err)
	}
	g := generationOf(p.top)
	if g.empty() {
		return Generation{}, p.from.odd(q, errUnnamed)
	}
	g.RequestID = requestID(p.from.header)
	return g, nil
}

var errUnnamed = errors.New("the answer names no video")

// creating is what a request for a new video says of itself.
const creating = "new video"

// question is the request that posts body to e.
func (e Endpoint) question(body []byte, key string) (question, error) {
	q := question{op: creating, path: strings.Split(string(e), "/")[1:], post: &creation{body: body}}
	if !e.known() {
		return question{}, q.unfit(fmt.Errorf("%q is no endpoint that starts a generation", cut(string(e), maxShown)))
	}
	if e.TakesKey() {
		if !validKey(key) {
			return question{}, q.unfit(errors.New("an Idempotency-Key is needed: 1 to 255 letters, digits and _:.-"))
		}
		q.post.key = key
	}
	sent, err := e.sent(body)
	if err != nil {
		return question{}, q.unfit(err)
	}
	q.post.body = sent
	return q, nil
}

// unfit is the error of a request that is not sent for what is wrong with it.
func (q question) unfit(err error) error { return &RequestError{Reply{Op: q.op, Message: err.Error()}} }

// validKey says whether HeyGen takes this Idempotency-Key (DOC dev/reference).
func validKey(key string) bool {
	if key == "" || len(key) > 255 {
		return false
	}
	for _, c := range []byte(key) {
		if !validID(string(c)) && c != ':' && c != '.' {
			return false
		}
	}
	return true
}

// generationOf finds the id in an answer; empty where there is none. A session counts before a plain id, which may be its
// own: followed, it leads to the video all the same.
func generationOf(top object) Generation {
	o := top.child("data")
	inside := o.text("video_id", "session_id", "id") != ""
	if !inside {
		o = top
	}
	g := Generation{Status: ParseStatus(cut(o.text("status"), maxWord))}
	switch {
	case validID(o.text("video_id")):
		g.VideoID = o.text("video_id")
	case validID(o.text("session_id")):
		g.SessionID = o.text("session_id")
	case (inside || o.text("status") != "") && validID(o.text("id")): // without a status it may be the id of anything
		g.VideoID = o.text("id")
	default:
		return Generation{}
	}
	return g
}

func (g Generation) empty() bool { return g.VideoID == "" && g.SessionID == "" }

// gone says in plain words that v2 is retired, where that is what err means.
func (e Endpoint) gone(err error) error {
	if missing, ok := errors.AsType[*RouteError](err); ok && e == LegacyEndpoint {
		missing.Message = "HeyGen's API v2 is retired; write the request for /v3/videos"
	}
	return err
}
