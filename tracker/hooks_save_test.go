package tracker

import (
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// wait waits for all that a process knows, and gives what was told.
func (h *household) wait(ctx context.Context, t *Tracker, save bool) (news []string, missed []string, err error) {
	missed, err = t.WaitFor(ctx, Waiting{IDs: t.Unfinished(save), Save: save, Tell: func(n News) error {
		if n.What == Unsaved || n.What == HookFailed {
			news = append(news, n.Err.Error())
		}
		return nil
	}})
	return news, missed, err
}

// slowly is a file host that needs so long for a film.
func slowly(long time.Duration) http.RoundTripper {
	return trip(func(r *http.Request) (*http.Response, error) {
		resp, err := says(http.StatusOK, someFilm())(r)
		resp.Body = &pausing{first: someFilm()[:400], rest: someFilm()[400:], pause: long}
		return resp, err
	})
}

func TestACommandRunsAfterTheSave(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.files = slowly(20 * time.Second)
		h.video("a", time.Minute)
		mine := h.process(false)
		h.add(mine, "spring", "a")
		news, missed, err := h.wait(t.Context(), mine, true)
		if err != nil || len(missed)+len(news) > 0 {
			t.Errorf("%q, missed %q, %v", news, missed, err)
		}
		h.heard("a|completed|Clip a|/Clip a-a.mp4|", "spring: 1 done, 0 failed")
	})
}

// What is wanted beside the video is there, too.
func TestACommandRunsAfterTheAssets(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.video("a", time.Minute)
		mine := h.process(false)
		mine.cfg.Assets = []Asset{AssetJSON}
		mine.cfg.Describe = func(*Entry) ([]byte, error) {
			pass(time.Minute)
			return []byte("{}"), nil
		}
		mine.cfg.OnVideoEnd = func(ctx context.Context, end VideoEnd) error {
			if names, err := os.ReadDir(h.folder); err != nil || len(names) != 2 {
				t.Errorf("there are %v, %v", names, err)
			}
			return h.videoEnded(ctx, end)
		}
		h.add(mine, "", "a")
		if news, missed, err := h.wait(t.Context(), mine, true); err != nil || len(missed)+len(news) > 0 {
			t.Errorf("%q, missed %q, %v", news, missed, err)
		}
		h.heard("a|completed|Clip a|/Clip a-a.mp4|")
	})
}

func TestACommandLearnsWhyTheSaveWasGivenUp(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.files = trip(says(http.StatusOK, []byte("this is no film")))
		h.fails["a"] = errors.New("exit status 3")
		h.video("a", time.Minute)
		h.video("b", 2*time.Minute)
		mine := h.process(false)
		h.add(mine, "spring", "a", "b")
		news, missed, err := h.wait(t.Context(), mine, true)
		if err != nil || !slices.Equal(missed, []string{"a", "b"}) || len(news) != 3 || !slices.Contains(news, "a: --exec failed: exit status 3") {
			t.Errorf("%q, missed %q, %v", news, missed, err)
		}
		told := h.told()
		if len(told) != 3 || !strings.HasPrefix(told[0], "a|completed|Clip a||not saved: ") || told[2] != "spring: 2 done, 0 failed" {
			t.Errorf("the commands were told %q", told)
		}
	})
}

// Interrupted while it saves: the command is not lost, and runs when somebody has saved the video, whatever for.
func TestACommandWaitsForTheSaveOfALaterProcess(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.files = trip(endless)
		h.video("a", time.Minute)
		first := h.process(false)
		h.add(first, "spring", "a")
		ctx, cancel := context.WithTimeout(t.Context(), 80*time.Second)
		defer cancel()
		if _, _, err := h.wait(ctx, first, true); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
		h.files = trip(piece(400, "bytes 400-999/1000", "ETag", tag))
		second := h.process(false) // it saves nothing by itself, and so leaves the command to who does
		closes := h.beside(second)
		pass(time.Minute)
		h.heard()
		if _, err := second.Download(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		closes()
		h.heard("a|completed|Clip a|/Clip a-a.mp4|", "spring: 1 done, 0 failed")
	})
}

// With auto-download commands wait for the save of what that takes.
func TestAutoDownloadHoldsTheCommandsBack(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.video("a", time.Minute)
		h.video("b", time.Minute)
		mine := h.process(false)
		mine.SetAutoSave(true)
		h.add(mine, "", "a", "b")
		defer h.open(mine)()
		pass(2 * time.Minute)
		h.heard()
		if _, err := mine.Download(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		h.heard("a|completed|Clip a|/Clip a-a.mp4|")
	})
}

// What auto-download tries again after trouble that may pass was not given up; what only the user can mend was.
func TestAutoDownloadHoldsTheCommandsBackAfterTrouble(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		var down atomic.Bool
		down.Store(true)
		h.files = trip(func(r *http.Request) (*http.Response, error) {
			if down.Load() {
				return says(http.StatusServiceUnavailable, nil)(r)
			}
			return says(http.StatusOK, someFilm())(r)
		})
		mine := h.process(false)
		mine.SetAutoSave(true)
		h.video("a", time.Minute)
		h.add(mine, "", "a")
		ctx, stop := context.WithCancel(t.Context())
		defer synctest.Wait()
		defer stop()
		go func() { _ = mine.Attend(ctx, Waiting{Save: true, Tell: func(News) error { return nil }}) }()
		pass(5 * time.Minute)
		h.heard()
		down.Store(false)
		pass(SaveAgainAfter)
		h.heard("a|completed|Clip a|/Clip a-a.mp4|")

		if err := os.WriteFile(h.folder+"/no folder", nil, 0o600); err != nil {
			t.Fatal(err)
		}
		mine.cfg.Output = h.folder + "/no folder"
		h.video("b", time.Minute)
		h.add(mine, "", "b")
		pass(5 * time.Minute)
		if told := h.told(); len(told) != 1 || !strings.HasPrefix(told[0], "b|completed|Clip b||") {
			t.Errorf("the commands were told %q", told)
		}
	})
}

