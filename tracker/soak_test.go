package tracker_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen/heygentest"
)

// Days of batches at a HeyGen, and over a network, in which something is wrong all the time: at the end each video is known
// and saved byte for byte, nothing is lost, nothing was made twice, nothing has grown, and no more was asked than the
// schedule has. A seed gives the same troubles each time: TestSoak/3 is the third life. REELWATCH_TEST_FULL lives ten of a week
// each in place of a day.
func TestSoak(t *testing.T) {
	seeds, days := 1, 1
	if os.Getenv("REELWATCH_TEST_FULL") != "" {
		seeds, days = 10, 7
	}
	var all tally
	for seed := 1; seed <= seeds; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { all.add(soak(t, uint64(seed), days)) })
	}
	t.Logf("together: %v", all)
}

// tally is what is counted over some days.
type tally struct {
	days, requests, most, files int
	bytes                       uint64
	faults                      int // met by a request, and taken from outside the service
	added, sent, removed, opens int
	saved, lost                 int
}

func (a *tally) add(b tally) {
	a.days, a.requests, a.most, a.files = a.days+b.days, a.requests+b.requests, a.most+b.most, a.files+b.files
	a.bytes, a.faults = a.bytes+b.bytes, a.faults+b.faults
	a.added, a.sent, a.removed, a.opens = a.added+b.added, a.sent+b.sent, a.removed+b.removed, a.opens+b.opens
	a.saved, a.lost = a.saved+b.saved, a.lost+b.lost
}

func (a tally) String() string {
	return fmt.Sprintf("%d days, %d videos added, %d submitted, %d removed, %d processes: %d requests to the API (the schedule allows %d), %d for files, %s, %d faults met, %d videos saved, entries lost %d",
		a.days, a.added, a.sent, a.removed, a.opens, a.requests, a.most, a.files, humanize.Bytes(a.bytes), a.faults, a.saved, a.lost)
}

// soak lives through some days and gives what was counted.
func soak(t *testing.T, seed uint64, days int) (all tally) {
	folder, before := t.TempDir(), runtime.NumGoroutine()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, folder, seed)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go w.count(ctx)
		var goroutines, sizes []int
		for range 2 * days {
			w.live(12 * time.Hour)
			w.quiet()
			goroutines = append(goroutines, runtime.NumGoroutine())
			sizes = append(sizes, w.storeSize())
		}
		all = w.tally(days)
		w.end()
		w.check(&all)
		t.Logf("seed %d: %v", seed, all)
		t.Logf("after each half day: %v goroutines, %v bytes of list", goroutines, sizes)
		if all.requests > all.most {
			t.Errorf("%d requests, the schedule allows %d", all.requests, all.most)
		}
		if last := goroutines[len(goroutines)-1]; last > goroutines[0]+20 {
			t.Errorf("the number of goroutines grows: %v", goroutines)
		}
		if most := 256<<10 + len(w.kept)*(8<<10); sizes[len(sizes)-1] > most {
			t.Errorf("the list has had %v bytes, at most %d are right", sizes, most)
		}
	})
	if now := runtime.NumGoroutine(); now > before+2 {
		t.Errorf("%d goroutines are left of %d", now, before)
	}
	return all
}

// quiet ends all trouble and waits until there is nothing left to do.
func (w *world) quiet() {
	w.t.Helper()
	w.at.network.heal()
	w.server.Heal()
	for range 24 * 60 {
		w.decide()
		if w.rests() {
			synctest.Wait()
			return
		}
		pass(time.Minute)
	}
	for _, e := range w.desk.Snapshot().Entries {
		if !e.Ended(time.Now()) || e.Savable() && !e.Saved() {
			w.t.Errorf("a day after the last trouble %s is %s, saved %v: %+v", e.ID, e.Status, e.Saved(), w.desk.Snapshot().Live[e.ID])
		}
	}
	w.t.Fatalf("the queue: %+v", w.desk.Snapshot().Queue)
}

// rests says that every video has ended, and is saved if there is anything to save.
func (w *world) rests() bool {
	for _, e := range w.desk.Snapshot().Entries {
		if !e.Ended(time.Now()) || e.Savable() && !e.Saved() {
			return false
		}
	}
	return true
}

// tally gives what was counted so far, but for what the disk tells.
func (w *world) tally(days int) tally {
	w.mu.Lock()
	defer w.mu.Unlock()
	faults, each := w.struck+w.server.Struck(), 4
	if w.single {
		each = 12
	}
	return tally{
		days: days, requests: w.server.Count(heygentest.API), files: w.server.Count(heygentest.File),
		most:  int(w.budget) + each*(w.made+w.sent) + faults + 10*w.opens,
		bytes: uint64(w.at.network.carried.Load()), faults: faults,
		added: w.made, sent: w.sent, removed: len(w.drop), opens: w.opens,
	}
}

// storeSize is how long the list's file is, in bytes.
func (w *world) storeSize() int {
	w.t.Helper()
	info, err := os.Stat(filepath.Clean(w.at.store))
	if err != nil {
		w.t.Fatal(err)
	}
	return int(info.Size())
}
