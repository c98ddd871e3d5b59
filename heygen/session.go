package heygen

import (
	"context"
	"fmt"
	"strings"
)

// Session is what a Video Agent has come to. It may fail, and it may be forgotten, although its video ends well: once
// VideoID is known, only the video counts.
type Session struct {
	VideoID string // empty as long as there is none
	Status  string // HeyGen's word in lower case, such as "generating" or "failed"; a session's, never a video's; hostile until cleaned
	Failure *Failure
}

// Session asks what became of a Video Agent's session (SRC cli gen/video-agent.go). One that HeyGen does not know is a
// *NotFoundError.
func (c *Client) Session(ctx context.Context, id string) (Session, error) {
	if !validID(id) {
		return Session{}, &RequestError{Reply{Op: "session", Message: fmt.Sprintf("%q is no session id", cut(id, maxWord))}}
	}
	q := question{op: "session " + id, path: []string{"v3", "video-agents", id}, video: true, session: true}
	p, err := c.ask(ctx, q)
	if err != nil {
		return Session{}, err
	}
	o, _ := parseObject(p.data)
	s := Session{Status: strings.ToLower(strings.TrimSpace(cut(o.text("status"), maxWord)))}
	if video := o.text("video_id"); validID(video) {
		s.VideoID = video
	}
	switch other := o.text("session_id"); {
	case other != "" && other != id:
		return Session{}, p.from.odd(q, errOther)
	case s == Session{}:
		return Session{}, p.from.odd(q, errShape)
	}
	if ParseStatus(s.Status) == Failed {
		if s.Failure = failureOf(o); s.Failure == nil {
			s.Failure = &Failure{Message: noReason}
		}
	}
	return s, nil
}
