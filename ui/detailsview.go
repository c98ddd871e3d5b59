package ui

import (
	"fmt"
	"strings"

	"reelwatch/ui/term"
)

// sheet is the details of one video while they are drawn: lines as wide as the room for them.
type sheet struct {
	c     *canvas
	width int
	lines []string

	picture []string // stands at the right of the first lines, aside cells wide with the gap before it
	aside   int
}

// labelWidth is the cells of a field's name with the blanks after it.
const labelWidth = 11

// room is the width of the next line.
func (d *sheet) room() int {
	if len(d.lines) < len(d.picture) {
		return d.width - d.aside
	}
	return d.width
}

// put adds a line.
func (d *sheet) put(s *strip) {
	if y := len(d.lines); y < len(d.picture) {
		s.to(d.width - margin - d.aside + gap)
		s.paint(d.picture[y], d.aside-gap)
	}
	d.lines = append(d.lines, s.line(d.width))
}

// begin gives a line to be written to, its margin kept free.
func (d *sheet) begin() *strip {
	s := newStrip(&d.c.styles.row)
	s.to(margin)
	return s
}

func (d *sheet) blank() { d.put(newStrip(&d.c.styles.row)) }

// text adds a text that is wrapped, not cut.
func (d *sheet) text(t tone, text string) { d.wrapped(t, text, 0) }

// wrapped adds a text whose lines begin after indent cells.
func (d *sheet) wrapped(t tone, text string, indent int) {
	for _, line := range term.Wrap(text, d.room()-2*margin-indent) {
		s := d.begin()
		s.to(margin + indent)
		s.put(t, line)
		d.put(s)
	}
}

// field adds a name with its value, which is wrapped under itself. A field without a value is left out.
func (d *sheet) field(name, value string) { d.linked(name, value, "") }

// linked is field with an address on its value.
func (d *sheet) linked(name, value, address string) {
	if value == "" {
		return
	}
	for i, line := range term.Wrap(value, d.room()-2*margin-labelWidth) {
		s := d.begin()
		if i == 0 {
			s.put(grey, d.c.glyphs.cut(name, labelWidth-1))
		}
		s.to(margin + labelWidth)
		s.link(plain, line, address)
		d.put(s)
	}
}

// window is the part of the lines from top on that height has room for, and the top that it begins at. Where more
// follows, its last line says so.
func (d *sheet) window(top, height int, key string) ([]string, int) {
	most := max(len(d.lines)-height, 0)
	top = min(max(top, 0), most)
	shown := d.lines[top:min(top+height, len(d.lines))]
	if top == most || height < 2 {
		return shown, top
	}
	more := d.begin()
	more.put(violet, key)
	more.put(grey, d.c.glyphs.cut(fmt.Sprintf("  %d more lines", len(d.lines)-top-height+1), d.width-margin-more.cells))
	return append(append([]string(nil), shown[:height-1]...), more.line(d.width)), top
}

// detailsSheet draws the open details whole.
func (m *Model) detailsSheet(now *moment) *sheet {
	d := &sheet{c: &m.canvas, width: m.detailsWidth()}
	e := m.detailed()
	if e == nil {
		return d
	}
	shown, where, cells := m.pictureLines(), m.pictureSpot(), m.pictureRoom().cols
	if where == spotRight && shown != nil {
		d.picture, d.aside = shown, gap+cells
	}
	s := m.subject(e, now)
	d.heading(s, s.now(m.snap.Estimates, now, m.canvas.zone), now)
	d.trouble(s, now)
	if where == spotUnder {
		d.block(shown, cells)
	}
	d.blank()
	d.about(s, m.snap.Estimates, now)
	d.request(m.details.asked)
	d.field("picture", m.pictureFlaw())
	d.blank()
	d.history(s, now)
	if where == spotLast {
		d.block(shown, cells)
	}
	for len(d.lines) < len(d.picture) {
		d.blank()
	}
	return d
}

// detailsLines is the part of the details that height has room for.
func (m *Model) detailsLines(now *moment, height int) []string {
	more := m.keys.ScrollDown.Help().Key
	if m.over() {
		more = m.keys.PageDown.Help().Key
	}
	lines, top := m.detailsSheet(now).window(m.details.top, height, more)
	m.details.top = top
	return lines
}

// scrolls says whether the open details are longer than the screen.
func (m *Model) scrolls() bool {
	return m.details.open && len(m.detailsSheet(&moment{now: m.now}).lines) > m.bodyHeight()
}

// withDetails puts the details beside the lines of the table.
func (m *Model) withDetails(table []string, now *moment, height int) []string {
	right := m.detailsLines(now, height)
	blank := newStrip(&m.canvas.styles.row).line(m.tableWidth())
	for y := range right {
		if y == len(table) {
			table = append(table, blank)
		}
		table[y] += strings.Repeat(" ", besideGap) + right[y]
	}
	return table
}
