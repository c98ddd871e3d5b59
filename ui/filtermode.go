package ui

import (
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// filterMode is the filter over the list: the text in force, and the field it is typed into while that is open.
type filterMode struct {
	text  string
	field *field // nil while it is closed
}

// on says that the filter stands on the screen.
func (f *filterMode) on() bool { return f.field != nil || f.text != "" }

func (f *filterMode) open() {
	typed := newField(f.text)
	f.field = &typed
}

// typed takes over what stands in the field.
func (f *filterMode) typed() { f.text = f.field.text() }

// keep closes the field and leaves its text in force. Blanks alone are no filter.
func (f *filterMode) keep() {
	f.text, f.field = strings.TrimSpace(f.text), nil
}

func (f *filterMode) clear() { *f = filterMode{} }

// typing is the filter that is being typed, nil while none is.
func (m *Model) typing() *filterMode {
	f := &m.filter
	if m.picking != nil {
		f = &m.picking.filter
	}
	if f.field == nil {
		return nil
	}
	return f
}

// press gives a key to the field. What moves among the rows without being text does so here, too.
func (f *filterMode) press(k tea.KeyPressMsg, keys *keyMap, moved func(tea.KeyPressMsg) bool) {
	switch {
	case key.Matches(k, keys.FilterKeep):
		f.keep()
	case key.Matches(k, keys.FilterDrop):
		f.clear()
	case k.Text == "" && key.Matches(k, keys.Up, keys.Down, keys.PageUp, keys.PageDown):
		moved(k)
	default:
		f.field.press(k)
		f.typed()
	}
}

// narrowed matches the keys that open the filter and clear it.
func (m *Model) narrowed(k tea.KeyPressMsg) bool {
	switch {
	case key.Matches(k, m.keys.Filter):
		m.filter.open()
	case key.Matches(k, m.keys.Clear) && m.filter.on():
		m.filter.clear()
	default:
		return false
	}
	return true
}

// viewsLine names the views, and beside them the filter with how many videos it lets through, for as long as it is on.
func (m *Model) viewsLine() (line string, cursor int) {
	s := newStrip(&m.canvas.styles.row)
	s.to(margin)
	space, room := 3, m.width-2*margin
	if m.width < 60 {
		space = 2
	}
	if !m.filter.on() {
		putViews(s, m.canvas.glyphs, &m.list, room, space)
		m.putPosition(s, space)
		return s.line(m.width), 0
	}
	zone := m.filterPlace(room-space, space)
	putViews(s, m.canvas.glyphs, &m.list, room-zone-space, space)
	s.to(m.width - margin - zone)
	cursor = m.filter.put(s, m.canvas.glyphs, zone, m.list.found.in[viewAll], m.list.tally.in[viewAll])
	return s.line(m.width), cursor
}

// putPosition says at the end of the line which of the rows is selected, where they are more than the screen has room for.
func (m *Model) putPosition(s *strip, space int) {
	text := fmt.Sprintf("%d of %d", m.sel.index+1, len(m.sel.shown))
	if len(m.sel.shown) > m.tableRows() && s.cells+space+term.Width(text) <= m.width-margin {
		s.right(grey, text, m.width-margin)
	}
}

// filterZone is the width of a filter's place on a screen of the given width.
func filterZone(width int) int { return min(max(width*2/5, 20), 48) }

// filterPlace is that of the list's. Where the views have no room beside it, it gives way to them as far as
// its text can: room is what both share.
func (m *Model) filterPlace(room, space int) int {
	text := m.filter.text
	if m.filter.field != nil {
		text = m.filter.field.text() + " " // and the cursor
	}
	need := len("/") + term.Width(text) + len(m.filter.count(m.list.found.in[viewAll], m.list.tally.in[viewAll]))
	return min(filterZone(m.width), max(need, room-viewsWidth(&m.list, everyView(), space)))
}

// count tells how many of all videos the filter lets through.
func (f *filterMode) count(found, all int) string { return fmt.Sprintf(" %d of %d", found, all) }

// put draws the filter and how many of all it lets through into width cells, and gives the cell of its cursor.
func (f *filterMode) put(s *strip, g glyphs, width, found, all int) (cursor int) {
	count := f.count(found, all)
	s.put(violet, "/")
	width -= 1 + len(count)
	if f.field != nil {
		cursor = f.field.put(s, plain, width)
	} else {
		s.put(plain, g.cut(f.text, width))
	}
	s.put(grey, count)
	return cursor
}

// wants is what the list is to show.
func (m *Model) wants() wants {
	w := wants{view: m.view, filter: m.filter.text, typing: m.filter.field != nil, order: m.order}
	if w.filter != "" || w.order.by == byStatus {
		w.aside = aside{saves: m.saves.changes, minute: m.now.Truncate(time.Minute).Unix()}
	}
	return w
}

// aloud is what the row of e says that the entry does not hold.
func (m *Model) aloud(e *tracker.Entry) aloud {
	s := m.wordless(e, m.now.Truncate(time.Minute))
	s.queued = m.saving(e.ID)
	a := aloud{status: folded(s.standing(m.canvas.glyphs).word)}
	for _, text := range []string{s.live.Error, s.live.AskError, s.live.HookError} {
		if text != "" {
			a.trouble += folded(tracker.CleanText(text)) + "\n"
		}
	}
	return a
}
