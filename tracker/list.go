package tracker

import (
	"slices"
	"strings"
)

// list is the entries in memory, by id and in the order in which they are shown. The slice it hands out is never
// changed afterwards: the list copies it before the next change.
type list struct {
	order  []*Entry
	shared bool // order was handed out
	broken bool // ids came or went: order must be built again
	byID   map[string]*Entry
	named  map[string]string // the ids of entries by the other words that they answer to
	queued int               // how many have the status Queued
	halves map[string]bool   // ids of those that are half saved
}

func newList() *list {
	return &list{byID: map[string]*Entry{}, named: map[string]string{}, halves: map[string]bool{}}
}

// reserve makes an empty list ready to take n entries: growing step by step costs more than the entries do.
func (l *list) reserve(n int) {
	if len(l.byID) == 0 {
		l.byID = make(map[string]*Entry, n)
	}
}

func (l *list) get(id string) *Entry { return l.byID[id] }

// find gives the entry that answers to a word, nil where none does.
func (l *list) find(word string) *Entry {
	if e := l.byID[word]; e != nil {
		return e
	}
	if e := l.byID[l.named[word]]; e != nil && e.Answers(word) {
		return e
	}
	return nil
}

// put adds or replaces an entry.
func (l *list) put(e *Entry) {
	old, there := l.byID[e.ID]
	l.count(old, -1)
	l.count(e, 1)
	l.byID[e.ID] = e
	if r := e.Request; r != nil {
		l.named[r.Name] = e.ID
		for _, id := range r.Earlier {
			l.named[id] = e.ID
		}
	}
	if !there || old.Place != e.Place {
		l.broken = true
	}
	if l.broken {
		return
	}
	if l.shared {
		l.order, l.shared = slices.Clone(l.order), false
	}
	if at, found := slices.BinarySearchFunc(l.order, old, CompareEntries); found {
		l.order[at] = e
	}
}

// drop removes an entry; an id that is not there is no fault.
func (l *list) drop(id string) {
	if e, there := l.byID[id]; there {
		l.count(e, -1)
		if r := e.Request; r != nil {
			for _, word := range append([]string{r.Name}, r.Earlier...) {
				if l.named[word] == id {
					delete(l.named, word)
				}
			}
		}
		delete(l.byID, id)
		l.broken = true
	}
}

// count keeps the number of those that are queued, and which are half saved.
func (l *list) count(e *Entry, by int) {
	if e == nil {
		return
	}
	if e.Status == Queued {
		l.queued += by
	}
	delete(l.halves, e.ID)
	if e.Part != nil && by > 0 {
		l.halves[e.ID] = true
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
	slices.SortFunc(l.order, CompareEntries)
	l.broken = false
}

// CompareEntries is negative where the list shows a before b, and positive where it shows b first: by place, then by id.
func CompareEntries(a, b *Entry) int {
	switch {
	case a.Place.Before(b.Place):
		return -1
	case b.Place.Before(a.Place):
		return 1
	}
	return strings.Compare(a.ID, b.ID)
}

func idsOf(entries []*Entry) []string {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	return ids
}
