package tracker

import (
	"math/rand/v2"
	"time"

	"reelwatch/heygen"
)

// schedule decides what to ask HeyGen next. It is a pure function of the entries, the time and what was asked before:
// it holds no timer and does no I/O, so a day of asking is tested in a millisecond. The tracker guards it.
type schedule struct {
	interval time.Duration
	asks     map[string]*ask
	sent     time.Time // when the last question went out
	round    round     // of the bulk route
	titles   paging
	lengths  paging
	backoff  backoff
	refused  time.Time // when the credential was refused last; zero while it is not
	visible  []string
	jitter   func() float64 // in [0,1)
}

// ask is what this process remembers of its questions about one video.
type ask struct {
	at       time.Time     // of the last answer that named it, zero before the first
	alive    time.Time     // when the service last knew it
	gap      time.Duration // until the next question, where it has one of its own
	inFlight bool
	forced   bool // the user or an event wants it asked now
	alone    bool // the service refused a question that named it: ask about it alone
	vain     bool // the last answer was of no use
	silent   bool // an answer named neither it nor any of those that were asked about with it
}

// owes says that the grace of a video that was not found ran out while it was due and could not be asked about: there was no
// network, the machine slept, no process ran, or the answer was of no use. It gets one question more.
func (s *schedule) owes(e *Entry) bool {
	switch a := s.asks[e.ID]; {
	case e.Status != heygen.NotFound:
		return false
	case a == nil || a.at.IsZero():
		return e.CheckedAt.Before(e.GraceUntil)
	default:
		return a.vain || a.at.Add(a.gap).Before(e.GraceUntil)
	}
}

// kind says what a question is for.
type kind int

const (
	nothing       kind = iota
	askStatuses        // the statuses of ids
	askTitlePage       // a list page, for the titles of new videos
	askTitle           // one video, for its title
	askReason          // one video, for the reason of its failure
	askLengthPage      // a list page, for the titles and lengths of ended videos
	askSession         // what became of a Video Agent's session
	askCredential      // no question to HeyGen: look whether the refused credential changed
)

// question is one request to send.
type question struct {
	kind   kind
	ids    []string
	token  string     // of a list page
	more   [][]string // the ids of the questions that follow in the same round
	begins bool       // a round begins with this question
	urgent bool       // statuses that nobody has seen yet, or that somebody waits for: before any title
}

const (
	bulkSpacing     = time.Second            // one request a second
	singleSpacing   = 200 * time.Millisecond // five a second
	singleInFlight  = 4
	longestRound    = 15 * time.Second
	longestSingle   = time.Minute
	overdueGap      = 2 * time.Minute
	oldAfter        = 20 * time.Minute
	oldRound        = time.Minute
	ancientAfter    = 24 * time.Hour
	ancientGap      = 10 * time.Minute
	missingGrace    = 15 * time.Minute
	credentialGap   = time.Minute
	growth          = 1.5
	forward         = 1.25 // by which news shortens one gap
	jitterShortened = 0.1
)

func newSchedule(interval time.Duration) schedule {
	return schedule{
		interval: interval,
		asks:     map[string]*ask{},
		round:    round{gap: interval},
		jitter:   rand.Float64,
	}
}

// ask gives what is remembered of id, a new memory where there is none.
func (s *schedule) ask(id string) *ask {
	a := s.asks[id]
	if a == nil {
		a = &ask{gap: s.interval}
		s.asks[id] = a
	}
	return a
}

// added takes note of a new id: rounds begin at their shortest again.
func (s *schedule) added(string) { s.round.gap = s.interval }

// dropped forgets an id.
func (s *schedule) dropped(id string) {
	delete(s.asks, id)
	s.titles.drop(id)
	s.lengths.drop(id)
}

// force makes ids due now, and cuts short a wait that nobody asked us for.
func (s *schedule) force(ids []string) {
	for _, id := range ids {
		s.ask(id).forced = true
	}
	s.backoff.hurry()
	s.refused = time.Time{}
}

// spacing is the shortest time between two questions on a route.
func spacing(route heygen.Route) time.Duration {
	if route == heygen.RouteBulk {
		return bulkSpacing
	}
	return singleSpacing
}

