package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// The exit codes, as the README lists them.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitKey         = 3
	exitTimeout     = 4
	exitLost        = 129
	exitInterrupted = 130
	exitTerminated  = 143
)

// usageError says that the command line or a setting is wrong.
type usageError struct{ err error }

// Error names what is wrong.
func (e *usageError) Error() string { return e.err.Error() }

// Unwrap gives the cause.
func (e *usageError) Unwrap() error { return e.err }

// written is what became of a write to standard output. A reader that has enough is no error: the system ends the
// program then (SIGPIPE).
func written(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("standard output: %w", err)
}

// signalError says which signal ended the program.
type signalError struct{ signal os.Signal }

// Error names the signal.
func (e *signalError) Error() string { return e.signal.String() }

// timeoutError says that the time which the user gave is over.
type timeoutError struct{ after time.Duration }

// Error names the time.
func (e *timeoutError) Error() string { return "the time ran out after " + e.after.String() }

// exitCode turns an error into the process's exit code. It is the only place that knows the table.
func exitCode(err error) int {
	var usage *usageError
	var auth *heygen.AuthError
	var ended *signalError
	var late *timeoutError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &auth):
		return exitKey
	case errors.As(err, &late):
		return exitTimeout
	case errors.As(err, &ended):
		switch ended.signal {
		case syscall.SIGTERM:
			return exitTerminated
		case syscall.SIGHUP:
			return exitLost
		}
		return exitInterrupted
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitFailed
}

// report prints an error as lines on standard error, each of one line whatever it quotes. Joined errors get a line each.
func (a *app) report(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok { // before the rest: one that is not told must not hide others
		for _, each := range joined.Unwrap() {
			a.report(each)
		}
		return
	}
	var ended *signalError
	if err == nil || errors.As(err, &ended) || errors.Is(err, context.Canceled) {
		return
	}
	if usage, ok := err.(*usageError); ok {
		a.report(usage.err)
		return
	}
	a.say("%s", advised(err))
}

// advised is an error with what to do about it: errors of the tracker say that themselves, and this is the only place that
// adds it to HeyGen's for the commands.
func advised(err error) string {
	var save *tracker.SaveError
	if errors.As(err, &save) {
		return err.Error()
	}
	if do := advice(err); do != "" {
		return err.Error() + ": " + do
	}
	return err.Error()
}

// advice is what to do about an error of HeyGen's: where a route is missing, a flag of ours may choose another.
func advice(err error) string {
	do := heygen.Advice(err)
	if as[*heygen.RouteError](err) {
		do += " and --api"
	}
	return do
}

// say prints one line to standard error.
func (a *app) say(format string, args ...any) {
	line := tracker.CleanText(fmt.Sprintf(format, args...))
	fmt.Fprintln(a.Stderr, "reelwatch: "+strings.TrimPrefix(line, "reelwatch: "))
}

// plain makes text from the service fit for a line of a terminal.
func plain(s string) string { return term.Plain(tracker.CleanText(s)) }
