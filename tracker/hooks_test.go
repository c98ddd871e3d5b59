package tracker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// household is a user who has commands, with several processes over one store, inside a synctest bubble.
type household struct {
	t      *testing.T
	api    *account
	store  *memStore
	folder string
	files  http.RoundTripper

	guard   sync.Mutex
	rang    []string // what each command was told, in order
	takes   time.Duration
	fails   map[string]error // by the video's id or the batch's name
	running int
	most    int // that ran at once
	left    int // that were left to themselves
}

// inHousehold runs f over an account that has no video yet.
func inHousehold(t *testing.T, f func(t *testing.T, h *household)) {
	t.Helper()
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := &household{t: t, api: newAccount(), store: newMemStore(), folder: folder, fails: map[string]error{}}
		h.files = trip(says(http.StatusOK, someFilm()))
		f(t, h)
		synctest.Wait()
	})
}

// process is another process over the store, with the user's commands unless plain.
func (h *household) process(plain bool) *Tracker {
	h.t.Helper()
	cfg := Config{API: h.api, Store: h.store.other(), Output: h.folder, Files: h.files}
	if !plain {
		cfg.OnVideoEnd, cfg.OnBatchEnd = h.videoEnded, h.batchEnded
	}
	t := New(cfg)
	if _, err := t.Load(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return t
}

// open runs a process as the dashboard does, until the function it gives is called.
func (h *household) open(t *Tracker) (closes func()) {
	ctx, cancel := context.WithCancel(h.t.Context())
	go watch(ctx, t)
	h.follow(ctx, t)
	return cancel
}

// beside runs a process that leaves the asking to others.
func (h *household) beside(t *Tracker) (closes func()) {
	ctx, cancel := context.WithCancel(h.t.Context())
	h.follow(ctx, t)
	return cancel
}

// follow runs the commands, and takes over what other processes change.
func (h *household) follow(ctx context.Context, t *Tracker) {
	go t.KeepHooks(ctx)
	go func() {
		for sleep(ctx, time.Second) {
			if _, err := t.Load(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, errNoStore) {
				h.t.Error(err)
			}
		}
	}()
}

var errNoStore = errors.New("the disk has gone")

func (h *household) videoEnded(ctx context.Context, end VideoEnd) error {
	return h.ring(ctx, end.ID, strings.Join([]string{end.ID, string(end.Status), end.Title, strings.TrimPrefix(end.File, h.folder), end.Error}, "|"))
}

func (h *household) batchEnded(ctx context.Context, end BatchEnd) error {
	return h.ring(ctx, end.Name, fmt.Sprintf("%s: %d done, %d failed", end.Name, end.Done, end.Failed))
}

// ring is a command: it takes its time, and is left to itself when its process goes.
func (h *household) ring(ctx context.Context, name, told string) error {
	h.guard.Lock()
	h.rang = append(h.rang, told)
	h.running++
	h.most = max(h.most, h.running)
	takes, err := h.takes, h.fails[name]
	h.guard.Unlock()
	ended := sleep(ctx, takes)
	h.guard.Lock()
	defer h.guard.Unlock()
	h.running--
	if !ended {
		h.left++
		return ctx.Err()
	}
	return err
}

// told gives what the commands were told since the last look.
func (h *household) told() []string {
	h.guard.Lock()
	defer h.guard.Unlock()
	told := h.rang
	h.rang = nil
	return told
}

// heard holds what the commands were told since the last look.
func (h *household) heard(want ...string) {
	h.t.Helper()
	if told := h.told(); !slices.Equal(told, want) {
		h.t.Errorf("the commands were told %q, want %q", told, want)
	}
}

// atOnce is how many commands ran at once, and how many were left to themselves.
func (h *household) atOnce() (most, left int) {
	h.guard.Lock()
	defer h.guard.Unlock()
	return h.most, h.left
}

// video lets HeyGen know a video that ends after so long.
func (h *household) video(id string, long time.Duration) {
	now := time.Now()
	h.api.start(render{id: id, started: now, renders: now, ended: now.Add(long)})
}

// turn stores a status that another process learned.
func (h *household) turn(id string, status heygen.Status) {
	h.t.Helper()
	if _, err := h.store.other().Apply(h.t.Context(), []string{id}, func(e *Entry) bool {
		e.Status, e.ChangedAt, e.Described = status, time.Now(), true
		e.Failure = &heygen.Failure{Message: "because"}
		return true
	}); err != nil {
		h.t.Fatal(err)
	}
}

// add tracks ids of a batch, which may be empty.
func (h *household) add(t *Tracker, batch string, ids ...string) {
	h.t.Helper()
	videos := additions(ids...)
	for i := range videos {
		videos[i].Batch = batch
	}
	if _, err := t.Add(h.t.Context(), videos, Added); err != nil {
		h.t.Fatal(err)
	}
}

func TestACommandRunsOnceOverAllProcesses(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.video("a", 2*time.Minute)
		h.video("b", 5*time.Minute)
		first, second := h.process(false), h.process(false)
		h.add(first, "", "a", "b")
		defer h.open(first)()
		defer h.open(second)()
		pass(3 * time.Minute)
		h.heard("a|completed|Clip a||")
		pass(3 * time.Minute)
		h.heard("b|completed|Clip b||")
		defer h.open(h.process(false))()
		pass(10 * time.Minute)
		h.heard()
	})
}

