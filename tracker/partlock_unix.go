//go:build unix

package tracker

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// openFile opens a part file, or makes it with a mode that is not 0 (fs.ErrExist where there is one), and follows no symbolic
// link.
func openFile(path string, create fs.FileMode) (*os.File, error) {
	flags := os.O_RDWR | syscall.O_NOFOLLOW
	if create != 0 {
		flags |= os.O_CREATE | os.O_EXCL
	}
	return os.OpenFile(path, flags, create)
}

// lockPart takes the part file for this process, without waiting: ErrBusy where another has it. The system gives it back
// when the process ends.
func lockPart(f *os.File) error { return flock(f, syscall.LOCK_EX) }

// peekPart is ErrBusy where another process has the part file. It keeps those who would take it away until f is closed.
func peekPart(f *os.File) error { return flock(f, syscall.LOCK_SH) }

func flock(f *os.File, how int) error {
	err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return ErrBusy
	case err != nil:
		return &os.PathError{Op: "lock", Path: f.Name(), Err: err}
	}
	return nil
}
