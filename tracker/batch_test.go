package tracker

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// render is one video of a simulated account.
type render struct {
	id                      string
	started, renders, ended time.Time
	failure                 *heygen.Failure // why it fails, which the statuses of many leave out; nil where it completes
}

// account is a fakeAPI whose videos move through their states with the clock, and whose list is paged by 100.
type account struct {
	*fakeAPI
	guard      sync.Mutex
	videos     []render                 // newest first
	trouble    func(ids []string) error // asked before each answer about statuses
	credential bool                     // it has changed
}

func newAccount() *account {
	a := &account{fakeAPI: newFakeAPI()}
	a.onReload = func() (bool, error) {
		a.guard.Lock()
		defer a.guard.Unlock()
		return a.credential, nil
	}
	a.onStatuses = func(_ context.Context, ids []string) (out []heygen.Video, err error) {
		a.guard.Lock()
		trouble := a.trouble
		a.guard.Unlock()
		if trouble != nil {
			if err := trouble(ids); err != nil {
				return nil, err
			}
		}
		for _, id := range ids {
			if v, ok := a.video(id, time.Now()); ok {
				told := heygen.Video{ID: id, Status: v.Status}
				if v.Status == heygen.Failed {
					told.Failure = &heygen.Failure{Message: "HeyGen gave no reason"}
				}
				out = append(out, told)
				continue
			}
			out = append(out, heygen.Video{ID: id, Status: heygen.NotFound})
		}
		return out, nil
	}
	a.onVideo = func(_ context.Context, id string) (heygen.Video, error) {
		v, _ := a.video(id, time.Now())
		return v, nil
	}
	a.onPage = func(_ context.Context, p heygen.PageRequest) (heygen.Page, error) {
		from, _ := strconv.Atoi(p.Token)
		var page heygen.Page
		for _, r := range a.renders() {
			if v, ok := a.video(r.id, time.Now()); ok {
				page.Videos = append(page.Videos, v)
			}
		}
		to := min(from+100, len(page.Videos))
		if to < len(page.Videos) {
			page.Next = strconv.Itoa(to)
		}
		page.Videos = page.Videos[min(from, to):to]
		return page, nil
	}
	return a
}

// start adds a video, as the newest.
func (a *account) start(r render) {
	a.guard.Lock()
	defer a.guard.Unlock()
	a.videos = slices.Insert(a.videos, 0, r)
}

func (a *account) renders() []render {
	a.guard.Lock()
	defer a.guard.Unlock()
	return slices.Clone(a.videos)
}

func (a *account) video(id string, now time.Time) (heygen.Video, bool) {
	renders := a.renders()
	i := slices.IndexFunc(renders, func(r render) bool { return r.id == id })
	if i < 0 || now.Before(renders[i].started) {
		return heygen.Video{}, false
	}
	r := renders[i]
	v := heygen.Video{ID: id, Status: heygen.Pending, Title: "Clip " + id, CreatedAt: r.started, Described: true}
	if !now.Before(r.renders) {
		v.Status = heygen.Processing
	}
	switch {
	case now.Before(r.ended):
	case r.failure != nil:
		v.Status, v.Failure = heygen.Failed, r.failure
	default:
		v.Status, v.CompletedAt, v.Duration = heygen.Completed, r.ended, time.Minute
		v.VideoURL = "https://files.example/" + id + ".mp4"
	}
	return v, true
}

// requests counts what was asked, by the first word.
func (a *account) requests() map[string]int {
	n := map[string]int{}
	for _, call := range a.asked() {
		kind, _, _ := strings.Cut(call, " ")
		n[kind]++
		n["all"]++
	}
	return n
}

// watch asks whatever is due until the context ends, as the dashboard does.
func watch(ctx context.Context, t *Tracker) {
	sleep(ctx, time.Nanosecond) // in a bubble: until the test has said all of the world that it says before it waits
	for t.Wait(ctx) == nil {
		_ = t.Poll(ctx)
	}
}

