package tracker

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"reelwatch/heygen"
)

var noon = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// table drives a schedule by hand: entries, a clock, and what was asked when.
type table struct {
	t       *testing.T
	s       schedule
	route   heygen.Route
	entries []*Entry
	now     time.Time
}

func newTable(t *testing.T, route heygen.Route, entries ...*Entry) *table {
	s := newSchedule(defaultInterval)
	s.jitter = func() float64 { return 0 }
	return &table{t: t, s: s, route: route, entries: entries, now: noon}
}

func rendering(id string, added time.Time) *Entry {
	return &Entry{ID: id, Status: heygen.Processing, AddedAt: added, RenderingAt: added, Described: true}
}

// step goes to the next question, sends it and answers it with news or without. It gives the question and how long it
// had to wait for it.
func (tb *table) step(news bool) (question, time.Duration) {
	tb.t.Helper()
	q, at := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now)
	if q.kind == nothing {
		tb.t.Fatalf("nothing to ask at %v", tb.now)
	}
	waited := max(at.Sub(tb.now), 0)
	tb.now = tb.now.Add(waited)
	q, _ = tb.s.next(tb.entries, Estimates{}, tb.route, tb.now)
	tb.s.asked(q, tb.now)
	named := map[string]bool{}
	for _, id := range q.ids {
		named[id] = news
	}
	tb.s.answered(q, named, nil, tb.now)
	return q, waited
}

// waits gives the waits before the next n questions.
func (tb *table) waits(n int, news bool) (out []time.Duration) {
	tb.t.Helper()
	for range n {
		_, w := tb.step(news)
		out = append(out, w)
	}
	return out
}

func seconds(s ...float64) (out []time.Duration) {
	for _, v := range s {
		out = append(out, time.Duration(v*float64(time.Second)))
	}
	return out
}

func (tb *table) want(what string, got, want []time.Duration) {
	tb.t.Helper()
	if !slices.Equal(got, want) {
		tb.t.Errorf("%s: waits %v, want %v", what, got, want)
	}
}

func TestRoundsGrowToFifteenSeconds(t *testing.T) {
	tb := newTable(t, heygen.RouteBulk, rendering("a", noon), rendering("b", noon))
	tb.want("first rounds", tb.waits(7, false), seconds(0, 5, 7.5, 11.25, 15, 15, 15))
	tb.step(true)
	tb.want("after news", tb.waits(2, false), seconds(12, 15))
}

func TestNewVideoBringsRoundForward(t *testing.T) {
	tb := newTable(t, heygen.RouteBulk, rendering("a", noon))
	tb.waits(6, false)
	tb.now = tb.now.Add(2 * time.Second)
	tb.entries = append(tb.entries, &Entry{ID: "b", Status: heygen.Unknown, AddedAt: tb.now})
	tb.s.added("b")
	q, waited := tb.step(true)
	if waited != 3*time.Second || !slices.Equal(q.ids, []string{"a", "b"}) {
		t.Errorf("asked about %v after %v, want a and b 5 s after the round before", q.ids, waited)
	}
}

func TestOldVideosAreAskedSeldom(t *testing.T) {
	tb := newTable(t, heygen.RouteBulk, rendering("a", noon.Add(-21*time.Minute)))
	tb.want("older than 20 minutes", tb.waits(4, false), seconds(0, 60, 60, 60))
	tb = newTable(t, heygen.RouteBulk, rendering("a", noon.Add(-25*time.Hour)))
	tb.want("older than a day", tb.waits(3, false), seconds(0, 600, 600))
	tb.entries = append(tb.entries, rendering("young", tb.now))
	_, waited := tb.step(false)
	if waited != 5*time.Second {
		t.Errorf("with a young video beside it the round waits %v, want 5s", waited)
	}
}

func TestRoundOfManyIsAQuestionASecond(t *testing.T) {
	var entries []*Entry
	for i := range 250 {
		entries = append(entries, rendering(fmt.Sprint(i), noon))
	}
	tb := newTable(t, heygen.RouteBulk, entries...)
	var asked []int
	var waits []time.Duration
	for range 4 {
		q, w := tb.step(false)
		asked, waits = append(asked, len(q.ids)), append(waits, w)
	}
	if !slices.Equal(asked, []int{100, 100, 50, 100}) {
		t.Errorf("questions about %v ids", asked)
	}
	tb.want("spacing", waits, seconds(0, 1, 1, 3))
}

