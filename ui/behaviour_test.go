package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

func (d *driver) took(want ...string) {
	d.t.Helper()
	got := d.stage.took()
	slices.Sort(got) // commands run side by side
	if !slices.Equal(got, want) {
		d.t.Fatalf("the tracker was asked %q, want %q", got, want)
	}
}

func (d *driver) selected(title string) {
	d.t.Helper()
	if line := d.Line(title); !strings.HasPrefix(line, "▌") {
		d.t.Fatalf("%q is not selected:\n%s", title, d.Screen())
	}
}

func completeRows(n int) func(*stage) {
	return func(s *stage) {
		var entries []*tracker.Entry
		for i := range n {
			entries = append(entries, completed(id(i), fmt.Sprintf("Video %03d", i), 2*time.Hour, 60))
		}
		s.put(entries...)
		answered(s)
	}
}

func TestMovingStaysInTheList(t *testing.T) {
	play(t, Config{}, 80, 24, completeRows(100), func(d *driver) {
		d.selected("Video 000")
		d.Press("k")
		d.selected("Video 000")
		d.Press("j", "down")
		d.selected("Video 002")
		d.Press("pgdown")
		d.selected("Video 018")
		d.Press("G")
		d.selected("Video 099")
		d.Press("j")
		d.selected("Video 099")
		d.Press("pgup", "up")
		d.selected("Video 082")
		d.Press("g")
		d.selected("Video 000")
	})
}

func TestSelectionStaysOnItsVideo(t *testing.T) {
	play(t, Config{}, 80, 24, completeRows(60), func(d *driver) {
		d.Press("pgdown", "pgdown", "k")
		d.selected("Video 031")
		before := strings.Index(d.Screen(), "Video 031")
		d.stage.put(completed(id(500), "New one", time.Hour, 3), completed(id(501), "New two", time.Hour, 3))
		d.Changed()
		d.selected("Video 031")
		if after := strings.Index(d.Screen(), "Video 031"); after != before {
			t.Errorf("the row moved on the screen, from %d to %d", before, after)
		}
		d.stage.do(func() {
			d.stage.snap.Entries = slices.DeleteFunc(slices.Clone(d.stage.snap.Entries), func(e *tracker.Entry) bool {
				return e.Title == "Video 031" || e.Title == "Video 032" || e.Title == "Video 002"
			})
		})
		d.Changed()
		d.selected("Video 033")
		d.Press("G")
		d.stage.do(func() { d.stage.snap.Entries = d.stage.snap.Entries[:3] })
		d.Changed()
		d.selected("Video 000")
	})
}

func TestNewRowsComeIntoSightAtTheTop(t *testing.T) {
	play(t, Config{}, 80, 24, completeRows(60), func(d *driver) {
		d.stage.put(completed(id(500), "New one", time.Hour, 3))
		d.Changed()
		d.Shows("New one")
		d.selected("Video 000")
	})
}

func TestMarksFollowTheirVideosAndActionsTakeThoseShown(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("space", "space", "space")
		d.Shows("3 marked")
		d.stage.put(completed(id(500), "New one", time.Hour, 3))
		d.Changed()
		d.Shows("3 marked")
		d.Press("4")
		d.Shows("1 marked", "Onboarding 07")
		d.Press("x", "y")
		d.took("remove " + id(3))
		d.Press("1")
		d.Shows("2 marked")
		d.Press("esc")
		d.Hides("marked")
		d.Press("*")
		d.Shows("3 marked")
		d.Press("*")
		d.Hides("marked")
	})
}

func TestSaveStopAndSaveAll(t *testing.T) {
	play(t, Config{}, 120, 32, func(s *stage) {
		completeRows(3)(s)
		for i := range 3 {
			s.downloads[id(i)] = make(chan error)
		}
	}, func(d *driver) {
		d.Shows("d save ")
		d.Press("d")
		d.took("save " + id(0))
		d.Shows("saving Video 000", "d stop")
		d.Press("d")
		d.took("stop " + id(0))
		d.Shows("stopped saving Video 000", "d goes on")
		d.Press("D")
		d.took("save "+id(0), "save "+id(1), "save "+id(2))
		d.Shows("saving 3 videos")
		d.Hides("D save all")
		d.stage.downloads[id(1)] <- errors.New("disk full: /videos needs 40 MB, 3 MB free")
		d.Advance(answerFor)
		d.Shows("✗ Video 001 was not saved: disk full")
		d.stage.downloads[id(2)] <- nil
		d.settle()
		d.Shows("✓ Video 002 is saved, 38 MB")
		d.Press("q")
		d.Shows("Quit? 1 save runs; what is there is kept for d or auto-download y/n")
		if d.quit {
			d.t.Fatal("quit without an answer")
		}
		d.Press("n", "q", "y")
		if !d.quit {
			d.t.Fatal("y did not quit")
		}
	})
}

