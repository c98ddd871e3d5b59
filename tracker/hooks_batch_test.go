package tracker

import (
	"testing"
	"time"

	"reelwatch/heygen"
)

func TestABatchEndsWithItsLast(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.video("a", time.Minute)
		h.video("b", 5*time.Minute)
		h.video("other", time.Minute)
		first, second := h.process(false), h.process(false)
		h.add(first, "spring", "a", "b", "bad", "lost")
		h.add(first, "", "other")
		h.turn("bad", heygen.Failed)
		for _, p := range []*Tracker{first, second} {
			p.cfg.OnVideoEnd = nil
			defer h.open(p)() // which finds "bad" not found, too
		}
		pass(10 * time.Minute)
		h.heard() // what is not found may yet come
		pass(6 * time.Minute)
		h.heard("spring: 2 done, 2 failed")

		h.video("c", time.Minute) // a batch that grows ends again
		h.add(second, "spring", "c")
		pass(5 * time.Minute)
		h.heard("spring: 3 done, 2 failed")
	})
}

// A batch's command comes after those of its videos.
func TestABatchWaitsForTheCommandsOfItsVideos(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.takes = time.Minute
		mine := h.process(false)
		h.add(mine, "spring", "a", "b", "c")
		defer h.beside(mine)()
		for _, id := range []string{"a", "b", "c"} {
			h.turn(id, heygen.Failed)
			pass(2 * time.Second)
		}
		pass(90 * time.Second)
		h.heard("a|failed|||because", "b|failed|||because", "c|failed|||because")
		pass(time.Minute)
		h.heard("spring: 0 done, 3 failed")
	})
}

// What waits to be sent, or for the user's word, has not ended; what is removed is no longer of the batch.
func TestABatchWithSomethingOfOursIsOpen(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		mine := h.process(false)
		h.add(mine, "spring", "a", "b", "c")
		h.turn("b", Queued)
		h.turn("c", Unsure)
		defer h.beside(mine)()
		pass(2 * time.Second)
		h.turn("a", heygen.Failed)
		pass(time.Minute)
		h.heard("a|failed|||because")
		if _, err := mine.Remove(t.Context(), []string{"b", "c"}); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		h.heard("spring: 0 done, 1 failed")
	})
}

// Another process may have added to a batch a moment ago.
func TestABatchIsLookedAtOnceMore(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		mine := h.process(false)
		mine.cfg.OnVideoEnd = nil
		h.add(mine, "spring", "a")
		h.turn("a", heygen.Failed)
		if _, err := mine.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.add(h.process(true), "spring", "late")
		defer h.beside(mine)()
		pass(time.Minute)
		h.heard()
		h.turn("late", heygen.Completed)
		pass(time.Minute)
		h.heard("spring: 1 done, 1 failed")
	})
}

func TestABatchThatHadEndedIsNoNews(t *testing.T) {
	inHousehold(t, func(t *testing.T, h *household) {
		h.video("a", 0)
		h.add(h.process(true), "spring", "b")
		h.turn("b", heygen.Failed)
		mine := h.process(false)
		if _, err := mine.Import(t.Context(), Recent{Limit: 100, Batch: "spring"}); err != nil {
			t.Fatal(err)
		}
		defer h.open(mine)()
		pass(time.Hour)
		h.heard()
	})
}
