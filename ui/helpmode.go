package ui

import (
	"math"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// helpMode shows every key. Those that can do nothing now are there too, stepped back.
type helpMode struct {
	top int // first line on the screen
}

const helpKeyWidth = 8

// press takes a key; closed says that the help is to go.
func (h *helpMode) press(k tea.KeyPressMsg, keys *keyMap, page int) (closed bool) {
	switch {
	case key.Matches(k, keys.Close, keys.Help, keys.Quit):
		return true
	case key.Matches(k, keys.Down):
		h.top++
	case key.Matches(k, keys.Up):
		h.top--
	case key.Matches(k, keys.PageDown):
		h.top += page
	case key.Matches(k, keys.PageUp):
		h.top -= page
	case key.Matches(k, keys.Top):
		h.top = 0
	case key.Matches(k, keys.Bottom):
		h.top = math.MaxInt32 // as far as there are lines
	}
	return false
}

// lines draws the part of the help that height has room for, in as many columns as width has. Where more follows, the last
// line says so.
func (h *helpMode) lines(keys *keyMap, c *canvas, about string, width, height int) []string {
	all := helpColumns(keys, c.styles, width)
	end := newStrip(&c.styles.row)
	end.to(margin)
	end.put(grey, c.glyphs.cutMiddle(about, width-2*margin))
	all = append(all, "", end.line(width))
	sheet := &sheet{c: c, width: width, lines: all}
	lines, top := sheet.window(h.top, height, keys.PageDown.Help().Key)
	h.top = top
	return lines
}

// helpColumns deals the groups out to columns, filling the shortest first.
func helpColumns(keys *keyMap, st *styles, width int) []string {
	n := min(max((width-margin)/36, 1), 3)
	columns := make([][]*strip, n)
	for _, g := range keys.groups() {
		shortest := 0
		for i := range columns {
			if len(columns[i]) < len(columns[shortest]) {
				shortest = i
			}
		}
		if len(columns[shortest]) > 0 {
			columns[shortest] = append(columns[shortest], newStrip(&st.row))
		}
		columns[shortest] = append(columns[shortest], helpGroup(g, st)...)
	}
	height := 0
	for _, c := range columns {
		height = max(height, len(c))
	}
	each := (width - margin) / n
	lines := make([]string, height)
	for y := range lines {
		var b strings.Builder
		b.WriteString(strings.Repeat(" ", margin))
		for _, c := range columns {
			cell := newStrip(&st.row)
			if y < len(c) {
				cell = c[y]
			}
			b.WriteString(cell.line(each))
		}
		lines[y] = newPadded(b.String(), margin+n*each, width)
	}
	return lines
}

func newPadded(text string, cells, width int) string {
	return text + strings.Repeat(" ", max(width-cells, 0))
}

func helpGroup(g group, st *styles) []*strip {
	head := newStrip(&st.row)
	head.put(grey, g.name)
	out := []*strip{head}
	for _, b := range g.keys {
		s := newStrip(&st.row)
		keyTone, descTone := violet, plain
		if !b.Enabled() {
			keyTone, descTone = grey, grey
		}
		s.put(keyTone, b.Help().Key)
		s.to(helpKeyWidth)
		s.put(descTone, b.Help().Desc)
		out = append(out, s)
	}
	return out
}
