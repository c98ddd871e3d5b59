package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"

	"reelwatch/heygen"
)

// addMode is the box for new ids. Nothing that was put into it is lost: what could not be tracked stays in it, and
// what stands in it when it is closed is there when it is opened again.
type addMode struct {
	box   textarea.Model
	held  string // a paste that is too long to be shown; tracked with the rest
	bad   []heygen.BadID
	long  bool   // the text they were in was too long to be shown, so they are named by their lines
	err   string // why the list as a whole could not be read
	busy  bool   // being tracked
	sent  string // the text that is
	ahead int    // lines above the box
}

// addWish is what a key in the box asks for.
type addWish int

const (
	addNothing addWish = iota
	addTrack
	addClose
)

// longPaste is the number of lines from which on a paste is held beside the box.
const longPaste = 200

func newAddMode() *addMode {
	box := textarea.New()
	box.Prompt = ""
	box.ShowLineNumbers = false
	box.MaxHeight, box.MaxWidth = 0, 0
	box.SetVirtualCursor(false)
	box.KeyMap.Paste.SetEnabled(false) // reads this machine's clipboard, which over SSH is not the user's
	box.Focus()
	return &addMode{box: box}
}

// resize fits the box and what stands under it into the screen.
func (a *addMode) resize(width, height int) {
	a.box.SetWidth(max(width-2*margin, 1))
	a.box.SetHeight(max(height-a.ahead-min(len(a.bad)+1, height/2), 1))
}

// restyle takes the colours of the screen.
func (a *addMode) restyle(st *styles) {
	state := textarea.StyleState{Text: st.style[plain], Placeholder: st.style[grey], Prompt: st.style[violet]}
	a.box.SetStyles(textarea.Styles{Focused: state, Blurred: state})
}

// press takes a key and says what it wants done.
func (a *addMode) press(k tea.KeyPressMsg, keys *keyMap) addWish {
	switch {
	case key.Matches(k, keys.Close):
		return addClose
	case key.Matches(k, keys.Track):
		return addTrack
	case k.Code == tea.KeyBackspace && a.held != "" && a.box.Value() == "":
		a.held, a.bad = "", nil
		return addNothing
	case key.Matches(k, keys.TrackEmpty) && a.onEmptyLine() && a.text() != "":
		return addTrack
	}
	a.box, _ = a.box.Update(k)
	return addNothing
}

func (a *addMode) onEmptyLine() bool {
	lines := strings.Split(a.box.Value(), "\n")
	return strings.TrimSpace(lines[min(a.box.Line(), len(lines)-1)]) == ""
}

// paste takes pasted text, whatever its line ends.
func (a *addMode) paste(text string) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	if strings.Count(text, "\n") >= longPaste || len(text) > longPaste*80 {
		a.held += strings.TrimRight(text, "\n") + "\n"
		return
	}
	a.box, _ = a.box.Update(tea.PasteMsg{Content: text})
}

// text is all that is to be read.
func (a *addMode) text() string { return strings.TrimSpace(a.held + a.box.Value()) }

// since is what has come into the box after its text was sent; all of it where that was changed.
func (a *addMode) since() string { return strings.TrimPrefix(a.text(), a.sent) }

// keep leaves only rest in the box, after the others have been tracked.
func (a *addMode) keep(rest string) {
	a.held = ""
	a.box.Reset()
	a.paste(rest)
	a.busy = false
}
