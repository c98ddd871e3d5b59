package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"
)

// lines draws the box of new ids with what is wrong with it underneath.
func (a *addMode) lines(c *canvas, width, height int) []string {
	head := newStrip(&c.styles.row)
	head.to(margin)
	head.put(strong, c.glyphs.cut("Track videos", width-2*margin))
	head.put(grey, c.glyphs.cut("  paste ids or links, as many as you like", max(width-margin-head.cells, 0)))
	out := []string{head.line(width), ""}
	if a.held != "" {
		s := newStrip(&c.styles.row)
		s.to(margin)
		held := humanize.Comma(int64(strings.Count(a.held, "\n"))) + " pasted lines"
		s.put(violet, c.glyphs.cut(held, width-2*margin))
		s.put(grey, c.glyphs.cut(" (backspace in the empty box drops them)", max(width-margin-s.cells, 0)))
		out = append(out, s.line(width))
	}
	a.ahead = len(out)
	a.resize(width, height)
	for line := range strings.SplitSeq(a.box.View(), "\n") {
		out = append(out, strings.Repeat(" ", margin)+line)
	}
	for _, text := range a.complaints(height - len(out)) {
		s := newStrip(&c.styles.row)
		s.to(margin)
		s.put(red, c.glyphs.cut(text, width-2*margin))
		out = append(out, s.line(width))
	}
	return out
}

// complaints names each thing in the box that is no video, in at most room lines.
func (a *addMode) complaints(room int) []string {
	var out []string
	if a.err != "" {
		out = append(out, a.err)
	}
	for i, b := range a.bad {
		if len(out) >= room {
			break
		}
		text := clean(b.Err.Error())
		switch {
		case i > 0 && len(out) == room-1 && i < len(a.bad)-1:
			text = fmt.Sprintf("and %s more", humanize.Comma(int64(len(a.bad)-i)))
		case a.long:
			text = fmt.Sprintf("line %d: %s", b.Line, text)
		}
		out = append(out, text)
	}
	return out[:min(len(out), max(room, 0))]
}

// cursor is where the next key goes, on a screen whose box begins at line top.
func (a *addMode) cursor(top int) *tea.Cursor {
	c := a.box.Cursor()
	if c != nil {
		c.X += margin
		c.Y += top + a.ahead
	}
	return c
}
