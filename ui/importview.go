package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// importLayout is how the lines of the picker are shared out: a head, the heads of the columns, the rows, and a foot that
// says how the reading goes.
type importLayout struct {
	air, columns bool
	rows         int
}

// importLayout gives up what a low screen can do without.
func (m *Model) importLayout() importLayout {
	body := m.bodyHeight()
	l := importLayout{air: body >= 12, columns: body >= 7, rows: body - 2}
	if l.air {
		l.rows--
	}
	if l.columns {
		l.rows--
	}
	l.rows = max(l.rows, 1)
	return l
}

// importLines draws the picker.
func (m *Model) importLines(now *moment, height int) []string {
	p, l := m.picking, m.importLayout()
	c := m.canvas
	c.cols = newColumns(m.width)
	head, _ := m.importHead()
	lines := []string{head}
	if l.air {
		lines = append(lines, "")
	}
	if len(p.sel.shown) == 0 {
		lines = append(lines, m.tipLines(p.tips(), m.width)...)
		return lines[:min(len(lines), height)]
	}
	if l.columns {
		lines = append(lines, c.cols.head(c.styles, c.glyphs, order{}))
	}
	p.top = len(lines)
	for i, e := range p.sel.visible() {
		lines = append(lines, m.pickRow(&c, e, p.sel.top+i == p.sel.index, now))
	}
	for len(lines) < height-1 {
		lines = append(lines, "")
	}
	return append(lines, m.importFoot())
}

// importCursor is where the next key goes while the filter is typed, on a screen where the picker begins at line top.
func (m *Model) importCursor(top int) *tea.Cursor {
	if m.picking.filter.field == nil {
		return nil
	}
	_, at := m.importHead()
	return tea.NewCursor(at, top)
}

// importHead names the picker and what was read, and holds the filter while that is on, whose cursor stands at a cell.
func (m *Model) importHead() (line string, cursor int) {
	p := m.picking
	s := newStrip(&m.canvas.styles.row)
	s.to(margin)
	s.put(strong, "Import")
	room := m.width - margin
	if p.filter.on() {
		room -= filterZone(m.width) + gap
	}
	known := 0
	for _, e := range p.found {
		if p.tracked[e.ID] {
			known++
		}
	}
	about := "  the account's videos, newest first"
	if len(p.found) > 0 {
		about = fmt.Sprintf("  %d of the account's videos", len(p.found))
	}
	if known > 0 {
		about += fmt.Sprintf(", %d tracked already", known)
	}
	s.put(grey, m.canvas.glyphs.cut(about, max(room-s.cells, 0)))
	if p.filter.on() {
		zone := filterZone(m.width)
		s.to(m.width - margin - zone)
		cursor = p.filter.put(s, m.canvas.glyphs, zone, len(p.sel.shown), len(p.found))
	}
	return s.line(m.width), cursor
}

// pickRow draws a video of the account. What is tracked already steps back.
func (m *Model) pickRow(c *canvas, e *tracker.Entry, selected bool, now *moment) string {
	p := m.picking
	s := subject{Entry: e, words: m.words.of(e)}
	look := look{selected: selected, marked: p.sel.marks[e.ID], back: p.tracked[e.ID]}
	say := said(grey, "")
	switch {
	case look.back:
		say = said(grey, "tracked already")
	case s.words.reason != "":
		say = said(grey, s.words.reason)
	}
	age := ""
	if c.cols.age > 0 {
		age = now.age(e.Since(now.now))
	}
	return c.row(s, look, say, age)
}

// importFoot says how the reading goes.
func (m *Model) importFoot() string {
	p := m.picking
	s := newStrip(&m.canvas.styles.row)
	s.to(glyphAt)
	tone, text := grey, fmt.Sprintf("that is all: %s", videos(len(p.found)))
	switch {
	case p.stop != nil:
		tone, text = blue, "reading more, "+videos(len(p.found))+" so far   esc stops"
	case p.err != nil:
		t := troubleOf(p.err)
		tone, text = t.tone, t.what+": "+t.do
	case p.more:
		text = m.canvas.glyphs.down + "  at the end reads more"
	}
	s.put(tone, m.canvas.glyphs.cut(text, m.width-margin-s.cells))
	return s.line(m.width)
}

// tips is what stands in for rows where there are none.
func (p *importMode) tips() []tip {
	switch {
	case p.stop != nil && len(p.found) == 0:
		return []tip{{"", "Reading the account's videos."}, {}, {"esc", "stops"}}
	case p.err != nil:
		t := troubleOf(p.err)
		return []tip{{"", "The account's videos were not read."}, {"", t.what}, {"", t.do}, {"r", "tries again"}}
	case len(p.found) > 0 && p.more:
		return []tip{{"", fmt.Sprintf("None of the %d read so far matches the filter.", len(p.found))}, {}, {"r", "reads more"}, {"esc", "drops the filter"}}
	case len(p.found) > 0:
		return []tip{{"", "None matches the filter."}, {}, {"esc", "drops the filter"}}
	case p.more:
		return []tip{{"", "Nothing was read."}, {}, {"r", "reads the account's videos"}, {"esc", "leaves"}}
	}
	return []tip{{"", "The account has no videos."}, {}, {"esc", "leaves"}}
}
