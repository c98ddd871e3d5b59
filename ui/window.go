package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// dress says on the terminal's window how far the list is, for when its screen is out of sight.
func (m *Model) dress(view *tea.View) {
	view.WindowTitle = "reelwatch"
	if all := m.list.tally.in[viewAll]; all > 0 {
		view.WindowTitle = fmt.Sprintf("reelwatch %d/%d done", m.list.tally.in[viewCompleted], all)
	}
	view.ProgressBar = m.progress()
}

// progress is the part of the list that has ended, while not all has; nil where there is nothing to show or the terminal
// is not known to show it. Where nobody answers it stands still, and is marked so.
func (m *Model) progress() *tea.ProgressBar {
	t := m.list.tally
	ended := t.in[viewCompleted] + t.in[viewFailed]
	if !m.cfg.Abilities.Progress || ended >= t.in[viewAll] {
		return nil
	}
	state := tea.ProgressBarDefault
	if m.trouble().any() {
		state = tea.ProgressBarWarning
	}
	return tea.NewProgressBar(state, ended*100/t.in[viewAll])
}
