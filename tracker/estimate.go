package tracker

import (
	"slices"
	"time"

	"reelwatch/heygen"
)

// Estimates says how long this account's videos took to render, learned from those that reelwatch saw finish.
type Estimates struct {
	Typical time.Duration // median; 0 where none is known
	Count   int           // how many videos it rests on
}

// Progress guesses how far a rendering video is, between 0 and 0.97, and what is left. ok is false where there is
// nothing to go by. It never says that a video is done: only the service does.
func (s Estimates) Progress(e *Entry, now time.Time) (done float64, left time.Duration, ok bool) {
	if s.Typical <= 0 || e.Status != heygen.Processing || e.RenderingAt.IsZero() {
		return 0, 0, false
	}
	spent := now.Sub(e.RenderingAt)
	done = min(max(float64(spent)/float64(s.Typical), 0), mostGuessed)
	return done, max(s.Typical-spent, 0), true
}

const (
	mostGuessed  = 0.97
	overdueAfter = 20 * time.Minute
)

// Overdue says whether a rendering video takes longer than it should: 20 minutes since it was first seen rendering,
// or twice the estimate where that is longer. A video that waits is never overdue.
func (s Estimates) Overdue(e *Entry, now time.Time) bool {
	if e.Status != heygen.Processing || e.RenderingAt.IsZero() {
		return false
	}
	return now.Sub(e.RenderingAt) > max(overdueAfter, 2*s.Typical)
}

// estimate learns from the entries that were seen rendering and then complete.
func estimate(entries []*Entry) Estimates {
	var took []time.Duration
	for _, e := range entries {
		if e.Status != heygen.Completed || e.RenderingAt.IsZero() {
			continue
		}
		if d := e.EndedAt().Sub(e.RenderingAt); d > 0 {
			took = append(took, d)
		}
	}
	if len(took) == 0 {
		return Estimates{}
	}
	slices.Sort(took)
	return Estimates{Typical: took[len(took)/2], Count: len(took)}
}
