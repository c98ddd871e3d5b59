package tracker

import "slices"

// list is the entries in memory, by id and in the order in which they are shown. The slice it hands out is never
// changed afterwards: the list copies it before the next change.
type list struct {
	order  []*Entry
	pos    map[string]int // index into order, of each id
	shared bool           // order was handed out
	broken bool           // ids came or went: order must be built again
	byID   map[string]*Entry
}

func newList() *list { return &list{pos: map[string]int{}, byID: map[string]*Entry{}} }

func (l *list) get(id string) *Entry { return l.byID[id] }

// put adds or replaces an entry.
func (l *list) put(e *Entry) {
	old, there := l.byID[e.ID]
	l.byID[e.ID] = e
	if !there || old.Place != e.Place {
		l.broken = true
	}
	if l.broken {
		return
	}
	if l.shared {
		l.order, l.shared = slices.Clone(l.order), false
	}
	l.order[l.pos[e.ID]] = e
}

// drop removes an entry; an id that is not there is no fault.
func (l *list) drop(id string) {
	if _, there := l.byID[id]; there {
		delete(l.byID, id)
		l.broken = true
	}
}

// all is every entry in list order.
func (l *list) all() []*Entry {
	if l.broken {
		l.rebuild()
	}
	l.shared = true
	return l.order
}

func (l *list) rebuild() {
	l.order = make([]*Entry, 0, len(l.byID))
	for _, e := range l.byID {
		l.order = append(l.order, e)
	}
	slices.SortFunc(l.order, func(a, b *Entry) int {
		switch {
		case a.Place.Before(b.Place):
			return -1
		case b.Place.Before(a.Place):
			return 1
		case a.ID < b.ID:
			return -1
		}
		return 1
	})
	clear(l.pos)
	for i, e := range l.order {
		l.pos[e.ID] = i
	}
	l.broken = false
}
