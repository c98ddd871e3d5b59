package tracker

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// desk is a tracker over a simulated account inside a synctest bubble, watched as the dashboard does.
type desk struct {
	*Tracker
	t     *testing.T
	api   *account
	store *memStore
}

// atDesk runs f with a watched tracker that tracks ids.
func atDesk(t *testing.T, ids []string, f func(d *desk)) {
	t.Helper()
	atOddDesk(t, ids, func(*account) {}, f)
}

// atOddDesk is atDesk with a service that is made odd before the first question.
func atOddDesk(t *testing.T, ids []string, odd func(a *account), f func(d *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer synctest.Wait()
		defer cancel()
		d := &desk{t: t, api: newAccount(), store: newMemStore()}
		odd(d.api)
		d.Tracker = New(Config{API: d.api, Store: d.store})
		if _, err := d.Add(ctx, additions(ids...), Added); err != nil {
			t.Fatal(err)
		}
		go watch(ctx, d.Tracker)
		f(d)
	})
}

// renders lets HeyGen know a video that renders for so long.
func (d *desk) renders(id string, long time.Duration) {
	now := time.Now()
	d.api.start(render{id: id, started: now, renders: now, ended: now.Add(long)})
}

func (d *desk) wantStatus(id string, want heygen.Status) {
	d.t.Helper()
	if e := d.Entry(id); e == nil || e.Status != want {
		d.t.Fatalf("%s is %v, want %s", id, e, want)
	}
}

// meet makes the service answer questions about statuses with what trouble says of them.
func (d *desk) meet(trouble func(ids []string) error) {
	d.api.guard.Lock()
	defer d.api.guard.Unlock()
	d.api.trouble = trouble
}

// answerWith makes the service answer every question about statuses with err, honestly where it is nil.
func (d *desk) answerWith(err error) { d.meet(func([]string) error { return err }) }

func (d *desk) statusQuestions() int { return d.api.requests()["statuses"] }

func TestStatusesChangeByThemselves(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Minute)
		pass(20 * time.Second)
		d.wantStatus("a", heygen.Processing)
		pass(time.Minute)
		d.wantStatus("a", heygen.Completed)
		e := d.Entry("a")
		if len(e.History) == 0 || !e.SeenAlive || e.CompletedAt.IsZero() || e.Title == "" {
			t.Errorf("the entry tells too little: %+v", e)
		}
		before := d.statusQuestions()
		pass(time.Hour)
		if n := d.statusQuestions(); n != before {
			t.Errorf("asked %d times about a completed video", n-before)
		}
	})
}

func TestUnchangedAnswersWriteNothing(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Hour)
		pass(time.Minute)
		before := d.store.writes()
		pass(10 * time.Minute)
		if n := d.store.writes(); n != before {
			t.Errorf("%d writes for unchanged answers", n-before)
		}
	})
}

func TestAddWakesTheAsker(t *testing.T) {
	atDesk(t, nil, func(d *desk) {
		d.renders("late", 2*time.Hour)
		pass(time.Hour)
		if _, err := d.Add(d.t.Context(), additions("late"), Added); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		d.wantStatus("late", heygen.Processing)
	})
}

func TestRefusedKeyStopsAsking(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Hour)
		d.answerWith(&heygen.AuthError{Reply: heygen.Reply{Op: "status", HTTP: 401}})
		pass(6 * time.Second)
		asked := d.statusQuestions()
		pass(5*time.Minute + time.Second)
		if n := d.statusQuestions(); n != asked {
			t.Errorf("asked %d more times with a refused key", n-asked)
		}
		if n := d.api.requests()["reload"]; n != 5 {
			t.Errorf("looked at the credentials %d times in five minutes, want once a minute", n)
		}
		if !d.Snapshot().Service.Refused() {
			t.Errorf("the trouble is %v, want the refusal", d.Snapshot().Service.Trouble)
		}
		d.answerWith(nil)
		d.api.guard.Lock()
		d.api.credential = true
		d.api.guard.Unlock()
		pass(time.Minute)
		d.wantStatus("a", heygen.Processing)
		if s := d.Snapshot().Service; s.Trouble != nil {
			t.Errorf("the trouble stays: %v", s.Trouble)
		}
	})
}

