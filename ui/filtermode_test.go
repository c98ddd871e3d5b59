package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"reelwatch/tracker"
)

func fields(text string) []string { return strings.Fields(text) }

// springBatch is twelve videos of which five are of the batch spring, in several states.
func springBatch(s *stage) {
	batch := func(e *tracker.Entry, name string) *tracker.Entry {
		e.Batch = name
		return e
	}
	entries := []*tracker.Entry{
		batch(rendering(id(1), "Spring launch – teaser DE", 5*time.Minute), "spring"),
		batch(rendering(id(2), "Spring launch – teaser FR", 8*time.Minute), "spring"),
		batch(completed(id(3), "Spring launch – long cut", 9*time.Minute, 58), "spring"),
		batch(saved(id(4), "Spring launch – trailer", "spring-launch-trailer.mp4", 20*time.Minute, 62, 41_000_000), "spring"),
		batch(failed(id(5), "Spring launch – teaser IT", "Script too long for this avatar", 8*time.Minute), "spring"),
		rendering(id(6), "Product tour 01 – welcome", time.Minute),
		failed(id(7), "Onboarding 07 – billing", "Insufficient credit. Top up, then submit again", 8*time.Minute),
	}
	for n := range 5 {
		entries = append(entries, completed(id(20+n), fmt.Sprintf("Product tour %02d – chapter", n+2), time.Hour, 70))
	}
	s.put(entries...)
	answered(s)
}

func TestFilteredScreens(t *testing.T) {
	for _, size := range sizes() {
		shape := fmt.Sprintf("-%dx%d", size[0], size[1])
		for name, act := range map[string]func(d *driver){
			"filter-typing": func(d *driver) { d.Press("/"); d.Type("teaser") },
			"filtered":      func(d *driver) { d.Press("/"); d.Type("batch:spring"); d.Press("enter") },
			"filter-empty":  func(d *driver) { d.Press("/"); d.Type("tour"); d.Press("enter", "4") },
			"filter-long": func(d *driver) {
				d.Press("/")
				d.Paste("a filter 日本語 that is much longer than the place that it has on any of these screens, whatever")
			},
		} {
			t.Run(name+shape, func(t *testing.T) {
				play(t, Config{}, size[0], size[1], springBatch, func(d *driver) {
					act(d)
					d.Golden(name + shape)
				})
			})
		}
	}
}

func TestFilterAsYouType(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		d.Press("/")
		d.Shows("/ 12 of 12", "enter keep filter", "esc drop filter")
		d.Type("qD*")
		d.took()
		d.Shows("/qD* 0 of 12", "Nothing matches the filter.")
		d.Press("backspace", "backspace", "backspace")
		d.Type("TEASER it")
		d.Shows("/TEASER it 1 of 12", "Spring launch – teaser IT", "1 all 1", "2 active 0", "4 failed 1")
		d.Hides("teaser DE")
		d.Press("enter")
		d.Shows("/TEASER it 1 of 12", "x remove")
		d.Press("/", "backspace", "backspace", "backspace")
		d.Shows("/TEASER 3 of 12", "teaser DE")
		d.Press("esc")
		d.Hides("/TEASER")
		d.Shows("1 all 12", "Product tour")
		d.Press("/")
		d.Type("  ")
		d.Press("enter")
		d.Hides(" of 12  ")
	})
}

func TestTheFilterFindsWhatTheRowSays(t *testing.T) {
	play(t, Config{}, 120, 32, func(s *stage) {
		springBatch(s)
		s.downloads[id(20)] = make(chan error)
		s.setLive(id(21), tracker.Live{Error: "disk full: /videos needs 40 MB"})
		s.setLive(id(22), tracker.Live{AskError: "HTTP 418: a teapot"})
	}, func(d *driver) {
		for filter, want := range map[string]int{
			"rendering": 3, "saved": 1, "completed": 6, "failed": 2, "saving": 0, "overdue": 0,
			"credit": 1, "disk 03": 1, "teapot": 1, "spring": 5, id(7)[20:]: 1, "failed avatar": 1, "chapter completed": 5, "ring": 5,
		} {
			d.Press("/")
			d.Type(filter)
			d.Shows(fmt.Sprintf("/%s %d of 12", filter, want))
			d.Press("esc")
		}
		d.Press("/")
		d.Type("saving")
		d.Press("enter", "1")
		d.Shows("/saving 0 of 12")
		d.Press("D") // a save that begins changes what its row says, and nothing of its entry
		d.Shows("/saving 1 of 12", "chapter")
		d.stage.downloads[id(20)] <- errors.New("no space")
		d.settle()
		d.Shows("/saving 0 of 12")
		d.Press("/", "ctrl+u")
		d.Type("overdue")
		d.Press("enter")
		d.Advance(13 * time.Minute)
		d.Shows("/overdue 1 of 12", "teaser FR")
	})
}

func TestABatchInTheFilterIsSummedUp(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		d.Shows("7 of 12 done   3 rendering   2 failed", "~8m left")
		d.Press("/")
		d.Type("teaser")
		d.Shows("7 of 12 done   3 rendering   2 failed", "~8m left", "1 all 3")
		d.Press("ctrl+u")
		d.Type("batch:spring teaser")
		d.Shows("2 of 5 done   2 rendering   1 failed", "~4m left", "1 all 3", "2 active 2", "3 of 12")
		d.Press("esc")
		d.Shows("7 of 12 done", "~8m left")
	})
}