func TestManySavesAreHandedOverAFewAtATime(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		completeRows(50)(s)
		for i := range 50 {
			s.downloads[id(i)] = make(chan error)
		}
	}, func(d *driver) {
		d.Press("D")
		if n := len(d.stage.took()); n != maxSaving {
			d.t.Fatalf("%d saves begun, want %d", n, maxSaving)
		}
		d.Shows("waiting for its turn")
		d.stage.downloads[id(0)] <- nil
		d.settle()
		d.took("save " + id(maxSaving))
		d.Press("G", "d")
		d.Shows("stopped saving Video 049")
	})
}

func TestRemoveAsksOnceAndUndoBringsBack(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("j", "x", "enter", "space", "d", "x")
		d.took()
		d.Shows("Stop tracking “Product tour 05 – export”? y/n")
		d.stage.put(completed(id(500), "New one", time.Hour, 3)) // what the question named is what goes
		d.Changed()
		d.Press("y")
		d.took("remove " + id(2))
		d.Shows("stopped tracking Product tour 05 – export   u undo")
		d.selected("Onboarding 07 – billing")
		d.Press("u")
		d.took("restore 1")
		d.Shows("tracking Product tour 05 – export again")
		d.Press("x", "esc")
		d.Shows("nothing was changed")
		d.took()
		d.Press("u")
		d.took()
	})
}

// A dashboard that is left open for weeks keeps only the last removals.
func TestOnlyTheLastRemovalsAreUndone(t *testing.T) {
	const all = mostUndos + 2
	play(t, Config{}, 80, 24, func(s *stage) {
		for n := range all {
			s.put(completed(id(n), "Video", time.Hour, 3))
		}
	}, func(d *driver) {
		for range all {
			d.Press("x", "y")
		}
		undone := 0
		for len(d.model.undo) > 0 && undone <= all {
			d.Press("u")
			undone++
		}
		if undone != mostUndos {
			t.Errorf("%d removals were undone", undone)
		}
	})
}

func TestFailedActionsAreTold(t *testing.T) {
	locked := &tracker.StoreError{Err: errors.New("reelwatch.db is held by another program")}
	play(t, Config{}, 100, 24, threeRows, func(d *driver) {
		d.stage.do(func() { d.stage.fails["remove"], d.stage.fails["add"] = locked, locked })
		d.Press("x", "y")
		d.Shows("✗ still tracked: reelwatch.db is held by another program")
		d.Press("a")
		d.Paste(id(70))
		d.Press("ctrl+s")
		d.Shows("✗ nothing was tracked: reelwatch.db is held", id(70))
		d.stage.do(func() { delete(d.stage.fails, "remove") })
		d.Press("esc", "x", "y")
		d.stage.do(func() { d.stage.fails["restore"] = locked })
		d.Press("u")
		d.Shows("✗ not undone")
		d.stage.do(func() { delete(d.stage.fails, "restore") })
		d.Press("u")
		d.Shows("tracking Spring launch")
	})
}

func TestAddBox(t *testing.T) {
	play(t, Config{}, 80, 24, nil, func(d *driver) {
		d.Press("a", "enter", "ctrl+s")
		d.Shows("paste ids or links first")
		d.Type("q" + id(70)[1:])
		d.Press("enter")
		d.took()
		d.Paste("https://app.heygen.com/videos/" + id(71) + "\r\n" + id(72) + "\rbad!one and " + id(73) + "\n")
		d.Press("esc")
		d.Shows("the box keeps what is in it")
		d.Press("a")
		d.Shows(id(72))
		d.Press("enter") // on the empty line at the end
		d.Shows("tracking 5 videos", "bad!one and "+id(73), `"bad!one" is no video id`)
		d.Press("ctrl+s")
		d.Shows("2 videos tracked already", "bad!one")
		for range len("bad!one and " + id(73)) {
			d.Press("backspace")
		}
		d.Type(id(74))
		d.Press("ctrl+s")
		d.Shows("tracking 1 more video", "STATUS")
		if d.model.View().Cursor != nil {
			t.Error("a cursor is left after the box was closed")
		}
	})
}

