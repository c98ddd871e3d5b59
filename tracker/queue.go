package tracker

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"reelwatch/heygen"
)

// sendQueue decides which request goes out next, and when. Like schedule it is a pure function of the entries, the time and
// what this process met before. The tracker guards it.
type sendQueue struct {
	backoff   backoff              // after trouble that is not about one request
	tries     map[string]int       // of each request that got no clear answer
	aside     map[string]time.Time // until when a request that got none too often lets the others pass
	elsewhere time.Time            // until then another process is taken to be sending
	hurried   time.Time            // when the user wanted the queue tried last
	jitter    func() float64
}

const (
	mostInLine     = 5                // tries of one request before the others may pass it
	asideFor       = 10 * time.Minute // until it is tried again then
	elsewherePause = 2 * time.Second  // before it is looked whether another process has done with sending
	atWorkPause    = 5 * time.Second  // before the answer of a request that HeyGen is still at work on is asked for again
	firstProbe     = time.Minute      // after a refusal: places may become free that are not ours
	longestProbe   = 10 * time.Minute
	creditProbe    = 3 * time.Minute // nobody tells when an account was topped up
	quotaProbe     = time.Hour
)

func newSendQueue(jitter func() float64) sendQueue {
	return sendQueue{tries: map[string]int{}, aside: map[string]time.Time{}, jitter: jitter}
}

// waiting gives the requests that are not sent yet, in the order in which they were submitted.
func waiting(entries []*Entry) []*Entry {
	var line []*Entry
	for _, e := range entries {
		if e.Status == Queued && e.Request != nil {
			line = append(line, e)
		}
	}
	slices.SortStableFunc(line, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(a.Place.Add, b.Place.Add), cmp.Compare(a.Place.Index, b.Place.Index))
	})
	return line
}

// running counts the videos that take one of the account's places, as far as they are in the list.
func running(entries []*Entry) int {
	n := 0
	for _, e := range entries {
		if e.Status == heygen.Pending || e.Status == heygen.Processing {
			n++
		}
	}
	return n
}

// holding is HeyGen's last word on whether more may be sent; nil where it never refused, or took a video since. A word from
// the future is none: the clock was put back.
func holding(entries []*Entry, now time.Time) *Hold {
	var last *Hold
	for _, e := range entries {
		if e.Request != nil && e.Request.Hold != nil && e.Request.Hold.At.After(now.Add(clockSlack)) {
			continue
		}
		if e.Request != nil && e.Request.Hold != nil && (last == nil || e.Request.Hold.after(last)) {
			last = e.Request.Hold
		}
	}
	if last == nil || last.Why == "" {
		return nil
	}
	return last
}

// after says that h is a later word than last. Of two at one moment, which a coarse clock makes, a refusal is: nothing is sent
// after it.
func (h *Hold) after(last *Hold) bool {
	return h.At.After(last.At) || h.At.Equal(last.At) && h.Why != ""
}

// lifts is when the queue may be tried again, where so many of our videos run.
func (h *Hold) lifts(running int, hurried time.Time) time.Time {
	asked := h.At.Add(h.For)
	switch {
	case h.Why == HeldByLimit && (running < h.Running || hurried.After(h.At)), h.For > 0 && h.Running == 0:
		return asked
	case h.Why == HeldByLimit:
		return later(asked, h.At.Add(min(firstProbe<<min(h.Probes, 10), longestProbe)))
	case hurried.After(h.At):
		return h.At
	case h.Why == HeldByCredit:
		return later(asked, h.At.Add(creditProbe))
	}
	return later(asked, h.At.Add(quotaProbe))
}

// outdated says, when HeyGen has just taken one more video beside so many, that there is more room than h has it.
func (h *Hold) outdated(running int) bool {
	return h != nil && (h.Why != HeldByLimit || running >= h.Running)
}

// next gives the request that goes out next, and when; nil where none waits.
func (q *sendQueue) next(entries []*Entry, now time.Time) (*Entry, time.Time) {
	line := waiting(entries)
	if len(line) == 0 {
		return nil, time.Time{}
	}
	gate := later(q.backoff.until, q.elsewhere)
	if h := holding(entries, now); h != nil {
		gate = later(gate, h.lifts(running(entries), q.hurried))
	}
	best, at := line[0], q.aside[line[0].ID]
	for _, e := range line[1:] {
		if !at.After(now) {
			break
		}
		if until := q.aside[e.ID]; until.Before(at) {
			best, at = e, until
		}
	}
	return best, later(now, later(at, gate))
}

// unclear takes note that a request got no clear answer, and makes the queue wait.
func (q *sendQueue) unclear(name string, err error, now time.Time) {
	if _, atWork := errors.AsType[*heygen.InProgressError](err); atWork {
		q.backoff.wait = max(q.backoff.wait, atWorkPause/2) // which meet doubles
	}
	q.backoff.meet(err, q.jitter(), now)
	if q.tries[name]++; q.tries[name] >= mostInLine {
		q.aside[name] = now.Add(asideFor)
	}
}

// clear takes note of a clear answer to a request.
func (q *sendQueue) clear(name string) {
	q.drop(name)
	q.backoff = backoff{}
}

// drop forgets a request.
func (q *sendQueue) drop(name string) {
	delete(q.tries, name)
	delete(q.aside, name)
}

// hurry ends all waits but those that HeyGen asked for.
func (q *sendQueue) hurry(now time.Time) {
	q.backoff.hurry()
	clear(q.aside)
	q.hurried, q.elsewhere = now, time.Time{}
}

// endedSince says whether a video has ended since then, as far as was seen.
func endedSince(entries []*Entry, then time.Time) bool {
	return slices.ContainsFunc(entries, func(e *Entry) bool {
		return (e.Status == heygen.Completed || e.Status == heygen.Failed) && e.ChangedAt.After(then)
	})
}

// refusal is the hold that an error means for the queue; nil where it means none.
func refusal(err error, entries []*Entry, now time.Time) *Hold {
	h := &Hold{At: now, Running: running(entries)}
	limit, limited := errors.AsType[*heygen.LimitError](err)
	_, broke := errors.AsType[*heygen.CreditError](err)
	switch {
	case broke:
		h.Why = HeldByCredit
	case !limited:
		return nil
	case limit.Quota:
		h.Why, h.For = HeldByQuota, min(limit.RetryAfter, longestBidden)
	default:
		h.Why, h.For = HeldByLimit, min(limit.RetryAfter, longestBidden)
		if before := holding(entries, now); before != nil && before.Why == HeldByLimit && h.Running >= before.Running && !endedSince(entries, before.At) {
			h.Probes = before.Probes + 1
		}
	}
	return h
}

// queueOf is the queue as the list has it.
func queueOf(entries []*Entry, now time.Time) Queue {
	line := waiting(entries)
	if len(line) == 0 {
		return Queue{}
	}
	q := Queue{Line: make(map[string]int, len(line)), Hold: holding(entries, now), Running: running(entries)}
	for i, e := range line {
		q.Line[e.ID] = i + 1
	}
	return q
}
