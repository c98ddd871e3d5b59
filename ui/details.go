package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// besideFrom is the width of the screen from which on the details stand beside the table. On narrower ones they take
// its place.
const besideFrom = 160

const besideGap = 3 // blank cells between the two

// details is all that is known of one video. They stay on it wherever its row goes, and turn to another when the user
// moves.
type details struct {
	open bool
	id   string
	top  int // first line on the screen
	asked
}

// over says whether the details take the place of the table.
func (m *Model) over() bool { return m.details.open && m.width < besideFrom }

// beside says whether table and details share the screen.
func (m *Model) beside() bool { return m.details.open && m.width >= besideFrom }

// detailsWidth is how many cells the details have, and tableWidth the table beside them.
func (m *Model) detailsWidth() int {
	if m.beside() {
		return min(max(m.width*2/5, 68), 90) // the first has room for a page's address
	}
	return m.width
}

func (m *Model) tableWidth() int {
	if m.beside() {
		return m.width - m.detailsWidth() - besideGap
	}
	return m.width
}

// detailed is the video whose details are open, nil where it is tracked no longer.
func (m *Model) detailed() *tracker.Entry {
	if e := m.sel.current(); e != nil && e.ID == m.details.id {
		return e
	}
	return m.entry(m.details.id)
}

// followDetails keeps the details on a video that is there. While they are all that is on the screen, actions take
// their video alone, whatever is marked out of sight.
func (m *Model) followDetails() {
	m.sel.only = nil
	if !m.details.open {
		return
	}
	e := m.detailed()
	if e == nil {
		m.details.id = heirOf(m.details.id, m.snap.Entries)
		e = m.detailed()
	}
	m.details.follow(e)
	switch {
	case e == nil && m.beside():
		m.turnDetails()
	case e == nil:
		m.details = details{}
	case m.over():
		m.sel.only = e
	}
}

// turnDetails shows the selected video where details are open.
func (m *Model) turnDetails() {
	if e := m.sel.current(); m.details.open && e != nil && e.ID != m.details.id {
		m.details.id, m.details.top = e.ID, 0
	}
}

// openDetails opens the details of the selected video, or the decision that it waits for.
func (m *Model) openDetails() {
	if m.openDecision() {
		return
	}
	if e := m.sel.current(); e != nil {
		m.details = details{open: true, id: e.ID}
	}
}

// pressInDetails takes the keys that mean something else, or anything at all, while details are open.
func (m *Model) pressInDetails(k tea.KeyPressMsg) (took bool) {
	if !m.details.open {
		return false
	}
	page := max(m.bodyHeight()-2, 1)
	switch {
	case key.Matches(k, m.keys.Close, m.keys.Details):
		m.details = details{}
	case key.Matches(k, m.keys.ScrollDown):
		m.details.top++
	case key.Matches(k, m.keys.ScrollUp):
		m.details.top--
	case m.over() && key.Matches(k, m.keys.PageDown):
		m.details.top += page
	case m.over() && key.Matches(k, m.keys.PageUp):
		m.details.top -= page
	case m.over() && m.selectionLeft() && key.Matches(k, m.keys.Up, m.keys.Down):
		m.turnDetails()
	default:
		return false
	}
	return true
}

// selectionLeft says that the row of the video on show has gone from the list and the selection with it to another:
// the next one is that, not the one after.
func (m *Model) selectionLeft() bool {
	e := m.sel.current()
	return e != nil && e.ID != m.details.id
}
