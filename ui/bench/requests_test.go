package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
	"reelwatch/store"
	"reelwatch/tracker"
)

// account is a simulated HeyGen and what asks it, in a synctest bubble.
type account struct {
	t      *testing.T
	server *heygentest.Server
	client *heygen.Client
}

func newAccount(t *testing.T) *account {
	t.Helper()
	server := heygentest.New(heygentest.Options{})
	t.Cleanup(server.Close)
	client, err := heygen.New(heygen.Config{
		Base: server.BaseURL(), AllowHTTP: true, Transport: server.Pipes(),
		Credentials: func() (heygen.Credential, error) { return heygen.Credential{Key: "key"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return &account{t, server, client}
}

// track gives a tracker with an empty list on disk, which asks whatever is due until the test has ended.
func (a *account) track() *tracker.Tracker {
	a.t.Helper()
	list, err := store.Open(filepath.Join(a.t.TempDir(), "list.db"), store.Options{})
	if err != nil {
		a.t.Fatal(err)
	}
	t := tracker.New(tracker.Config{API: a.client, Store: list})
	ctx, cancel := context.WithCancel(a.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for t.Wait(ctx) == nil {
			_ = t.Poll(ctx) // what goes wrong makes the figures worse
		}
	}()
	a.t.Cleanup(func() {
		cancel()
		<-done
	})
	return t
}

func (a *account) add(t *tracker.Tracker, ids ...string) {
	a.t.Helper()
	var additions []tracker.Addition
	for _, id := range ids {
		additions = append(additions, tracker.Addition{ID: id})
	}
	if _, err := t.Add(a.t.Context(), additions, tracker.Added); err != nil {
		a.t.Fatal(err)
	}
}

// attr gives a figure to the benchmark, which runs these tests.
func attr(t *testing.T, key string, value float64) {
	t.Attr(key, strconv.FormatFloat(value, 'g', -1, 64))
}

// pass lets time go by.
func pass(d time.Duration) { <-time.After(d) }

// Not beside tests that start processes: between fork and exec a child holds the locks of our files too, and simulated time
// runs out while it does.
func TestFiveHundredNewVideosInSimulatedTime(t *testing.T) {
	var first int
	var rounds []int
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t)
		var ids []string
		for n := range 500 {
			ids = append(ids, heygentest.ID(n))
			a.server.Add(heygentest.VideoSpec{ID: ids[n], Title: title(n), Renders: time.Hour})
		}
		tr := a.track()
		a.add(tr, ids...)
		for !known(tr) {
			pass(time.Second)
		}
		first = a.server.Count(heygentest.API)
		a.server.ResetCounts()
		pass(10 * time.Minute)
		rounds = roundsOf(a.server.Requests(), ids[0])
	})
	most := slices.Max(rounds)
	attr(t, "first", float64(first))
	attr(t, "round", float64(most))
	if first > 20 || most > 5 || len(rounds) < 30 {
		t.Errorf("%d requests to know all, then rounds of %v", first, rounds)
	}
}

// known says that every video has a status and a title.
func known(t *tracker.Tracker) bool {
	for _, e := range t.Snapshot().Entries {
		if e.Status == heygen.Unknown || e.Title == "" {
			return false
		}
	}
	return true
}

// roundsOf are the numbers of requests from one about this video to the next.
func roundsOf(requests []heygentest.Request, id string) (sizes []int) {
	for _, r := range requests {
		if slices.Contains(r.IDs, id) {
			sizes = append(sizes, 0)
		}
		if len(sizes) > 0 {
			sizes[len(sizes)-1]++
		}
	}
	return sizes
}

// batch is fifty videos that are started within a minute and render for 5 to 15 minutes.
func batch(seed uint64) []heygentest.VideoSpec {
	random := rand.New(rand.NewPCG(seed, 50))
	var videos []heygentest.VideoSpec
	for n := range 50 {
		queued := time.Duration(random.IntN(30)) * time.Second
		videos = append(videos, heygentest.VideoSpec{
			ID: heygentest.ID(n), Title: title(n), Queued: queued,
			Renders: 5*time.Minute + time.Duration(random.Int64N(int64(10*time.Minute))) - queued,
		})
	}
	return videos
}

// outcome is what it took to learn that the videos of a batch are complete.
type outcome struct{ lag, asked float64 } // mean seconds from complete to known; requests in all

// Alone too, as above.
func TestBatchOfFiftyInSimulatedTime(t *testing.T) {
	batches := uint64(5)
	if testing.Short() {
		batches = 2
	}
	var ours, theirs, worst outcome
	for seed := range batches {
		synctest.Test(t, func(t *testing.T) {
			got := newAccount(t).watch(batch(seed))
			ours.lag, ours.asked = ours.lag+got.lag/float64(batches), ours.asked+got.asked/float64(batches)
			worst.lag, worst.asked = max(worst.lag, got.lag), max(worst.asked, got.asked)
		})
		synctest.Test(t, func(t *testing.T) {
			got := newAccount(t).waitEach(batch(seed))
			theirs.lag, theirs.asked = theirs.lag+got.lag/float64(batches), theirs.asked+got.asked/float64(batches)
		})
	}
	attr(t, "lag", ours.lag)
	attr(t, "asked", ours.asked)
	attr(t, "worstLag", worst.lag)
	attr(t, "mostAsked", worst.asked)
	attr(t, "peerLag", theirs.lag)
	attr(t, "peerAsked", theirs.asked)
	if worst.lag > 10 || worst.asked > 100 {
		t.Errorf("the worst batch: %+v; the bars are 10 s and 100", worst)
	}
	if theirs.asked < 10*ours.asked {
		t.Errorf("one by one %v, ours %v", theirs, ours)
	}
}

// watch starts videos one after another within a minute, and tracks each.
func (a *account) watch(videos []heygentest.VideoSpec) outcome {
	tr := a.track()
	ends := map[string]time.Time{}
	for _, v := range videos {
		a.server.Add(v)
		ends[v.ID] = time.Now().Add(v.Queued + v.Renders)
		a.add(tr, v.ID)
		pass(time.Minute / time.Duration(len(videos)))
	}
	pass(20 * time.Minute)
	synctest.Wait()
	var lag time.Duration
	for _, e := range tr.Snapshot().Entries {
		if e.Status != heygen.Completed || e.Title == "" {
			a.t.Errorf("%s is %s, titled %q", e.ID, e.Status, e.Title)
		}
		lag += e.ChangedAt.Sub(ends[e.ID])
	}
	return outcome{lag.Seconds() / float64(len(videos)), float64(a.server.Count(heygentest.API))}
}

// waitEach starts videos one after another within a minute, and waits for each as HeyGen's own tool does.
func (a *account) waitEach(videos []heygentest.VideoSpec) outcome {
	var (
		wg   sync.WaitGroup
		lags = make([]time.Duration, len(videos))
	)
	for n, v := range videos {
		a.server.Add(v)
		end := time.Now().Add(v.Queued + v.Renders)
		wg.Go(func() {
			a.waitFor(v.ID)
			lags[n] = time.Since(end)
		})
		pass(time.Minute / time.Duration(len(videos)))
	}
	wg.Wait()
	var lag time.Duration
	for _, l := range lags {
		lag += l
	}
	return outcome{lag.Seconds() / float64(len(videos)), float64(a.server.Count(heygentest.API))}
}

// waitFor asks about one video until it is complete: at once, then after 2 s, doubling to 30 s.
func (a *account) waitFor(id string) {
	for wait := 2 * time.Second; ; wait = min(2*wait, 30*time.Second) {
		v, err := a.client.Video(a.t.Context(), id)
		if err != nil {
			a.t.Error(fmt.Errorf("%s: %w", id, err))
			return
		}
		if v.Status == heygen.Completed {
			return
		}
		pass(wait)
	}
}
