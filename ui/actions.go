package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"reelwatch/tracker"
)

// videos is a number of videos in words.
func videos(n int) string {
	if n == 1 {
		return "1 video"
	}
	return humanize.Comma(int64(n)) + " videos"
}

// saveOrStop saves what is marked or selected. Where nothing of it can be saved, it stops what is being saved.
func (m *Model) saveOrStop() {
	var begin, stop []*tracker.Entry
	for _, e := range m.sel.targets() {
		switch {
		case m.saving(e.ID):
			stop = append(stop, e)
		case canSave(e, m.snap.Live[e.ID], m.snap.Assets):
			begin = append(begin, e)
		}
	}
	if len(begin) > 0 {
		m.beginSaves(begin)
		return
	}
	for _, e := range stop {
		m.saves.stop(e.ID)
	}
	m.say(m.about(stop, "stopped saving", "", "d goes on"))
}

func (m *Model) beginSaves(entries []*tracker.Entry) {
	for _, e := range entries {
		m.saves.add(e.ID)
	}
	n := m.about(entries, "saving", "", "")
	if len(entries) == 1 {
		n.of = entries[0].ID
	}
	m.say(n)
}

// about is a notice of what was done to some videos: the one by its name, several by their number.
func (m *Model) about(entries []*tracker.Entry, did, after, hint string) notice {
	if len(entries) == 1 {
		return notice{tone: grey, before: did, title: m.words.of(entries[0]).title, after: after, hint: hint}
	}
	return notice{tone: grey, before: strings.TrimSpace(did + " " + videos(len(entries)) + " " + after), hint: hint}
}

// saveAll saves all that completed and was never saved.
func (m *Model) saveAll() {
	var entries []*tracker.Entry
	for _, e := range m.snap.Entries {
		if m.leftToSave(e) {
			entries = append(entries, e)
		}
	}
	m.beginSaves(entries)
}

// saved tells how a save ended.
func (m *Model) saved(msg savedMsg) tea.Cmd {
	stopped := m.saves.ended(msg.id)
	delete(m.checked, msg.id)
	e := m.entry(msg.id)
	if e == nil || stopped || m.ctx.Err() != nil {
		return nil // removed meanwhile, or told already
	}
	title := m.words.of(e).title
	switch {
	case errors.Is(msg.err, tracker.ErrBusy):
		delete(m.saves.tried, msg.id) // where that one gives up, this one may save it by itself
		m.tell(notice{of: msg.id, tone: grey, title: title, after: "is not saved here: " + tracker.ErrBusy.Error()})
		return nil
	case msg.err != nil:
		m.tell(notice{of: msg.id, tone: red, glyph: m.canvas.glyphs.failed, title: title, after: "was not saved: " + clean(strings.TrimPrefix(unnamed(msg.err), "not saved: "))})
		return m.saveLater(msg.id, msg.err)
	}
	t, after := outcome(msg.saved)
	m.tell(notice{of: msg.id, tone: t, glyph: m.canvas.glyphs.done, title: title, after: after})
	return nil
}

// unnamed is an error without the id, for where the video is named.
func unnamed(err error) string {
	var save *tracker.SaveError
	if errors.As(err, &save) {
		return save.Row()
	}
	return err.Error()
}

// entry finds a video in the snapshot at hand, nil where it is not there.
func (m *Model) entry(id string) *tracker.Entry {
	if i := indexOf(m.snap.Entries, id); i >= 0 {
		return m.snap.Entries[i]
	}
	return nil
}

// askRemove asks once; the answer acts on the videos that the question named.
func (m *Model) askRemove() {
	targets := m.sel.targets()
	ids := idsOf(targets)
	q := question{before: fmt.Sprintf("Stop tracking %s?", videos(len(ids))), yes: func() tea.Cmd { return m.remove(ids) }}
	if len(targets) == 1 {
		q.before, q.title, q.after = "Stop tracking ", m.words.of(targets[0]).title, "?"
	}
	m.ask(q)
}

func (m *Model) removed(msg removedMsg) {
	if msg.err != nil {
		m.fail("still tracked", msg.err)
		return
	}
	if len(msg.entries) == 0 {
		m.say(notice{tone: grey, before: "they were tracked no longer"})
		return
	}
	m.keepRemoved(msg.entries)
	m.say(m.about(pointers(msg.entries), "stopped tracking", "", "u undo"))
}

// mostUndos is how many removals can be taken back: a dashboard is left open for weeks.
const mostUndos = 50

// keepRemoved keeps what was removed last, and lets the oldest go.
func (m *Model) keepRemoved(entries []tracker.Entry) {
	m.undo = append(m.undo, entries)
	m.undo = slices.Delete(m.undo, 0, max(0, len(m.undo)-mostUndos))
}

func pointers(entries []tracker.Entry) []*tracker.Entry {
	out := make([]*tracker.Entry, len(entries))
	for i := range entries {
		out[i] = &entries[i]
	}
	return out
}

// undoRemove takes back the latest removal.
func (m *Model) undoRemove() tea.Cmd {
	last := m.undo[len(m.undo)-1]
	m.undo = m.undo[:len(m.undo)-1]
	return m.restore(last)
}

func (m *Model) restored(msg restoredMsg) {
	if msg.err != nil {
		m.keepRemoved(msg.entries)
		m.fail("not undone", msg.err)
		return
	}
	m.say(m.about(pointers(msg.entries), "tracking", "again", ""))
}

// quit ends the program, after a question where saves run.
func (m *Model) quit() tea.Cmd {
	if m.saves.count() == 0 {
		return m.leave()
	}
	m.ask(question{before: "Quit? " + m.savesAtTheEnd(), yes: m.leave})
	return nil
}

// savesAtTheEnd says what becomes of the saves when the program ends: none goes on by itself at the next start, unless auto-download takes it.
func (m *Model) savesAtTheEnd() string {
	running := 0
	for id := range m.saves.running {
		if live := m.snap.Live[id]; live == nil || live.Transfer == nil || !live.Transfer.Waiting {
			running++
		}
	}
	var parts []string
	switch {
	case running == 1:
		parts = append(parts, "1 save runs")
	case running > 1:
		parts = append(parts, fmt.Sprintf("%d saves run", running))
	}
	switch waiting := m.saves.count() - running; {
	case waiting == 1:
		parts = append(parts, "1 waits")
	case waiting > 1:
		parts = append(parts, fmt.Sprintf("%d wait", waiting))
	}
	return strings.Join(parts, ", ") + "; what is there is kept for d or auto-download"
}