func TestJitterOnlyShortens(t *testing.T) {
	tb := newTable(t, heygen.RouteBulk, rendering("a", noon))
	tb.s.jitter = func() float64 { return 0.999 }
	for _, w := range tb.waits(20, false)[4:] {
		if w > 15*time.Second || w < 13*time.Second {
			t.Errorf("a round waits %v, want 13.5 to 15 s", w)
		}
	}
}

func TestSingleIntervals(t *testing.T) {
	tb := newTable(t, heygen.RouteV1, rendering("a", noon))
	tb.want("unchanged", tb.waits(9, false), seconds(0, 7.5, 11.25, 16.875, 25.3125, 37.96875, 56.953125, 60, 60)[:9])
	tb.step(true)
	_, waited := tb.step(false)
	if waited != 5*time.Second {
		t.Errorf("after news the video is asked about after %v, want 5s", waited)
	}
}

func TestSingleRouteSpacesQuestions(t *testing.T) {
	tb := newTable(t, heygen.RouteSingle, rendering("a", noon), rendering("b", noon), rendering("c", noon))
	tb.want("three at once", tb.waits(3, false), seconds(0, 0.2, 0.2))
}

func TestSingleRouteHoldsFourInFlight(t *testing.T) {
	var entries []*Entry
	for i := range 6 {
		entries = append(entries, rendering(fmt.Sprint(i), noon))
	}
	tb := newTable(t, heygen.RouteSingle, entries...)
	for range singleInFlight {
		q, at := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now)
		tb.now = later(tb.now, at)
		tb.s.asked(q, tb.now)
	}
	if q, _ := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now); q.kind != nothing {
		t.Errorf("a fifth question %v goes out while four are under way", q)
	}
	tb.s.released([]string{"0"})
	if q, _ := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now); q.kind != askStatuses {
		t.Error("no question goes out after one was answered")
	}
}

func TestOverdueSingleWaitsTwoMinutes(t *testing.T) {
	tb := newTable(t, heygen.RouteSingle, rendering("a", noon.Add(-30*time.Minute)))
	tb.want("overdue", tb.waits(3, false), seconds(0, 120, 120))
	tb = newTable(t, heygen.RouteSingle, rendering("a", noon.Add(-25*time.Hour)))
	tb.want("after a day", tb.waits(3, false), seconds(0, 600, 600))
}

func TestMissingVideoHasItsOwnBackOff(t *testing.T) {
	missing := &Entry{ID: "gone", Status: heygen.NotFound, AddedAt: noon, GraceUntil: noon.Add(missingGrace)}
	tb := newTable(t, heygen.RouteBulk, missing)
	tb.want("alone", tb.waits(4, false), seconds(0, 7.5, 11.25, 16.875))
	for tb.now.Before(noon.Add(missingGrace - time.Minute)) {
		tb.step(false)
	}
	tb.now = noon.Add(missingGrace)
	if q, at := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now); q.kind != nothing {
		t.Errorf("after its grace it is asked about again at %v: %v", at, q)
	}
}

// Nobody could ask when it was due, as without a network or while the machine slept: its end waits for one answer more.
func TestMissingVideoWhoseGraceNobodyUsed(t *testing.T) {
	for _, route := range []heygen.Route{heygen.RouteBulk, heygen.RouteSingle} {
		missing := &Entry{ID: "gone", Status: heygen.NotFound, AddedAt: noon, GraceUntil: noon.Add(missingGrace)}
		tb := newTable(t, route, missing)
		tb.waits(4, false)
		tb.now = noon.Add(5 * time.Hour)
		if q, waited := tb.step(false); len(q.ids) != 1 || waited > 0 {
			t.Errorf("%v: hours later it asks %v in %v", route, q.ids, waited)
		}
		if q, at := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now); q.kind != nothing {
			t.Errorf("%v: and again at %v: %v", route, at, q)
		}
	}
}

// An answer that is of no use is no word of the service's.
func TestMissingVideoWhoseLastAnswerWasOfNoUse(t *testing.T) {
	missing := &Entry{ID: "gone", Status: heygen.NotFound, AddedAt: noon, GraceUntil: noon.Add(missingGrace)}
	tb := newTable(t, heygen.RouteBulk, missing)
	tb.waits(4, false)
	tb.now = noon.Add(5 * time.Hour)
	q, _ := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now)
	tb.s.asked(q, tb.now)
	tb.s.released(q.ids)
	tb.s.skip(q.ids, tb.now)
	if q, waited := tb.step(false); len(q.ids) != 1 || waited > longestSingle {
		t.Errorf("it asks %v in %v", q.ids, waited)
	}
	if q, at := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now); q.kind != nothing {
		t.Errorf("and again at %v: %v", at, q)
	}
}