// The end may be learned by a process that has no command: one that has and saw the video before runs it.
func TestACommandRunsForAnEndThatAnotherLearned(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.add(h.process(true), "", "a")
		defer h.beside(h.process(false))()
		pass(time.Minute)
		h.turn("a", heygen.Failed)
		pass(2 * time.Second)
		h.heard("a|failed|||because")
	})
}

func TestNoCommandForAnEndThatWasNotedBefore(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.video("noted", 0)
		h.video("imported", 0)
		h.video("fresh", time.Minute)
		plain := h.process(true)
		h.add(plain, "", "noted")
		h.turn("noted", heygen.Completed)
		mine := h.process(false)
		defer h.open(mine)()
		if _, err := mine.Import(t.Context(), Recent{Limit: 100}); err != nil {
			t.Fatal(err)
		}
		pass(5 * time.Minute)
		h.heard("fresh|completed|Clip fresh||")
	})
}

func TestNotFoundEndsWithItsGraceOnly(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		mine := h.process(false)
		h.add(mine, "", "lost")
		defer h.open(mine)()
		pass(14 * time.Minute)
		h.heard()
		pass(2 * time.Minute)
		h.heard("lost|not_found|||")
	})
}

// The title of a video that ended before anybody asked for it is on its way; one that never comes is not waited for long.
func TestACommandWaitsForTheTitle(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.video("a", 0)
		h.video("b", 0)
		page := h.api.onPage
		h.api.onPage = func(ctx context.Context, p heygen.PageRequest) (heygen.Page, error) {
			got, err := page(ctx, p)
			got.Videos = slices.DeleteFunc(got.Videos, func(v heygen.Video) bool { return v.ID == "b" })
			return got, err
		}
		h.api.onVideo = func(context.Context, string) (heygen.Video, error) {
			return heygen.Video{}, &heygen.RequestError{Reply: heygen.Reply{Op: "video", HTTP: http.StatusForbidden}}
		}
		mine := h.process(false)
		h.add(mine, "", "a", "b")
		defer h.open(mine)()
		pass(10 * time.Second)
		h.heard("a|completed|Clip a||")
		pass(30 * time.Second)
		h.heard("b|completed|||")
	})
}

// So is the reason of a failure that the statuses of many left out.
func TestACommandWaitsForTheReason(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		now := time.Now()
		h.api.start(render{id: "a", started: now, renders: now, ended: now.Add(time.Minute), failure: &heygen.Failure{Code: "NO_FACE"}})
		h.api.start(render{id: "b", started: now, renders: now, ended: now.Add(2 * time.Minute), failure: &heygen.Failure{Message: "HeyGen gave no reason"}})
		mine := h.process(false)
		h.add(mine, "", "a", "b")
		defer h.open(mine)()
		pass(80 * time.Second)
		h.heard("a|failed|Clip a||NO_FACE")
		pass(time.Minute)
		h.heard("b|failed|Clip b||HeyGen gave no reason")
	})
}

func TestTwoCommandsAtOnce(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		mine := h.process(false)
		h.add(mine, "", "a", "b", "c", "d", "e")
		h.takes = time.Minute
		defer h.beside(mine)()
		for _, id := range []string{"c", "a", "e", "b", "d"} {
			h.turn(id, heygen.Failed)
			pass(2 * time.Second)
		}
		pass(5 * time.Minute)
		h.heard("c|failed|||because", "a|failed|||because", "e|failed|||because", "b|failed|||because", "d|failed|||because")
		if most, _ := h.atOnce(); most != 2 {
			t.Errorf("%d ran at once", most)
		}
	})
}

