package ui

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
)

// openBox opens the box for new ids, as it was when it was closed.
func (m *Model) openBox() {
	m.adding, m.draft = m.draft, nil
	if m.adding == nil {
		m.adding = newAddMode()
	}
	m.adding.restyle(m.canvas.styles)
}

func (m *Model) pressInBox(k tea.KeyPressMsg) tea.Cmd {
	switch m.adding.press(k, &m.keys) {
	case addTrack:
		return m.trackBox()
	case addClose:
		if m.adding.text() != "" {
			m.draft = m.adding
			m.say(notice{tone: grey, before: "the box keeps what is in it", hint: "a opens it"})
		}
		m.adding = nil
	}
	return nil
}

// trackBox tracks what is in the box.
func (m *Model) trackBox() tea.Cmd {
	good, rest := m.adding.read()
	switch {
	case m.adding.busy:
		return nil
	case len(good) > 0:
		m.adding.busy, m.adding.sent = true, m.adding.text()
		return m.track(good, true, rest)
	case m.adding.text() == "":
		m.say(notice{tone: grey, before: "paste ids or links first"})
	default:
		m.say(notice{tone: red, glyph: m.canvas.glyphs.failed, before: "no video id in the box"})
	}
	return nil
}

// added tells what was tracked, and closes the box where nothing bad is left in it.
func (m *Model) added(msg addedMsg) {
	box := cmp.Or(m.adding, m.draft) // it may have been closed meanwhile
	if msg.box && box != nil {
		box.busy = false
	}
	if msg.err != nil {
		m.fail("nothing was tracked", msg.err)
		return
	}
	text := trackedText(len(msg.result.Added), len(msg.result.Known), len(m.snap.Entries) > 0)
	m.say(notice{tone: green, glyph: m.canvas.glyphs.done, before: text})
	if !msg.box || box == nil {
		return
	}
	if rest := strings.TrimSpace(msg.rest + "\n" + box.since()); rest != "" {
		box.keep(rest)
		return
	}
	m.adding, m.draft = nil, nil
}

// trackedText says how many videos were new; more says that there were others before.
func trackedText(added, known int, more bool) string {
	n := humanize.Comma(int64(added))
	var text string
	switch {
	case added == 0:
		return videos(known) + " tracked already"
	case !more:
		text = "tracking " + videos(added)
	case added == 1:
		text = "tracking 1 more video"
	default:
		text = "tracking " + n + " more videos"
	}
	if known > 0 {
		text += fmt.Sprintf(", %s were there", humanize.Comma(int64(known)))
	}
	return text
}

// paste puts pasted text into the box where that is open. Elsewhere it offers to track what it holds; it never runs
// keys.
func (m *Model) paste(text string) {
	if m.question != nil {
		return
	}
	if m.adding != nil {
		m.adding.paste(text)
		return
	}
	if m.deciding != nil {
		if m.deciding.field != nil {
			m.deciding.field.paste(text)
		}
		return
	}
	if m.editing != nil {
		m.editing.rows[m.editing.at].field.paste(text)
		return
	}
	if m.filter.field != nil {
		m.filter.field.paste(text)
		m.filter.typed()
		return
	}
	ids, bad, err := heygen.ReadIDs(strings.NewReader(text))
	if err == nil && len(ids) == 0 {
		err = errors.New("no video id in it; a opens the box to type one")
	}
	if err != nil {
		m.fail("the paste was not used", err)
		return
	}
	good := additions(ids)
	q := question{before: "Track the " + videos(len(ids)) + " pasted?", yes: func() tea.Cmd { return m.track(good, false, "") }}
	if len(ids) == 1 {
		q.before, q.title, q.after = "Track ", clean(ids[0].ID), ", pasted?"
	}
	if len(bad) > 0 {
		q.after += fmt.Sprintf(" (%d more are no ids)", len(bad))
	}
	m.ask(q)
}
