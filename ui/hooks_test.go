package ui

import (
	"errors"
	"testing"

	"reelwatch/tracker"
)

// The user's commands wait for saves exactly while auto-download is on.
func TestCommandsKnowOfAutoDownload(t *testing.T) {
	play(t, Config{AutoDownload: true}, 120, 24, threeRows, func(d *driver) {
		on := func() (on bool) {
			d.stage.do(func() { on = d.stage.auto })
			return on
		}
		if !on() {
			t.Error("not at the start")
		}
		d.Press("t")
		if on() {
			t.Error("after it was turned off")
		}
		d.Press("t")
		if !on() {
			t.Error("not after it was turned on")
		}
	})
}

// fails lets a command of the user's fail, on a row and for those who listen.
func (d *driver) fails(err *tracker.HookError) {
	d.t.Helper()
	d.stage.setLive(err.ID, tracker.Live{HookError: err.Row()})
	d.stage.do(func() { d.stage.snap.Rev++ })
	d.stage.hooks <- err
	d.settle()
}

func TestAFailedCommandIsToldAndStandsOnItsRow(t *testing.T) {
	play(t, Config{Theme: ThemeDark}, 120, 24, threeRows, func(d *driver) {
		d.fails(&tracker.HookError{ID: id(2), Err: errors.New("exit status 3: no\x1b[2J room")})
		d.Shows("✗ Product tour 05 – export --exec failed: exit status 3: no room")
		d.fails(&tracker.HookError{ID: id(3), Batch: "spr\x1b[31ming", Err: errors.New("signal: killed")})
		d.Shows("✗ batch spring: --exec-batch failed: signal: killed")
		d.Golden("hooks-failed-120x24")
		d.Painted("hooks-failed-120x24")
		d.Press("/")
		d.Type("no room")
		d.Shows("/no room 1 of 3", "Product tour 05")
		d.Press("enter", "enter")
		d.Shows("--exec failed: exit status 3: no room")
		d.Golden("hooks-failed-details-120x24")
		d.Press("esc", "esc", "x", "y")
		d.fails(&tracker.HookError{ID: id(99), Err: errors.New("exit status 1")}) // removed meanwhile
		d.Advance(answerFor)
		d.Shows("✗ " + id(99) + ": --exec failed: exit status 1")
	})
}
