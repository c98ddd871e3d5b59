package tracker

import (
	"slices"
	"time"

	"reelwatch/heygen"
)

// round is the state of the bulk route: all videos that have not ended are asked about together.
type round struct {
	began   time.Time
	gap     time.Duration // between two rounds, while there are young videos
	short   float64       // what jitter takes off the next gap, as a part of it
	changed bool          // the last round brought news
	left    [][]string    // questions of this round that were not sent yet
}

// sorted is the videos that have not ended, by the way in which they are due on the bulk route.
type sorted struct {
	forced    []string      // wanted now
	rest      []string      // asked about together
	fresh     bool          // one of the rest was never asked about
	youngest  time.Duration // since the adding of the youngest of the rest
	missing   []string      // not found, and due again by their own back-off
	missingAt time.Time     // when the first of the missing is due, be it later than now
	alone     string        // the next of those that must be asked about alone
	aloneAt   time.Time
}

// nextRound gives the next question of the bulk route.
func (s *schedule) nextRound(entries []*Entry, now time.Time) (question, time.Time) {
	if chunk := s.unasked(); chunk != nil {
		return question{kind: askStatuses, ids: chunk, more: s.round.left[1:], urgent: true}, now
	}
	d := s.sort(entries, now)
	if len(d.forced) > 0 {
		q := together(d.forced)
		q.urgent = true
		return q, now
	}
	var q question
	var at time.Time
	switch {
	case len(d.rest) > 0:
		q, at = together(slices.Concat(d.rest, d.missing)), s.roundAt(d, now)
		q.urgent = d.fresh
	case len(d.missing) > 0:
		q, at = together(d.missing), now
	case !d.missingAt.IsZero():
		q, at = question{kind: askStatuses}, d.missingAt
	}
	if d.alone != "" && (q.kind == nothing || d.aloneAt.Before(at)) {
		q, at = question{kind: askStatuses, ids: []string{d.alone}}, d.aloneAt
	}
	return q, at
}

// together is a round about ids, in as many questions as it takes.
func together(ids []string) question {
	chunks := slices.Collect(slices.Chunk(ids, heygen.BulkLimit))
	return question{kind: askStatuses, ids: chunks[0], more: chunks[1:], begins: true}
}

// unasked gives the next question of the round under way, without ids that were dropped meanwhile.
func (s *schedule) unasked() []string {
	for ; len(s.round.left) > 0; s.round.left = s.round.left[1:] {
		keep := slices.DeleteFunc(slices.Clone(s.round.left[0]), func(id string) bool { return s.asks[id] == nil })
		if len(keep) > 0 {
			return keep
		}
	}
	return nil
}

// sort tells apart how each video that has not ended is due.
func (s *schedule) sort(entries []*Entry, now time.Time) sorted {
	d := sorted{youngest: ancientAfter}
	for _, e := range entries {
		a := s.asks[e.ID]
		switch {
		case e.Local():
		case a != nil && a.forced:
			d.forced = append(d.forced, e.ID)
		case e.Ended(now) && !s.owes(e):
		case a != nil && a.alone:
			if when := a.at.Add(a.gap); d.alone == "" || when.Before(d.aloneAt) {
				d.alone, d.aloneAt = e.ID, when
			}
		case e.Status == heygen.NotFound && a != nil && !a.at.IsZero():
			when := a.at.Add(a.gap)
			if d.missingAt.IsZero() || when.Before(d.missingAt) {
				d.missingAt = when
			}
			d.youngest = min(d.youngest, now.Sub(e.ChangedAt))
			if !when.After(now) {
				d.missing = append(d.missing, e.ID)
			}
		default:
			d.rest = append(d.rest, e.ID)
			d.fresh = d.fresh || a == nil || a.at.IsZero()
			d.youngest = min(d.youngest, now.Sub(e.AddedAt))
		}
	}
	return d
}

// roundAt is when the next round begins. News brings it forward, since videos of one batch tend to end together;
// videos that were never asked about bring it forward as far as it goes.
func (s *schedule) roundAt(d sorted, now time.Time) time.Time {
	if s.round.began.IsZero() {
		return now
	}
	gap := s.round.gap
	switch {
	case d.fresh:
		return s.round.began.Add(s.interval)
	case d.youngest >= ancientAfter:
		gap = max(s.interval, ancientGap)
	case d.youngest >= oldAfter:
		gap = max(s.interval, oldRound)
	case s.round.changed:
		gap = time.Duration(float64(gap) / forward)
	}
	gap -= time.Duration(s.round.short * float64(gap))
	return s.round.began.Add(max(s.interval, gap))
}

// asked takes note that a question of a round goes out.
func (r *round) asked(s *schedule, q question, now time.Time) {
	r.left = q.more
	if !q.begins {
		return
	}
	if !r.began.IsZero() {
		r.gap = grow(r.gap, max(longestRound, s.interval))
	}
	r.began, r.changed, r.short = now, false, s.jitter()*jitterShortened
	for _, ids := range q.more {
		for _, id := range ids {
			s.ask(id)
		}
	}
}

// again has the ids that an answer left out asked about once more in the same round, as long as each answer names some: a
// server may tell about fewer than it was asked about. An id that it never names costs one question more, once.
func (s *schedule) again(asked, out []string) {
	var some []string
	for _, id := range out {
		switch a := s.asks[id]; {
		case a == nil: // removed meanwhile
		case len(out) == len(asked):
			a.silent = true
		case !a.silent:
			some = append(some, id)
		}
	}
	if len(some) > 0 {
		s.round.left = append([][]string{some}, s.round.left...)
	}
}

// split halves a question that the service refused as a whole, so that the id that it objects to ends up alone.
// It says false where the question named one id: that one is then asked about alone, ever more seldom.
func (s *schedule) split(ids []string, now time.Time) bool {
	s.released(ids)
	if len(ids) > 1 {
		half := len(ids) / 2
		s.round.left = append([][]string{ids[:half], ids[half:]}, s.round.left...)
		return true
	}
	if a := s.asks[ids[0]]; a != nil {
		a.alone, a.forced, a.at = true, false, now
		a.gap = grow(a.gap, ancientGap)
	}
	return false
}
