package tracker

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"reelwatch/heygen"
)

// inLine is a request that waits as the n-th of an add.
func inLine(add uint64, n int) *Entry {
	name := fmt.Sprintf("q-%04d%04d", add, n)
	return &Entry{ID: name, Place: Place{Add: add, Index: n}, Status: Queued, Request: &Request{Name: name}}
}

// rendered gives n videos that are being made.
func rendered(n int) (entries []*Entry) {
	for i := range n {
		entries = append(entries, &Entry{ID: fmt.Sprint("video", i), Status: heygen.Processing})
	}
	return entries
}

func someQueue() sendQueue { return newSendQueue(func() float64 { return 0 }) }

func wantNext(t *testing.T, q *sendQueue, entries []*Entry, now time.Time, id string, in time.Duration) {
	t.Helper()
	e, at := q.next(entries, now)
	got, wait := "", time.Duration(0)
	if e != nil {
		got, wait = e.ID, max(at.Sub(now), 0)
	}
	if got != id || wait != in {
		t.Errorf("next is %q in %s, want %q in %s", got, wait, id, in)
	}
}

func TestRequestsGoOutInTheOrderOfTheirSubmission(t *testing.T) {
	t.Parallel()
	q := someQueue()
	// The list shows the newest add first.
	wantNext(t, &q, []*Entry{inLine(2, 0), inLine(1, 0), inLine(1, 1)}, noon, "q-00010000", 0)
	wantNext(t, &q, rendered(3), noon, "", 0)
}

func TestARefusalHoldsTheQueueUntilAPlaceIsFree(t *testing.T) {
	t.Parallel()
	q := someQueue()
	refused := inLine(1, 0)
	full := append(rendered(10), refused, inLine(1, 1))
	refused.Request.Hold = refusal(&heygen.LimitError{RetryAfter: 5 * time.Second}, full, noon)
	if h := refused.Request.Hold; h.Why != HeldByLimit || h.Running != 10 || h.For != 5*time.Second {
		t.Fatalf("held by %+v", h)
	}
	wantNext(t, &q, full, noon, refused.ID, firstProbe)
	full[0].Status = heygen.Completed
	wantNext(t, &q, full, noon, refused.ID, 5*time.Second) // the wait that HeyGen asked for is kept
	wantNext(t, &q, full, noon.Add(6*time.Second), refused.ID, 0)
	// It goes out, bears an id, and the limit that was learned stays known.
	refused.ID, refused.Status = "video10", heygen.Pending
	wantNext(t, &q, full, noon.Add(6*time.Second), "q-00010001", firstProbe-6*time.Second)
}

func TestMorePlacesAreLookedForEverMoreSeldom(t *testing.T) {
	t.Parallel()
	q := someQueue()
	e := inLine(1, 0)
	entries, now := append(rendered(2), e), noon
	for _, minutes := range []time.Duration{1, 2, 4, 8, 10, 10} {
		e.Request.Hold = refusal(&heygen.LimitError{}, entries, now)
		wantNext(t, &q, entries, now, e.ID, minutes*time.Minute)
		now = now.Add(minutes * time.Minute)
	}
	if !e.Request.Hold.outdated(2) || e.Request.Hold.outdated(1) {
		t.Error("one video beside as many as at the refusal proves that there is more room, and one in a freed place does not")
	}
}

func TestALimitThatIsNotOursIsTriedAgainAsHeyGenAsks(t *testing.T) {
	t.Parallel()
	q := someQueue()
	e := inLine(1, 0)
	e.Request.Hold = refusal(&heygen.LimitError{RetryAfter: 3 * time.Second}, []*Entry{e}, noon)
	wantNext(t, &q, []*Entry{e}, noon, e.ID, 3*time.Second)
	e.Request.Hold = refusal(&heygen.LimitError{RetryAfter: time.Hour}, []*Entry{e}, noon)
	wantNext(t, &q, []*Entry{e}, noon, e.ID, longestBidden)
}