// Nothing saves by itself what failed, or what was imported and not seen before its end.
func TestAutoDownloadHoldsNothingElseBack(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		mine := h.process(false)
		mine.SetAutoSave(true)
		for _, e := range []Entry{{ID: "late", Origin: Imported, Status: heygen.Unknown}, {ID: "bad", Status: heygen.Processing}} {
			if _, err := h.store.other().Insert(t.Context(), []Entry{e}); err != nil {
				t.Fatal(err)
			}
		}
		defer h.beside(mine)()
		pass(2 * time.Second)
		h.turn("late", heygen.Completed)
		pass(2 * time.Second)
		h.turn("bad", heygen.Failed)
		pass(2 * time.Second)
		h.heard("late|completed|||", "bad|failed|||because")
	})
}

// An end that a process without commands noted is held back all the same, and other processes are told so.
func TestTheWaitForASaveIsNoted(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		saver := h.process(false)
		saver.SetAutoSave(true)
		h.add(saver, "spring", "a")
		defer h.beside(saver)()
		synctest.Wait()
		h.turn("a", heygen.Completed)
		pass(2 * time.Second)
		if e := h.store.record(t, "a"); e.Hook != hookAfterSave || e.BatchHook != hookAfterSave {
			t.Errorf("noted is %+v", e)
		}
		defer h.beside(h.process(false))()
		pass(time.Minute)
		h.heard()
	})
}

// A video that another process saves is not one that was given up.
func TestACommandWaitsForTheSaveOfAnotherProcess(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.files = slowly(20 * time.Second)
		h.video("a", 0)
		other := h.process(true)
		h.add(other, "", "a")
		mine := h.process(false)
		if _, err := other.Check(t.Context(), []string{"a"}, true); err != nil {
			t.Fatal(err)
		}
		go func() {
			if _, err := other.Download(t.Context(), "a"); err != nil {
				t.Error(err)
			}
		}()
		pass(time.Second)
		news, missed, err := h.wait(t.Context(), mine, true)
		if err != nil || len(missed)+len(news) > 0 {
			t.Errorf("%q, missed %q, %v", news, missed, err)
		}
		h.heard("a|completed|Clip a|/Clip a-a.mp4|")
	})
}

func TestAWaitWaitsForItsCommands(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.takes = 5 * time.Minute
		h.fails["a"] = errors.New("exit status 3")
		h.video("a", time.Minute)
		mine := h.process(false)
		h.add(mine, "", "a")
		began := time.Now()
		news, missed, err := h.wait(t.Context(), mine, false)
		if err != nil || len(missed) > 0 || !slices.Equal(news, []string{"a: --exec failed: exit status 3"}) {
			t.Errorf("%q, missed %q, %v", news, missed, err)
		}
		if took := time.Since(began); took < 6*time.Minute || took > 6*time.Minute+20*time.Second {
			t.Errorf("it took %v", took)
		}
		h.heard("a|completed|Clip a||")
	})
}

func TestAWaitThatIsEndedLeavesItsCommandsToThemselves(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.takes = time.Hour
		h.video("a", time.Minute)
		mine := h.process(false)
		h.add(mine, "", "a")
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		news, _, err := h.wait(ctx, mine, false)
		if _, left := h.atOnce(); !errors.Is(err, context.DeadlineExceeded) || len(news) > 0 || left != 1 {
			t.Errorf("%q, %v, %d left to themselves", news, err, left)
		}
	})
}

// What is submitted has another id when it ends than when it was waited for first.
func TestCommandsOfSubmittedVideos(t *testing.T) {
	spec := func(_ int, title string) heygentest.VideoSpec {
		return heygentest.VideoSpec{Title: title, Renders: time.Minute, Size: 2000}
	}
	onStage(t, heygentest.Options{CreateSpec: spec}, func(t *testing.T, s *sendingStage) {
		h := &household{t: t, folder: s.config.Output, takes: 3 * time.Minute}
		s.config.OnVideoEnd, s.config.OnBatchEnd = h.videoEnded, h.batchEnded
		s.Tracker = New(s.config)
		names := s.submit(clips(1)...)
		began := time.Now()
		if _, missed, err := h.wait(t.Context(), s.Tracker, true); err != nil || len(missed) > 0 {
			t.Errorf("missed %q, %v", missed, err)
		}
		if took := time.Since(began); took < 7*time.Minute {
			t.Errorf("it took %v and did not wait for the commands", took)
		}
		id := s.Entry(names[0]).ID
		h.heard(id+"|completed|Clip 00|/Clip 00-"+id+".mp4|", "spring: 1 done, 0 failed")
	})
}
