package tracker_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
	"reelwatch/tracker"
)

// world is some days in the life of a creator who leaves reelwatch open: a HeyGen in which things go wrong all the time, and
// what was made in it.
type world struct {
	t      *testing.T
	rng    *rand.Rand
	server *heygentest.Server
	ahead  skew // of HeyGen's clock
	at     outside

	single bool // statuses are asked one by one

	desk   *process // the one that is left open
	made   int
	kept   map[string]bool // what the list has to hold at the end
	drop   map[string]bool // what was taken off it
	sent   int             // requests submitted
	opens  int             // processes opened
	struck int             // troubles from outside the service

	mu     sync.Mutex // guards budget, and desk where it is replaced
	budget float64    // requests that the schedule allows so far
}

func newWorld(t *testing.T, folder string, seed uint64) *world {
	w := &world{t: t, rng: rand.New(rand.NewPCG(seed, 0)), kept: map[string]bool{}, drop: map[string]bool{}}
	w.server = heygentest.New(heygentest.Options{
		Key: "first key", Balance: 20, LinkLife: 6 * time.Hour, Concurrent: 8,
		NoBulk: seed%5 == 3 || seed%5 == 4, NoSingle: seed%5 == 4,
		Now: func() time.Time { return w.ahead.of(time.Now()) },
		CreateSpec: func(n int, title string) heygentest.VideoSpec {
			return someVideo(rand.New(rand.NewPCG(seed, uint64(n))), title)
		},
	})
	w.single = seed%5 == 3 || seed%5 == 4
	w.at = outside{
		store: filepath.Join(folder, "reelwatch.db"), output: filepath.Join(folder, "videos"), base: w.server.BaseURL(),
		network: &network{through: w.server.Pipes()}, clock: &skew{}, key: &atomic.Value{},
		claims: &claims{taken: map[string]bool{}},
	}
	w.at.key.Store("first key")
	t.Cleanup(w.end)
	w.reopen()
	return w
}

// end ends what runs. It may be called again.
func (w *world) end() {
	w.desk.close()
	w.server.Close()
}

// reopen ends the process that is left open, if there is one, and opens another.
func (w *world) reopen() {
	if w.desk != nil {
		w.desk.close()
	}
	desk := open(w.t, w.at)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.desk = desk
	w.opens++
}

func (w *world) chance(n int) bool { return chance(w.rng, n) }

func (w *world) between(low, high time.Duration) time.Duration { return between(w.rng, low, high) }

// chance is true once in n times.
func chance(rng *rand.Rand, n int) bool { return rng.IntN(n) == 0 }

// between picks a time.
func between(rng *rand.Rand, low, high time.Duration) time.Duration {
	return low + time.Duration(rng.Int64N(int64(high-low)))
}

// begin starts a batch, in one of the ways in which a creator does.
func (w *world) begin() {
	n := 2 + w.rng.IntN(14)
	if w.chance(4) {
		w.submit(n)
		return
	}
	var videos []tracker.Addition
	for range n {
		w.made++
		v := someVideo(w.rng, fmt.Sprint("Clip ", w.made))
		v.ID = heygentest.ID(w.made)
		w.server.Add(v)
		w.kept[v.ID] = true
		videos = append(videos, tracker.Addition{ID: v.ID, Batch: fmt.Sprint("batch ", w.made)})
	}
	with := w.desk
	if w.chance(2) {
		with = w.beside()
		defer with.close()
	}
	if _, err := with.Add(w.t.Context(), videos, tracker.Added); err != nil {
		w.t.Error(err)
	}
	if w.chance(3) {
		w.remove(with, videos[0].ID)
	}
}

// beside is another process over the same list, as reelwatch add is one.
func (w *world) beside() *process {
	w.opens++
	return open(w.t, w.at)
}

func (w *world) remove(with *process, id string) {
	if _, err := with.Remove(w.t.Context(), []string{id}); err != nil {
		w.t.Error(err)
	}
	delete(w.kept, id)
	w.drop[id] = true
}

func (w *world) submit(n int) {
	var drafts []tracker.Draft
	for range n {
		w.sent++
		d, err := tracker.NewDraft(fmt.Appendf(nil, `{"type":"avatar","title":"Submitted %d"}`, w.sent))
		if err != nil {
			w.t.Fatal(err)
		}
		drafts = append(drafts, d)
	}
	if _, err := w.desk.Submit(w.t.Context(), drafts, "submitted"); err != nil {
		w.t.Error(err)
	}
}

// decide says of each request whose answer was lost what a user would find in the account.
func (w *world) decide() {
	for _, e := range w.desk.Snapshot().Entries {
		if e.Status != tracker.Unsure {
			continue
		}
		made := w.server.Created()
		i := slices.IndexFunc(made, func(m heygentest.Creation) bool { return m.Key == e.Request.Key })
		var err error
		if i >= 0 {
			_, err = w.desk.Join(w.t.Context(), e.ID, made[i].VideoID)
		} else {
			_, err = w.desk.Resend(w.t.Context(), []string{e.ID})
		}
		if err != nil {
			w.t.Error(err)
		}
	}
}

// live lets time go by: a batch every few hours, trouble every few minutes, and something worse a few times a day.
func (w *world) live(long time.Duration) {
	now := time.Now()
	end := now.Add(long)
	batch, trouble, worse := now, now, now.Add(w.between(time.Hour, 4*time.Hour))
	for now.Before(end) {
		switch {
		case !batch.After(now):
			w.begin()
			batch = now.Add(w.between(time.Hour, 4*time.Hour))
		case !worse.After(now):
			w.strike()
			worse = time.Now().Add(w.between(2*time.Hour, 6*time.Hour))
		case !trouble.After(now):
			if w.chance(6) {
				w.server.Heal() // what strikes routes that are seldom asked would heap up
			}
			w.server.Fail(w.troubleOfTheAPI())
			trouble = now.Add(w.between(3*time.Minute, 40*time.Minute))
		}
		pass(time.Minute)
		now = time.Now()
	}
}

// count adds up what the schedule allows, minute by minute, until ctx ends.
func (w *world) count(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Minute):
		}
		w.mu.Lock()
		w.budget += w.allowed(w.desk.Snapshot().Entries, time.Now())
		w.mu.Unlock()
	}
}

// allowed is how many requests a minute may take. In bulk that is a round each 15 s while there are young videos, each minute
// while they are younger than a day, each ten minutes after that; a round is one request for 100 videos. One by one it is a
// request a minute for each. The balance is asked for every ten minutes. What a new video, its news and trouble cost is counted
// apart.
func (w *world) allowed(entries []*tracker.Entry, now time.Time) (requests float64) {
	for _, e := range entries {
		rate := 0.0
		switch age := now.Sub(e.AddedAt); {
		case e.Ended(now) || e.Local():
			continue
		case w.single && age < 24*time.Hour:
			rate = 1.1
		case w.single:
			rate = 0.11
		case age < 20*time.Minute:
			rate = 4.4
		case age < 24*time.Hour:
			rate = 1.1
		default:
			rate = 0.11
		}
		if w.single {
			requests += rate
		} else {
			requests = max(requests, rate)
		}
	}
	return requests + 0.1
}

// pass lets time go by.
func pass(d time.Duration) { <-time.After(d) }