func TestCreditAndQuota(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err  error
		why  HoldReason
		wait time.Duration
	}{
		{&heygen.CreditError{}, HeldByCredit, creditProbe},
		{&heygen.LimitError{Quota: true}, HeldByQuota, quotaProbe},
	} {
		q := someQueue()
		e := inLine(1, 0)
		entries := append(rendered(1), e)
		e.Request.Hold = refusal(test.err, entries, noon)
		if e.Request.Hold.Why != test.why {
			t.Errorf("held by %q", e.Request.Hold.Why)
		}
		wantNext(t, &q, entries, noon, e.ID, test.wait)
		entries[0].Status = heygen.Completed // a free place brings no money
		wantNext(t, &q, entries, noon, e.ID, test.wait)
		q.hurry(noon.Add(time.Second))
		wantNext(t, &q, entries, noon.Add(time.Second), e.ID, 0)
	}
	if refusal(errors.New("other"), nil, noon) != nil || refusal(&heygen.ServerError{}, nil, noon) != nil {
		t.Error("trouble holds the queue as if it were a refusal")
	}
}

func TestTheLastWordCounts(t *testing.T) {
	t.Parallel()
	early, late := inLine(1, 0), inLine(1, 1)
	early.Request.Hold = &Hold{At: noon, Why: HeldByLimit}
	late.Request.Hold = &Hold{At: noon.Add(time.Second)}
	if h := holding([]*Entry{late, early}, noon); h != nil {
		t.Errorf("held by %+v", h)
	}
	for _, at := range []time.Time{noon.Add(-time.Second), noon} { // by a coarse clock a video may be taken when the next is refused
		late.Request.Hold.At = at
		if h := holding([]*Entry{late, early}, noon); h != early.Request.Hold {
			t.Errorf("held by %+v", h)
		}
	}
}

func TestARequestWithoutAClearAnswerStepsAside(t *testing.T) {
	t.Parallel()
	q := someQueue()
	poison, other := inLine(1, 0), inLine(1, 1)
	entries, now := []*Entry{poison, other}, noon
	for _, seconds := range []time.Duration{1, 2, 4, 8} {
		q.unclear(poison.ID, &heygen.ServerError{}, now)
		wantNext(t, &q, entries, now, poison.ID, seconds*time.Second)
		now = now.Add(seconds * time.Second)
	}
	q.unclear(poison.ID, &heygen.ServerError{}, now)
	wantNext(t, &q, entries, now, other.ID, 16*time.Second)
	q.clear(other.ID)
	wantNext(t, &q, entries, now, other.ID, 0)
	wantNext(t, &q, entries[:1], now, poison.ID, asideFor)
	q.hurry(now)
	wantNext(t, &q, entries, now, poison.ID, 0)
}

func TestQueueOf(t *testing.T) {
	t.Parallel()
	a, b := inLine(1, 0), inLine(2, 0)
	b.Request.Hold = &Hold{At: noon, Why: HeldByCredit}
	q := queueOf(append(rendered(3), b, a), noon)
	if q.Line[a.ID] != 1 || q.Line[b.ID] != 2 || q.Running != 3 || q.Hold == nil {
		t.Errorf("%+v", q)
	}
	if q := queueOf(rendered(3), noon); q.Line != nil || q.Running != 0 {
		t.Errorf("without a queue: %+v", q)
	}
}

func TestWhatIsQueuedTakesItsTime(t *testing.T) {
	t.Parallel()
	est := Estimates{Typical: 10 * time.Minute, Count: 3}
	entries := append(rendered(2), inLine(1, 0), inLine(1, 1), inLine(1, 2))
	for _, e := range entries[:2] {
		e.RenderingAt = noon.Add(-4 * time.Minute)
	}
	q := queueOf(entries, noon)
	if got := est.Left(entries[:2], q, noon); got != 6*time.Minute {
		t.Errorf("without the queue %s", got)
	}
	// Two at once: the third in line begins when the second two have ended.
	if got := est.Left(entries, q, noon); got != 26*time.Minute {
		t.Errorf("with three in line %s", got)
	}
	if got := (Estimates{}).Left(entries, q, noon); got != 0 {
		t.Errorf("with nothing to go by %s", got)
	}
}
