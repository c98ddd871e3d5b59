package ui

import tea "charm.land/bubbletea/v2"

// editHeight is how many lines the box takes from the table.
func (m *Model) editHeight() int {
	switch {
	case m.editing == nil:
		return 0
	case m.height < 16:
		return 1 + len(m.editing.rows)
	}
	return 2 + len(m.editing.rows) // a blank one above
}

// withEdit puts the box under what else the screen shows, and gives the place of the cursor.
func (m *Model) withEdit(lines []string) ([]string, *tea.Cursor) {
	if m.editing == nil || m.help != nil {
		return lines, nil
	}
	if m.height >= 16 {
		lines = append(lines, "")
	}
	box, cursor := m.editing.lines(&m.canvas, m.width, len(lines))
	return append(lines, box...), cursor
}

const editFieldAt = margin + 7 // "title", and a gap

// lines draws the box, which begins at line top of the screen, and gives the place of the cursor.
func (b *editMode) lines(c *canvas, width, top int) ([]string, *tea.Cursor) {
	s := newStrip(&c.styles.row)
	s.to(margin)
	s.put(strong, b.head)
	s.to(s.cells + gap)
	s.put(grey, c.glyphs.cutMiddle(b.about, width-s.cells-margin))
	out := []string{s.line(width)}
	var cursor *tea.Cursor
	for i := range b.rows {
		row := &b.rows[i]
		s := newStrip(&c.styles.row)
		tone := grey
		if i == b.at {
			tone = violet
			s.put(violet, c.glyphs.edge)
		}
		s.to(margin)
		s.put(tone, row.name)
		s.to(editFieldAt)
		at := row.field.put(s, plain, width-editFieldAt-margin)
		if row.field.text() == "" {
			s.to(at + 1)
			s.put(grey, c.glyphs.cut(row.empty, max(width-margin-s.cells, 0)))
		}
		if i == b.at {
			cursor = tea.NewCursor(at, top+len(out))
		}
		out = append(out, s.line(width))
	}
	return out, cursor
}
