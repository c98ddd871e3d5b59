package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestNothingIsDoneBlindlyOnACrampedScreen(t *testing.T) {
	play(t, Config{CanSuspend: true, Mouse: true}, 80, 24, threeRows, func(d *driver) {
		d.Resize(39, 24)
		d.Press("x", "y", "d", "D", "r", "a", "?", "j", "/", "enter", "*")
		d.Send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
		d.took()
		d.Shows("reelwatch needs 40 x 10, this is 39 x")
		d.Resize(80, 24)
		d.selected("Spring laun")
		d.Hides("MOVE", "marked", "Stop tracking")
	})
	play(t, Config{CanSuspend: true}, 20, 5, threeRows, func(d *driver) {
		d.Press("ctrl+z")
		if !d.suspended {
			t.Error("ctrl+z does not suspend")
		}
		d.Press("q")
		if !d.quit {
			t.Error("q does not quit")
		}
		d.Press("ctrl+c")
		if !d.interrupted {
			t.Error("ctrl+c does not interrupt")
		}
	})
}

func TestAQuestionOnACrampedScreenIsReadBeforeItIsAnswered(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("x")
		d.Resize(20, 6)
		d.Shows("Stop tracking", "y/n")
		d.Resize(10, 2)
		d.Press("y")
		d.took()
		d.Resize(30, 5)
		d.Press("y")
		d.took("remove " + id(1))
	})
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.stage.downloads[id(2)] = make(chan error)
		d.Press("j", "d")
		d.Resize(20, 6)
		d.Press("q")
		d.Shows("Quit? 1 save runs", "y/n")
		d.Press("y")
		if !d.quit {
			t.Error("a yes does not quit")
		}
	})
}
