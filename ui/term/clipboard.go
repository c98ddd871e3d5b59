package term

import "github.com/charmbracelet/x/ansi"

// Clipboard gives the bytes that have the terminal put text on its clipboard (OSC 52). Whether it does, it never says.
func (a Abilities) Clipboard(text string) string {
	seq := ansi.SetSystemClipboard(text)
	if a.Screen {
		return ansi.ScreenPassthrough(seq, screenPiece)
	}
	return seq
}