func TestAskNowTriesARefusedKeyAgain(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Hour)
		d.answerWith(&heygen.AuthError{})
		pass(6 * time.Second)
		d.answerWith(nil)
		d.AskNow(nil)
		pass(2 * time.Second)
		if trouble := d.Snapshot().Service.Trouble; trouble != nil {
			t.Errorf("the trouble stays: %v", trouble)
		}
	})
}

func TestMissingKeyIsToldBeforeThereIsAnythingToAsk(t *testing.T) {
	api := newFakeAPI()
	api.onReload = func() (bool, error) { return false, &heygen.AuthError{Missing: true, Hint: "set HEYGEN_API_KEY"} }
	tr := New(Config{API: api, Store: newMemStore()})
	tr.CheckCredential()
	if s := tr.Snapshot().Service; !s.Refused() {
		t.Errorf("the trouble is %v", s.Trouble)
	}
	if at := tr.nextPoll(); time.Until(at) <= 0 || time.Until(at) > time.Minute {
		t.Errorf("the credentials are looked at again at %v", at)
	}
}

func TestTroubleBacksOffAndKeepsStatuses(t *testing.T) {
	for _, trouble := range []error{
		&heygen.ServerError{Reply: heygen.Reply{HTTP: 503}},
		&heygen.TransportError{Op: "status", Err: errors.New("connection refused")},
		&heygen.LimitError{Reply: heygen.Reply{HTTP: 429}},
	} {
		atDesk(t, []string{"a"}, func(d *desk) {
			d.renders("a", 2*time.Hour)
			pass(20 * time.Second)
			before := d.statusQuestions()
			d.answerWith(trouble)
			pass(10 * time.Minute)
			if n := d.statusQuestions() - before; n < 10 || n > 18 {
				t.Errorf("%T: asked %d times in ten minutes of trouble", trouble, n)
			}
			d.wantStatus("a", heygen.Processing)
			if s := d.Snapshot().Service; s.Trouble == nil || s.Next.IsZero() {
				t.Errorf("%T: the service is shown as %+v", trouble, s)
			}
			d.answerWith(nil)
			pass(time.Minute)
			if s := d.Snapshot().Service; s.Trouble != nil {
				t.Errorf("%T: the trouble stays: %v", trouble, s.Trouble)
			}
		})
	}
}

func TestRetryAfterHoldsTheQueue(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Hour)
		d.answerWith(&heygen.LimitError{RetryAfter: 90 * time.Second})
		pass(6 * time.Second)
		before := len(d.api.asked())
		d.AskNow(nil)
		pass(83 * time.Second)
		if n := len(d.api.asked()); n != before {
			t.Errorf("asked %v within the wait that HeyGen named", d.api.asked()[before:])
		}
		d.answerWith(nil)
		pass(8 * time.Second)
		if d.Snapshot().Service.Trouble != nil {
			t.Error("it did not ask again after the wait")
		}
	})
}

func TestUnusableBodyConcernsItsQuestionAlone(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Hour)
		d.answerWith(&heygen.BodyError{Err: errors.New("not JSON")})
		pass(time.Minute)
		if n := d.statusQuestions(); n < 5 || n > 8 {
			t.Errorf("asked %d times in a minute, want the usual rounds", n)
		}
		if d.Snapshot().Service.Trouble == nil {
			t.Error("nobody is told of the unusable answers")
		}
	})
}

func TestBadIdHidesNoOther(t *testing.T) {
	atDesk(t, []string{"a", "b", "bad", "c"}, func(d *desk) {
		for _, id := range []string{"a", "b", "c"} {
			d.renders(id, time.Hour)
		}
		d.meet(func(ids []string) error {
			if slices.Contains(ids, "bad") {
				return &heygen.RequestError{Reply: heygen.Reply{Op: "status of " + ids[0], HTTP: 400, Message: "malformed id"}}
			}
			return nil
		})
		pass(30 * time.Second)
		for _, id := range []string{"a", "b", "c"} {
			d.wantStatus(id, heygen.Processing)
		}
		live := d.Snapshot().Live["bad"]
		if live == nil || !strings.HasPrefix(live.AskError, "HTTP 400: malformed id: ") {
			t.Errorf("the bad row says %+v", live)
		}
	})
}

