package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func TestSortedScreens(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 10}} {
		shape := fmt.Sprintf("-%dx%d", size[0], size[1])
		for name, keys := range map[string][]string{
			"sorted-status":   {"s"},
			"sorted-title":    {"s", "s", "S"},
			"sorted-age":      {"s", "s", "s"},
			"sorted-length":   {"s", "s", "s", "s", "S"},
			"sorted-as-added": {"S"},
		} {
			t.Run(name+shape, func(t *testing.T) {
				play(t, Config{}, size[0], size[1], springBatch, func(d *driver) {
					d.Press(keys...)
					d.Golden(name + shape)
				})
			})
		}
	}
}

// standingIn gives the ids of entries as an order puts them.
func standingIn(o order, entries []*tracker.Entry, now time.Time) string {
	var s sorter
	status := func(e *tracker.Entry) aloud { return aloud{status: string(e.Status)} }
	var ids []string
	for _, e := range s.sort(entries, o, now, status) {
		ids = append(ids, e.ID)
	}
	return strings.Join(ids, " ")
}

func TestOrders(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	back := func(d time.Duration) time.Time { return now.Add(-d) }
	entries := []*tracker.Entry{
		{ID: "a", Title: "Clip 10", Status: "rendering", CreatedAt: back(9 * time.Minute)},
		{ID: "b", Title: "clip 2", Status: "failed", AddedAt: back(time.Hour), Length: 61.2},
		{ID: "c", Title: "Clip 02", Status: "saved", CreatedAt: back(time.Hour), Length: 3},
		{ID: "d", Status: "dreaming", AddedAt: back(time.Minute)},
		{ID: "e", LocalTitle: "  Über\x1b[31m uns", Title: "A", Status: "completed", AddedAt: back(2 * time.Hour), Length: 61.1},
		{ID: "f", Title: "Clip 2 b", Status: "unsure", AddedAt: back(time.Second)},
		{ID: "g", Title: "\x1b[0m ", Status: "completed", AddedAt: back(2 * time.Hour), Length: 3},
	}
	for _, c := range []struct {
		by             column
		ahead, reverse string
	}{
		{byAdded, "a b c d e f g", "g f e d c b a"},
		{byStatus, "f b e g a d c", "c d a e g b f"},
		{byTitle, "b c f a e d g", "e a f b c d g"},
		{byAge, "f d a b c e g", "e g b c a d f"},
		{byLength, "c g e b a d f", "b e c g a d f"},
	} {
		if got := standingIn(order{by: c.by}, entries, now); got != c.ahead {
			t.Errorf("by %v: %s, want %s", c.by, got, c.ahead)
		}
		if got := standingIn(order{c.by, true}, entries, now); got != c.reverse {
			t.Errorf("by %v, reversed: %s, want %s", c.by, got, c.reverse)
		}
	}
	if entries[0].ID != "a" {
		t.Error("the list itself was sorted")
	}
}

func TestTitlesAreSortedAsPeopleCount(t *testing.T) {
	sorted := []string{
		"1.9", "1.10", "2", "10", "Ä 1", "B 1", "clip 2", "Clip 9b", "clip 10", "Clip 010 b", "Clip 99999999999999999999998",
		"Clip 99999999999999999999999", "é", "f", "tour 1 – part 9", "Tour 1 – part 10", "Tour 2 – part 1", "日本 2", "日本 10",
	}
	var entries []*tracker.Entry
	for i, title := range slices.Backward(sorted) {
		entries = append(entries, &tracker.Entry{ID: fmt.Sprint(i), Title: title})
	}
	var s sorter
	for i, e := range s.sort(entries, order{by: byTitle}, time.Time{}, silent) {
		if e.Title != sorted[i] {
			t.Errorf("%q stands where %q should", e.Title, sorted[i])
		}
	}
}

func (d *driver) rows() []string {
	var titles []string
	for _, e := range d.model.sel.visible() {
		titles = append(titles, e.Title)
	}
	return titles
}

