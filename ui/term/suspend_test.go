//go:build unix

package term

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func TestSuspendDoesNothingWithoutShell(t *testing.T) {
	c := start(t, "program", true)
	c.read()
	c.awaitText(":23")
	c.press("\x1a")
	c.awaitReport("can suspend false")
	c.awaitCounts(10)
	c.press("q")
	c.wantExit(Quit)
	c.wantRestored()
}

func TestSuspendAndResume(t *testing.T) {
	c := start(t, "shell", true)
	c.read()
	c.awaitText(":23")
	for range 2 {
		c.change(func() { c.reports = nil })
		c.press("\x1a")
		c.awaitReport("can suspend true")
		c.awaitReport("job stopped")
		c.wantModes()
		c.await("the shell's screen", func() bool {
			return !c.screen.IsAltScreen() && strings.Contains(c.screen.String(), "suspended for now")
		})
		c.order("fg")
		c.awaitReport("back, asleep true")
		c.awaitReport("resumed")
		c.await("the program's screen", func() bool { return c.screen.IsAltScreen() && strings.Contains(c.screen.String(), ":23") })
		c.awaitCounts(10)
	}
	c.press("q")
	c.awaitReport(fmt.Sprintf("job ended %d", Quit))
	c.wantRestored()
	if pushed, popped := bytes.Count(c.raw, []byte(pushTitle)), bytes.Count(c.raw, []byte(popTitle)); pushed != 3 || popped != 3 {
		t.Errorf("the title was pushed %d times and popped %d times, want 3 and 3", pushed, popped)
	}
}

// A picture that was on its way when the program was suspended is not left with the shell.
func TestSuspendTakesBackWhatWasOnItsWay(t *testing.T) {
	c := start(t, "shell", true)
	c.read()
	c.awaitText(":23")
	c.press("z")
	c.awaitReport("job stopped")
	c.await("the shell's screen", func() bool { return strings.Contains(c.screen.String(), "suspended for now") })
	c.wantNoPicture()
	c.order("fg")
	c.awaitReport("resumed")
	c.press("q")
	c.awaitReport(fmt.Sprintf("job ended %d", Quit))
	c.wantRestored()
}

func TestSuspendWaitsInBackground(t *testing.T) {
	c := start(t, "shell", true)
	c.read()
	c.awaitText(":23")
	c.press("\x1a")
	c.awaitReport("job stopped")
	c.order("bg")
	c.order("fg")
	c.awaitReport("resumed")
	c.press("q")
	c.awaitReport(fmt.Sprintf("job ended %d", Quit))
	c.wantRestored()
}

func TestSuspendedEndsBySignal(t *testing.T) {
	c := start(t, "shell", true)
	c.read()
	c.awaitText(":23")
	c.press("\x1a")
	c.awaitReport("job stopped")
	c.order("kill")
	c.awaitReport(fmt.Sprintf("job ended %d", Terminated))
	c.wantRestored()
}