func TestNotFoundEndsAfterItsGrace(t *testing.T) {
	atDesk(t, []string{"gone", "late"}, func(d *desk) {
		pass(2 * time.Second)
		d.wantStatus("gone", heygen.NotFound)
		if d.Entry("gone").Ended(time.Now()) {
			t.Error("it ended at once")
		}
		pass(5 * time.Minute)
		d.renders("late", time.Hour)
		pass(time.Minute)
		d.wantStatus("late", heygen.Processing)
		pass(10 * time.Minute)
		if !d.Entry("gone").Ended(time.Now()) {
			t.Error("it has not ended after 16 minutes")
		}
		pass(time.Hour)
		for _, call := range d.api.asked()[len(d.api.asked())-10:] {
			if strings.Contains(call, "gone") {
				t.Errorf("still asks about it: %s", call)
			}
		}
	})
}

// What was noted before the clock was put back does not outweigh the service's word.
func TestClockPutBack(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Minute)
		pass(10 * time.Second)
		_, err := d.store.Apply(d.t.Context(), []string{"a"}, func(e *Entry) bool {
			e.ChangedAt = time.Now().Add(3 * time.Hour)
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		pass(2 * time.Minute)
		d.wantStatus("a", heygen.Completed)
	})
}

// What another process notes while an answer waits for the list is later than the answer.
func TestAnAnswerOvertaken(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Hour)
		pass(10 * time.Second)
		asked, came := time.Now(), time.Now().Add(time.Second)
		_, err := d.store.Apply(d.t.Context(), []string{"a"}, func(e *Entry) bool {
			e.Status, e.ChangedAt = heygen.Completed, came.Add(4*time.Second)
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		late := []heygen.Video{{ID: "a", Status: heygen.Pending}}
		if _, err := d.Tracker.store(d.t.Context(), late, asked, came); err != nil {
			t.Fatal(err)
		}
		d.wantStatus("a", heygen.Completed)
	})
}

func TestRemovedElsewhereStaysRemoved(t *testing.T) {
	atDesk(t, []string{"a", "b"}, func(d *desk) {
		d.renders("a", 20*time.Second)
		d.renders("b", 20*time.Second)
		pass(10 * time.Second)
		if _, err := New(Config{API: d.api, Store: d.store.other()}).Remove(d.t.Context(), []string{"a"}); err != nil {
			t.Fatal(err)
		}
		pass(time.Minute)
		d.wantStatus("b", heygen.Completed)
		if e := d.Entry("a"); e != nil {
			t.Errorf("an answer brought %v back", e)
		}
	})
}

func TestChangesOfAnotherProcessAreLoaded(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		other := New(Config{API: d.api, Store: d.store.other()})
		if _, err := other.Load(d.t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := other.Add(d.t.Context(), additions("b", "c"), Added); err != nil {
			t.Fatal(err)
		}
		if changed, err := d.Load(d.t.Context()); !changed || err != nil {
			t.Fatalf("Load: %v, %v", changed, err)
		}
		var order []string
		for _, e := range d.Snapshot().Entries {
			order = append(order, e.ID)
		}
		if !slices.Equal(order, []string{"b", "c", "a"}) {
			t.Errorf("order %v, want the newest add first, as given", order)
		}
		if changed, err := d.Load(d.t.Context()); changed || err != nil {
			t.Errorf("a second Load: %v, %v", changed, err)
		}
	})
}

func TestUndoPutsEntriesBack(t *testing.T) {
	atDesk(t, []string{"a", "b", "c"}, func(d *desk) {
		removed, err := d.Remove(d.t.Context(), []string{"b", "nobody"})
		if err != nil || len(removed) != 1 || d.Entry("b") != nil {
			t.Fatalf("removed %v, %v", removed, err)
		}
		if err := d.Restore(d.t.Context(), removed); err != nil {
			t.Fatal(err)
		}
		if entries := d.Snapshot().Entries; len(entries) != 3 || entries[1].ID != "b" {
			t.Errorf("b did not come back to its place: %v", entries)
		}
	})
}

