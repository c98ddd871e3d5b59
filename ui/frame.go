package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"reelwatch/ui/term"
)

// The smallest screen that the dashboard draws on, in cells.
const (
	LeastWidth  = 40
	LeastHeight = 10
)

// layout is how the lines of the screen are shared out.
type layout struct {
	airTop, airBottom bool // a blank line above the table and under it
	body              int  // lines between, the column heads included
}

// layout gives up the blank lines on a low screen.
func (m *Model) layout() layout {
	const fixed = 5 // header, batch, views, status, footer
	l := layout{airTop: m.height >= 16, airBottom: m.height >= 28, body: m.height - fixed - m.editHeight()}
	if l.airTop {
		l.body--
	}
	if l.airBottom {
		l.body--
	}
	return l
}

func (m *Model) bodyHeight() int { return max(m.layout().body, 1) }

// tableRows is how many videos the screen has room for.
func (m *Model) tableRows() int { return max(m.layout().body-1, 1) }

// draw makes the whole frame, and says when something on it will change by itself; zero for never.
func (m *Model) draw() (tea.View, time.Time) {
	view := tea.View{AltScreen: true}
	if m.cfg.Mouse {
		view.MouseMode = tea.MouseModeCellMotion
	}
	m.tabled, m.tableTop = false, 0
	if m.width == 0 || m.height == 0 {
		return view, time.Time{}
	}
	m.dress(&view)
	if m.cramped() {
		view.Content = m.tooSmall()
		return view, time.Time{}
	}
	now := &moment{now: m.now}
	l := m.layout()
	views, typing := m.viewsLine()
	lines := []string{m.headerLine(now), m.batchLine(now), views}
	viewsAt := len(lines) - 1
	if l.airTop {
		lines = append(lines, "")
	}
	top := len(lines)
	lines = append(lines, m.body(now, l.body)...)
	if m.tabled {
		m.tableTop = top + 1
	}
	if p := m.picking; p != nil && p.top > 0 {
		p.top += top
	}
	for len(lines) < top+l.body {
		lines = append(lines, "")
	}
	lines, editing := m.withEdit(lines)
	switch {
	case m.question != nil || m.help != nil:
	case m.editing != nil:
		view.Cursor = editing
	case m.adding != nil:
		view.Cursor = m.adding.cursor(top)
	case m.deciding != nil:
		view.Cursor = m.deciding.cursor(&m.canvas, m.width, l.body, top)
	case m.picking != nil:
		view.Cursor = m.importCursor(top)
	case m.filter.field != nil:
		view.Cursor = tea.NewCursor(typing, viewsAt)
	}
	if m.list.aside != (aside{}) && m.list.tally.rendering > 0 {
		now.beat(time.Minute) // one of them may be overdue then, and its row come or go
	}
	if l.airBottom {
		lines = append(lines, "")
	}
	lines = append(lines, m.statusLine(now), m.footerLine())
	view.Content = strings.Join(lines, "\n")
	return view, now.next
}

// body is what stands between the views and the status line.
func (m *Model) body(now *moment, height int) []string {
	switch {
	case m.help != nil:
		return m.help.lines(&m.keys, &m.canvas, m.programLine(), m.width, height)
	case m.adding != nil:
		return m.adding.lines(&m.canvas, m.width, height)
	case m.deciding != nil:
		return m.deciding.lines(&m.keys, &m.canvas, m.width, height)
	case m.picking != nil:
		return m.importLines(now, height)
	case m.over():
		return m.detailsLines(now, height)
	case m.beside():
		return m.withDetails(m.rows(now, height), now, height)
	}
	return m.rows(now, height)
}

// rows is the table under its heads, or what is said where it has no row.
func (m *Model) rows(now *moment, height int) []string {
	if len(m.sel.shown) == 0 {
		lines := m.emptyLines()
		return lines[:min(len(lines), height)]
	}
	m.tabled = true
	return append([]string{m.canvas.cols.head(m.canvas.styles, m.canvas.glyphs, m.order)}, m.table(now)...)
}

// programLine says which program this is and where it puts videos.
func (m *Model) programLine() string {
	line := strings.TrimSpace("reelwatch " + clean(m.cfg.Version))
	if m.cfg.OutputDir != "" {
		line += ", saves to " + clean(m.cfg.OutputDir)
	}
	return line
}

// cramped says that the screen can hold no table. What keys and the mouse would do there, nobody would see.
func (m *Model) cramped() bool { return m.width < LeastWidth || m.height < LeastHeight }

// tooSmall is all that is said on a cramped screen: how large it must be, or the question that waits.
func (m *Model) tooSmall() string {
	text := fmt.Sprintf("reelwatch needs %d x %d, this is %d x %d", LeastWidth, LeastHeight, m.width, m.height)
	if m.question != nil {
		text = m.question.text(m.canvas.glyphs)
	}
	lines := term.Wrap(text, m.width)
	for i, line := range lines {
		lines[i] = term.Cut(line, m.width, "")
	}
	return strings.Join(lines[:min(len(lines), m.height)], "\n")
}

// legible says that the question can be read to its end.
func (m *Model) legible(q *question) bool {
	return !m.cramped() || len(term.Wrap(q.text(m.canvas.glyphs), m.width)) <= m.height
}
