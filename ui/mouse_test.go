package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

var withMouse = Config{Mouse: true}

// Click clicks on the first line of the screen that holds text.
func (d *driver) Click(text string) {
	d.t.Helper()
	for y, line := range strings.Split(d.Screen(), "\n") {
		if before, _, there := strings.Cut(line, text); there {
			d.Send(tea.MouseClickMsg{X: len([]rune(before)), Y: y, Button: tea.MouseLeft})
			d.Send(tea.MouseReleaseMsg{X: len([]rune(before)), Y: y, Button: tea.MouseLeft})
			return
		}
	}
	d.t.Fatalf("nothing to click on holds %q:\n%s", text, d.Screen())
}

func (d *driver) Wheel(button tea.MouseButton, notches int) {
	d.t.Helper()
	for range notches {
		d.Send(tea.MouseWheelMsg{X: 10, Y: 10, Button: button})
	}
}

func TestAClickSelectsTheRowUnderIt(t *testing.T) {
	for _, size := range [][2]int{{160, 45}, {120, 40}, {80, 24}, {60, 15}, {40, 10}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			play(t, withMouse, size[0], size[1], completeRows(60), func(d *driver) {
				d.Click("Video 002")
				d.selected("Video 002")
				was := d.Screen()
				d.Click("Video 002") // once more does no more
				if got := d.Screen(); got != was {
					d.t.Errorf("the screen changed from\n%s\nto\n%s", was, got)
				}
				d.Press("G")
				d.Click("Video 058")
				d.selected("Video 058")
			})
		})
	}
}

func TestAClickElsewhereDoesNothing(t *testing.T) {
	play(t, withMouse, 80, 24, threeRows, func(d *driver) {
		was := d.Screen()
		for y := range 24 {
			if y < 5 || y > 7 { // the rows
				d.Send(tea.MouseClickMsg{X: 10, Y: y, Button: tea.MouseLeft})
			}
			for _, b := range []tea.MouseButton{tea.MouseRight, tea.MouseMiddle, tea.MouseBackward} {
				d.Send(tea.MouseClickMsg{X: 10, Y: y, Button: b})
			}
			d.Send(tea.MouseMotionMsg{X: 10, Y: y, Button: tea.MouseLeft})
		}
		if got := d.Screen(); got != was {
			d.t.Errorf("the screen changed from\n%s\nto\n%s", was, got)
		}
		for _, open := range []string{"?", "a", "enter"} {
			d.Press(open)
			for y := range 24 {
				d.Send(tea.MouseClickMsg{X: 10, Y: y, Button: tea.MouseLeft})
			}
			d.Press("esc")
			d.selected("teaser DE")
		}
		d.Press("x")
		d.Click("Product tour 05")
		d.Shows("Stop tracking “Spring launch – teaser DE”?") // it acts on what it named
		d.Press("y")
		d.took("remove " + id(1))
	})
}

func TestTheWheelScrollsTheRows(t *testing.T) {
	play(t, withMouse, 80, 24, completeRows(60), func(d *driver) {
		d.Press("j", "j", "j", "j")
		d.Wheel(tea.MouseWheelDown, 1)
		d.Hides("Video 002")
		d.selected("Video 004") // it is still there
		d.Wheel(tea.MouseWheelDown, 1)
		d.selected("Video 006") // it went with the rows
		d.Wheel(tea.MouseWheelUp, 1)
		d.selected("Video 006")
		d.Wheel(tea.MouseWheelDown, 40)
		d.Shows("Video 059")
		d.selected("Video 043")
		d.Wheel(tea.MouseWheelUp, 40)
		d.Shows("Video 000")
		d.selected("Video 016")
		was := d.Screen()
		d.Wheel(tea.MouseWheelLeft, 3)
		d.Wheel(tea.MouseWheelRight, 3)
		if got := d.Screen(); got != was {
			d.t.Errorf("sideways changed the screen to\n%s", got)
		}
	})
	play(t, withMouse, 80, 24, nil, func(d *driver) {
		d.Wheel(tea.MouseWheelDown, 3)
		d.Wheel(tea.MouseWheelUp, 3)
		d.Shows("No videos yet.")
	})
}

func TestTheWheelScrollsHelpAndDetails(t *testing.T) {
	play(t, withMouse, 40, 12, detailed, func(d *driver) {
		d.Press("?")
		d.Wheel(tea.MouseWheelDown, 1)
		d.Hides("MOVE")
		d.Wheel(tea.MouseWheelUp, 2)
		d.Shows("MOVE")
		d.Press("esc", "j", "j", "enter")
		was := d.Screen()
		d.Wheel(tea.MouseWheelDown, 1)
		if d.Screen() == was {
			d.t.Errorf("the details did not scroll:\n%s", was)
		}
		d.Wheel(tea.MouseWheelUp, 4)
		if got := d.Screen(); got != was {
			d.t.Errorf("the details did not scroll back:\n%s", got)
		}
		d.Press("esc", "a")
		d.Wheel(tea.MouseWheelDown, 1)
		d.Press("esc")
		d.selected("Onboard")
	})
	play(t, withMouse, 200, 20, completeRows(60), func(d *driver) {
		d.Press("enter")
		d.Wheel(tea.MouseWheelDown, 1)
		d.selected("✓ completed  Video 003")
		d.Shows(id(3)) // the details follow
		d.Send(tea.MouseWheelMsg{X: 190, Y: 10, Button: tea.MouseWheelDown})
		d.Send(tea.MouseClickMsg{X: 190, Y: 8, Button: tea.MouseLeft})
		d.selected("✓ completed  Video 003")
		d.Click("✓ completed  Video 009")
		d.selected("✓ completed  Video 009")
		d.Shows(id(9))
	})
}

func TestTheMouseIsLeftToTheTerminalWhereItIsOff(t *testing.T) {
	for _, on := range []bool{true, false} {
		play(t, Config{Mouse: on}, 80, 24, threeRows, func(d *driver) {
			if got := d.model.View().MouseMode; (got == tea.MouseModeCellMotion) != on || got == tea.MouseModeAllMotion {
				d.t.Errorf("mouse %v: mode %v", on, got)
			}
		})
	}
}
