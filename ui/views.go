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

// putViews names the views and their counts within the filter, in room cells. Where there is no room, those that say
// least go first.
func putViews(s *strip, g glyphs, l *listing, room, space int) {
	show := everyView()
	for _, v := range []view{viewSaved, viewCompleted, viewFailed, viewActive, viewAll} {
		if viewsWidth(l, show, space) > room && v != l.view {
			show[v] = false
		}
	}
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
			s.put(chosen, g.cut(label, max(room-len(key)-1, 0)))
			continue
		}
		s.put(grey, key+" "+label)
	}
}

func everyView() [viewCount]bool { return [viewCount]bool{true, true, true, true, true} }

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
	return strconv.Itoa(int(v) + 1), v.String() + " " + strconv.Itoa(l.found.in[v])
}
