package term

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// input is the terminal as Bubble Tea reads it. Bubble Tea turns end-of-file and read errors into silence; input tells
// the session of the first one, and reads as ended from then on.
type input struct {
	file *os.File
	lost func(error) // must not block
	once sync.Once

	marks pasteMarks
}

// Read reads from the terminal. Every error is an end-of-file to the caller.
func (i *input) Read(p []byte) (int, error) {
	n, err := i.file.Read(p[:max(len(p)-i.marks.room(), 0)])
	if err == nil {
		return copy(p, i.marks.pass(p[:n])), nil
	}
	i.once.Do(func() {
		if errors.Is(err, io.EOF) {
			err = errEndOfInput
		}
		i.lost(fmt.Errorf("cannot read the terminal: %w", err))
	})
	return n, io.EOF
}

var errEndOfInput = errors.New("end of input")

// Write writes to the terminal; Bubble Tea wants it of a terminal file.
func (i *input) Write(p []byte) (int, error) { return i.file.Write(p) }

// Close does nothing: the terminal belongs to the process.
func (i *input) Close() error { return nil }

// Fd returns the descriptor of the terminal, by which reads are cancelled and raw mode is set.
func (i *input) Fd() uintptr { return i.file.Fd() }

// Name returns the name of the file, by which Bubble Tea chooses how to cancel a read.
func (i *input) Name() string { return i.file.Name() }
