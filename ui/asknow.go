package ui

import (
	"errors"
	"slices"
	"strings"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// askNow asks HeyGen, or says why it is not asked.
func (m *Model) askNow() {
	m.cfg.Tracker.AskNow(nil)
	m.say(m.asked())
}

// resumed goes on after a suspension, with one round of questions.
func (m *Model) resumed() {
	m.checked = nil
	m.pictures.lostPictures()
	m.askNow()
	m.notice.tone = grey
	m.notice.before = strings.TrimSuffix("back again, "+m.notice.before, ", ")
}

// asked says what becomes of a wish to ask now.
func (m *Model) asked() notice {
	service := m.snap.Service
	var auth *heygen.AuthError
	switch {
	case service.Held.After(m.now) && m.trouble().next:
		return notice{} // the trouble tells when the next try comes
	case service.Held.After(m.now):
		return notice{tone: amber, before: "HeyGen wants no question before " + m.clock(service.Held)}
	case errors.As(service.Trouble, &auth) && auth.Missing:
		return notice{tone: grey, before: "looking for a key again", asks: true}
	}
	unended := func(e *tracker.Entry) bool { return !e.Ended(m.now) }
	if service.Trouble == nil && !slices.ContainsFunc(m.snap.Entries, unended) {
		return notice{tone: grey, before: "nothing to ask: every video has ended"}
	}
	return notice{tone: grey, before: "asking HeyGen", asks: true}
}

// heard drops a notice that HeyGen is being asked once something has come of it.
func (m *Model) heard() {
	if m.notice.asks && m.notice.rev != m.snap.Rev {
		m.notice = notice{}
	}
}

// clock is a time of the day in the reader's zone, with its seconds where it is near.
func (m *Model) clock(at time.Time) string {
	if at.Sub(m.now) < 2*time.Minute {
		return at.In(m.canvas.zone).Format(time.TimeOnly)
	}
	return at.Add(time.Minute - 1).In(m.canvas.zone).Format("15:04")
}
