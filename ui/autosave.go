package ui

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

// setAuto sets auto-download, which the user's commands heed.
func (m *Model) setAuto(on bool) {
	m.auto = on
	m.cfg.Tracker.SetAutoSave(on)
}

// turnAuto turns auto-download on or off, for the sessions to come as well.
func (m *Model) turnAuto() {
	m.setAuto(!m.auto)
	m.memory.auto = m.auto
	n := m.saveByItself()
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
