package ui

import "fmt"

// emptyLines says what to do where there is no row to show.
func (m *Model) emptyLines() []string {
	type line struct{ key, text string }
	lines := []line{
		{"", "No videos yet."},
		{},
		{"a", "adds ids or links, as many as you paste"},
		{"", "or, in a shell:  reelwatch add ID..."},
		{"?", "shows all keys"},
	}
	if len(m.snap.Entries) > 0 {
		lines = []line{
			{"", fmt.Sprintf("Nothing is %s.", m.view)},
			{},
			{"1", fmt.Sprintf("shows all %d", len(m.snap.Entries))},
		}
	}
	out := make([]string, 0, len(lines)+1)
	out = append(out, "")
	for _, l := range lines {
		s := newStrip(&m.canvas.styles.row)
		s.to(glyphAt)
		if l.key != "" {
			s.put(violet, l.key)
			s.put(grey, "  ")
		}
		tone := grey
		if l.key == "" && len(out) == 1 {
			tone = plain
		}
		s.put(tone, m.canvas.glyphs.cut(l.text, m.width-s.cells-margin))
		out = append(out, s.line(m.width))
	}
	return out
}
