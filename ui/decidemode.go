package ui

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// decideMode is the box in which the user decides about a request whose answer was lost.
type decideMode struct {
	id    string
	title string
	field *field // the video that it became, while that is typed
	wrong string // why what was typed is no video
}

// undecided is the selected video where it waits for a decision, else nil.
func (m *Model) undecided() *tracker.Entry {
	if e := m.sel.current(); e != nil && e.Status == tracker.Unsure {
		return e
	}
	return nil
}

// openDecision opens the box for the selected video, and says whether there is something to decide.
func (m *Model) openDecision() bool {
	e := m.undecided()
	if e == nil {
		return false
	}
	m.deciding = &decideMode{id: e.ID, title: m.words.of(e).title}
	return true
}

// followDecision closes the box where there is nothing left to decide.
func (m *Model) followDecision() {
	if m.deciding == nil {
		return
	}
	if e := m.entry(m.deciding.id); e == nil || e.Status != tracker.Unsure {
		m.deciding = nil
	}
}

func (m *Model) pressInDecision(k tea.KeyPressMsg) tea.Cmd {
	d := m.deciding
	if d.field != nil {
		return m.pressInFound(k)
	}
	switch {
	case key.Matches(k, m.keys.Resend):
		m.ask(question{before: "Send ", title: d.title, after: " again? It may be paid for twice", yes: func() tea.Cmd { return m.resend(d.id) }})
	case key.Matches(k, m.keys.Found):
		f := newField("")
		d.field = &f
	case key.Matches(k, m.keys.GiveUp):
		m.ask(question{before: "Stop tracking ", title: d.title, after: "?", yes: func() tea.Cmd { return m.remove([]string{d.id}) }})
	case key.Matches(k, m.keys.Close):
		m.deciding = nil
	}
	return nil
}

// pressInFound gives a key to the field for the video that a request became.
func (m *Model) pressInFound(k tea.KeyPressMsg) tea.Cmd {
	d := m.deciding
	switch {
	case key.Matches(k, m.keys.Close):
		d.field, d.wrong = nil, ""
	case key.Matches(k, m.keys.Join):
		id, err := heygen.ParseID(strings.TrimSpace(d.field.text()))
		if err != nil {
			d.wrong = clean(err.Error())
			return nil
		}
		return m.join(d.id, id)
	default:
		d.field.press(k)
		d.wrong = ""
	}
	return nil
}

func (m *Model) resend(id string) tea.Cmd {
	return m.requeue(func(ctx context.Context, t Tracker) ([]tracker.Entry, error) { return t.Resend(ctx, []string{id}) })
}

func (m *Model) join(name, id string) tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		e, err := t.Join(ctx, name, id)
		return joinedMsg{e, err}
	}
}

// joined tells that a request has its video.
func (m *Model) joined(msg joinedMsg) {
	if msg.err != nil {
		if m.deciding != nil {
			m.deciding.wrong = clean(plainly(msg.err).Error())
		}
		m.fail("not joined", plainly(msg.err))
		return
	}
	m.say(m.about([]*tracker.Entry{msg.entry}, "", "has its video", ""))
}

// lines draws the box.
func (d *decideMode) lines(keys *keyMap, c *canvas, width, height int) []string {
	s := &sheet{c: c, width: width}
	head := s.begin()
	head.put(strong, c.glyphs.cutMiddle(d.title, width-2*margin))
	s.put(head)
	if height > 8 {
		s.blank()
		s.text(plain, "It was sent, and the answer was lost: HeyGen may be making it, and may not. Look for it there first.")
		s.blank()
	}
	if d.field != nil {
		line := s.begin()
		line.put(grey, foundLabel)
		d.field.put(line, plain, width-margin-line.cells)
		s.put(line)
		s.text(red, d.wrong)
		return s.lines[:min(len(s.lines), height)]
	}
	for _, choice := range []struct {
		key   key.Binding
		means string
	}{
		{keys.Resend, ", may pay twice"}, {keys.Found, ": type its id or link"}, {keys.GiveUp, ", track it no longer"}, {keys.Close, ""},
	} {
		line := s.begin()
		line.put(violet, choice.key.Help().Key)
		line.to(margin + helpKeyWidth)
		line.put(plain, choice.key.Help().Desc)
		line.put(grey, c.glyphs.cut(choice.means, width-margin-line.cells))
		s.put(line)
	}
	return s.lines[:min(len(s.lines), height)]
}

const foundLabel = "its id or link: "

// cursor is where the next key goes, on a screen whose box begins at line top; nil where nothing is typed.
func (d *decideMode) cursor(c *canvas, width, height, top int) *tea.Cursor {
	if d.field == nil {
		return nil
	}
	line := newStrip(&c.styles.row)
	line.to(margin + len(foundLabel))
	at := d.field.put(line, plain, width-margin-line.cells)
	rows := len(d.lines(&keyMap{}, c, width, height))
	if d.wrong != "" {
		rows -= len(term.Wrap(d.wrong, width-2*margin))
	}
	return tea.NewCursor(at, top+rows-1)
}
