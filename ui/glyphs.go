package ui

import (
	"reelwatch/ui/term"
)

// glyphs is every symbol on the screen that is not a letter, in one of two alphabets.
type glyphs struct {
	rendering, pending, waiting, saving, done, failed, unknown, unsure string

	edge, mark, up, down          string
	full, half, rest, lost        string // of a bar: filled, half a cell, open, failed
	ellipsis, openQuote, endQuote string
}

// newGlyphs gives Unicode symbols, or ASCII ones where the locale or the user wants them. On a terminal without
// colours the parts of a bar differ in shape instead.
func newGlyphs(ascii, colours bool) glyphs {
	if ascii {
		return glyphs{
			rendering: "*", pending: "o", waiting: ".", saving: "v", done: "+", failed: "x", unknown: "?", unsure: "!",
			edge: ">", mark: "#", up: "^", down: "v", full: "=", half: "-", rest: "-", lost: "x",
			ellipsis: "~", openQuote: "\"", endQuote: "\"",
		}
	}
	g := glyphs{
		rendering: "●", pending: "○", waiting: "·", saving: "↓", done: "✓", failed: "✗", unknown: "?", unsure: "!",
		edge: "▌", mark: "▪", up: "↑", down: "↓", full: "━", half: "╸", rest: "━", lost: "━",
		ellipsis: "…", openQuote: "“", endQuote: "”",
	}
	if !colours {
		g.rest, g.lost = "─", "×"
	}
	return g
}

// cut shortens text at its end to at most width cells.
func (g glyphs) cut(text string, width int) string { return term.Cut(text, width, g.ellipsis) }

// cutMiddle shortens text in its middle: titles of one batch begin alike and differ at the end.
func (g glyphs) cutMiddle(text string, width int) string {
	return term.CutMiddle(text, width, g.ellipsis)
}
