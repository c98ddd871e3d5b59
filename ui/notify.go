package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

const (
	// gatherFor is how long ends are waited for that belong together: a batch ends in bursts.
	gatherFor = 2500 * time.Millisecond
	// notified is how many cells of a title or a reason a notification holds.
	notified = 80
)

// untold is the videos whose end is to be told outside the screen.
type untold struct {
	ids     []string
	waiting bool // for more of them
}

// noteUntold takes note of videos that ended and were seen alive before.
func (m *Model) noteUntold(news []*tracker.Entry) {
	if m.cfg.Notify == term.NotifyOff || m.cfg.Notify == "" {
		return
	}
	for _, e := range news {
		if e.SeenAlive && e.ToldAt.IsZero() {
			m.untold.ids = append(m.untold.ids, e.ID)
		}
	}
}

// gatherEnds gives the command that waits for more ends, once there is one.
func (m *Model) gatherEnds() tea.Cmd {
	if m.untold.waiting || len(m.untold.ids) == 0 {
		return nil
	}
	m.untold.waiting = true
	ctx := m.ctx
	return func() tea.Msg {
		timer := time.NewTimer(gatherFor)
		defer timer.Stop()
		select {
		case <-timer.C:
			return gatheredMsg{}
		case <-ctx.Done():
			return nil
		}
	}
}

// claimEnds asks which of the ends that came together are this dashboard's to tell.
func (m *Model) claimEnds() tea.Cmd {
	ctx, t, ids := m.ctx, m.cfg.Tracker, m.untold.ids
	m.untold = untold{}
	return func() tea.Msg {
		entries, err := t.ClaimEnds(ctx, ids)
		return claimedMsg{entries, err}
	}
}

// tellOutside tells ends by the bell or a desktop notification: outside the screen, which stays as it is.
func (m *Model) tellOutside(msg claimedMsg) tea.Cmd {
	if msg.err != nil && m.ctx.Err() == nil {
		m.tell(m.failing("no notification", msg.err))
	}
	if len(msg.entries) == 0 {
		return nil
	}
	text := m.endsText(msg.entries)
	if m.cfg.NoUnicode {
		text = term.ASCII(text)
	}
	return tea.Raw(m.cfg.Abilities.Notification(m.cfg.Notify, "reelwatch", text))
}

// endsText says what ended: the one by its name, several by their numbers.
func (m *Model) endsText(entries []tracker.Entry) string {
	completed := 0
	for i := range entries {
		if entries[i].Status == heygen.Completed {
			completed++
		}
	}
	other := len(entries) - completed
	if len(entries) == 1 {
		w := m.words.of(&entries[0])
		text := m.canvas.glyphs.cutMiddle(w.title, notified) + " completed"
		if other == 1 {
			text = m.canvas.glyphs.cutMiddle(w.title, notified) + " failed"
		}
		if w.reason != "" {
			text += ": " + m.canvas.glyphs.cut(w.reason, notified)
		}
		return text
	}
	var parts []string
	if completed > 0 {
		parts = append(parts, videos(completed)+" completed")
	}
	switch {
	case other > 0 && completed > 0:
		parts = append(parts, fmt.Sprintf("%d failed", other))
	case other > 0:
		parts = append(parts, videos(other)+" failed")
	}
	return strings.Join(parts, ", ")
}
