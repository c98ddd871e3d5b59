package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"reelwatch/tracker"
)

const first = 100_000 // number of the first of many ids

// manyIDs is a paste of n ids, with a bad line after each of some.
func manyIDs(n int, bad ...int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintln(&b, id(first+i))
		if slices.Contains(bad, i) {
			fmt.Fprintf(&b, "bad!%d %s\n", i, id(first+n+i))
		}
	}
	return b.String()
}

func (d *driver) parts(want ...int) {
	d.t.Helper()
	var got []int
	d.stage.do(func() { got, d.stage.parts = d.stage.parts, nil })
	if !slices.Equal(got, want) {
		d.t.Fatalf("tracked in parts of %v, want %v", got, want)
	}
}

func TestFiveThousandPastedIDs(t *testing.T) {
	play(t, Config{}, 80, 24, nil, func(d *driver) {
		d.Press("a")
		d.Paste(manyIDs(5000, 16, 3000))
		d.Shows("5,002 pasted lines (backspace in the empty box drops them)")
		d.Press("ctrl+s")
		d.Shows("✓ tracking 5,002 videos", `line 18: "bad!16" is no video id`, `line 3003: "bad!3000" is no video id`, "bad!16 "+id(first+5016))
		d.Hides("pasted lines")
		d.parts(500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 2)
		var got []string
		d.stage.do(func() { got = idsOf(d.stage.snap.Entries) })
		if len(got) != 5002 || got[0] != id(first) || got[17] != id(first+5016) || got[5001] != id(first+4999) {
			t.Errorf("%d in the list, in the wrong order", len(got))
		}
	})
}

func TestManyBadLinesAreHeldAndCanBeDropped(t *testing.T) {
	play(t, Config{}, 80, 24, nil, func(d *driver) {
		d.Press("a")
		d.Paste(strings.Repeat("no!\n", 5000) + id(1))
		d.Press("ctrl+s")
		d.Shows("✓ tracking 1 video", "5,000 pasted lines", `line 1: "no!" is no video id`, "more")
		d.Press("backspace")
		d.Hides("pasted lines", "no!")
		d.Press("ctrl+s")
		d.Shows("paste ids or links first")
	})
}

func TestALongAddIsToldAndStopped(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		threeRows(s)
		s.holding = make(chan struct{})
	}, func(d *driver) {
		part := func() {
			d.stage.holding <- struct{}{}
			d.settle()
		}
		d.Press("a")
		d.Paste(manyIDs(1700))
		d.Press("ctrl+s")
		d.Shows("tracking 0 of 1,700", "esc stop adding")
		part()
		d.Shows("tracking 500 of 1,700", "1 all 503")
		d.Press("ctrl+s") // is on its way already
		d.Press("esc")
		d.Shows("stopping")
		part()
		d.Shows("tracking 1,000 more videos, then you stopped it", "700 pasted lines")
		d.parts(500, 500)
		d.Press("esc")
		d.Shows("the box keeps what is in it")
		d.Press("a", "ctrl+s", "esc")
		part()
		d.Shows("tracking 500 more videos, then you stopped it", id(first+1699))
		d.Press("ctrl+s")
		part()
		d.Shows("✓ tracking 200 more videos", "TITLE")
		if n := len(d.model.snap.Entries); n != 1703 {
			t.Errorf("%d in the list", n)
		}
	})
}

func TestALongPasteOutsideTheBoxIsToldToo(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		threeRows(s)
		s.holding = make(chan struct{})
	}, func(d *driver) {
		d.Paste(manyIDs(600, 3))
		d.Shows("Track the 601 videos pasted? (1 other is no id) y/n")
		d.Press("y")
		d.Shows("tracking 0 of 601")
		d.Press("j", "j") // the list goes on
		d.selected("Onboarding 07 – billing")
		d.Press("a")
		d.Paste(id(9999))
		d.Press("ctrl+s")
		d.stage.holding <- struct{}{}
		d.settle()
		d.stage.holding <- struct{}{}
		d.settle()
		d.Shows("✓ tracking 601 more videos", id(9999))
		d.parts(500, 101)
	})
}

func TestALongAddThatFailsKeepsTheRest(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) { s.holding = make(chan struct{}) }, func(d *driver) {
		d.Press("a")
		d.Paste(manyIDs(1200))
		d.Press("ctrl+s")
		d.stage.holding <- struct{}{}
		d.settle()
		d.stage.do(func() { d.stage.fails["add"] = &tracker.StoreError{Err: errors.New("disk full")} })
		d.stage.holding <- struct{}{}
		d.settle()
		d.Shows("✗ tracking 500 videos, then no more: disk full", "700 pasted lines")
		d.stage.do(func() { delete(d.stage.fails, "add") })
		d.Press("ctrl+s")
		for range 2 {
			d.stage.holding <- struct{}{}
			d.settle()
		}
		d.Shows("✓ tracking 700 more videos")
	})
}

func TestLongAddScreens(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 10}} {
		shape := fmt.Sprintf("-%dx%d", size[0], size[1])
		play(t, Config{}, size[0], size[1], func(s *stage) {
			threeRows(s)
			s.holding = make(chan struct{})
		}, func(d *driver) {
			d.Paste(manyIDs(1700))
			d.Press("y")
			d.stage.holding <- struct{}{}
			d.settle()
			d.Golden("add-long" + shape)
			d.Press("esc", "a")
			d.Paste(strings.Repeat("not an id!\n", 300))
			d.stage.holding <- struct{}{}
			d.settle()
			d.Press("ctrl+s")
			d.Golden("add-long-bad" + shape)
		})
	}
}
