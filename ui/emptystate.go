package ui

import "fmt"

// tip is a line of the screen that stands in for rows: a key and what it does, or words alone.
type tip struct{ key, text string }

// emptyLines says what to do where there is no row to show.
func (m *Model) emptyLines() []string {
	blank := newStrip(&m.canvas.styles.row).line(m.tableWidth())
	return append([]string{blank}, m.tipLines(m.emptyTips(), m.tableWidth())...)
}

// tipLines draws tips, of which the first says what is the matter.
func (m *Model) tipLines(tips []tip, width int) []string {
	out := make([]string, 0, len(tips))
	for _, l := range tips {
		s := newStrip(&m.canvas.styles.row)
		s.to(glyphAt)
		if l.key != "" {
			s.put(violet, l.key)
			s.put(grey, "  ")
		}
		tone := grey
		if l.key == "" && len(out) == 0 {
			tone = plain
		}
		s.put(tone, m.canvas.glyphs.cut(l.text, width-s.cells-margin))
		out = append(out, s.line(width))
	}
	return out
}

func (m *Model) emptyTips() []tip {
	switch {
	case len(m.snap.Entries) == 0:
		return []tip{
			{"", "No videos yet."},
			{},
			{"a", "adds ids or links, as many as you paste"},
			{"", "or, in a shell:  reelwatch add ID..."},
			{"?", "shows all keys"},
		}
	case m.filter.on():
		return m.unmatchedTips()
	}
	return []tip{
		{"", fmt.Sprintf("Nothing is %s.", m.view)},
		{},
		{"1", fmt.Sprintf("shows all %d", len(m.snap.Entries))},
	}
}

// unmatchedTips says how to see more where the filter lets nothing of the view through.
func (m *Model) unmatchedTips() []tip {
	none := "Nothing"
	if m.view != viewAll {
		none += " " + m.view.String()
	}
	tips := []tip{{"", none + " matches the filter."}, {}}
	if n := m.list.found.in[viewAll]; n > 0 && m.filter.field == nil {
		tips = append(tips, tip{"1", fmt.Sprintf("shows the %d that match", n)})
	}
	return append(tips, tip{"esc", "drops the filter"})
}
