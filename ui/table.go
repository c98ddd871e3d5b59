package ui

import (
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// table draws the rows that are on the screen. What it costs depends on them alone, not on the length of the list.
func (m *Model) table(now *moment) []string {
	visible := m.sel.visible()
	lines := make([]string, 0, len(visible))
	for i, e := range visible {
		s := m.subject(e, now)
		look := look{selected: m.sel.top+i == m.sel.index, marked: m.sel.marks[e.ID]}
		if until, fresh := m.ended.bright[e.ID]; fresh && now.now.Before(until) {
			look.fresh = true
			now.changesAt(until)
		}
		age := ""
		if m.canvas.cols.age > 0 {
			age = now.age(e.Since(now.now))
		}
		say := s.now(m.snap.Estimates, now, m.canvas.zone)
		lines = append(lines, m.canvas.row(s, look, say, age))
	}
	return lines
}

// subject gathers what is known about e.
func (m *Model) subject(e *tracker.Entry, now *moment) subject {
	at := now.now
	if e.Status == heygen.Processing && !e.RenderingAt.IsZero() {
		at = now.beat(time.Minute)
	}
	s := m.wordless(e, at)
	s.words = m.words.of(e)
	return s
}

// wordless is subject without the words, which cost most.
func (m *Model) wordless(e *tracker.Entry, at time.Time) subject {
	s := subject{
		Entry: e, line: m.snap.Queue, wanted: m.snap.Assets, queued: m.saves.waits(e.ID), late: m.snap.Estimates.Overdue(e, at),
	}
	if live := m.snap.Live[e.ID]; live != nil {
		s.live = *live
	}
	return s
}
