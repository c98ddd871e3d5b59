package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// selection is the selected video, the marked ones and the part of the list that is on the screen. It holds on to
// videos, not to positions: rows may move as they like.
type selection struct {
	shown []*tracker.Entry
	index int // of the selected video in shown; 0 where there is none
	top   int // index of the first row on the screen
	rows  int // how many rows the screen has room for
	marks map[string]bool
	home  string         // id of the selected video that a view or a filter hid; empty where the user has gone on since
	only  *tracker.Entry // what actions take while nothing else is on the screen; nil while the table is
}

// current is the selected video, nil in an empty list.
func (s *selection) current() *tracker.Entry {
	if s.index < len(s.shown) {
		return s.shown[s.index]
	}
	return nil
}

// visible is the rows on the screen.
func (s *selection) visible() []*tracker.Entry {
	end := min(s.top+s.rows, len(s.shown))
	return s.shown[min(s.top, end):end]
}

// follow takes over a changed list. The selection stays on its video; where that has gone it goes to the next one
// below that is still there, else above. Videos that left the whole list lose their marks.
func (s *selection) follow(shown, all []*tracker.Entry) {
	old, oldIndex := s.shown, s.index
	s.shown = shown
	s.index = s.find(old, oldIndex, all)
	if s.top > 0 { // at the top of the list new rows may come into sight; further down nothing moves
		s.top += s.index - oldIndex
	}
	s.scroll()
	s.forget(all)
}

// reshow takes over rows that differ because the user wants to see others. A selected video that they hide is selected
// again when they show it.
func (s *selection) reshow(shown, all []*tracker.Entry) {
	if e := s.current(); e != nil && s.home == "" {
		s.home = e.ID
	}
	s.follow(shown, all)
	i := indexOf(shown, s.home)
	if i < 0 {
		i = indexOf(shown, heirOf(s.home, all))
	}
	if i >= 0 {
		s.jump(i)
	}
}

// settle takes the row at which the user does something, if there is one, for the one he wants to be at.
func (s *selection) settle() {
	if len(s.shown) > 0 {
		s.home = ""
	}
}

func (s *selection) find(old []*tracker.Entry, at int, all []*tracker.Entry) int {
	if at >= len(old) {
		return 0
	}
	if at < len(s.shown) && s.shown[at].ID == old[at].ID {
		return at
	}
	if i := indexOf(s.shown, old[at].ID); i >= 0 {
		return i
	}
	if i := indexOf(s.shown, heirOf(old[at].ID, all)); i >= 0 {
		return i
	}
	places := make(map[string]int, len(s.shown))
	for i, e := range s.shown {
		places[e.ID] = i
	}
	for _, e := range old[at:] {
		if i, there := places[e.ID]; there {
			return i
		}
	}
	for _, e := range slices.Backward(old[:at]) {
		if i, there := places[e.ID]; there {
			return i
		}
	}
	return 0
}

func indexOf(entries []*tracker.Entry, id string) int {
	return slices.IndexFunc(entries, func(e *tracker.Entry) bool { return e.ID == id })
}

func (s *selection) forget(all []*tracker.Entry) {
	if len(s.marks) == 0 {
		return
	}
	kept := make(map[string]bool, len(s.marks))
	for _, e := range all {
		if s.marks[e.ID] {
			kept[e.ID] = true
		}
	}
	if len(kept) < len(s.marks) {
		inherit(kept, s.marks, all)
	}
	s.marks = kept
}

// inherit keeps the marks of videos that have other ids now.
func inherit(kept, marks map[string]bool, all []*tracker.Entry) {
	for _, e := range all {
		if r := e.Request; r != nil && (marks[r.Name] || slices.ContainsFunc(r.Earlier, func(id string) bool { return marks[id] })) {
			kept[e.ID] = true
		}
	}
}

// resize takes the number of rows that the screen has room for.
func (s *selection) resize(rows int) {
	s.rows = max(rows, 0)
	s.scroll()
}

// move selects the row that is by rows further down, or as near as there is one.
func (s *selection) move(by int) { s.jump(s.index + by) }

// jump selects the row at index, or the nearest.
func (s *selection) jump(index int) {
	s.settle()
	s.index = min(max(index, 0), max(len(s.shown)-1, 0))
	s.scroll()
}

// scroll brings the selected row into sight with as little movement as possible.
func (s *selection) scroll() {
	s.index = min(s.index, max(len(s.shown)-1, 0))
	s.top = min(s.top, s.index)
	s.top = max(s.top, s.index-s.rows+1, 0)
	s.top = min(s.top, max(len(s.shown)-s.rows, 0))
}

// moved matches the keys that move the selection.
func (s *selection) moved(k tea.KeyPressMsg, keys *keyMap) bool {
	page := max(s.rows-1, 1)
	switch {
	case key.Matches(k, keys.Up):
		s.move(-1)
	case key.Matches(k, keys.Down):
		s.move(1)
	case key.Matches(k, keys.PageUp):
		s.move(-page)
	case key.Matches(k, keys.PageDown):
		s.move(page)
	case key.Matches(k, keys.Top):
		s.jump(0)
	case key.Matches(k, keys.Bottom):
		s.jump(len(s.shown) - 1)
	default:
		return false
	}
	return true
}

// mark turns the mark of the selected video on or off, and moves down.
func (s *selection) mark() {
	e := s.current()
	if e == nil {
		return
	}
	if s.marks[e.ID] {
		delete(s.marks, e.ID)
	} else {
		s.put(e.ID)
	}
	s.move(1)
}

// markShown marks every row of the view, or takes these marks away where all have one.
func (s *selection) markShown() {
	if len(s.marked()) == len(s.shown) {
		for _, e := range s.shown {
			delete(s.marks, e.ID)
		}
		return
	}
	for _, e := range s.shown {
		s.put(e.ID)
	}
}

func (s *selection) put(id string) {
	if s.marks == nil {
		s.marks = map[string]bool{}
	}
	s.marks[id] = true
}

// clearMarks takes all marks away.
func (s *selection) clearMarks() { s.marks = nil }

// marked is the marked videos that the view shows.
func (s *selection) marked() []*tracker.Entry {
	if len(s.marks) == 0 {
		return nil
	}
	var out []*tracker.Entry
	for _, e := range s.shown {
		if s.marks[e.ID] {
			out = append(out, e)
		}
	}
	return out
}

// targets is what an action acts on: the marked videos that are shown, else the selected one.
func (s *selection) targets() []*tracker.Entry {
	if s.only != nil {
		return []*tracker.Entry{s.only}
	}
	if marked := s.marked(); len(marked) > 0 {
		return marked
	}
	if e := s.current(); e != nil {
		return []*tracker.Entry{e}
	}
	return nil
}

func idsOf(entries []*tracker.Entry) []string {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	return ids
}