// next gives the next question and when it is due; kind nothing and a zero time where there is none.
func (s *schedule) next(entries []*Entry, est Estimates, route heygen.Route, now time.Time) (question, time.Time) {
	var q question
	var at time.Time
	if route == heygen.RouteBulk {
		q, at = s.nextRound(entries, now)
	} else {
		q, at = s.nextSingle(entries, est, now)
	}
	earliest := later(s.backoff.until, s.sent.Add(spacing(route)))
	best, due := q, later(at, earliest)
	for _, other := range []func([]*Entry, heygen.Route, time.Time) (question, time.Time){s.nextSession, s.nextReason, s.nextTitle, s.nextLength} {
		q, at := other(entries, route, now)
		at = later(at, earliest)
		first := q.kind == askTitlePage && !best.urgent && !at.After(now)
		if q.kind != nothing && (best.kind == nothing || at.Before(due) || first) {
			best, due = q, at
		}
	}
	if best.kind == nothing {
		return best, time.Time{}
	}
	return best, due
}

// probed takes note that the question which just went out was one request on each of the routes from the first to the one that
// was found: the next waits for the places of all.
func (s *schedule) probed(from, found heygen.Route) {
	s.sent = s.sent.Add(time.Duration(found-from) * spacing(found))
}

// nextForced gives what the user wants asked now, and nothing else: for a process that leaves the asking to another.
func (s *schedule) nextForced(entries []*Entry, route heygen.Route, now time.Time) (question, time.Time) {
	for _, e := range entries {
		if a := s.asks[e.ID]; a == nil || !a.forced || a.inFlight {
			continue
		}
		q := question{kind: askStatuses, ids: []string{e.ID}}
		switch {
		case e.Local():
			q.kind = askSession
		case route == heygen.RouteBulk:
			if chunk := s.unasked(); chunk != nil { // the rest of such a round, or the halves of one that was refused
				q.ids, q.more = chunk, s.round.left[1:]
				break
			}
			q = together(s.sort(entries, now).forced)
		}
		return q, later(now, later(s.backoff.until, s.sent.Add(spacing(route))))
	}
	return question{}, time.Time{}
}

// later is the later of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// asked takes note that q goes out now.
func (s *schedule) asked(q question, now time.Time) {
	s.sent = now
	switch q.kind {
	case askStatuses:
		s.round.asked(s, q, now)
		for _, id := range q.ids {
			a := s.ask(id)
			a.inFlight = true
		}
	case askSession:
		a := s.ask(q.ids[0])
		a.inFlight, a.at = true, now
	case askTitlePage:
		s.titles.asked(now)
	case askLengthPage:
		s.lengths.asked(now)
	case askTitle:
		s.titles.single = now
		s.titles.tried(q.ids[0])
	case askReason:
		s.titles.single = now
		s.lengths.tried(q.ids[0])
	}
}

// answered takes note of a good answer about statuses: named are the ids it told about (true where that was news).
// An id that it left out is due again at its usual time.
func (s *schedule) answered(q question, named map[string]bool, videos []heygen.Video, now time.Time) {
	s.backoff.clear(now)
	for _, id := range q.ids {
		a := s.asks[id]
		if a == nil {
			continue // removed meanwhile
		}
		news, there := named[id]
		a.inFlight, a.forced, a.vain, a.at = false, false, false, now
		if there {
			a.alone, a.silent = false, false
		}
		if news {
			a.gap = s.interval
			s.round.changed = true
		} else {
			a.gap = grow(a.gap, max(longestSingle, s.interval))
		}
	}
	s.again(q.ids, leftOut(q.ids, named))
	for _, v := range videos {
		if a := s.asks[v.ID]; a != nil && v.Status != heygen.NotFound {
			a.alive = now
		}
	}
}

// released takes back that ids are under way, after a failure.
func (s *schedule) released(ids []string) {
	for _, id := range ids {
		if a := s.asks[id]; a != nil {
			a.inFlight = false
		}
	}
}

// skip leaves ids to their next usual time after a question that brought nothing to go by.
func (s *schedule) skip(ids []string, now time.Time) {
	for _, id := range ids {
		if a := s.asks[id]; a != nil {
			a.forced, a.vain, a.at, a.gap = false, true, now, grow(a.gap, max(longestSingle, s.interval))
		}
	}
}

// grow lengthens a gap by half, up to limit.
func grow(gap, limit time.Duration) time.Duration {
	return min(time.Duration(float64(gap)*growth), limit)
}
