package ui

import (
	"strconv"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// view is one of the selections of the list that the number keys show.
type view int

const (
	viewAll view = iota
	viewActive
	viewCompleted
	viewFailed
	viewSaved
	viewCount
)

func (v view) String() string {
	return [viewCount]string{"all", "active", "completed", "failed", "saved"}[v]
}

// holds says whether the view shows e. What was not found stands with the failed.
func (v view) holds(e *tracker.Entry) bool {
	switch v {
	case viewActive:
		return e.Status != heygen.Completed && e.Status != heygen.Failed && e.Status != heygen.NotFound
	case viewCompleted:
		return e.Status == heygen.Completed
	case viewFailed:
		return e.Status == heygen.Failed || e.Status == heygen.NotFound
	case viewSaved:
		return e.Saved()
	}
	return true
}

// listing is the rows of the chosen view and the counts of all, made anew only when the list or the view changed.
type listing struct {
	view  view
	shown []*tracker.Entry
	tally tally

	rev   uint64
	ready bool
}

// tally counts the whole list.
type tally struct {
	in        [viewCount]int
	rendering int
	pending   int
	failed    int // without those not found
	notFound  int
	unsaved   int // completed and never saved
}

// follow brings the listing up to the snapshot and says whether its rows may differ from before.
func (l *listing) follow(s tracker.Snapshot, v view) bool {
	if l.ready && l.rev == s.Rev && l.view == v {
		return false
	}
	if !l.ready || l.rev != s.Rev {
		l.tally = count(s.Entries)
	}
	l.shown = s.Entries
	if v != viewAll {
		l.shown = make([]*tracker.Entry, 0, l.tally.in[v])
		for _, e := range s.Entries {
			if v.holds(e) {
				l.shown = append(l.shown, e)
			}
		}
	}
	l.rev, l.view, l.ready = s.Rev, v, true
	return true
}

func count(entries []*tracker.Entry) tally {
	var t tally
	for _, e := range entries {
		for v := range viewCount {
			if v.holds(e) {
				t.in[v]++
			}
		}
		if e.Savable() && !e.Saved() {
			t.unsaved++
		}
		switch e.Status {
		case heygen.Processing:
			t.rendering++
		case heygen.Pending:
			t.pending++
		case heygen.Failed:
			t.failed++
		case heygen.NotFound:
			t.notFound++
		}
	}
	return t
}

// viewsLine names the views and their counts. Where there is no room, those with nothing in them go first, then
// those that say least.
func viewsLine(st *styles, l *listing, width int) string {
	show := [viewCount]bool{true, true, true, true, true}
	space := 3
	if width < 60 {
		space = 2
	}
	room := width - 2*margin
	for _, v := range []view{viewSaved, viewCompleted, viewFailed, viewActive} {
		if viewsWidth(l, show, space) > room && v != l.view {
			show[v] = false
		}
	}
	s := newStrip(&st.row)
	s.to(margin)
	first := true
	for v := range viewCount {
		if !show[v] {
			continue
		}
		if !first {
			s.to(s.cells + space)
		}
		first = false
		key, label := viewLabel(l, v)
		if v == l.view {
			s.put(violet, key+" ")
			s.put(chosen, label)
			continue
		}
		s.put(grey, key+" "+label)
	}
	return s.line(width)
}

func viewsWidth(l *listing, show [viewCount]bool, space int) int {
	width := -space
	for v := range viewCount {
		if show[v] {
			key, label := viewLabel(l, v)
			width += space + len(key) + 1 + len(label)
		}
	}
	return width
}

func viewLabel(l *listing, v view) (key, label string) {
	return strconv.Itoa(int(v) + 1), v.String() + " " + strconv.Itoa(l.tally.in[v])
}
