package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// openImport opens the picker and begins to read.
func (m *Model) openImport() tea.Cmd {
	m.picking = &importMode{ids: map[string]bool{}, tokens: map[string]bool{}, more: true}
	return m.readAccount()
}

// readAccount reads the next page, unless one is read already or there is none.
func (m *Model) readAccount() tea.Cmd {
	p := m.picking
	if !p.more || p.stop != nil {
		return nil
	}
	ctx, stop := context.WithCancel(m.ctx)
	p.stop, p.err = stop, nil
	p.tag++
	t, tag, token := m.cfg.Tracker, p.tag, p.next
	return func() tea.Msg {
		page, err := t.Account(ctx, token)
		return accountReadMsg{p, tag, page, err}
	}
}

// accountRead takes a page, unless the user has stopped its reading.
func (m *Model) accountRead(msg accountReadMsg) {
	p := msg.mode
	if p.stop == nil || p.tag != msg.tag {
		return
	}
	p.halt()
	if msg.err != nil {
		p.err = msg.err
		return
	}
	p.tokens[p.next] = true
	p.next = msg.page.Next
	p.more = p.next != "" && !p.tokens[p.next]
	for i := range msg.page.Entries {
		if e := &msg.page.Entries[i]; !p.ids[e.ID] {
			p.ids[e.ID] = true
			p.found = append(p.found, e)
		}
	}
}

// halt ends the reading of a page, if one is read.
func (p *importMode) halt() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
}

// followImport brings the picker up to what was read, to its filter and to the list.
func (m *Model) followImport() {
	p := m.picking
	if p == nil {
		return
	}
	if p.tracked == nil || p.rev != m.snap.Rev {
		p.rev, p.tracked = m.snap.Rev, make(map[string]bool, len(m.snap.Entries))
		for _, e := range m.snap.Entries {
			p.tracked[e.ID] = true
		}
		for id := range p.sel.marks {
			if p.tracked[id] { // another process was first
				delete(p.sel.marks, id)
			}
		}
	}
	if p.rows != len(p.found) || p.sought != p.filter.text {
		p.show()
	}
	p.sel.resize(m.importLayout().rows)
	p.top = 0
}

// show brings the rows up to what was read and to the filter.
func (p *importMode) show() {
	shown := p.found
	if q := parseQuery(p.filter.text); !q.none() {
		p.index = p.index.of(p.found)
		members := p.found
		if q.batch != "" {
			members = q.members(p.found, p.index)
		}
		shown = nil
		for _, e := range members {
			if q.holds(e, p.index, unadorned) {
				shown = append(shown, e)
			}
		}
	}
	if p.sought != p.filter.text {
		p.sel.reshow(shown, p.found)
	} else {
		p.sel.follow(shown, p.found)
	}
	p.rows, p.sought = len(p.found), p.filter.text
}

// unadorned is what the row of a video that is not tracked says beside its entry: the word for its status.
func unadorned(e *tracker.Entry) aloud {
	return aloud{status: folded(subject{Entry: e}.standing(glyphs{}).word)}
}
