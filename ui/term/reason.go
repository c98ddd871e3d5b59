package term

import "fmt"

// Reason says why the program ended.
type Reason int

// The reasons.
const (
	Quit        Reason = iota // the model quit
	Interrupted               // ctrl+c or SIGINT
	Terminated                // SIGTERM
	Lost                      // SIGHUP, or end-of-file or an error from the terminal
	Panicked                  // a panic of ours; Exit.Err is a *PanicError
	Failed                    // the terminal could not be taken at all
)

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