// pass lets time go by in a synctest bubble.
func pass(d time.Duration) { <-time.After(d) }

func additions(ids ...string) (out []Addition) {
	for _, id := range ids {
		out = append(out, Addition{ID: id})
	}
	return out
}

// The bar of what a batch may cost: fifty videos started within a minute that render for 5 to 15 minutes are known
// complete at most 10 s after they are, on average, for at most 100 requests in all.
func TestBatchOfFifty(t *testing.T) {
	var lags, requests []float64
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			lag, asked := watchFifty(t, rand.New(rand.NewPCG(seed, 50)))
			lags, requests = append(lags, lag.Seconds()), append(requests, float64(asked["all"]))
			if lag > 10*time.Second || asked["all"] > 100 {
				t.Errorf("seed %d: mean lag %v, requests %v; the bars are 10s and 100", seed, lag, asked)
			}
		})
	}
	t.Logf("20 batches of 50 videos: mean lag %.1f to %.1f s, %.0f to %.0f requests",
		slices.Min(lags), slices.Max(lags), slices.Min(requests), slices.Max(requests))
}

func watchFifty(t *testing.T, rng *rand.Rand) (lag time.Duration, requests map[string]int) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	api := newAccount()
	tr := New(Config{API: api, Store: newMemStore()})
	go watch(ctx, tr)
	began := time.Now()
	for i := range 50 {
		started := began.Add(time.Duration(i) * time.Minute / 50)
		pass(time.Until(started)) // the creator starts one after another
		api.start(render{
			id: fmt.Sprintf("video%02d", i), started: started,
			renders: started.Add(time.Duration(rng.IntN(30)) * time.Second),
			ended:   started.Add(5*time.Minute + time.Duration(rng.Int64N(int64(10*time.Minute)))),
		})
		if _, err := tr.Add(ctx, additions(fmt.Sprintf("video%02d", i)), Added); err != nil {
			t.Fatal(err)
		}
	}
	pass(20 * time.Minute)
	cancel()
	synctest.Wait()
	for _, e := range tr.Snapshot().Entries {
		renders := api.renders()
		i := slices.IndexFunc(renders, func(r render) bool { return r.id == e.ID })
		if e.Status != heygen.Completed || e.Title == "" || e.Length != 60 {
			t.Fatalf("%s ended as %s, title %q, length %v", e.ID, e.Status, e.Title, e.Length)
		}
		lag += e.ChangedAt.Sub(renders[i].ended) / 50
	}
	return lag, api.requests()
}

// The other bar: 500 new videos, the account's newest, cost at most 20 requests to know every status and title, and each
// later round at most 5.
func TestFiveHundredNewVideos(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		api := newAccount()
		var ids []string
		for i := range 500 {
			id := fmt.Sprintf("video%03d", i)
			ids = append(ids, id)
			now := time.Now()
			api.start(render{id: id, started: now, renders: now, ended: now.Add(time.Hour)})
		}
		tr := New(Config{API: api, Store: newMemStore()})
		if _, err := tr.Add(ctx, additions(ids...), Added); err != nil {
			t.Fatal(err)
		}
		go watch(ctx, tr)
		pass(15 * time.Second)
		for _, e := range tr.Snapshot().Entries {
			if e.Status != heygen.Processing || e.Title == "" {
				t.Fatalf("after 15 s %s is %s, title %q", e.ID, e.Status, e.Title)
			}
		}
		first := api.requests()
		if titles := first["page"] + first["video"]; titles > 6 {
			t.Errorf("titles took %v", first)
		}
		t.Logf("15 s after 500 new videos: %v", first)
		pass(10 * time.Minute)
		later := api.requests()
		if n := later["all"] - first["all"]; n != later["statuses"]-first["statuses"] || n > 5*600/13 {
			t.Errorf("ten minutes of rounds took %v after %v", later, first)
		}
		cancel()
		synctest.Wait()
	})
}
