package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
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
		s.put(violet, c.glyphs.cut(fmt.Sprintf("%d pasted lines, and:", strings.Count(a.held, "\n")), width-2*margin))
		out = append(out, s.line(width))
	}
	a.ahead = len(out)
	a.resize(width, height)
	for line := range strings.SplitSeq(a.box.View(), "\n") {
		out = append(out, strings.Repeat(" ", margin)+line)
	}
	room := height - len(out)
	for i, text := range a.complaints() {
		if i >= room {
			break
		}
		s := newStrip(&c.styles.row)
		s.to(margin)
		if i == room-1 && len(a.bad) > room {
			text = fmt.Sprintf("and %d more", len(a.bad)-i)
		}
		s.put(red, c.glyphs.cut(text, width-2*margin))
		out = append(out, s.line(width))
	}
	return out
}

// complaints names each thing in the box that is no video.
func (a *addMode) complaints() []string {
	if a.err != "" {
		return []string{a.err}
	}
	out := make([]string, len(a.bad))
	for i, b := range a.bad {
		out[i] = clean(b.Err.Error())
	}
	return out
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
