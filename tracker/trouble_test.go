package tracker

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// A process that did not see the video alive itself still gives a sudden not_found its grace.
func TestOneNotFoundAfterARestartEndsNothing(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", 3*time.Hour)
		pass(30 * time.Minute)
		d.wantStatus("a", heygen.Processing)
		gone := newFakeAPI() // knows no video
		other := New(Config{API: gone, Store: d.store.other()})
		if _, err := other.Load(d.t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := other.Check(d.t.Context(), []string{"a"}, true); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Load(d.t.Context()); err != nil {
			t.Fatal(err)
		}
		d.wantStatus("a", heygen.NotFound)
		pass(2 * time.Minute)
		d.wantStatus("a", heygen.Processing)
	})
}

func TestRetryAfterHoldsTheSingleRoutesToo(t *testing.T) {
	atDesk(t, []string{"a", "b", "c", "d", "e", "f", "g", "h"}, func(d *desk) {
		d.api.mu.Lock()
		d.api.route = heygen.RouteSingle
		d.api.mu.Unlock()
		for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			d.renders(id, 3*time.Hour)
		}
		pass(time.Minute)
		d.meet(func(ids []string) error {
			if ids[0] == "a" {
				return &heygen.LimitError{RetryAfter: 2 * time.Minute}
			}
			pass(2 * time.Second) // the others are under way when a is refused
			return nil
		})
		for d.Snapshot().Service.Trouble == nil {
			pass(100 * time.Millisecond)
		}
		pass(3 * time.Second)
		before := d.statusQuestions()
		pass(110 * time.Second)
		if n := d.statusQuestions() - before; n != 0 {
			t.Errorf("asked %d times within the wait that HeyGen named", n)
		}
	})
}

func TestSeveralRefusalsAtOnceLengthenTheWaitOnce(t *testing.T) {
	var b backoff
	for range 4 {
		b.meet(&heygen.ServerError{}, 0, noon)
	}
	if got := b.until.Sub(noon); got != time.Second {
		t.Errorf("waits %v after four answers of one moment, want 1s", got)
	}
	b.clear(noon)
	if b.until.IsZero() {
		t.Error("the answer to an older question ended the wait")
	}
}

// A key that may not read lists still learns statuses.
func TestForbiddenListsDoNotStopTheAsking(t *testing.T) {
	forbid := func(a *account) {
		a.onPage = func(context.Context, heygen.PageRequest) (heygen.Page, error) {
			return heygen.Page{}, &heygen.AuthError{Reply: heygen.Reply{HTTP: 403}}
		}
	}
	atOddDesk(t, []string{"a", "b"}, forbid, func(d *desk) {
		d.renders("a", time.Hour)
		d.renders("b", time.Hour)
		pass(10 * time.Minute)
		if n := d.statusQuestions(); n < 30 {
			t.Errorf("asked %d times in ten minutes", n)
		}
		if s := d.Snapshot().Service; s.Trouble != nil {
			t.Errorf("trouble %v", s.Trouble)
		}
	})
}

func TestTitleThatCannotBeReadIsAskedForOnce(t *testing.T) {
	for _, refusal := range []error{&heygen.NotFoundError{}, &heygen.BodyError{Err: context.DeadlineExceeded}} {
		refuse := func(a *account) {
			a.onVideo = func(context.Context, string) (heygen.Video, error) { return heygen.Video{}, refusal }
		}
		atOddDesk(t, []string{"a"}, refuse, func(d *desk) {
			d.renders("a", time.Hour)
			pass(10 * time.Minute)
			if n := d.api.requests()["video"]; n != 1 {
				t.Errorf("%T: read %d times", refusal, n)
			}
		})
	}
}

