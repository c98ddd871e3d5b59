package ui

import (
	"strings"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// asked is what a submitted video was to be. It is read from the request once, since that may be as long as a picture.
type asked struct {
	request *tracker.Request
	says    heygen.RequestSummary
}

// follow reads the request of e, unless that was done.
func (a *asked) follow(e *tracker.Entry) {
	switch {
	case e == nil || e.Request == nil:
		*a = asked{}
	case e.Request != a.request:
		*a = asked{e.Request, e.Request.Summary()}
	}
}

// request tells what reelwatch asked for, and what HeyGen's support finds it by.
func (d *sheet) request(a asked) {
	if a.request == nil {
		return
	}
	d.field("endpoint", clean(string(a.request.Endpoint)))
	d.field("avatar", clean(a.says.AvatarID))
	d.field("voice", clean(a.says.VoiceID))
	d.field("script", clean(a.says.Script))
	d.field("session", clean(a.request.Session))
	d.field("request id", clean(a.request.RequestID))
	d.field("earlier", clean(strings.Join(a.request.Earlier, ", ")))
}
