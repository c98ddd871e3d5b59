package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// saveByItself queues what auto-download takes, and counts it.
func (m *Model) saveByItself() (n int) {
	if !m.auto {
		return 0
	}
	for _, e := range m.snap.Entries {
		if m.saves.wantedByItself(e, m.snap.Live[e.ID]) {
			m.saves.add(e.ID)
			n++
		}
	}
	return n
}

// saveLater has a save that failed begun again after a while, if its trouble may have passed by then and auto-download is on.
// Those that fail meanwhile wait for the same moment.
func (m *Model) saveLater(id string, err error) tea.Cmd {
	if !tracker.MayPass(err) {
		return nil
	}
	waits := len(m.saves.later) > 0
	m.saves.later[id] = true
	if waits {
		return nil
	}
	ctx := m.ctx
	return func() tea.Msg {
		timer := time.NewTimer(tracker.SaveAgainAfter)
		defer timer.Stop()
		select {
		case <-timer.C:
			return saveAgainMsg{}
		case <-ctx.Done():
			return nil
		}
	}
}

// saveAgain begins the saves again that failed, and counts them. Without auto-download they wait until it is on again.
func (m *Model) saveAgain() (n int) {
	if !m.auto {
		return 0
	}
	for _, e := range m.snap.Entries {
		if m.saves.later[e.ID] && e.AutoSaved() && !e.Saved() && canSave(e, m.snap.Live[e.ID], nil) {
			m.saves.add(e.ID)
			n++
		}
	}
	clear(m.saves.later)
	return n
}

// setAuto sets auto-download, which the user's commands heed.
func (m *Model) setAuto(on bool) {
	m.auto = on
	m.cfg.Tracker.SetAutoSave(on)
}

// turnAuto turns auto-download on or off, for the sessions to come as well.
func (m *Model) turnAuto() {
	m.setAuto(!m.auto)
	m.memory.auto = m.auto
	n := m.saveByItself() + m.saveAgain()
	text := "auto-download is on: each video is saved as it completes"
	switch {
	case !m.auto && m.saves.count() > 0:
		text = "auto-download is off; what is being saved goes on"
	case !m.auto:
		text = "auto-download is off"
	case n > 0:
		text = "auto-download is on: saving " + videos(n) + " now, and each as it completes"
	}
	m.say(notice{tone: grey, before: text})
}