// A command that hangs does not keep the others from running for ever.
func TestAHangingCommandGivesWay(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		mine := h.process(false)
		h.add(mine, "spring", "a", "b", "c")
		h.takes = 1000 * time.Hour
		closes := h.beside(mine)
		h.turn("a", heygen.Failed)
		pass(2 * time.Second)
		h.turn("b", heygen.Failed)
		pass(time.Minute)
		h.turn("c", heygen.Failed)
		pass(time.Minute)
		h.heard("a|failed|||because", "b|failed|||because")
		pass(10 * time.Minute)
		h.heard("c|failed|||because")
		pass(10 * time.Minute)
		h.heard("spring: 0 done, 3 failed")
		closes()
		synctest.Wait()
		if _, left := h.atOnce(); left != 4 {
			t.Errorf("%d were left to themselves", left)
		}
	})
}

// What was not begun when a process ended is done by the next one; what was begun is not done again.
func TestCommandsLeftUndoneAreDoneLater(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		for _, id := range []string{"a", "b", "c"} {
			h.video(id, time.Minute)
		}
		h.takes = time.Hour
		first := h.process(false)
		h.add(first, "", "a", "b", "c")
		closes := h.open(first)
		pass(5 * time.Minute)
		closes()
		synctest.Wait()
		first.Settle(t.Context())
		if begun := h.told(); len(begun) != 2 {
			t.Fatalf("begun were %q", begun)
		}
		defer h.open(h.process(true))()
		pass(time.Minute)
		h.heard() // a process without commands does not forget it
		second := h.process(false)
		defer h.open(second)()
		pass(time.Minute)
		if begun := h.told(); len(begun) != 1 {
			t.Errorf("then %q", begun)
		}
	})
}

func TestAFailingCommandIsToldAndStopsNothing(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.fails["a"] = errors.New("exit status 3: no room")
		h.fails["spring"] = errors.New("exit status 1")
		mine := h.process(false)
		h.add(mine, "spring", "a", "b")
		defer h.beside(mine)()
		h.turn("a", heygen.Failed)
		failure := mine.NextHookFailure(t.Context())
		var hook *HookError
		if !errors.As(failure, &hook) || hook.ID != "a" || failure.Error() != "a: --exec failed: exit status 3: no room" {
			t.Errorf("told was %v", failure)
		}
		h.turn("b", heygen.Failed)
		if got := mine.NextHookFailure(t.Context()); got == nil || got.Error() != "batch spring: --exec-batch failed: exit status 1" {
			t.Errorf("told was %v", got)
		}
		h.heard("a|failed|||because", "b|failed|||because", "spring: 0 done, 2 failed")
		live := mine.Snapshot().Live
		if live["a"].HookError != "--exec failed: exit status 3: no room" || live["b"].HookError != "--exec-batch failed: exit status 1" {
			t.Errorf("the rows show %+v and %+v", live["a"], live["b"])
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := mine.NextHookFailure(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("nothing failed since: %v", err)
		}
	})
}

// A store that can't be written begins no command, and is tried again.
func TestNoCommandWithoutItsNote(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		mine := h.process(false)
		h.add(mine, "", "a")
		h.turn("a", heygen.Failed)
		if _, err := mine.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		broken := mine.cfg.Store.(*memStore)
		broken.failWith(errNoStore)
		defer h.beside(mine)()
		pass(time.Minute)
		h.heard()
		broken.failWith(nil)
		pass(10 * time.Second)
		h.heard("a|failed|||because")
	})
}

func TestAFaultInACommandReachesTheGuard(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		mine := h.process(false)
		mine.cfg.OnVideoEnd = func(context.Context, VideoEnd) error { panic("oh no") }
		h.add(mine, "", "a")
		h.turn("a", heygen.Failed)
		if _, err := mine.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if fault := recover(); fault != "oh no" {
				t.Errorf("recovered %v", fault)
			}
		}()
		mine.KeepHooks(t.Context())
	})
}

// A command that asks once runs the commands of what it asked about, titles included, and waits for them.
func TestFinishHooksIsAboutItsVideos(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.video("a", 0)
		h.video("b", 0)
		h.takes = time.Minute
		h.fails["a"] = errors.New("exit status 3")
		mine := h.process(false)
		h.add(mine, "", "a", "b")
		if _, err := mine.Check(t.Context(), []string{"a", "b"}, false); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		err := mine.FinishHooks(t.Context(), []string{"a"})
		if err == nil || err.Error() != "a: --exec failed: exit status 3" || time.Since(began) < time.Minute {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		h.heard("a|completed|Clip a||")
		if err := mine.FinishHooks(t.Context(), nil); err != nil {
			t.Error(err)
		}
		h.heard()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := mine.FinishHooks(ctx, []string{"a", "b"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("stopped with %v", err)
		}
		h.heard("b|completed|Clip b||")
		if _, left := h.atOnce(); left != 1 {
			t.Errorf("%d commands were left to themselves", left)
		}
	})
}