func TestStoreTroubleIsShownAndKeepsTheList(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Hour)
		pass(3 * time.Second)
		was := d.Entry("a").Status
		full := errors.New("disk full")
		d.store.failWith(full)
		d.renders("a", time.Second) // another answer, which can't be stored
		pass(20 * time.Second)
		if trouble := d.Snapshot().Service.Trouble; !errors.Is(trouble, full) {
			t.Errorf("trouble is %v, want the store's", trouble)
		}
		d.wantStatus("a", was)
		d.store.failWith(nil)
		pass(2 * time.Minute)
		d.wantStatus("a", heygen.Completed)
	})
}

func TestV1NeverHasMoreThanFourInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		api := newAccount()
		api.route = heygen.RouteV1
		honest := api.onStatuses
		slots := make(chan struct{}, 100)
		most := 0
		api.onStatuses = func(ctx context.Context, ids []string) ([]heygen.Video, error) {
			slots <- struct{}{}
			api.mu.Lock()
			most = max(most, len(slots))
			api.mu.Unlock()
			pass(2 * time.Second) // a slow server
			<-slots
			if len(ids) != 1 {
				t.Errorf("a v1 question about %d ids", len(ids))
			}
			return honest(ctx, ids)
		}
		var ids []string
		for i := range 40 {
			ids = append(ids, "v"+string(rune('A'+i)))
		}
		tr := New(Config{API: api, Store: newMemStore()})
		if _, err := tr.Add(ctx, additions(ids...), Added); err != nil {
			t.Fatal(err)
		}
		go watch(ctx, tr)
		pass(30 * time.Second)
		cancel()
		pass(3 * time.Second)
		if most != 4 {
			t.Errorf("%d questions were in flight at once, want 4", most)
		}
		if n := api.requests()["statuses"]; n < 40 {
			t.Errorf("%d of 40 videos were asked about in 30 s", n)
		}
	})
}

func TestAChangeIsHeardOfAtOnceAndAnAnswerWithoutNewsIsNone(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Hour)
		pass(5 * time.Minute)
		var heard atomic.Int32
		go func() {
			rev := d.Snapshot().Rev
			for {
				var err error
				if rev, err = d.Changed(d.t.Context(), rev); err != nil {
					return
				}
				heard.Add(1)
			}
		}()
		before := d.statusQuestions()
		pass(10 * time.Minute)
		if heard.Load() != 0 || d.statusQuestions() == before {
			t.Errorf("%d changes by %d answers without news", heard.Load(), d.statusQuestions()-before)
		}
		if _, err := d.Add(d.t.Context(), additions("b", "c"), Added); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if heard.Load() == 0 {
			t.Error("an added video was not heard of")
		}
		pass(time.Minute)
		d.answerWith(&heygen.ServerError{Reply: heygen.Reply{HTTP: 502}})
		heard.Store(0)
		pass(30 * time.Second)
		if heard.Load() == 0 {
			t.Error("trouble was not heard of")
		}
	})
}

func TestWhoWaitsForAChangeIsLetGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := New(Config{API: newAccount(), Store: newMemStore()})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := d.Changed(ctx, d.Snapshot().Rev); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ended with %v", err)
		}
	})
}

func TestAskNowLooksForTheKeyWhereThereIsNothingToAsk(t *testing.T) {
	atDesk(t, nil, func(d *desk) {
		d.api.onReload = func() (bool, error) { return false, &heygen.AuthError{Missing: true} }
		d.CheckCredential()
		pass(time.Second)
		d.api.onReload = func() (bool, error) { return true, nil }
		d.AskNow(nil)
		pass(time.Second)
		if s := d.Snapshot().Service; s.Refused() {
			t.Errorf("a new key was not looked for: %v", s.Trouble)
		}
	})
}
