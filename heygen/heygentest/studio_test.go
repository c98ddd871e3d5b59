package heygentest_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// oneMinute is a video that renders for a minute.
func oneMinute(int, string) heygentest.VideoSpec {
	return heygentest.VideoSpec{Queued: 10 * time.Second, Renders: 50 * time.Second}
}

func TestTheLimitOfVideosAtOnce(t *testing.T) {
	o := heygentest.Options{Concurrent: 2, CreateRetryAfter: "17", CreateSpec: oneMinute}
	bubble(t, o, func(t *testing.T, w *world) {
		w.mustPost(http.StatusOK, videos, "k1", body("1"))
		pass(30 * time.Second)
		w.mustPost(http.StatusOK, agents, "k2", `{"prompt":"x"}`)
		got := w.mustPost(http.StatusTooManyRequests, videos, "k3", body("3"))
		wantJSON(t, got.body, `{"error":{"code":"rate_limit_exceeded","message":"*","doc_url":"*"}}`)
		if after := got.header.Get("Retry-After"); after != "17" {
			t.Errorf("Retry-After %q", after)
		}
		legacyForm := w.mustPost(http.StatusTooManyRequests, legacy, "", bodies()[legacy])
		wantJSON(t, legacyForm.body, `{"data":null,"error":{"code":"rate_limit_exceeded","message":"*"}}`)
		pass(30 * time.Second) // the first has ended, and the refused key is free
		w.mustPost(http.StatusOK, videos, "k3", body("3"))
		pass(39 * time.Second) // the agent's video renders: its session took ten seconds more
		w.mustPost(http.StatusTooManyRequests, videos, "k4", body("4"))
		pass(time.Second)
		w.mustPost(http.StatusOK, videos, "k4", body("4"))
		if len(w.Created()) != 4 || w.MaxRunning() != 2 || !maps.Equal(w.Refused(), map[int]int{429: 3}) {
			t.Errorf("%d made, %d at once, refused %v", len(w.Created()), w.MaxRunning(), w.Refused())
		}
	})
}

func TestWithoutLimitsEverythingRuns(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		for n := range 30 {
			w.mustPost(http.StatusOK, videos, fmt.Sprint("k", n), body("x"))
		}
		if w.MaxRunning() != 30 || len(w.Refused()) != 0 {
			t.Errorf("%d at once, refused %v", w.MaxRunning(), w.Refused())
		}
	})
}

func TestVideosOfTheAccountTakePlaces(t *testing.T) {
	bubble(t, heygentest.Options{Concurrent: 3}, func(t *testing.T, w *world) {
		w.Add(
			heygentest.VideoSpec{ID: "done"},
			heygentest.VideoSpec{ID: "failed", Ends: heygen.Failed},
			heygentest.VideoSpec{ID: "draft", Ends: "draft"},
			heygentest.VideoSpec{ID: "later", Created: time.Now().Add(time.Hour)},
			heygentest.VideoSpec{ID: "runs", Renders: time.Hour, NotFoundFor: time.Minute},
			heygentest.VideoSpec{ID: "hangs", Ends: heygen.Processing},
		)
		w.mustPost(http.StatusOK, videos, "k1", body("1"))
		w.mustPost(http.StatusTooManyRequests, videos, "k2", body("2"))
		if w.MaxRunning() != 3 {
			t.Errorf("%d at once", w.MaxRunning())
		}
	})
}

func TestCredits(t *testing.T) {
	for _, tc := range []struct{ credits, made int }{{0, 4}, {-1, 0}, {1, 1}, {3, 3}} {
		bubble(t, heygentest.Options{Credits: tc.credits}, func(t *testing.T, w *world) {
			for n := range 4 {
				want := http.StatusOK
				if n >= tc.made {
					want = http.StatusPaymentRequired
				}
				got := w.mustPost(want, videos, fmt.Sprint("k", n), body("x"))
				if want != http.StatusOK {
					wantJSON(t, got.body, `{"error":{"code":"insufficient_credit","message":"*","doc_url":"*"}}`)
				}
			}
			w.SetCredits(1)
			w.mustPost(http.StatusOK, videos, "new", body("x"))
			w.mustPost(http.StatusPaymentRequired, videos, "newer", body("x"))
			w.SetCredits(0)
			w.mustPost(http.StatusOK, videos, "newest", body("x"))
			if n := len(w.Created()); n != tc.made+2 {
				t.Errorf("%d credits: %d made", tc.credits, n)
			}
		})
	}
}

func TestAKeyReplaysItsFirstAnswer(t *testing.T) {
	for _, path := range []string{videos, agents, template} {
		bubble(t, heygentest.Options{Credits: 1, CreateSpec: oneMinute}, func(t *testing.T, w *world) {
			first := w.mustPost(http.StatusOK, path, "k1", bodies()[path])
			pass(23 * time.Hour) // long since completed: the answer is that of the creation all the same
			for _, again := range []string{bodies()[path], `{"type":"avatar","title":"edited"}`, `not JSON`} {
				if got := w.mustPost(http.StatusOK, path, "k1", again); !bytes.Equal(got.body, first.body) {
					t.Errorf("%s: replays %s, want %s", path, got.body, first.body)
				}
			}
			if made := w.Created(); len(made) != 1 || made[0].Replays != 3 || string(made[0].Body) != bodies()[path] {
				t.Errorf("%s: made %+v", path, made)
			}
		})
	}
}

