package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// memory is what the next session is to find as it was left in this one.
type memory struct {
	auto   bool                // auto-download as the user left it; for this run a flag may say otherwise
	kept   tracker.Preferences // written, or on the way
	count  int                 // writes begun
	behind int                 // of these, not yet done
	pen    *pen
}

// pen writes preferences one after another. Commands run side by side: what was wished last must be what stays.
type pen struct {
	turn chan struct{} // holds one token, of who writes
	last int           // the latest write that was begun
}

// write writes the wish with this number, unless a later one has been written.
func (p *pen) write(ctx context.Context, t Tracker, number int, wish tracker.Preferences) error {
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.turn }()
	if number <= p.last {
		return nil
	}
	p.last = number
	return t.SetPreferences(ctx, wish)
}

// recall begins as the last session was left.
func (m *Model) recall(p tracker.Preferences) {
	m.filter.text = clean(p.Filter)
	for by := range columnCount {
		if by.String() == p.Sort {
			m.order = order{by: by, reversed: p.Reversed}
		}
	}
	m.memory = memory{auto: p.AutoDownload, pen: &pen{turn: make(chan struct{}, 1)}}
	m.memory.kept = m.preferences()
}

// preferences is what is to be remembered. A filter that is being typed is none yet.
func (m *Model) preferences() tracker.Preferences {
	p := tracker.Preferences{Filter: m.filter.text, Reversed: m.order.reversed, AutoDownload: m.memory.auto}
	if m.filter.field != nil {
		p.Filter = m.memory.kept.Filter
	}
	if m.order.by != byAdded {
		p.Sort = m.order.by.String()
	}
	return p
}

// remember writes down what is to be remembered, where that is new.
func (m *Model) remember() tea.Cmd {
	wish := m.preferences()
	if wish == m.memory.kept {
		return nil
	}
	m.memory.kept = wish
	m.memory.count++
	m.memory.behind++
	ctx, t, pen, number := m.ctx, m.cfg.Tracker, m.memory.pen, m.memory.count
	return func() tea.Msg { return rememberedMsg{pen.write(ctx, t, number, wish)} }
}

func (m *Model) remembered(msg rememberedMsg) {
	m.memory.behind--
	if msg.err != nil && m.ctx.Err() == nil {
		m.tell(m.failing("the next start will not know how you left the list", msg.err))
	}
}

// leave ends the program, after what is to be remembered is on disk.
func (m *Model) leave() tea.Cmd {
	if m.memory.behind == 0 {
		return tea.Quit
	}
	ctx, t, pen, number, wish := m.ctx, m.cfg.Tracker, m.memory.pen, m.memory.count, m.memory.kept
	return func() tea.Msg {
		_ = pen.write(ctx, t, number, wish) // a write that another command has begun is waited for, and it tells of trouble
		return tea.Quit()
	}
}
