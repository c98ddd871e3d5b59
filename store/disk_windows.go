package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// The errors of a disk that takes no more.
const (
	diskFull     = windows.ERROR_DISK_FULL
	quotaReached = windows.ERROR_DISK_QUOTA_EXCEEDED
)

// region is the byte that is locked. bbolt locks the last byte of the last 4 GiB itself, and a handle cannot take
// the same byte twice, so ours is the one before it: a gate that every reelwatch passes first.
func region() *windows.Overlapped {
	return &windows.Overlapped{Offset: 1<<32 - 2, OffsetHigh: 1<<32 - 1}
}

// mapAhead is 0: a map that is longer than the file would lengthen the file.
const mapAhead = 0

// tryLock takes f's lock, shared or exclusive, and says whether it got it. It never waits.
func tryLock(f *os.File, exclusive bool) (bool, error) {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if exclusive {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, region())
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, windows.ERROR_IO_PENDING):
		return false, nil
	}
	return false, &os.PathError{Op: "lock", Path: f.Name(), Err: err}
}

// unlock gives f's lock back.
func unlock(f *os.File) error {
	return windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, region())
}

// lockByte takes one byte of f for this process alone, and says whether it got it. It never waits.
func lockByte(f *os.File, at int64) (bool, error) {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, offset(at))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

// unlockByte gives a byte of f back.
func unlockByte(f *os.File, at int64) error {
	return windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, offset(at))
}

func offset(at int64) *windows.Overlapped {
	return &windows.Overlapped{Offset: uint32(at), OffsetHigh: uint32(at >> 32)}
}

// install writes the content of the built file temp into the locked, empty file h. A file that is open cannot be
// replaced here; a single write of a few pages is not cut by the end of a process.
func install(temp string, h *held) error {
	content, err := os.ReadFile(temp)
	if err != nil {
		return err
	}
	if _, err := h.WriteAt(content, 0); err != nil {
		return err
	}
	return h.Sync()
}

// replaceable is false: a file that is open cannot be replaced.
func replaceable(*held) bool { return false }
