package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"reelwatch/ui/term"
)

// question waits in the status line for y or n. It names what it will act on and holds it: what moves or is marked
// meanwhile changes nothing.
type question struct {
	before string
	title  string // cut in its middle where there is no room
	after  string
	yes    func() tea.Cmd
}

// put draws the question; how to answer it is never cut away.
func (q *question) put(s *strip, g glyphs, room int) {
	const answers = " y/n"
	room -= len(answers)
	title := q.title
	if title != "" {
		rest := room - term.Width(q.before+q.after)
		title = g.openQuote + g.cutMiddle(title, max(rest-2, 8)) + g.endQuote
	}
	s.put(amber, g.cut(q.before+title+q.after, room))
	s.put(strong, answers)
}

// text is the whole question, for where there is no line for it.
func (q *question) text(g glyphs) string {
	title := q.title
	if title != "" {
		title = g.openQuote + title + g.endQuote
	}
	return q.before + title + q.after + " y/n"
}

// ask puts a question; it takes the place of one that waits already.
func (m *Model) ask(q question) { m.question = &q }

// answer takes a key for the question. Only y is a yes; a key that means nothing here leaves the question standing.
func (m *Model) answer(k tea.KeyPressMsg) tea.Cmd {
	q := m.question
	switch {
	case key.Matches(k, m.keys.Yes) && !m.legible(q):
	case key.Matches(k, m.keys.Yes):
		m.question = nil
		return q.yes()
	case key.Matches(k, m.keys.No):
		m.question = nil
		m.say(notice{tone: grey, before: "nothing was changed"})
	}
	return nil
}
