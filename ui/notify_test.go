package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// told is what was written past the screen since the last time.
func (d *driver) told(want string) {
	d.t.Helper()
	if d.raw != want {
		d.t.Errorf("written %q, want %q", d.raw, want)
	}
	d.raw = ""
}

func (d *driver) ends(n int, status heygen.Status) {
	d.stage.set(id(n), func(e *tracker.Entry) { e.Status, e.CompletedAt = status, time.Now() })
	d.Changed()
}

func fiveRendering(s *stage) {
	for n := 5; n > 0; n-- {
		s.put(rendering(id(n), "Spring launch "+string(rune('A'+n)), 5*time.Minute))
	}
	answered(s)
}

var (
	auto   = Config{Notify: term.NotifyAuto}
	osc9   = Config{Notify: term.NotifyOSC9}
	osc777 = Config{Notify: term.NotifyOSC777}
)

func TestAnEndIsToldAfterAMomentAndOnce(t *testing.T) {
	play(t, auto, 120, 24, fiveRendering, func(d *driver) {
		d.Advance(time.Minute)
		d.ends(1, heygen.Completed)
		d.told("")
		d.Advance(gatherFor)
		d.told("\a")
		d.took("claim 1")
		d.Advance(time.Hour)
		d.told("")
	})
	play(t, osc777, 120, 24, fiveRendering, func(d *driver) {
		d.ends(1, heygen.Completed)
		d.Advance(gatherFor)
		d.told("\x1b]777;notify;reelwatch;Spring launch B completed\a")
		d.stage.set(id(2), func(e *tracker.Entry) { e.Failure = &heygen.Failure{Message: "no;credit\x1b]0;x\a"} })
		d.ends(2, heygen.Failed)
		d.Advance(gatherFor)
		d.told("\x1b]777;notify;reelwatch;Spring launch C failed: no,credit\a")
	})
}

func TestEndsThatComeTogetherAreToldTogether(t *testing.T) {
	play(t, osc9, 120, 24, fiveRendering, func(d *driver) {
		d.ends(1, heygen.Completed)
		d.Advance(time.Second)
		d.ends(2, heygen.Failed)
		d.ends(3, heygen.Completed)
		d.Advance(gatherFor)
		d.told("\x1b]9;reelwatch: 2 videos completed, 1 failed\a")
		d.took("claim 3")
		d.ends(4, heygen.Failed)
		d.ends(5, heygen.Failed)
		d.Advance(gatherFor)
		d.told("\x1b]9;reelwatch: 2 videos failed\a")
	})
}

func TestWhatHadEndedIsNotTold(t *testing.T) {
	play(t, auto, 120, 24, threeRows, func(d *driver) {
		imported := completed(id(50), "Old", time.Hour, 3)
		imported.Origin, imported.SeenAlive = tracker.Imported, false
		d.stage.put(imported)
		d.Changed()
		added := video(id(51), "Unknown yet", heygen.Unknown, 0) // it turns out to have ended long ago
		added.SeenAlive = false
		d.stage.put(added)
		d.Changed()
		d.ends(51, heygen.Completed)
		d.Advance(time.Minute)
		d.told("")
		d.took()
	})
}

func TestWhatAnotherProcessToldIsNotToldAgain(t *testing.T) {
	play(t, auto, 120, 24, fiveRendering, func(d *driver) {
		d.ends(1, heygen.Completed)
		d.stage.set(id(1), func(e *tracker.Entry) { e.ToldAt = time.Now() })
		d.Advance(gatherFor)
		d.told("")
		d.stage.set(id(2), func(e *tracker.Entry) { e.ToldAt = time.Now() })
		d.ends(2, heygen.Completed)
		d.stage.took()
		d.Advance(time.Minute)
		d.took()
		d.told("")
	})
}

func TestOffTellsNothingAndLeavesItToOthers(t *testing.T) {
	for _, cfg := range []Config{{Notify: term.NotifyOff}, {}} {
		play(t, cfg, 120, 24, fiveRendering, func(d *driver) {
			d.ends(1, heygen.Completed)
			d.Advance(time.Minute)
			d.took()
			d.told("")
		})
	}
}

func TestANotificationThatCannotBeNotedIsSaid(t *testing.T) {
	play(t, auto, 120, 24, fiveRendering, func(d *driver) {
		d.stage.do(func() { d.stage.fails["claim"] = errors.New("the list is locked") })
		d.ends(1, heygen.Completed)
		d.Advance(gatherFor)
		d.told("")
		d.Shows("no notification: the list is locked")
	})
}

func TestTheTerminalsAnswerBringsADesktopNotification(t *testing.T) {
	for answer, want := range map[string]string{
		"ghostty 1.2.0": "\a\x1b]777;notify;reelwatch;Spring launch B completed\a", "XTerm(390)": "\a",
	} {
		play(t, auto, 120, 24, fiveRendering, func(d *driver) {
			d.Send(tea.TerminalVersionMsg{Name: answer})
			d.ends(1, heygen.Completed)
			d.Advance(gatherFor)
			d.told(want)
		})
	}
}

func TestLongTitlesAreCutInNotifications(t *testing.T) {
	play(t, osc9, 120, 24, fiveRendering, func(d *driver) {
		d.stage.set(id(1), func(e *tracker.Entry) { e.Title = strings.Repeat("long ", 200) + "end" })
		d.ends(1, heygen.Completed)
		d.Advance(gatherFor)
		if len(d.raw) > 200 || !strings.HasSuffix(d.raw, "end completed\a") {
			d.t.Errorf("%q", d.raw)
		}
	})
}
