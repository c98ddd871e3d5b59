package tracker

import (
	"cmp"
	"slices"
	"time"

	"reelwatch/heygen"
)

// Estimates says how long this account's videos took to render, learned from those that finished last.
type Estimates struct {
	Typical time.Duration // median; 0 where none is known
	Count   int           // how many videos it rests on, at most mostLearned

	kinds map[heygen.Endpoint]Estimates // the same of what was asked for at one endpoint, where that is known
}

// Of gives what is known of videos of e's kind, those that were asked for at the same endpoint. While few of them have
// finished, it is what is known of all.
func (s Estimates) Of(e *Entry) Estimates {
	if e.Request == nil {
		return s
	}
	if kind := s.kinds[e.Request.Endpoint]; kind.Count >= leastLearned {
		return kind
	}
	return s
}

const (
	mostGuessed  = 0.97
	overdueAfter = 20 * time.Minute

	leastLearned = 3             // of a kind, to tell it from others
	mostLearned  = 50            // HeyGen gets faster and slower: what finished long ago teaches nothing
	mostSighted  = 2 * time.Hour // an end that nobody but us timed may have been seen long after it came
)

// Progress guesses how far a rendering video is, between 0 and 0.97, and what is left. ok is false where there is
// nothing to go by. It never says that a video is done: only the service does.
func (s Estimates) Progress(e *Entry, now time.Time) (done float64, left time.Duration, ok bool) {
	typical := s.Of(e).Typical
	if typical <= 0 || e.Status != heygen.Processing || e.RenderingAt.IsZero() {
		return 0, 0, false
	}
	spent := now.Sub(e.StartedAt())
	done = min(max(float64(spent)/float64(typical), 0), mostGuessed)
	return done, max(typical-spent, 0), true
}

// Overdue says whether a rendering video takes longer than it should: 20 minutes since it was first seen rendering,
// or twice the estimate where that is longer. A video that waits is never overdue.
func (s Estimates) Overdue(e *Entry, now time.Time) bool {
	if e.Status != heygen.Processing || e.RenderingAt.IsZero() {
		return false
	}
	return now.Sub(e.RenderingAt) > max(overdueAfter, 2*s.Of(e).Typical)
}

// Left guesses when the last of entries will be done that has not ended, counted from now; 0 where there is nothing to go
// by. What is queued comes when those before it have made room.
func (s Estimates) Left(entries []*Entry, q Queue, now time.Time) time.Duration {
	var most time.Duration
	last := 0 // place in line
	for _, e := range entries {
		switch e.Status {
		case heygen.Pending:
			most = max(most, s.Of(e).Typical)
		case heygen.Processing:
			_, left, _ := s.Progress(e, now)
			most = max(most, left)
		case Queued:
			last = max(last, q.Line[e.ID])
		}
	}
	if last == 0 || q.Hold != nil && q.Hold.Why != HeldByLimit { // when credit comes nobody knows
		return most
	}
	atOnce := max(q.Running, 1)
	if q.Hold != nil {
		atOnce = max(atOnce, q.Hold.Running)
	}
	rounds := (last + atOnce - 1) / atOnce
	return max(most, s.Typical*time.Duration(rounds)+min(most, s.Typical))
}

// StartedAt is since when the video renders, as well as is known: since it was first seen so where it had been seen
// waiting before, else since HeyGen made it. Zero where it was never seen rendering.
func (e *Entry) StartedAt() time.Time {
	if e.RenderingAt.IsZero() || e.CreatedAt.IsZero() || e.CreatedAt.After(e.RenderingAt) {
		return e.RenderingAt
	}
	for _, c := range e.History {
		if c.Status == heygen.Pending && c.At.Before(e.RenderingAt) {
			return e.RenderingAt
		}
	}
	return e.CreatedAt
}

// lesson is how long a video took that ended then.
type lesson struct {
	ended time.Time
	took  time.Duration
}

// latest are the lessons that ended last, those first, at most mostLearned.
type latest []lesson

// learn takes a lesson in, unless enough ended after it. A list of thousands is learned from at each change: none is sorted.
func (k *latest) learn(l lesson) {
	if len(*k) == mostLearned {
		if !l.ended.After((*k)[mostLearned-1].ended) {
			return
		}
		*k = (*k)[:mostLearned-1]
	}
	at, _ := slices.BinarySearchFunc(*k, l, func(a, b lesson) int { return b.ended.Compare(a.ended) })
	*k = slices.Insert(*k, at, l)
}

// estimate gives the median.
func (k latest) estimate() Estimates {
	if len(k) == 0 {
		return Estimates{}
	}
	slices.SortFunc(k, func(a, b lesson) int { return cmp.Compare(a.took, b.took) })
	return Estimates{Typical: k[len(k)/2].took, Count: len(k)}
}

// estimate learns from the entries that completed last.
func estimate(entries []*Entry) Estimates {
	var all latest
	kinds := map[heygen.Endpoint]*latest{}
	for _, e := range entries {
		took := e.took()
		if took <= 0 {
			continue
		}
		l := lesson{e.CompletedAt, took}
		all.learn(l)
		if e.Request == nil {
			continue
		}
		kind := kinds[e.Request.Endpoint]
		if kind == nil {
			kind = new(latest)
			kinds[e.Request.Endpoint] = kind
		}
		kind.learn(l)
	}
	est := all.estimate()
	for endpoint, kind := range kinds {
		if est.kinds == nil {
			est.kinds = make(map[heygen.Endpoint]Estimates, len(kinds))
		}
		est.kinds[endpoint] = kind.estimate()
	}
	return est
}

// took is how long a completed video rendered, 0 where that can't be told. One that was never seen before its end counts
// from its creation, if HeyGen timed its end.
func (e *Entry) took() time.Duration {
	if e.Status != heygen.Completed || e.CompletedAt.IsZero() {
		return 0
	}
	sighted := e.CompletedAt.Equal(e.ChangedAt)
	start := e.StartedAt()
	if start.IsZero() && !sighted {
		start = e.CreatedAt
	}
	if start.IsZero() {
		return 0
	}
	took := e.CompletedAt.Sub(start)
	if sighted && took > mostSighted {
		return 0
	}
	return took
}