func TestPasteOutsideAnInputRunsNoKeys(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Paste("xyqd\n")
		d.Paste("!!! x y q")
		d.Press("n")
		d.took()
		d.Paste(id(80) + "\n" + id(81))
		d.Shows("Track the 2 videos pasted: " + id(80) + ", ...? y/n")
		d.Paste("y")
		d.Press("enter")
		d.took()
		d.Press("y")
		d.took("add 2")
		d.Shows("tracking 2 more videos")
		d.Paste("?!\n#")
		d.Shows("the paste was not used: no video id in it")
	})
}

func TestEndedRowsAreBrightForTwoSecondsOnce(t *testing.T) {
	play(t, Config{}, 120, 32, threeRows, func(d *driver) {
		bright := func() bool {
			return strings.Contains(named(d.model.View().Content, d.model.canvas.styles), "<bright green>✓")
		}
		d.Press("j")
		d.stage.set(id(1), func(e *tracker.Entry) { e.Status, e.CompletedAt = heygen.Completed, time.Now() })
		d.Changed()
		d.Shows("✓ Spring launch – teaser DE is complete")
		if !bright() {
			t.Error("the row that has just ended is not bright")
		}
		d.Advance(2100 * time.Millisecond)
		if bright() {
			t.Error("the row is bright for more than two seconds")
		}
		d.Shows("✓ Spring launch – teaser DE is complete")
	})
}

func TestSeveralEndsAreToldTogether(t *testing.T) {
	play(t, Config{}, 120, 32, mixed, func(d *driver) {
		for n := 1; n <= 2; n++ {
			d.stage.set(id(n), func(e *tracker.Entry) { e.Status, e.CompletedAt = heygen.Completed, time.Now() })
		}
		d.stage.set(id(3), func(e *tracker.Entry) { e.Status = heygen.Failed })
		d.Changed()
		d.Shows("3 videos have ended, 1 of them failed")
		d.stage.set(id(4), func(e *tracker.Entry) {
			e.Status, e.Failure = heygen.Failed, &heygen.Failure{Message: "no\x1b[2J credit\u202e"}
		})
		d.Changed()
		d.Shows("✗ Spring launch – long cut failed: no credit")
	})
}

func TestStoreTroubleIsShownUntilItIsOver(t *testing.T) {
	play(t, Config{}, 100, 24, threeRows, func(d *driver) {
		d.stage.do(func() { d.stage.loadErr = &tracker.StoreError{Err: errors.New("cannot read /x/reelwatch.db")} })
		d.Advance(3 * time.Second)
		d.Shows("list not saved", "cannot read /x/reelwatch.db: run reelwatch store check")
		updates := d.updates
		d.Advance(10 * time.Second)
		if d.updates > updates+1 {
			t.Errorf("%d messages while the same trouble lasts", d.updates-updates)
		}
		d.stage.do(func() { d.stage.loadErr = nil })
		d.Advance(2 * time.Second)
		d.Hides("list not saved")
	})
}

func TestWhatOtherProcessesChangeShows(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.stage.put(completed(id(90), "From a shell", time.Hour, 3))
		d.stage.do(func() { d.stage.loads = true })
		d.Advance(1100 * time.Millisecond)
		d.Shows("From a shell")
	})
}

func TestAnActionIsToldBeforeLastingTrouble(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		threeRows(s)
		s.snap.Service.Trouble = &heygen.ServerError{}
	}, func(d *driver) {
		d.Shows("HeyGen has a fault")
		d.Press("x", "y")
		d.Shows("stopped tracking")
		d.Advance(9 * time.Second)
		d.Hides("stopped tracking")
		d.Shows("HeyGen has a fault")
	})
}

func TestEndsOfTheProgram(t *testing.T) {
	play(t, Config{CanSuspend: true}, 80, 24, threeRows, func(d *driver) {
		d.Press("x", "ctrl+z")
		if !d.suspended {
			t.Error("ctrl+z does not suspend")
		}
		d.Send(tea.ResumeMsg{})
		d.took("ask 0")
		d.Press("n", "a", "ctrl+c")
		if !d.interrupted || d.quit {
			t.Error("ctrl+c does not interrupt")
		}
		d.Press("esc", "?", "q")
		if d.quit {
			t.Error("q in the help ended the program")
		}
		d.Press("q")
		if !d.quit {
			t.Error("q does not quit")
		}
	})
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("ctrl+z")
		if d.suspended {
			t.Error("ctrl+z suspends where no shell could go on")
		}
	})
}