func TestAKeyCountsForItsRouteAndForADay(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.mustPost(http.StatusOK, videos, "k", body("1"))
		w.mustPost(http.StatusOK, agents, "k", bodies()[agents])
		w.mustPost(http.StatusOK, template, "k", bodies()[template])
		w.mustPost(http.StatusOK, "/v3/templates/tpl_2", "k", bodies()[template])
		for range 2 { // neither counts: no key, and a route that takes none
			w.mustPost(http.StatusOK, videos, "", body("1"))
			w.mustPost(http.StatusOK, legacy, "k", bodies()[legacy])
		}
		pass(24*time.Hour - time.Second)
		w.mustPost(http.StatusOK, videos, "k", body("1"))
		if n := len(w.Created()); n != 8 {
			t.Errorf("%d made", n)
		}
		pass(time.Second)
		w.mustPost(http.StatusOK, videos, "k", body("1"))
		if n := len(w.Created()); n != 9 {
			t.Errorf("%d made a day later", n)
		}
	})
}

func TestAKeyIsBusyWhileItsRequestRuns(t *testing.T) {
	bubble(t, heygentest.Options{Latency: 3 * time.Second}, func(t *testing.T, w *world) {
		var all sync.WaitGroup
		all.Go(func() { w.mustPost(http.StatusOK, videos, "k", body("x")) })
		pass(time.Second)
		all.Go(func() {
			got := w.mustPost(http.StatusConflict, videos, "k", body("x"))
			wantJSON(t, got.body, `{"error":{"code":"request_in_progress","message":"*","doc_url":"*"}}`)
		})
		all.Go(func() { w.mustPost(http.StatusOK, videos, "other", body("y")) })
		all.Wait()
		w.mustPost(http.StatusOK, videos, "k", body("x"))
		if made := w.Created(); len(made) != 2 || made[0].Replays != 1 || w.Refused()[409] != 1 {
			t.Errorf("made %+v, refused %v", made, w.Refused())
		}
	})
}

func TestAStalledRequestKeepsItsKeyBusy(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Fail(heygentest.Fault{Do: heygentest.Stall, Processed: true})
		var all sync.WaitGroup
		all.Go(func() { w.mustPost(http.StatusOK, videos, "k", body("x")) })
		synctest.Wait()
		w.mustPost(http.StatusConflict, videos, "k", body("x"))
		w.Release()
		all.Wait()
		w.mustPost(http.StatusOK, videos, "k", body("x"))
	})
}

func TestRefusalsAreKeptUnderTheirKeyOnlyWhereAskedFor(t *testing.T) {
	for _, keep := range []bool{false, true} {
		bubble(t, heygentest.Options{Credits: -1, KeepRefusals: keep, Concurrent: 1}, func(t *testing.T, w *world) {
			w.mustPost(http.StatusPaymentRequired, videos, "poor", body("x"))
			w.mustPost(http.StatusBadRequest, videos, "broken", `{}`)
			w.SetCredits(0)
			again := http.StatusOK
			if keep {
				again = http.StatusPaymentRequired
			}
			w.mustPost(again, videos, "poor", body("x"))
			if keep {
				w.mustPost(http.StatusBadRequest, videos, "broken", body("x"))
				w.mustPost(http.StatusOK, videos, "fresh", body("x"))
			}
			// A refusal for want of a place is never kept.
			w.mustPost(http.StatusTooManyRequests, videos, "late", body("x"))
			pass(time.Hour)
			w.mustPost(http.StatusOK, videos, "late", body("x"))
		})
	}
}

func TestManyCreateAtOnce(t *testing.T) {
	w := sockets(t, heygentest.Options{Concurrent: 7})
	var all sync.WaitGroup
	for n := range 20 {
		all.Go(func() { w.post(videos, fmt.Sprint("k", n), body("x")) })
		all.Go(func() { w.Created(); w.Refused(); w.MaxRunning(); w.SetCredits(0) })
	}
	all.Wait()
	seen := map[string]bool{}
	for _, c := range w.Created() {
		seen[c.VideoID] = true
	}
	if len(seen) != 7 || w.MaxRunning() != 7 || w.Refused()[429] != 13 {
		t.Errorf("%d videos, %d at once, refused %v", len(seen), w.MaxRunning(), w.Refused())
	}
}

func TestTheKeyIsInTheLog(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.mustPost(http.StatusOK, videos, "rw-1", body("x"))
		if got := w.Requests()[0]; got.Key != "rw-1" || got.Route != heygentest.Create {
			t.Errorf("%+v", got)
		}
	})
}
