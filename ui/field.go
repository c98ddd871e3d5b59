package ui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"reelwatch/ui/term"
)

// field is one line of text that the user types. Bubbles' input edits it; it is drawn here, since that one places its
// cursor by characters and not by cells.
type field struct{ input textinput.Model }

// mostTyped is the longest text of a field, in characters.
const mostTyped = 500

func newField(text string) field {
	input := textinput.New()
	input.CharLimit = mostTyped
	input.SetVirtualCursor(false)
	input.KeyMap.Paste.SetEnabled(false) // reads this machine's clipboard, which over SSH is not the user's
	input.Focus()
	input.SetValue(clean(text))
	return field{input}
}

// press takes a key.
func (f *field) press(k tea.KeyPressMsg) { f.edit(k) }

// paste takes pasted text, its lines joined.
func (f *field) paste(text string) { f.edit(tea.PasteMsg{Content: clean(text)}) }

// edit lets the input take msg. What is typed may hold what no terminal agrees on, just as what is read.
func (f *field) edit(msg tea.Msg) {
	f.input, _ = f.input.Update(msg)
	if text := term.Plain(f.input.Value()); text != f.input.Value() {
		at := f.input.Position()
		f.input.SetValue(text)
		f.input.SetCursor(at)
	}
}

// text is what stands in the field.
func (f *field) text() string { return f.input.Value() }

// put draws the part of the text around the cursor into at most width cells, the cursor's own included, and gives the
// cell of the cursor.
func (f *field) put(s *strip, t tone, width int) (cursor int) {
	value, at := []rune(f.input.Value()), f.input.Position()
	before, after := string(value[:at]), string(value[at:])
	if term.Width(before+after) >= width {
		for term.Width(before) >= width {
			before = string([]rune(before)[1:])
		}
		after = term.Cut(after, max(width-term.Width(before), 0), "")
	}
	cursor = s.cells + term.Width(before)
	s.put(t, before+after)
	return cursor
}
