package ui

import (
	"fmt"
	"time"

	"reelwatch/ui/term"
)

// notice is the last thing that happened, told in one line: "before title after   hint".
type notice struct {
	tone   tone // of glyph and before
	glyph  string
	before string
	title  string // cut in its middle where there is no room
	after  string
	hint   string // a key and what it does now
	at     time.Time
	of     string // id of the one video whose save it tells of; may be empty
	stays  bool   // until the user presses a key, whatever happens at HeyGen
	holds  bool   // an answer to the user, for which news waits
	asks   bool   // until HeyGen answers
	rev    uint64 // of the state in which it was said
}

// noticeBesideTrouble is how long something that happened is shown while there is trouble to be told.
const noticeBesideTrouble = 8 * time.Second

// noticeLeast is how many cells trouble leaves to what happened, where that has as much to say.
const noticeLeast = 32

// say answers the user. What comes by itself is told with tell.
func (m *Model) say(n notice) {
	n.holds = true
	m.put(n)
}

func (m *Model) put(n notice) {
	n.at, n.rev = m.now, m.snap.Rev
	m.notice = n
}

// fail tells that something did not work.
func (m *Model) fail(what string, err error) { m.say(m.failing(what, err)) }

func (m *Model) failing(what string, err error) notice {
	return notice{tone: red, glyph: m.canvas.glyphs.failed, before: what + ": " + clean(err.Error())}
}

// statusLine is the question that waits for an answer, else the trouble there is, and the last thing that happened.
func (m *Model) statusLine(now *moment) string {
	s := newStrip(&m.canvas.styles.row)
	s.to(margin)
	m.awaitNews(now)
	room := m.width - 2*margin
	if m.question != nil {
		m.question.put(s, m.canvas.glyphs, room)
		return s.line(m.width)
	}
	if m.intake.long() {
		s.put(blue, m.canvas.glyphs.cut(m.intake.progress(), room))
		return s.line(m.width)
	}
	tail := ""
	sel := &m.sel
	if m.picking != nil {
		sel = &m.picking.sel
	}
	if n := len(sel.marked()); n > 0 {
		tail = fmt.Sprintf("  %d marked", n)
	}
	room -= term.Width(tail)
	if t := m.trouble(); t.any() {
		m.putTrouble(s, t, now, room)
	} else {
		m.notice.put(s, m.canvas.glyphs, room)
	}
	if s.cells == margin {
		tail = trimmed(tail)
	}
	s.put(grey, tail)
	return s.line(m.width)
}

// putTrouble tells of trouble, and beside it what has just happened.
func (m *Model) putTrouble(s *strip, t trouble, now *moment, room int) {
	g := m.canvas.glyphs
	if m.noticeIsOld(now) {
		s.put(t.tone, g.cut(m.troubleText(t, now, room), room))
		return
	}
	text := longest(m.troubleTexts(t, now), room-gap-min(m.notice.width(), noticeLeast))
	if text == "" {
		text = t.tag
	}
	s.put(t.tone, text)
	s.to(s.cells + gap)
	m.notice.put(s, g, room-term.Width(text)-gap)
}

func trimmed(tail string) string {
	if tail == "" {
		return ""
	}
	return tail[gap:]
}

// noticeIsOld says whether the notice has been read, and notes when it will have been.
func (m *Model) noticeIsOld(now *moment) bool {
	end := m.notice.at.Add(noticeBesideTrouble)
	if m.notice.at.IsZero() || !now.now.Before(end) {
		return true
	}
	now.changesAt(end)
	return false
}

// width is how many cells the notice would like to have, its hint aside.
func (n notice) width() int {
	cells := 0
	for _, part := range []string{n.glyph, n.before, n.title, n.after} {
		if part != "" {
			cells += term.Width(part) + 1
		}
	}
	return max(cells-1, 0)
}

func (n notice) put(s *strip, g glyphs, room int) {
	if n.glyph != "" {
		s.put(n.tone, n.glyph+" ")
		room -= term.Width(n.glyph) + 1
	}
	before, after := n.before, n.after
	if n.title != "" && before != "" {
		before += " "
	}
	if n.title != "" && after != "" {
		after = " " + after
	}
	hint := n.hint
	if hint != "" {
		hint = "   " + hint
	}
	fixed := term.Width(before) + term.Width(after)
	if hint != "" && fixed+term.Width(hint)+min(term.Width(n.title), 12) > room {
		hint = ""
	}
	beforeTone := n.tone
	if n.title != "" {
		beforeTone = grey
	}
	before = g.cut(before, room)
	room -= term.Width(before) + term.Width(hint)
	title := g.cutMiddle(n.title, min(max(room-term.Width(after), 8), max(room, 0)))
	s.put(beforeTone, before)
	s.put(plain, title)
	s.put(grey, g.cut(after, max(room-term.Width(title), 0)))
	s.put(grey, hint)
}