func TestSortingGoesThroughTheColumns(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		added := d.rows()
		for _, want := range []string{
			"STATUS ↑|sorted by status, what needs you first", "TITLE ↑|sorted by title, A to Z", "↑ AGE|sorted by age, youngest first",
			"↑ LENGTH|sorted by length, shortest first", "TITLE  |as added, newest first",
		} {
			d.Press("s")
			d.Shows(strings.Split(want, "|")...)
		}
		d.Hides("↑")
		if got := d.rows(); !slices.Equal(got, added) {
			t.Errorf("after all columns the rows are %q", got)
		}
		d.Press("S")
		d.Shows("↓ ADDED", "as added, oldest first")
		d.Press("s", "S")
		d.Shows("STATUS ↓", "what needs you last")
		d.Press("s")
		d.Shows("TITLE ↑") // the next column begins at its own beginning
		d.Press("/")
		d.Type("spring")
		if got := d.rows(); !slices.IsSorted(got) || len(got) != 5 {
			t.Errorf("within the filter the rows are %q", got)
		}
	})
}

func TestRowsMoveOnlyWhenSortedByStatus(t *testing.T) {
	for presses, moves := range []bool{false, true, false, false} {
		play(t, Config{}, 120, 32, springBatch, func(d *driver) {
			for range presses {
				d.Press("s")
			}
			before := d.rows()
			for _, n := range []int{1, 6} {
				d.stage.set(id(n), func(e *tracker.Entry) { e.Status, e.CompletedAt = heygen.Completed, time.Now() })
				d.Changed()
			}
			d.stage.set(id(2), func(e *tracker.Entry) { e.Status, e.ChangedAt = heygen.Failed, time.Now() })
			d.Changed()
			if after := d.rows(); slices.Equal(after, before) == moves {
				t.Errorf("%v: the rows were %q, and are %q", d.model.order.by, before, after)
			}
		})
	}
}

func TestASaveMovesItsRowWhenSortedByStatus(t *testing.T) {
	play(t, Config{}, 120, 32, func(s *stage) {
		springBatch(s)
		s.downloads[id(24)] = make(chan error)
	}, func(d *driver) {
		d.Press("s", "G", "k", "k", "k", "k")
		d.selected("Product tour 06 – chapter")
		d.Press("d")
		if i := slices.Index(d.rows(), "Product tour 06 – chapter"); i != 7 {
			t.Errorf("the saving row stands at %d of %q", i, d.rows())
		}
		d.selected("Product tour 06 – chapter")
		d.stage.downloads[id(24)] <- nil
		d.settle()
		if i := slices.Index(d.rows(), "Product tour 06 – chapter"); i < 10 {
			t.Errorf("the saved row stands at %d of %q", i, d.rows())
		}
		d.selected("Product tour 06 – chapter")
	})
}

func TestTheSelectionKeepsItsPlaceOnTheScreenWhenSorted(t *testing.T) {
	play(t, Config{}, 80, 24, completeRows(60), func(d *driver) {
		d.Press("pgdown", "pgdown", "k")
		d.selected("Video 031")
		at := d.model.sel.index - d.model.sel.top
		d.Press("S")
		d.selected("Video 031")
		if now := d.model.sel.index - d.model.sel.top; now != at {
			t.Errorf("the selected row was the %dth of the screen and is the %dth", at, now)
		}
	})
}

// BenchmarkSort measures what sorting a long list by its titles costs, first and after a change.
func BenchmarkSort(b *testing.B) {
	var entries []*tracker.Entry
	for i := range 10_000 {
		entries = append(entries, &tracker.Entry{ID: id(i), Title: fmt.Sprintf("Spring launch – teaser %d", i*7919%10_000)})
	}
	for name, fresh := range map[string]bool{"first": true, "again": false} {
		b.Run(name, func(b *testing.B) {
			var s sorter
			for b.Loop() {
				if fresh {
					s = sorter{}
				}
				s.sort(entries, order{by: byTitle}, time.Time{}, silent)
			}
		})
	}
}
