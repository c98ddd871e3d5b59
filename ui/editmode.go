package ui

import (
	"cmp"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// editMode is the box in which the user writes on videos: title and batch of one, the batch of several. It holds the
// videos that it was opened for, whatever is selected or marked meanwhile.
type editMode struct {
	ids   []string
	head  string
	about string // beside the head
	rows  []editRow
	at    int // the row that is typed into
	saves bool
}

// editRow is a line of the box.
type editRow struct {
	name  string
	field field
	was   string // the text with which it began
	empty string // what an empty field means
}

func (r *editRow) changed() bool { return r.field.text() != r.was }

const (
	titleRow = "title"
	batchRow = "batch"
)

// openEdit opens the box for the marked videos, or the selected one.
func (m *Model) openEdit() {
	targets := m.sel.targets()
	m.editing = &editMode{ids: idsOf(targets)}
	if len(targets) > 1 {
		m.editing.head = "Batch of " + videos(len(targets))
		m.editing.add(batchRow, common(targets), emptyBatch(targets))
		return
	}
	e := targets[0]
	m.editing.head, m.editing.about = "Title and batch", clean(e.ID)
	m.editing.add(titleRow, e.Shown(), cmp.Or(clean(e.Title), "none: the id stands for it"))
	m.editing.add(batchRow, e.Batch, "none")
}

func (b *editMode) add(name, text, empty string) {
	f := newField(text)
	b.rows = append(b.rows, editRow{name: name, field: f, was: f.text(), empty: empty})
}

// common is the batch that all videos are of, empty where they are of several.
func common(entries []*tracker.Entry) string {
	for _, e := range entries {
		if e.Batch != entries[0].Batch {
			return ""
		}
	}
	return entries[0].Batch
}

func emptyBatch(entries []*tracker.Entry) string {
	if common(entries) != entries[0].Batch {
		return "several, which stay as they are"
	}
	return "none"
}

// pressInEdit gives a key to the box.
func (m *Model) pressInEdit(k tea.KeyPressMsg) tea.Cmd {
	b := m.editing
	switch {
	case key.Matches(k, m.keys.Close):
		m.editing = nil
	case key.Matches(k, m.keys.EditSave):
		return m.saveEdit()
	case key.Matches(k, m.keys.EditNext):
		b.at = (b.at + 1) % len(b.rows)
	default:
		b.rows[b.at].field.press(k)
	}
	return nil
}

// saveEdit writes what was changed; where nothing was, there is nothing to do.
func (m *Model) saveEdit() tea.Cmd {
	b := m.editing
	var l tracker.Labels
	for i := range b.rows {
		row := &b.rows[i]
		text := row.field.text()
		switch {
		case !row.changed():
		case row.name == titleRow:
			l.Title = &text
		default:
			l.Batch = &text
		}
	}
	switch {
	case b.saves:
		return nil
	case l == tracker.Labels{}:
		m.editing = nil
		return nil
	}
	b.saves = true
	return m.label(b, l)
}

func (m *Model) label(b *editMode, l tracker.Labels) tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		entries, err := t.Label(ctx, b.ids, l)
		return labelledMsg{b, l, entries, err}
	}
}

// labelled tells what is written on the videos now, and closes the box.
func (m *Model) labelled(msg labelledMsg) {
	msg.box.saves = false
	if msg.err != nil {
		m.fail("nothing was changed", msg.err)
		return
	}
	if m.editing == msg.box {
		m.editing = nil
	}
	if len(msg.entries) == 0 {
		m.say(notice{tone: grey, before: "nothing was changed: tracked no longer"})
		return
	}
	did, after := labelTold(msg.labels, msg.entries)
	m.say(m.about(pointers(msg.entries), did, after, ""))
}

// labelTold is what was done to the labels of videos, in the words before and after their title or number.
func labelTold(l tracker.Labels, entries []tracker.Entry) (did, after string) {
	if l.Batch != nil {
		verb := "is"
		if len(entries) > 1 {
			verb = "are"
		}
		after = verb + " of no batch now"
		if batch := clean(entries[0].Batch); batch != "" {
			after = verb + " of the batch " + batch + " now"
		}
	}
	switch {
	case l.Title == nil:
		return "", after
	case entries[0].LocalTitle == "" && l.Batch == nil:
		return "", "has HeyGen's title again"
	case entries[0].LocalTitle == "":
		return "", "has HeyGen's title again, and " + after
	case l.Batch == nil:
		return "renamed to", ""
	}
	return "renamed to", "and " + after
}