func TestTitleComesAfterPassingTrouble(t *testing.T) {
	stumble := func(a *account) {
		honest, failures := a.onVideo, 0
		a.onVideo = func(ctx context.Context, id string) (heygen.Video, error) {
			if failures++; failures < 3 {
				return heygen.Video{}, &heygen.ServerError{Reply: heygen.Reply{HTTP: 502}}
			}
			return honest(ctx, id)
		}
	}
	atOddDesk(t, []string{"a"}, stumble, func(d *desk) {
		d.renders("a", time.Hour)
		pass(5 * time.Minute)
		if title := d.Entry("a").Title; title != "Clip a" {
			t.Errorf("the title is %q", title)
		}
	})
}

func TestAnAnswerAboutFewerThanWereAskedIsFollowedByTheRest(t *testing.T) {
	var ids []string
	for i := range 100 {
		ids = append(ids, fmt.Sprintf("v%03d", i))
	}
	brief := func(a *account) {
		a.onStatuses = func(_ context.Context, ids []string) ([]heygen.Video, error) {
			var told []heygen.Video
			for _, id := range ids[:min(len(ids), 30)] {
				told = append(told, heygen.Video{ID: id, Status: heygen.Processing})
			}
			return told, nil
		}
	}
	atOddDesk(t, ids, brief, func(d *desk) {
		pass(4500 * time.Millisecond)
		for _, id := range ids {
			d.wantStatus(id, heygen.Processing)
		}
		if n := d.statusQuestions(); n != 4 {
			t.Errorf("%d questions about 100 videos of which each answer names 30", n)
		}
	})
}

func TestAnIdThatIsNeverNamedIsAskedAboutOnceMoreOnly(t *testing.T) {
	silent := func(a *account) {
		a.onStatuses = func(_ context.Context, ids []string) ([]heygen.Video, error) {
			if ids[0] == "ghost" {
				return nil, nil
			}
			return []heygen.Video{{ID: "a", Status: heygen.Processing}}, nil
		}
	}
	atOddDesk(t, []string{"a", "ghost"}, silent, func(d *desk) {
		pass(4500 * time.Millisecond)
		if n := d.statusQuestions(); n != 2 {
			t.Errorf("%d questions in the first round", n)
		}
		pass(4 * time.Second)
		if n := d.statusQuestions(); n != 3 {
			t.Errorf("%d questions after the second round", n)
		}
	})
}

func TestLeftOutIdKeepsTheUsualRounds(t *testing.T) {
	var named atomic.Value // the one id that the answers name
	named.Store("a")
	omit := func(a *account) {
		a.onStatuses = func(context.Context, []string) ([]heygen.Video, error) {
			return []heygen.Video{{ID: named.Load().(string), Status: heygen.Processing}}, nil
		}
	}
	atOddDesk(t, []string{"a", "ghost"}, omit, func(d *desk) {
		d.renders("a", time.Hour)
		pass(10 * time.Minute)
		if n := d.statusQuestions(); n > 50 {
			t.Errorf("%d rounds in ten minutes for an id that the answers leave out", n)
		}
		if l := d.Snapshot().Live["ghost"]; l == nil || l.AskError != leftOutText {
			t.Errorf("its row says %+v", l)
		}
		named.Store("ghost")
		pass(time.Minute)
		for _, id := range []string{"a", "ghost"} {
			if l := d.Snapshot().Live[id]; l != nil {
				t.Errorf("once it was named, the row of %s says %+v", id, l)
			}
		}
	})
}

func TestNewMissingVideoIsNotHeldUpByOldOnes(t *testing.T) {
	old := rendering("old", noon.Add(-25*time.Hour))
	missing := &Entry{ID: "new", Status: heygen.NotFound, AddedAt: noon, ChangedAt: noon, GraceUntil: noon.Add(missingGrace)}
	tb := newTable(t, heygen.RouteBulk, old, missing)
	tb.step(false)
	if _, waited := tb.step(false); waited > 15*time.Second {
		t.Errorf("asked again after %v", waited)
	}
}

