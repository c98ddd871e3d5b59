package tracker

import (
	"time"

	"reelwatch/heygen"
)

// nextSingle gives the next question of a route that takes one id at a time: each video has an interval of its own.
func (s *schedule) nextSingle(entries []*Entry, est Estimates, now time.Time) (question, time.Time) {
	var best *Entry
	var at time.Time
	flying := 0
	for _, e := range entries {
		a := s.asks[e.ID]
		if a != nil && a.inFlight {
			flying++
			continue
		}
		forced := a != nil && a.forced
		if e.Local() || e.Ended(now) && !forced && !s.owes(e) {
			continue
		}
		if due := s.dueSingle(e, a, est, now); best == nil || due.Before(at) {
			best, at = e, due
		}
	}
	if best == nil || flying >= singleInFlight {
		return question{}, time.Time{}
	}
	return question{kind: askStatuses, ids: []string{best.ID}}, at
}

// dueSingle is when a video is due: at once where it was never asked about, then by its own interval.
func (s *schedule) dueSingle(e *Entry, a *ask, est Estimates, now time.Time) time.Time {
	if a == nil || a.forced || a.at.IsZero() {
		return time.Time{}
	}
	gap := a.gap
	switch age := now.Sub(e.AddedAt); {
	case age >= ancientAfter:
		gap = max(gap, ancientGap)
	case e.Status == heygen.Processing && est.Overdue(e, now):
		gap = max(gap, overdueGap)
	}
	return a.at.Add(gap)
}
