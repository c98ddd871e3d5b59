package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// surelyTaken is how many bytes each terminal takes that takes copies at all: hterm and others end a sequence after
// 100,000 bytes, and base64 makes four of three.
const surelyTaken = 74_000

// copy puts text on the user's clipboard, which only the terminal can reach, and tells so in the status line; what names
// the text there. Whatever a part of the dashboard copies goes through here.
func (m *Model) copy(what, text string) tea.Cmd { return m.send(copying{what: what, text: text}) }

// copying is a text on its way to the clipboard.
type copying struct {
	what string
	text string
	flaw string // why it is not all that was wanted; may be empty
}

func (m *Model) send(c copying) tea.Cmd {
	if m.cfg.Abilities.Tmux {
		ctx, desk := m.ctx, m.cfg.Desktop
		return func() tea.Msg { return bufferedMsg{c, desk.LoadBuffer(ctx, c.text)} }
	}
	return m.sendBare(c)
}

// sendBare has the terminal take a text (OSC 52). It never says whether it did, so the text itself is shown too.
func (m *Model) sendBare(c copying) tea.Cmd {
	switch {
	case m.cfg.Abilities.Basic:
		m.tellCopy(c, "cannot be copied, this terminal takes none:", true)
		return nil
	case len(c.text) > surelyTaken:
		m.tellCopy(c, "sent to the terminal, which may not take as much:", true)
	default:
		m.tellCopy(c, "sent to the terminal:", false)
	}
	return tea.Raw(m.cfg.Abilities.Clipboard(c.text))
}

// buffered goes on when tmux has taken a copy, or has not.
func (m *Model) buffered(msg bufferedMsg) tea.Cmd {
	if msg.err == nil {
		m.tellCopy(msg.copying, "in tmux's buffer, and sent to the terminal:", false)
		return nil
	}
	c := msg.copying
	c.flaw = strings.TrimPrefix(c.flaw+", tmux: "+clean(msg.err.Error()), ", ")
	return m.sendBare(c)
}

// tellCopy says what became of a copy. What is not as it should be comes before the text.
func (m *Model) tellCopy(c copying, fate string, bad bool) {
	n := notice{tone: grey, before: c.what + " " + fate, title: glimpse(c.text)}
	if bad || c.flaw != "" {
		n.tone = amber
	}
	if c.flaw != "" {
		n.before, n.title = strings.TrimSuffix(n.before, ":"), ""
		n.before += " (" + c.flaw + ")"
	}
	m.say(n)
}

// glimpse is what is shown of a copied text: its first line, fit for the screen.
func glimpse(text string) string {
	first, _, more := strings.Cut(text, "\n")
	if more {
		return clean(first) + " ..."
	}
	return clean(first)
}

// copyLinks copies the links of what is marked or selected and complete, once they are known to work for a while.
func (m *Model) copyLinks() tea.Cmd {
	var targets []*tracker.Entry
	for _, e := range m.sel.targets() {
		if e.Savable() {
			targets = append(targets, e)
		}
	}
	m.say(m.about(targets, "reading the link of", "", ""))
	m.linking = true
	ctx, t, ids := m.ctx, m.cfg.Tracker, idsOf(targets)
	return func() tea.Msg {
		links, err := t.Links(ctx, ids)
		return linksReadMsg{links, len(ids), err}
	}
}

// linksRead copies the links that HeyGen gave.
func (m *Model) linksRead(msg linksReadMsg) tea.Cmd {
	m.linking = false
	switch {
	case m.ctx.Err() != nil:
		return nil
	case len(msg.links) == 0:
		m.fail("no link", msg.err)
		return nil
	}
	c := copying{what: plural("link", len(msg.links)), text: strings.Join(msg.links, "\n")}
	if msg.err != nil {
		c.what = fmt.Sprintf("%d of %d links", len(msg.links), msg.wanted)
		c.flaw = clean(msg.err.Error())
	}
	return m.send(c)
}

// plural names one thing by its word, and more by their number too.
func plural(word string, n int) string {
	if n == 1 {
		return word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// copyIDs copies the ids of what is marked or selected.
func (m *Model) copyIDs() tea.Cmd {
	ids := idsOf(m.sel.targets())
	return m.copy(plural("id", len(ids)), strings.Join(ids, "\n"))
}

// copyPaths copies where the saved files of what is marked or selected are: over SSH as lines that fetch them from there.
func (m *Model) copyPaths() tea.Cmd {
	what := m.pathWord()
	var lines []string
	for _, e := range m.sel.targets() {
		if !hasFile(e, m.snap.Live[e.ID]) {
			continue
		}
		line, err := m.cfg.Machine.fetches(e.File)
		if err != nil {
			m.fail("no "+what+" for "+m.words.of(e).title, err)
			return nil
		}
		lines = append(lines, line)
	}
	return m.copy(plural(what, len(lines)), strings.Join(lines, "\n"))
}

// pathWord names what c copies.
func (m *Model) pathWord() string {
	if m.cfg.Machine.distant() {
		return "scp line"
	}
	return "path"
}

// hasFile says whether the video is saved and, as far as was looked, still there.
func hasFile(e *tracker.Entry, live *tracker.Live) bool {
	return e.Saved() && e.File != "" && (live == nil || !live.FileGone)
}
