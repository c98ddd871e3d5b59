package store

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// verdict turns what went wrong in a session into the error that the caller gets.
func (s *Store) verdict(err error) error {
	var d *damage
	if errors.As(err, &d) || errors.Is(err, errPages) {
		return &DamagedError{Path: s.path, Detail: err.Error()}
	}
	return explain(s.path, err)
}

// callerPanic carries a panic of a function that the caller gave, so that it is not taken for damage.
type callerPanic struct{ value any }

func (p *callerPanic) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// guard runs fn, which uses bbolt, and turns a panic, or a fault while reading a map of a file that was cut short,
// into damage.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = &damage{err: fmt.Errorf("bbolt: %v", p)}
		}
	}()
	return fn()
}

// damage is an error that means: what lies in the file is wrong.
type damage struct{ err error }

func (d *damage) Error() string { return d.err.Error() }
func (d *damage) Unwrap() error { return d.err }

// damaged marks err, if it is one, as damage of the file.
func damaged(err error) error {
	if err == nil {
		return nil
	}
	return &damage{err: err}
}