// An answer that was on its way while another process stored a newer one does not take that back.
func TestOlderAnswerTakesNoEndBack(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Hour)
		pass(time.Minute)
		other := New(Config{API: d.api, Store: d.store.other()})
		if _, err := other.Load(d.t.Context()); err != nil {
			t.Fatal(err)
		}
		sent := time.Now()
		pass(time.Second)
		if _, err := other.apply(d.t.Context(), []string{"a"}, func(e *Entry) bool {
			return answer(e, heygen.Video{ID: "a", Status: heygen.Completed}, time.Time{}, time.Now())
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Tracker.store(d.t.Context(), []heygen.Video{{ID: "a", Status: heygen.Pending}}, sent, time.Now()); err != nil {
			t.Fatal(err)
		}
		d.wantStatus("a", heygen.Completed)
	})
}

func TestOneHangingQuestionHoldsNoOtherUp(t *testing.T) {
	atDesk(t, []string{"a", "b"}, func(d *desk) {
		d.api.mu.Lock()
		d.api.route = heygen.RouteSingle
		d.api.mu.Unlock()
		d.renders("a", 3*time.Hour)
		d.renders("b", 3*time.Hour)
		var once sync.Once
		d.meet(func(ids []string) error {
			if ids[0] == "a" {
				once.Do(func() { pass(10 * time.Minute) })
			}
			return nil
		})
		pass(time.Minute)
		asked := 0
		for _, call := range d.api.asked() {
			if strings.HasPrefix(call, "statuses b") {
				asked++
			}
		}
		if asked < 5 {
			t.Errorf("b was asked about %d times in a minute", asked)
		}
		pass(20 * time.Minute)
	})
}

func TestWantedQuestionSurvivesAFailure(t *testing.T) {
	tb := newTable(t, heygen.RouteBulk, rendering("a", noon))
	tb.waits(5, false)
	tb.s.force([]string{"a"})
	q, _ := tb.s.next(tb.entries, Estimates{}, tb.route, tb.now)
	tb.s.asked(q, tb.now)
	tb.s.released(q.ids)
	if q, at := tb.s.nextForced(tb.entries, tb.route, tb.now.Add(time.Second)); q.kind != askStatuses || at.After(tb.now.Add(time.Second)) {
		t.Errorf("what the user wanted is forgotten: %v at %v", q, at)
	}
}

// otherLease is a lease that somebody else may hold.
type otherLease struct{ elsewhere atomic.Bool }

func (l *otherLease) Try(time.Time) (bool, error)  { return !l.elsewhere.Load(), nil }
func (l *otherLease) Beat(time.Time) (bool, error) { return !l.elsewhere.Load(), nil }
func (l *otherLease) Release() error               { return nil }
func (l *otherLease) Tell(string)                  {}
func (l *otherLease) Told() string                 { return "" }

func TestOnlyTheHolderOfTheLeaseAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer synctest.Wait()
		defer cancel()
		api, lease := newAccount(), &otherLease{}
		lease.elsewhere.Store(true)
		now := time.Now()
		api.start(render{id: "a", started: now, renders: now, ended: now.Add(time.Hour)})
		tr := New(Config{API: api, Store: newMemStore(), Lease: lease})
		if _, err := tr.Add(ctx, additions("a"), Added); err != nil {
			t.Fatal(err)
		}
		go func() { _ = tr.KeepLease(ctx) }()
		go watch(ctx, tr)
		pass(time.Minute)
		if n := len(api.asked()); n != 0 || !tr.Snapshot().Service.Following {
			t.Errorf("a follower asked %d times; it is shown as following: %v", n, tr.Snapshot().Service.Following)
		}
		tr.AskNow(nil)
		pass(time.Second)
		if calls := api.asked(); !slices.Equal(calls, []string{"statuses a"}) {
			t.Errorf("the user's own question became %v", calls)
		}
		lease.elsewhere.Store(false)
		pass(30 * time.Second)
		if n := api.requests()["statuses"]; n < 3 || tr.Snapshot().Service.Following {
			t.Errorf("the new holder asked %d times", n)
		}
		tr.YieldLease()
		if !tr.Snapshot().Service.Following {
			t.Error("it still asks after it gave the lease up")
		}
	})
}
