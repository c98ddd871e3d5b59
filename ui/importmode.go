package ui

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// importMode lets the user pick from the account's recent videos. They are read page by page, as far as the user goes.
type importMode struct {
	found  []*tracker.Entry // read so far, newest first; none of them need be tracked
	ids    map[string]bool  // of these
	next   string           // token of the page to read
	tokens map[string]bool  // of the pages that were read: a server may repeat one for ever
	more   bool             // there is a page to read
	err    error            // why it was not read

	sel    selection
	filter filterMode
	sought string // the filter that sel shows
	index  index
	rows   int // of found, those that sel knows
	top    int // line of the screen on which the first row stands; 0 where there is none

	tracked map[string]bool // ids in the list
	rev     uint64          // of the list that tracked is of

	stop context.CancelFunc // ends the reading of a page; nil while none is read
	tag  int                // of the page that is read
	busy bool               // what was picked is on its way into the list
}

// targets is what enter would track: the marked videos that are shown, else the selected one, without those that are
// tracked already.
func (p *importMode) targets() []*tracker.Entry {
	var out []*tracker.Entry
	for _, e := range p.sel.targets() {
		if !p.tracked[e.ID] {
			out = append(out, e)
		}
	}
	return out
}

// pressInImport gives a key to the picker.
func (m *Model) pressInImport(k tea.KeyPressMsg) tea.Cmd {
	p := m.picking
	if p.filter.field != nil {
		p.filter.press(k, &m.keys, func(k tea.KeyPressMsg) bool { return p.sel.moved(k, &m.keys) })
		return nil
	}
	switch {
	case p.sel.moved(k, &m.keys):
		return m.readAhead()
	case key.Matches(k, m.keys.Mark):
		m.markPick()
		return m.readAhead()
	case key.Matches(k, m.keys.MarkShown):
		p.markShown()
	case key.Matches(k, m.keys.Filter):
		p.filter.open()
	case key.Matches(k, m.keys.Pick):
		return m.pick()
	case key.Matches(k, m.keys.Retry):
		return m.readAccount()
	case key.Matches(k, m.keys.Close):
		m.leaveImport()
	case key.Matches(k, m.keys.Help):
		m.help = &helpMode{}
	case key.Matches(k, m.keys.Quit):
		return m.quit()
	}
	return nil
}

// readAhead reads on when the user has come to the end of what is shown.
func (m *Model) readAhead() tea.Cmd {
	p := m.picking
	if p.err != nil || p.sel.index < len(p.sel.shown)-1 {
		return nil
	}
	return m.readAccount()
}

// wheelInImport scrolls the picker, and reads on at its end.
func (m *Model) wheelInImport(by int) tea.Cmd {
	p := m.picking
	p.sel.wheel(by)
	if by < 0 || p.err != nil || p.sel.top+p.sel.rows < len(p.sel.shown) {
		return nil
	}
	return m.readAccount()
}

// clickInImport selects the row under the pointer.
func (m *Model) clickInImport(msg tea.MouseClickMsg) {
	p := m.picking
	row := msg.Y - p.top
	if msg.Button == tea.MouseLeft && p.top > 0 && row >= 0 && row < len(p.sel.visible()) {
		p.sel.jump(p.sel.top + row)
	}
}

// markPick marks the selected video, unless it is tracked already.
func (m *Model) markPick() {
	p := m.picking
	e := p.sel.current()
	if e != nil && p.tracked[e.ID] {
		m.say(notice{tone: grey, title: m.words.of(e).title, after: "is tracked already"})
		p.sel.move(1)
		return
	}
	p.sel.mark()
}

// markShown marks all that are shown and not tracked, or takes these marks away where all have one.
func (p *importMode) markShown() {
	all := true
	for _, e := range p.sel.shown {
		all = all && (p.tracked[e.ID] || p.sel.marks[e.ID])
	}
	for _, e := range p.sel.shown {
		switch {
		case all:
			delete(p.sel.marks, e.ID)
		case !p.tracked[e.ID]:
			p.sel.put(e.ID)
		}
	}
}

// leaveImport closes what is open, in this order: the reading, the filter, the marks, the picker.
func (m *Model) leaveImport() {
	p := m.picking
	switch {
	case p.stop != nil:
		p.halt()
	case p.filter.on():
		p.filter.clear()
	case len(p.sel.marks) > 0:
		p.sel.clearMarks()
	default:
		m.picking = nil
	}
}

// pick tracks the targets, in the order of the account's list, and closes the picker once they are.
func (m *Model) pick() tea.Cmd {
	p := m.picking
	targets := p.targets()
	if len(targets) == 0 || p.busy {
		return nil
	}
	p.busy = true
	videos := make([]tracker.Entry, len(targets))
	for i, e := range targets {
		videos[i] = *e
	}
	t := m.cfg.Tracker
	return m.takeIn(&intake{total: len(videos),
		part: func(ctx context.Context, at tracker.Place, from, to int) (tracker.AddResult, error) {
			return t.Pick(ctx, at, videos[from:to])
		},
		ended: func(in *intake, err error) {
			p.busy = false
			if err == nil && in.done == in.total && m.picking == p {
				p.halt()
				m.picking = nil
			}
		},
	})
}
