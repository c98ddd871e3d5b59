package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// loadEvery is the time between two looks at what other processes changed.
const loadEvery = time.Second

// lookEvery is the time between two looks for the saved files of the rows on the screen.
const lookEvery = 5 * time.Second

// poll waits until a question is due, asks it and all that are due with it, and says so. One of these runs at all times.
func (m *Model) poll() tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		if t.Wait(ctx) != nil {
			return nil // the program is ending
		}
		_ = t.Poll(ctx) // what went wrong stands in the snapshot, with the time of the next try
		return polledMsg{}
	}
}

// watch speaks as soon as the state is no longer that of rev: each answer shows when it comes, however long the asking
// goes on. One of these runs at all times.
func (m *Model) watch(rev uint64) tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		rev, err := t.Changed(ctx, rev)
		if err != nil {
			return nil // the program is ending
		}
		return changedMsg{rev}
	}
}

// follow looks at the list's file once a second, and speaks only when something is new. One of these runs at all times.
func (m *Model) follow() tea.Cmd {
	ctx, t, last := m.ctx, m.cfg.Tracker, errorText(m.storeErr)
	return func() tea.Msg {
		beat := time.NewTicker(loadEvery)
		defer beat.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-beat.C:
			}
			changed, err := t.Load(ctx)
			if ctx.Err() == nil && (changed || errorText(err) != last) {
				return loadedMsg{err}
			}
		}
	}
}

// look sees saved files go and come back. It tells by the snapshot alone, and apart from follow: a folder may hang.
func (m *Model) look() tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		beat := time.NewTicker(lookEvery)
		defer beat.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-beat.C:
			}
			t.CheckShown()
		}
	}
}

// heed hears of the failures of the user's commands. One of these runs at all times.
func (m *Model) heed() tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		err := t.NextHookFailure(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return hookFailedMsg{err}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func (m *Model) download(s save) tea.Cmd {
	t := m.cfg.Tracker
	return func() tea.Msg {
		saved, err := t.Download(s.ctx, s.id)
		return savedMsg{s.id, saved, err}
	}
}

// startSaves hands as many waiting saves to the tracker as may run.
func (m *Model) startSaves() tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.saves.next(m.ctx) {
		cmds = append(cmds, m.download(s))
	}
	return tea.Batch(cmds...)
}

func (m *Model) remove(ids []string) tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		entries, err := t.Remove(ctx, ids)
		return removedMsg{entries, err}
	}
}

func (m *Model) restore(entries []tracker.Entry) tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		return restoredMsg{entries, t.Restore(ctx, entries)}
	}
}

// checkFiles looks for the files of the rows on the screen, when these have changed since the last time: of those saved,
// and of those half saved that nobody goes on with.
func (m *Model) checkFiles() tea.Cmd {
	if m.checking {
		return nil
	}
	var ids []string
	for _, e := range m.sel.visible() {
		switch {
		case !m.leftFile(e):
			delete(m.checked, e.ID)
		case !m.checked[e.ID]:
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	m.checked = make(map[string]bool, len(m.sel.visible()))
	for _, e := range m.sel.visible() {
		m.checked[e.ID] = m.leftFile(e)
	}
	m.checking = true
	t := m.cfg.Tracker
	return func() tea.Msg {
		t.CheckFiles(ids)
		return filesCheckedMsg{}
	}
}

// lookAgain looks for the files of saved videos that d was pressed for: it saves what is gone. Else why is said.
func (m *Model) lookAgain(saved []*tracker.Entry, why string) tea.Cmd {
	ids, t := idsOf(saved), m.cfg.Tracker
	return func() tea.Msg {
		t.CheckFiles(ids)
		return lookedAgainMsg{ids, why}
	}
}

// lookedAgain saves what is there no longer.
func (m *Model) lookedAgain(msg lookedAgainMsg) {
	m.snap = m.cfg.Tracker.Snapshot()
	var begin []*tracker.Entry
	for _, id := range msg.ids {
		if e := m.entry(id); e != nil && !m.saving(id) && canSave(e, m.snap.Live[id], m.snap.Assets) {
			begin = append(begin, e)
		}
	}
	if len(begin) == 0 {
		m.say(notice{tone: grey, before: msg.why})
		return
	}
	m.beginSaves(begin)
}

// leftFile says that the video has a file, whole or not, which nobody writes to.
func (m *Model) leftFile(e *tracker.Entry) bool {
	live := m.snap.Live[e.ID]
	return e.Saved() || e.Part != nil && (live == nil || live.Transfer == nil && !live.Elsewhere)
}
