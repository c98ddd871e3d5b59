package ui

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// wanderer does to a list at random what users, HeyGen and other processes do, and knows where the selection must be.
type wanderer struct {
	d      *driver
	random *rand.Rand
	at     string // the video that must be selected
	home   string // the one that is to be selected again once it is shown
	added  int
}

func (w *wanderer) shown() []string { return idsOf(w.d.model.sel.shown) }

// any gives one of ids, empty where there is none.
func (w *wanderer) any(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[w.random.IntN(len(ids))]
}

// neighbour is where the selection goes from at when that is not shown any more: the next one below that is, else above.
func neighbour(before []string, at string, now []string) string {
	i := max(slices.Index(before, at), 0)
	for _, id := range append(slices.Clone(before[min(i, len(before)):]), reversed(before[:min(i, len(before))])...) {
		if slices.Contains(now, id) {
			return id
		}
	}
	if len(now) > 0 {
		return now[0]
	}
	return ""
}

func reversed(ids []string) []string {
	out := slices.Clone(ids)
	slices.Reverse(out)
	return out
}

// happens does something that is not the user's choice of rows.
func (w *wanderer) happens(what func()) {
	before := w.shown()
	what()
	w.at = neighbour(before, w.at, w.shown())
}

// chooses lets the user choose what is shown.
func (w *wanderer) chooses(keys ...string) {
	for _, key := range keys {
		before, wants := w.shown(), w.d.model.list.wants
		w.d.Press(key)
		if now := w.d.model.list.wants; now.view == wants.view && now.filter == wants.filter {
			continue
		}
		if w.home == "" {
			w.home = w.at
		}
		w.at = neighbour(before, w.at, w.shown())
		if slices.Contains(w.shown(), w.home) {
			w.at, w.home = w.home, ""
		}
	}
}

func (w *wanderer) step() (what string) {
	d := w.d
	switch n := w.random.IntN(12); n {
	case 0, 1, 2:
		id := w.any(idsOf(d.model.snap.Entries))
		status := []heygen.Status{heygen.Pending, heygen.Processing, heygen.Completed, heygen.Failed, heygen.NotFound}[w.random.IntN(5)]
		w.happens(func() {
			d.stage.set(id, func(e *tracker.Entry) { e.Status, e.RenderingAt, e.CompletedAt = status, time.Now(), time.Now() })
			d.Changed()
		})
		return fmt.Sprintf("%s is %s", id, status)
	case 3, 4:
		w.added++
		e := rendering(id(1000+w.added), fmt.Sprintf("New %d", w.random.IntN(50)), time.Minute)
		w.happens(func() {
			d.stage.put(e)
			d.Changed()
		})
		return e.ID + " comes"
	case 5:
		return w.loses([]string{w.any(w.shown()), w.at}[w.random.IntN(2)])
	case 6, 7:
		key := []string{"s", "S"}[w.random.IntN(2)]
		d.Press(key)
		return key
	case 8:
		key := []string{"1", "1", "2", "3", "4"}[w.random.IntN(5)]
		w.chooses(key)
		return key
	case 9:
		word := []string{"video", "new", "1", "failed", "rendering", "zzz"}[w.random.IntN(6)]
		w.chooses("/", "ctrl+u")
		for _, r := range word {
			w.chooses(string(r))
		}
		w.chooses("enter")
		return "/" + word
	case 10:
		w.chooses("/", "esc")
		return "no filter"
	default:
		key := []string{"j", "k", "pgdown", "g", "G"}[w.random.IntN(5)]
		d.Press(key)
		if e := d.model.sel.current(); e != nil {
			w.at, w.home = e.ID, ""
		}
		return key
	}
}

// loses removes a video, as another process does.
func (w *wanderer) loses(id string) string {
	w.happens(func() {
		w.d.stage.do(func() {
			w.d.stage.snap.Entries = slices.DeleteFunc(slices.Clone(w.d.stage.snap.Entries), func(e *tracker.Entry) bool { return e.ID == id })
		})
		w.d.Changed()
	})
	return id + " goes"
}

func TestTheSelectionStaysOnItsVideoWhateverHappens(t *testing.T) {
	for seed := range uint64(3) {
		play(t, Config{}, 80, 24, completeRows(60), func(d *driver) {
			w := &wanderer{d: d, random: rand.New(rand.NewPCG(seed, 7)), at: id(0)}
			for n := range 1000 {
				what := w.step()
				at := ""
				if e := d.model.sel.current(); e != nil {
					at = e.ID
				}
				if at != w.at {
					t.Fatalf("seed %d, step %d (%s): %s is selected, and should be %s:\n%s", seed, n, what, at, w.at, d.Screen())
				}
				if s := d.model.sel; at != "" && (s.index < s.top || s.index >= s.top+s.rows) {
					t.Fatalf("seed %d, step %d (%s): the selected row is off the screen", seed, n, what)
				}
			}
			if w.added < 20 {
				t.Errorf("only %d came", w.added)
			}
		})
	}
}
