package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/help"
	"charm.land/bubbles/v2/key"

	"reelwatch/heygen"
)

// footerLine is the keys that do something now. Where there is no room for all, the way to the help stays.
func (m *Model) footerLine() string {
	h := help.New()
	h.ShortSeparator = "   "
	if m.width < 60 {
		h.ShortSeparator = "  "
	}
	styles := &m.canvas.styles.style
	h.Styles.ShortKey, h.Styles.ShortDesc, h.Styles.ShortSeparator = styles[plain], styles[grey], styles[blank]
	line := h.ShortHelpView(fitting(m.footerKeys(), m.width-2*margin, len(h.ShortSeparator)))
	return strings.Repeat(" ", margin) + line
}

func (m *Model) footerKeys() []key.Binding {
	k := &m.keys
	switch {
	case m.question != nil:
		return []key.Binding{k.Yes, k.No}
	case m.help != nil:
		return []key.Binding{k.Close, k.Down, k.Up}
	case m.adding != nil && m.intake.long():
		return []key.Binding{k.Stop}
	case m.adding != nil:
		return []key.Binding{k.Track, k.Close, k.TrackEmpty}
	case m.deciding != nil && m.deciding.field != nil:
		return []key.Binding{k.Join, k.Close}
	case m.deciding != nil:
		return []key.Binding{k.Resend, k.Found, k.GiveUp, k.Close}
	case m.editing != nil && len(m.editing.rows) > 1:
		return []key.Binding{k.EditSave, k.EditNext, k.Close}
	case m.editing != nil:
		return []key.Binding{k.EditSave, k.Close}
	case m.picking != nil && m.picking.filter.field != nil:
		return []key.Binding{k.FilterKeep, k.FilterDrop}
	case m.picking != nil && m.intake.long():
		return []key.Binding{k.Stop}
	case m.picking != nil && m.picking.err != nil:
		return []key.Binding{k.Retry, k.Close, k.Pick, k.Filter, k.Help, k.Mark, k.MarkShown, k.Quit}
	case m.picking != nil:
		return []key.Binding{k.Pick, k.Close, k.Filter, k.Help, k.Mark, k.MarkShown, k.Retry, k.Quit}
	case m.filter.field != nil:
		return []key.Binding{k.FilterKeep, k.FilterDrop}
	}
	if m.over() {
		return m.detailsKeys()
	}
	return m.listKeys()
}

// listKeys is the keys of the list, the most useful first: what this moment asks for, what drives the list, and what can wait.
func (m *Model) listKeys() []key.Binding {
	k := &m.keys
	keys := []key.Binding{k.Help, k.Quit, k.Stop}
	if m.filter.on() && !m.details.open {
		keys = append(keys, k.Clear)
	}
	if m.undecided() != nil && !m.details.open {
		keys = append(keys, k.Details)
	}
	return append(keys, k.Save, k.Again, k.Remove, k.Add, k.Import, k.Filter, k.Details, k.Undo, k.SaveAll, k.CopyLink, k.CopyPath,
		k.Open, k.Mark, k.Edit, k.Sort, k.Ask, k.Auto, k.Clear, k.CopyID, k.MarkShown, k.Reverse, k.CopyReport)
}

// detailsKeys is the keys of the details in the table's place: of a failed video also how to tell support.
func (m *Model) detailsKeys() []key.Binding {
	k := &m.keys
	keys := []key.Binding{k.Help, k.Quit, k.Close, k.Save, k.Again, k.Remove, k.Down, k.Up, k.Undo, k.CopyLink, k.CopyPath, k.Open}
	if e := m.detailed(); e != nil && e.Status == heygen.Failed {
		return slices.Insert(keys, 5, k.CopyReport)
	}
	return append(keys, k.CopyReport)
}

// fitting leaves out the bindings that have no room, the later ones first, and puts the help and the way out, which come
// before all, to the end. One that is there twice stands where it is first.
func fitting(keys []key.Binding, room, space int) []key.Binding {
	var out, end []key.Binding
	used := -space
	for _, k := range keys {
		name, desc := k.Help().Key, brief(k.Help().Desc)
		width := space + len([]rune(name)) + 1 + len([]rune(desc))
		if !k.Enabled() || used+width > room || slices.ContainsFunc(out, func(o key.Binding) bool { return o.Help().Key == name }) {
			continue
		}
		used += width
		k.SetHelp(name, desc)
		if name == "?" || name == "q" {
			end = append(end, k)
			continue
		}
		out = append(out, k)
	}
	return append(out, end...)
}

// brief is what a key does in the words before the comma.
func brief(desc string) string {
	desc, _, _ = strings.Cut(desc, ",")
	return desc
}
