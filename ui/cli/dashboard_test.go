package cli

import (
	"errors"
	"testing"

	"reelwatch/ui/term"
)

func TestEachEndOfTheDashboardHasItsExitCode(t *testing.T) {
	t.Parallel()
	for reason, want := range map[term.Reason]int{
		term.Quit: 0, term.Interrupted: exitInterrupted, term.Terminated: exitTerminated, term.Lost: exitLost,
		term.Panicked: exitFailed, term.Failed: exitFailed,
	} {
		exit := term.Exit{Reason: reason}
		switch reason {
		case term.Lost, term.Failed:
			exit.Err = errors.New("the terminal has gone")
		case term.Panicked:
			exit.Err = &term.PanicError{Value: "boom"}
		}
		if got := exitCode(new(app).ended(exit)); got != want {
			t.Errorf("reason %d: exit code %d, want %d", reason, got, want)
		}
	}
}