// Another process may have asked last, or nobody since the grace began: who comes later asks once, and notes that.
func TestMissingVideoWhoseGraceNoProcessUsed(t *testing.T) {
	for _, route := range []heygen.Route{heygen.RouteBulk, heygen.RouteSingle} {
		missing := &Entry{ID: "gone", Status: heygen.NotFound, AddedAt: noon, CheckedAt: noon, GraceUntil: noon.Add(missingGrace)}
		for _, asks := range []int{1, 0} {
			tb := newTable(t, route, missing)
			tb.now = noon.Add(5 * time.Hour)
			for range asks {
				tb.step(false)
			}
			if q, at := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now); q.kind != nothing {
				t.Errorf("%v: after %d questions it asks at %v: %v", route, asks, at, q)
			}
			if stored := answer(missing, heygen.Video{ID: "gone", Status: heygen.NotFound}, time.Time{}, tb.now); stored != (asks > 0) {
				t.Errorf("%v: the answer was stored: %v", route, stored)
			}
		}
	}
}

func TestMissingVideosNeverHurryARound(t *testing.T) {
	missing := &Entry{ID: "gone", Status: heygen.NotFound, AddedAt: noon, GraceUntil: noon.Add(missingGrace)}
	tb := newTable(t, heygen.RouteBulk, missing, rendering("a", noon))
	tb.want("rounds", tb.waits(6, false), seconds(0, 5, 7.5, 11.25, 15, 15))
}

func TestRefusedIdEndsUpAlone(t *testing.T) {
	tb := newTable(t, heygen.RouteBulk, rendering("a", noon), rendering("b", noon), rendering("bad", noon), rendering("d", noon))
	refusals := 0
	for range 20 {
		q, at := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now)
		tb.now = later(tb.now, at)
		q, _ = tb.s.next(tb.entries, Estimates{}, tb.route, tb.now)
		tb.s.asked(q, tb.now)
		if slices.Contains(q.ids, "bad") {
			refusals++
			tb.s.split(q.ids, tb.now)
			continue
		}
		tb.s.answered(q, nil, nil, tb.now)
	}
	if !tb.s.asks["bad"].alone || refusals > 8 {
		t.Errorf("bad is alone: %v, after %d refusals", tb.s.asks["bad"].alone, refusals)
	}
	for _, id := range []string{"a", "b", "d"} {
		if tb.s.asks[id].alone {
			t.Errorf("%s is kept alone for another's fault", id)
		}
	}
}

func TestForcedQuestionGoesOutAtOnce(t *testing.T) {
	for _, route := range []heygen.Route{heygen.RouteBulk, heygen.RouteSingle} {
		tb := newTable(t, route, rendering("a", noon), &Entry{ID: "done", Status: heygen.Completed, Described: true, Length: 1, AddedAt: noon})
		tb.waits(5, false)
		tb.now = tb.now.Add(time.Second)
		tb.s.force([]string{"done"})
		q, waited := tb.step(false)
		if waited != 0 || !slices.Equal(q.ids, []string{"done"}) {
			t.Errorf("%v: asked about %v after %v", route, q.ids, waited)
		}
	}
}

func TestNothingToAsk(t *testing.T) {
	done := &Entry{ID: "a", Status: heygen.Completed, Described: true, Length: 3}
	local := &Entry{ID: "q-1", Status: Queued}
	for _, route := range []heygen.Route{heygen.RouteBulk, heygen.RouteSingle, heygen.RouteV1} {
		tb := newTable(t, route, done, local)
		if q, at := tb.s.next(tb.entries, Estimates{}, route, noon); q.kind != nothing || !at.IsZero() {
			t.Errorf("%v: would ask %v at %v", route, q, at)
		}
	}
}

