package ui

import (
	tea "charm.land/bubbletea/v2"
)

// wheelStep is how many lines one notch of the wheel scrolls.
const wheelStep = 3

// wheel scrolls what the pointer is over: the help, the details, else the table.
func (m *Model) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	by := wheelStep
	if m.cramped() {
		return nil
	}
	switch msg.Button {
	case tea.MouseWheelDown:
	case tea.MouseWheelUp:
		by = -wheelStep
	default:
		return nil // sideways
	}
	switch {
	case m.help != nil:
		m.help.top += by
	case m.adding != nil, m.deciding != nil, m.editing != nil:
	case m.picking != nil:
		return m.wheelInImport(by)
	case m.over(), m.beside() && msg.X >= m.tableWidth():
		m.details.top += by
	case m.tableTop > 0:
		m.sel.wheel(by)
		m.turnDetails()
	}
	return nil
}

// click selects the row under the pointer. A question, the help and the box are answered by keys alone.
func (m *Model) click(msg tea.MouseClickMsg) {
	if m.picking != nil {
		m.clickInImport(msg)
		return
	}
	row := msg.Y - m.tableTop
	if msg.Button != tea.MouseLeft || m.tableTop == 0 || row < 0 || row >= len(m.sel.visible()) || msg.X >= m.tableWidth() {
		return
	}
	m.sel.jump(m.sel.top + row)
	m.turnDetails()
}

// wheel moves the rows by so many lines, as far as there are any. The selection stays on its video while that is on the
// screen, else it goes to the nearest row that is.
func (s *selection) wheel(by int) {
	s.top = min(max(s.top+by, 0), max(len(s.shown)-s.rows, 0))
	if index := min(max(s.index, s.top), s.top+max(s.rows, 1)-1); index != s.index {
		s.jump(index)
	}
}
