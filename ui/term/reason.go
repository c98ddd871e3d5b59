package term

import "fmt"

// Reason says why the program ended.
type Reason int

// The reasons, with the exit codes that [Reason.ExitCode] gives them.
const (
	Quit        Reason = iota // the model quit: 0
	Interrupted               // ctrl+c or SIGINT: 130
	Terminated                // SIGTERM: 143
	Lost                      // SIGHUP, or end-of-file or an error from the terminal: 129
	Panicked                  // a panic of ours; Exit.Err is a *PanicError: 1
	Failed                    // the terminal could not be taken at all: 1
)

// ExitCode returns the process's exit code for the reason.
func (r Reason) ExitCode() int {
	switch r {
	case Quit:
		return 0
	case Interrupted:
		return 130
	case Terminated:
		return 143
	case Lost:
		return 129
	default:
		return 1
	}
}

// Exit is how a program ended.
type Exit struct {
	Reason Reason
	// Err is what was behind it; nil for Quit and for signals. The terminal is restored by the time it is returned, so it
	// can be printed.
	Err error
}

// PanicError is a panic of the model, of one of its commands or of a guarded goroutine.
type PanicError struct {
	Value any
	// Stack is the stack of the goroutine that panicked, as runtime/debug formats it.
	Stack []byte
}

// Error returns the panic's value without the stack.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }
