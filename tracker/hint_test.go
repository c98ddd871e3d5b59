package tracker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// The bar: a hundred videos that end within 10 s, each told of, cost at most 30 requests, and each is known within 2 s.
func TestHintsShareTheirQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := heygentest.New(heygentest.Options{})
		defer server.Close()
		began := time.Now()
		var all []Addition
		for i := range 100 {
			id := heygentest.ID(i + 1)
			server.Add(heygentest.VideoSpec{ID: id, Title: "Clip", Created: began, Renders: 10*time.Minute + time.Duration(i)*100*time.Millisecond})
			all = append(all, Addition{ID: id})
		}
		client, err := heygen.New(heygen.Config{
			Base: server.BaseURL(), AllowHTTP: true, Transport: server.Pipes(),
			Credentials: func() (heygen.Credential, error) { return heygen.Credential{Key: "key"}, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer synctest.Wait()
		defer cancel()
		tr := New(Config{API: client, Store: newMemStore()})
		if _, err := tr.Add(ctx, all, Added); err != nil {
			t.Fatal(err)
		}
		go watch(ctx, tr)
		pass(10*time.Minute - time.Second)
		server.ResetCounts()
		for i, v := range all {
			pass(time.Until(began.Add(10*time.Minute + time.Duration(i)*100*time.Millisecond)))
			tr.Hint(v.ID)
			tr.Hint(v.ID) // they come twice, and some are about others
			tr.Hint(fmt.Sprint("stranger", i))
		}
		pass(2 * time.Second)
		for _, e := range tr.Snapshot().Entries {
			if e.Status != heygen.Completed || e.ChangedAt.Sub(e.CompletedAt) > 3*time.Second {
				t.Errorf("%s is %s, known %s after its end", e.ID, e.Status, e.ChangedAt.Sub(e.CompletedAt))
			}
		}
		if n := server.Count(heygentest.API); n > 30 {
			t.Errorf("%d requests, the bar is 30", n)
		}
		t.Logf("%d requests", server.Count(heygentest.API))
		server.ResetCounts()
		for _, v := range all {
			tr.Hint(v.ID) // repeated when all is over
		}
		pass(10 * time.Second)
		if n := server.Count(heygentest.Bulk); n != 0 {
			t.Errorf("%d questions about videos that have ended", n)
		}
	})
}

func TestAHintCutsNoWaitShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFakeAPI(heygen.Video{ID: "a", Status: heygen.Processing})
		api.onStatuses = func(context.Context, []string) ([]heygen.Video, error) {
			return nil, &heygen.LimitError{RetryAfter: time.Minute}
		}
		tr := New(Config{API: api, Store: newMemStore()})
		if _, err := tr.Add(t.Context(), additions("a"), Added); err != nil {
			t.Fatal(err)
		}
		_ = tr.Poll(t.Context()) // refused
		tr.Hint("a")
		if wait := time.Until(tr.nextPoll()); wait < 59*time.Second {
			t.Errorf("it is asked again in %s", wait)
		}
	})
}

// Attend goes on for what comes later, tells nothing of what had ended, and saves what auto-download takes.
func TestAttend(t *testing.T) {
	inQueue(t, nil, func(t *testing.T, q *queue) {
		q.api.start(render{id: "old", started: time.Now().Add(-time.Hour), renders: time.Now().Add(-time.Hour), ended: time.Now().Add(-time.Hour)})
		ctx, stop := context.WithCancel(t.Context())
		if _, err := q.Import(ctx, Recent{Limit: 10}); err != nil {
			t.Fatal(err)
		}
		done := make(chan error)
		go func() { done <- q.Attend(ctx, Waiting{Save: true, Tell: q.tell}) }()
		pass(2 * time.Second)
		q.api.start(render{id: "new", started: time.Now(), renders: time.Now(), ended: time.Now().Add(time.Minute)})
		if _, err := q.Add(ctx, additions("new"), Added); err != nil {
			t.Fatal(err)
		}
		pass(3 * time.Minute)
		stop()
		<-done
		if e := q.Entry("new"); !e.Saved() || q.Entry("old").Saved() {
			t.Errorf("saved: new %v, old %v", e.Saved(), q.Entry("old").Saved())
		}
		for _, n := range q.news {
			if strings.HasPrefix(n, "old ") {
				t.Errorf("told of what had ended: %v", q.news)
			}
		}
	})
}

// What a process without a screen could not save for trouble that may pass, it tries again by itself.
func TestAttendSavesWhatTroubleWasInTheWayOf(t *testing.T) {
	inQueue(t, nil, func(t *testing.T, q *queue) {
		var down atomic.Bool
		down.Store(true)
		q.files = trip(func(r *http.Request) (*http.Response, error) {
			if down.Load() {
				return says(http.StatusServiceUnavailable, nil)(r)
			}
			return says(http.StatusOK, someFilm())(r)
		})
		q.video("a", time.Minute)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- q.Attend(ctx, Waiting{Save: true, Tell: q.tell}) }()
		if _, err := q.Add(ctx, additions("a"), Added); err != nil {
			t.Fatal(err)
		}
		pass(5 * time.Minute)
		if e := q.Entry("a"); e.Saved() || !slices.Contains(q.news, "a unsaved") {
			t.Errorf("saved: %v, told %v", e.Saved(), q.news)
		}
		down.Store(false)
		pass(SaveAgainAfter)
		stop()
		<-done
		if e := q.Entry("a"); !e.Saved() {
			t.Errorf("the trouble has passed, and it was told %v", q.news)
		}
	})
}

func TestWhatMayPass(t *testing.T) {
	for want, errs := range map[bool][]error{
		true: {
			&heygen.AuthError{}, &StoreError{errors.New("in use")}, noSpace("a", t.TempDir(), 5),
			(&saving{id: "a"}).tell(errors.New("reset")), fmt.Errorf("wrapped: %w", &SaveError{Passing: true}),
		},
		false: {nil, errors.New("odd"), untracked("a"), busy("a"), (&saving{id: "a"}).tell(fatal(errors.New("no such piece")))},
	} {
		for _, err := range errs {
			if MayPass(err) != want {
				t.Errorf("%v may pass: %v", err, !want)
			}
		}
	}
}
