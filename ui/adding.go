package ui

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"reelwatch/tracker"
	"reelwatch/ui/term"
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

// trackBox tracks what is in the box. A long list is not read here: no key is to wait for that.
func (m *Model) trackBox() tea.Cmd {
	box, text := m.adding, m.adding.text()
	switch {
	case box.busy:
		return nil
	case text == "":
		m.say(notice{tone: grey, before: "paste ids or links first"})
		return nil
	}
	box.busy, box.sent = true, text
	return func() tea.Msg { return boxReadMsg{box, readList(text)} }
}

// boxRead tracks the ids that were found in the box. What is no id stays in it, and what is not tracked.
func (m *Model) boxRead(msg boxReadMsg) tea.Cmd {
	box, list := msg.box, msg.list
	box.bad, box.err, box.long = list.bad, "", strings.Count(box.sent, "\n") >= longPaste
	if list.err != nil {
		box.err = clean(list.err.Error())
	}
	if list.err != nil || len(list.good) == 0 {
		box.busy = false
		m.say(notice{tone: red, glyph: m.canvas.glyphs.failed, before: "no video id in the box"})
		return nil
	}
	return m.track(list.good, func(in *intake, err error) {
		box.busy = false
		if err != nil && in.done == 0 {
			return
		}
		rest := list.rest
		if left := list.good[in.done:]; len(left) > 0 {
			rest = idLines(left) + "\n" + rest
		}
		if rest = strings.TrimSpace(rest + "\n" + box.since()); rest != "" {
			box.keep(rest)
			return
		}
		if m.adding == box || m.draft == box {
			m.adding, m.draft = nil, nil
		}
	})
}

func idLines(videos []tracker.Addition) string {
	ids := make([]string, len(videos))
	for i, v := range videos {
		ids[i] = v.ID
	}
	return strings.Join(ids, "\n")
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
func (m *Model) paste(text string) tea.Cmd {
	if m.question != nil {
		return nil
	}
	if m.adding != nil {
		m.adding.paste(text)
		return nil
	}
	if m.deciding != nil {
		if m.deciding.field != nil {
			m.deciding.field.paste(text)
		}
		return nil
	}
	if m.editing != nil {
		m.editing.rows[m.editing.at].field.paste(text)
		return nil
	}
	if f := m.typing(); f != nil {
		f.field.paste(text)
		f.typed()
		return nil
	}
	return func() tea.Msg { return pasteReadMsg{readList(text)} }
}

// pasteRead offers to track what a paste outside an input held.
func (m *Model) pasteRead(list idList) {
	if list.err == nil && len(list.good) == 0 {
		list.err = errors.New("no video id in it; a opens the box to type one")
	}
	if list.err != nil {
		m.fail("the paste was not used", list.err)
		return
	}
	q := question{
		before: "Track the " + videos(len(list.good)) + " pasted",
		yes:    func() tea.Cmd { return m.track(list.good, func(*intake, error) {}) },
	}
	if len(list.good) == 1 {
		q.before, q.title, q.after = "Track ", clean(list.good[0].ID), ", pasted?"
	}
	if len(list.bad) > 0 {
		q.after += " (" + notIDs(len(list.bad)) + ")"
	}
	if len(list.good) > 1 {
		q.before += namedIDs(list.good, m.width-2*margin-term.Width(q.before+q.after)-len(" y/n")) + "?"
	}
	m.ask(q)
}

// notIDs says how much else there was.
func notIDs(n int) string {
	if n == 1 {
		return "1 other is no id"
	}
	return humanize.Comma(int64(n)) + " others are no ids"
}

// namedIDs names the first of some videos, as many as have room: what was pasted by mistake is seen to be something else.
func namedIDs(list []tracker.Addition, room int) string {
	const more = ", ..."
	text := ""
	for i, v := range list {
		sep := ", "
		if i == 0 {
			sep = ": "
		}
		longer := text + sep + clean(v.ID)
		rest := len(more)
		if i == len(list)-1 {
			rest = 0
		}
		switch over := term.Width(longer)+rest+len("?") > room; {
		case over && text == "":
			return ""
		case over:
			return text + more
		}
		text = longer
	}
	return text
}