func TestBackgroundDecidesThePaletteUnlessTheUserDid(t *testing.T) {
	white := tea.BackgroundColorMsg{Color: newPalette(false, 0).selection}
	for theme, wantDark := range map[Theme]bool{ThemeAuto: false, "": false, ThemeLight: false, ThemeDark: true} {
		play(t, Config{Theme: theme}, 80, 24, threeRows, func(d *driver) {
			d.Send(white)
			if d.model.backdrop != (backdrop{dark: wantDark}) {
				t.Errorf("theme %q on white: %+v", theme, d.model.backdrop)
			}
		})
	}
}

// Where the terminal does not tell its background, as in tmux, titles are in its own colour; where it does, in ours.
func TestAGuessedBackgroundLeavesTheTextReadable(t *testing.T) {
	ours := newStyles(backdrop{dark: true}, colorprofile.TrueColor)
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		title := d.model.canvas.styles.row[plain]
		if title.open != "" || d.model.canvas.styles.selected[plain] != ours.selected[plain] {
			t.Errorf("guessed: titles %q, selected %q", title.open, d.model.canvas.styles.selected[plain].open)
		}
		d.Send(tea.BackgroundColorMsg{Color: newPalette(true, 0).selection})
		if got := d.model.canvas.styles.row[plain]; got != ours.row[plain] {
			t.Errorf("told that it is dark: titles %q", got.open)
		}
	})
}

func TestNoticeAndTitle(t *testing.T) {
	play(t, Config{Notice: "this stops when the connection drops", Abilities: term.Abilities{NoColor: true}}, 80, 24, threeRows, func(d *driver) {
		d.Shows("this stops when the connection drops")
		if got := d.model.View().WindowTitle; got != "reelwatch 1/3 done" {
			t.Errorf("window title %q", got)
		}
		if !d.model.View().AltScreen {
			t.Error("no alternate screen")
		}
	})
}

func TestVisibleRowsAreToldToTheTracker(t *testing.T) {
	play(t, Config{}, 80, 24, completeRows(60), func(d *driver) {
		if got := d.stage.visible; len(got) != 17 || got[0] != id(0) {
			d.t.Fatalf("visible: %q", got)
		}
		d.Press("G")
		if got := d.stage.visible; len(got) != 17 || got[16] != id(59) {
			d.t.Fatalf("visible at the end: %q", got)
		}
	})
}

func TestAMovedFileIsFoundAndSavedAgain(t *testing.T) {
	play(t, Config{}, 120, 32, mixed, func(d *driver) {
		d.Press("5", "j", "j")
		d.Shows("moved or deleted: d saves it again", "d save ")
		d.Press("k")
		d.Hides("d save ")
		d.Press("j", "d")
		d.took("save " + id(10))
	})
}

// A file goes while its row is on the screen: the row says so by itself, and d, pressed before that, looks first.
func TestAFileThatGoesLaterIsFoundAndSavedAgain(t *testing.T) {
	one := func(s *stage) {
		s.put(saved(id(1), "A", "a.mp4", 2*time.Hour, 60, 1e6))
		answered(s)
	}
	play(t, Config{}, 120, 32, one, func(d *driver) {
		d.Press("d")
		d.Shows("it is saved already")
		d.stage.fileGoes(id(1))
		d.Press("d")
		d.took("save " + id(1))
	})
	play(t, Config{}, 120, 32, one, func(d *driver) {
		d.Hides("moved or deleted")
		d.stage.fileGoes(id(1))
		d.Advance(6 * time.Second)
		d.Shows("moved or deleted: d saves it again", "d save ")
	})
}

// However long the list and however narrow the screen, the header has room for trouble.
func TestTroubleHasRoomOnTheSmallestScreen(t *testing.T) {
	play(t, Config{}, LeastWidth, LeastHeight, func(s *stage) {
		completeRows(10_000)(s)
		s.snap.Service.Trouble = &heygen.LimitError{Quota: true}
	}, func(d *driver) {
		d.Shows("10000 of 10000 done", "limit reached", "wait, nothing is lost", "q quit", "d save")
	})
}
