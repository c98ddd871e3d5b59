package ui

import (
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// wants is what the user wants to see of the list.
type wants struct {
	view   view
	filter string
	typing bool // a filter, which may be empty yet: what it looks through is made ready before its first letter
	order  order
	aside  aside // only where it decides what is shown, or where
}

// aside stands for what rows say that their entries do not hold: a different value means that they may say something
// else.
type aside struct {
	saves  int
	minute int64
}

// listing is the rows that are shown and the counts of all, made anew only when the list changed or the wants did.
type listing struct {
	wants
	shown []*tracker.Entry
	tally tally // of the whole list
	found tally // of what the filter lets through

	sum    tally            // of what the header sums up: the batch that the filter names, else the whole list
	summed []*tracker.Entry // the same

	sorter  sorter
	sorted  []*tracker.Entry // the whole list, in the order wanted
	index   index
	indexed bool // index is that of rev
	rev     uint64
	ready   bool
}

// tally counts videos.
type tally struct {
	in        [viewCount]int
	rendering int
	pending   int
	failed    int // without those not found
	notFound  int
	queued    int
	unsure    int
	other     int // asked about, and of a status that is none of these
	unsaved   int // completed and never saved
}

// follow brings the listing up to the snapshot and says whether its rows may differ from before. say gives what a
// row says that its entry does not hold.
func (l *listing) follow(s tracker.Snapshot, w wants, now time.Time, say func(*tracker.Entry) aloud) bool {
	news := !l.ready || l.rev != s.Rev
	if !news && l.wants == w {
		return false
	}
	if news {
		l.tally, l.indexed = count(s.Entries), false
	}
	if news || l.order != w.order || w.order.by == byStatus && l.aside != w.aside {
		l.sorted = l.sorter.sort(s.Entries, w.order, now, say)
	}
	l.rev, l.wants, l.ready = s.Rev, w, true
	found := l.narrow(l.sorted, say)
	if w.view == viewAll {
		l.shown = found
		return true
	}
	l.shown = make([]*tracker.Entry, 0, l.found.in[w.view])
	for _, e := range found {
		if w.view.holds(e) {
			l.shown = append(l.shown, e)
		}
	}
	return true
}

// narrow gives what the filter lets through, and counts it.
func (l *listing) narrow(entries []*tracker.Entry, say func(*tracker.Entry) aloud) []*tracker.Entry {
	q := parseQuery(l.filter)
	l.summed, l.sum, l.found = entries, l.tally, l.tally
	if q.none() && !l.typing {
		l.index, l.indexed = nil, false
		return entries
	}
	if !l.indexed {
		l.index, l.indexed = l.index.of(entries), true
	}
	if q.none() {
		return entries
	}
	if q.batch != "" {
		l.summed = q.members(entries, l.index)
		l.sum = count(l.summed)
	}
	found := l.summed
	if len(q.words) > 0 {
		found = nil
		for _, e := range l.summed {
			if q.holds(e, l.index, say) {
				found = append(found, e)
			}
		}
	}
	l.found = count(found)
	return found
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
		case tracker.Queued:
			t.queued++
		case tracker.Unsure:
			t.unsure++
		case heygen.Completed:
		default:
			if !e.CheckedAt.IsZero() {
				t.other++
			}
		}
	}
	return t
}