// The bulk route may say that a video failed and not why (DOC: error "may be absent even when failed").
func TestAReasonThatBulkLeftOutIsSoughtOnce(t *testing.T) {
	failed := func(f *heygen.Failure, ago time.Duration) *Entry {
		return &Entry{ID: "a", Status: heygen.Failed, Described: true, Failure: f, ChangedAt: noon.Add(-ago)}
	}
	none, given := &heygen.Failure{Message: "HeyGen gave no reason"}, &heygen.Failure{Code: "X"}
	for name, c := range map[string]struct {
		entry *Entry
		route heygen.Route
		want  kind
	}{
		"left out":     {failed(none, time.Minute), heygen.RouteBulk, askReason},
		"given":        {failed(given, time.Minute), heygen.RouteBulk, nothing},
		"long ago":     {failed(none, time.Hour), heygen.RouteBulk, nothing},
		"single route": {failed(none, time.Minute), heygen.RouteSingle, nothing},
	} {
		tb := newTable(t, c.route, c.entry)
		if q, _ := tb.s.next(tb.entries, Estimates{}, c.route, noon); q.kind != c.want {
			t.Errorf("%s: would ask %v", name, q)
		}
		tb.s.lengths.tried("a")
		if q, _ := tb.s.next(tb.entries, Estimates{}, c.route, noon.Add(time.Hour/2)); q.kind != nothing {
			t.Errorf("%s: would ask %v once more", name, q)
		}
	}
}

func TestManyReasonsThatBulkLeftOutAreSoughtOnAPage(t *testing.T) {
	var all []*Entry
	for _, id := range []string{"a", "b", "c", "d"} {
		all = append(all, &Entry{ID: id, Status: heygen.Failed, Described: true, ChangedAt: noon})
	}
	tb := newTable(t, heygen.RouteBulk, all...)
	if q, _ := tb.s.next(tb.entries, Estimates{}, heygen.RouteBulk, noon); q.kind != askLengthPage {
		t.Errorf("would ask %v", q)
	}
	tb.s.lengths.turned(heygen.Page{}, true, lackLength(tb.entries))
	if q, _ := tb.s.next(tb.entries, Estimates{}, heygen.RouteBulk, noon.Add(time.Hour/2)); q.kind != nothing {
		t.Errorf("would ask %v once more", q)
	}
}

func TestBackOffDoublesToAMinute(t *testing.T) {
	var b backoff
	trouble := &heygen.TransportError{Op: "x", Err: fmt.Errorf("refused")}
	var got []time.Duration
	now := noon
	for range 8 {
		b.meet(trouble, 0, now)
		got = append(got, b.until.Sub(now))
		now = b.until
	}
	if want := seconds(1, 2, 4, 8, 16, 32, 60, 60); !slices.Equal(got, want) {
		t.Errorf("waits %v, want %v", got, want)
	}
	b.hurry()
	if !b.until.IsZero() {
		t.Error("the user can't cut our own wait short")
	}
}

// A try of the user's own that fails too makes the next one by itself no later.
func TestTriesOfTheUsersDoNotLengthenTheWait(t *testing.T) {
	var b backoff
	trouble := &heygen.TransportError{Op: "x", Err: fmt.Errorf("refused")}
	now := noon
	for range 4 {
		b.meet(trouble, 0, now)
		now = b.until
	}
	b.meet(trouble, 0, now) // 16 s
	for range 3 {
		now = now.Add(time.Second)
		b.hurry()
		b.hurry()
		b.meet(trouble, 0, now)
		if wait := b.until.Sub(now); wait != 16*time.Second {
			t.Errorf("waits %v, want 16 s", wait)
		}
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	for _, c := range []struct {
		err  error
		want time.Duration
	}{
		{&heygen.LimitError{RetryAfter: 40 * time.Second}, 40 * time.Second},
		{&heygen.LimitError{RetryAfter: 3 * time.Hour}, 10 * time.Minute},
		{&heygen.LimitError{Quota: true}, 10 * time.Minute},
		{&heygen.ServerError{RetryAfter: 7 * time.Second}, 7 * time.Second},
	} {
		var b backoff
		b.meet(c.err, 0, noon)
		b.hurry()
		if got := b.until.Sub(noon); got != c.want {
			t.Errorf("%v: waits %v, want %v", c.err, got, c.want)
		}
	}
}

func TestRetryAfterWithinAWaitOfOurOwnIsNotCutShort(t *testing.T) {
	var b backoff
	for range 7 {
		b.meet(&heygen.ServerError{}, 0, later(noon, b.until))
	}
	now := b.until.Add(-40 * time.Second)
	b.meet(&heygen.LimitError{RetryAfter: 30 * time.Second}, 0, now)
	b.hurry()
	if wait := b.until.Sub(now); wait < 30*time.Second {
		t.Errorf("waits %v, and HeyGen asked for 30 s", wait)
	}
}