func TestEscClosesTheFilterBeforeTheMarksAndMarksSurvive(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		d.Press("space", "space", "/")
		d.Type("fr")
		d.Press("enter")
		d.Shows("1 marked", "x remove ", "esc drop filter")
		d.Press("x", "esc")
		d.Shows("nothing was changed", "/fr 1 of 12")
		d.Press("x", "y")
		d.took("remove " + id(2))
		d.Press("esc")
		d.Hides("/fr")
		d.Shows("1 marked")
		d.Press("esc")
		d.Hides("marked")
		d.Press("/")
		d.Type("chapter")
		d.Press("enter", "*", "esc")
		d.Shows("5 marked", "d save 5")
	})
}

func TestTheSelectionComesBackWhenTheFilterShowsItAgain(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		d.Press("j", "j", "/")
		d.Type("zzz")
		d.Changed() // an answer meanwhile
		d.Press("esc")
		d.selected("Spring launch – long cut")
		d.Press("4")
		d.selected("Spring launch – teaser IT")
		d.Press("1")
		d.selected("Spring launch – long cut")
		d.Press("4", "j", "1")
		d.selected("Onboarding 07 – billing")
		d.Press("/")
		d.Type("spring")
		d.selected("Spring launch – teaser IT")
		d.Press("up")
		d.Type(" launch")
		d.selected("Spring launch – trailer")
		d.Press("esc")
		d.selected("Spring launch – trailer")
	})
}

func TestAPasteGoesIntoTheOpenFilter(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		d.Press("/")
		d.Paste("teaser\x1b[31m\r\nDE\u202e")
		d.Shows("/teaser DE 1 of 12")
		d.took()
		if c := d.model.View().Cursor; c == nil || c.Y != 2 {
			t.Errorf("the cursor is at %+v", c)
		}
		d.Press("home", "?")
		d.Shows("/?teaser DE 0 of 12")
	})
}

func TestFieldPlacesItsCursorByCells(t *testing.T) {
	st := newStyles(backdrop{dark: true}, 0)
	for _, c := range []struct {
		text  string
		left  int // keys to the left
		width int
		want  string
		at    int
	}{
		{"", 0, 5, "", 0},
		{"abc", 0, 5, "abc", 3},
		{"abc", 2, 5, "abc", 1},
		{"abcdef", 0, 5, "cdef", 4},
		{"abcdef", 6, 5, "abcde", 0},
		{"日本語", 0, 10, "日本語", 6},
		{"日本語", 1, 10, "日本語", 4},
		{"日本語", 0, 5, "本語", 4},
		{"abc", 0, 1, "", 0},
	} {
		f := newField(c.text)
		for range c.left {
			f.press(tea.KeyPressMsg{Code: tea.KeyLeft})
		}
		s := newStrip(&st.row)
		at := f.put(s, plain, c.width)
		if got := bare(s.line(0)); got != c.want || at != c.at {
			t.Errorf("%+v: %q with the cursor at %d", c, got, at)
		}
	}
}

// BenchmarkFilterKey measures a key in the filter over a long list; the first one reads all titles.
func BenchmarkFilterKey(b *testing.B) {
	s := newStage()
	completeRows(10_000)(s)
	m := New(Config{Tracker: s, Context: b.Context(), Zone: time.UTC})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 48})
	keys := []tea.KeyPressMsg{keyPress("v"), keyPress("i"), keyPress("d"), keyPress("7")}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if n%len(keys) == 0 {
			m.Update(keyPress("esc"))
			m.Update(keyPress("/"))
		}
		m.Update(keys[n%len(keys)])
		n++
	}
}

func TestALongListTellsWhereInItTheSelectionIs(t *testing.T) {
	play(t, Config{}, 80, 24, mixed, func(d *driver) {
		d.Shows("5 saved 20    ", "   1 of 40")
		d.Press("j", "j")
		d.Shows("   3 of 40")
		d.Press("/")
		d.Hides("3 of 40")
		d.Press("esc")
		d.Resize(60, 20)
		d.Hides("3 of 40") // the views need the line
		d.Resize(80, 60)
		d.Hides("3 of 40") // all are to be seen
	})
}

func TestAHelpThatGoesOnSaysSo(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("?")
		d.Shows("PgDn  ", " more lines")
		hidden := strings.TrimSpace(helpColumns(&d.model.keys, d.model.canvas.styles, 80)[d.model.bodyHeight()-1])
		d.Press("pgdown")
		d.Shows(ansi.Strip(hidden)) // what the words stood over
		d.Press("G")
		d.Hides("more lines")
	})
}

func TestTheViewsStayBesideAFilterThatLeavesThemRoom(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("/")
		d.Type("e")
		d.Shows("1 all 3   2 active 1   3 completed 1   4 failed 1   5 saved 0   /e 3 of 3")
		d.Press("enter")
		d.Shows("1 all 3   2 active 1   3 completed 1   4 failed 1   5 saved 0   /e 3 of 3")
	})
}
