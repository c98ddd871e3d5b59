package tracker

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// openFile opens a part file, or makes it where create is not 0 (fs.ErrExist where there is one), and follows no symbolic link.
// Unlike os.OpenFile it lets the open file get its final name. Who may read it is the folder's affair.
func openFile(path string, create fs.FileMode) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	const (
		access = windows.GENERIC_READ | windows.GENERIC_WRITE
		share  = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
		flags  = windows.FILE_ATTRIBUTE_NORMAL | windows.FILE_FLAG_OPEN_REPARSE_POINT
	)
	how := uint32(windows.OPEN_EXISTING)
	if create != 0 {
		how = windows.CREATE_NEW
	}
	handle, err := windows.CreateFile(name, access, share, nil, how, flags, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(handle), path), nil
}

// lockPart takes the part file for this process, without waiting: ErrBusy where another has it. The system gives it back
// when the process ends.
func lockPart(f *os.File) error { return lockBeyond(f, windows.LOCKFILE_EXCLUSIVE_LOCK) }

// peekPart is ErrBusy where another process has the part file. It keeps those who would take it away until f is closed.
func peekPart(f *os.File) error { return lockBeyond(f, 0) }

// lockBeyond locks what lies beyond any byte of the file, since others could not read a byte that is locked.
func lockBeyond(f *os.File, how uint32) error {
	err := windows.LockFileEx(windows.Handle(f.Fd()), how|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{OffsetHigh: 0x7fffffff})
	switch {
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, windows.ERROR_IO_PENDING):
		return ErrBusy
	case err != nil:
		return &os.PathError{Op: "lock", Path: f.Name(), Err: err}
	}
	return nil
}
