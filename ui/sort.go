package ui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"reelwatch/tracker"
)

// column is what the list can be sorted by.
type column int

const (
	byAdded column = iota // as the list is
	byStatus
	byTitle
	byAge
	byLength
	columnCount
)

// String is the name under which the column is remembered.
func (c column) String() string {
	return [columnCount]string{"added", "status", "title", "age", "length"}[c]
}

// order is how the list is sorted.
type order struct {
	by       column
	reversed bool
}

// next is the order that s goes on to.
func (o order) next() order { return order{by: (o.by + 1) % columnCount} }

func (o order) reverse() order { return order{by: o.by, reversed: !o.reversed} }

// told is the order in words.
func (o order) told() string {
	words := [columnCount][2]string{
		{"as added, newest first", "as added, oldest first"},
		{"sorted by status, what needs you first", "sorted by status, what needs you last"},
		{"sorted by title, A to Z", "sorted by title, Z to A"},
		{"sorted by age, youngest first", "sorted by age, oldest first"},
		{"sorted by length, shortest first", "sorted by length, longest first"},
	}[o.by]
	if o.reversed {
		return words[1]
	}
	return words[0]
}

// urgency is the words for statuses in the order of the status column: what waits for the user, what goes on, what
// is over. A word that HeyGen invents goes on.
func urgency(word string) int {
	words := []string{"unsure", "failed", "not found", "overdue", "completed", "saving", "rendering", "pending", "queued", "new", "", "saved"}
	if i := slices.Index(words, word); i >= 0 {
		return i
	}
	return slices.Index(words, "")
}

// sortKey is what an entry is sorted by. Those that lack it stand last in either direction.
type sortKey struct {
	entry *tracker.Entry
	lacks bool
	n     int64
	text  string
	place int // in the list, which decides between those that are alike
}

func (k *sortKey) compare(other *sortKey, reversed bool) int {
	if k.lacks != other.lacks {
		if k.lacks {
			return 1
		}
		return -1
	}
	c := cmp.Compare(k.n, other.n)
	if c == 0 {
		c = strings.Compare(k.text, other.text)
	}
	if reversed {
		c = -c
	}
	if c == 0 {
		c = cmp.Compare(k.place, other.place)
	}
	return c
}

// sorter sorts entries, and keeps what is costly to know of them.
type sorter struct {
	order  order
	titles map[*tracker.Entry]string // in a form that sorts by its bytes
	ages   map[string]time.Time      // of videos that had not ended when they were sorted
	rules  *collate.Collator
}

// sort gives the entries in the order o; those that are alike keep the order of the list. An order by status
// follows it; in any other order a row stays where it is when its video ends.
func (s *sorter) sort(entries []*tracker.Entry, o order, now time.Time, say func(*tracker.Entry) aloud) []*tracker.Entry {
	if s.order != o {
		*s = sorter{order: o}
	}
	if o == (order{}) {
		return entries
	}
	if o.by == byAdded {
		turned := slices.Clone(entries)
		slices.Reverse(turned)
		return turned
	}
	keys := s.keys(entries, now, say)
	slices.SortFunc(keys, func(a, b sortKey) int { return a.compare(&b, o.reversed) })
	sorted := make([]*tracker.Entry, len(keys))
	for i, k := range keys {
		sorted[i] = k.entry
	}
	return sorted
}

func (s *sorter) keys(entries []*tracker.Entry, now time.Time, say func(*tracker.Entry) aloud) []sortKey {
	if s.order.by == byTitle {
		s.spell(entries)
	}
	keys := make([]sortKey, len(entries))
	for i, e := range entries {
		k := sortKey{entry: e, place: i}
		switch s.order.by {
		case byStatus:
			k.n = int64(urgency(say(e).status))
		case byTitle:
			k.text = s.titles[e]
			k.lacks = k.text == ""
		case byAge:
			k.n = -s.since(e, now).UnixNano()
		case byLength:
			k.n, k.lacks = int64(e.Length*1000), e.Length <= 0
		}
		keys[i] = k
	}
	return keys
}

// spell makes the titles ready to be sorted: without regard to case, numbers by their value. What is known is kept.
func (s *sorter) spell(entries []*tracker.Entry) {
	if s.rules == nil {
		s.rules = collate.New(language.Und, collate.IgnoreCase, collate.Numeric)
	}
	var buf collate.Buffer
	titles := make(map[*tracker.Entry]string, len(entries))
	for _, e := range entries {
		title, known := s.titles[e]
		if !known {
			if title = tracker.CleanText(e.Shown()); title != "" {
				title = string(s.rules.KeyFromString(&buf, title))
				buf.Reset()
			}
		}
		titles[e] = title
	}
	s.titles = titles
}

// since is what the age of e counts from. The age column begins anew when a video ends; the row is not to jump then.
func (s *sorter) since(e *tracker.Entry, now time.Time) time.Time {
	since := e.Since(now)
	if !e.Ended(now) {
		if s.ages == nil {
			s.ages = map[string]time.Time{}
		}
		s.ages[e.ID] = since
		return since
	}
	if before, seen := s.ages[e.ID]; seen {
		return before
	}
	return since
}

// arrow is what stands beside the column by, empty where the rows are not sorted by it. That they are in the order of
// the list goes without saying.
func (o order) arrow(g glyphs, by column) string {
	switch {
	case o.by != by, o == (order{}):
		return ""
	case o.reversed:
		return g.down
	}
	return g.up
}

// arranged matches the keys that sort.
func (m *Model) arranged(k tea.KeyPressMsg) bool {
	switch {
	case key.Matches(k, m.keys.Sort):
		m.order = m.order.next()
	case key.Matches(k, m.keys.Reverse):
		m.order = m.order.reverse()
	default:
		return false
	}
	m.say(notice{tone: grey, before: m.order.told()})
	return true
}
