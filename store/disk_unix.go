//go:build unix

package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"

	"reelwatch/tracker"
)

// The errors of a disk that takes no more.
const (
	diskFull     = unix.ENOSPC
	quotaReached = unix.EDQUOT
)

// mapAhead is how much of the file is mapped for a write, in bytes, be it as long or not: each time that the map must
// grow within a write costs a copy of all that is to be written.
const mapAhead = 32 << 20

// tryLock takes f's lock, shared or exclusive, and says whether it got it. It never waits. It is the very lock that
// bbolt takes, on the same open file, so bbolt's own taking of it passes.
func tryLock(f *os.File, exclusive bool) (bool, error) {
	how := unix.LOCK_SH
	if exclusive {
		how = unix.LOCK_EX
	}
	for {
		err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, unix.EINTR):
			return false, &os.PathError{Op: "lock", Path: f.Name(), Err: err}
		}
	}
}

// unlock gives f's lock back. Closing f would not be enough while a map of it is left over from a fault.
func unlock(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_UN) }

// lockByte takes one byte of f for this process alone, and says whether it got it. It never waits.
func lockByte(f *os.File, at int64) (bool, error) {
	err := fcntl(f, unix.F_WRLCK, at)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return false, nil
	}
	return err == nil, err
}

// unlockByte gives a byte of f back.
func unlockByte(f *os.File, at int64) error { return fcntl(f, unix.F_UNLCK, at) }

func fcntl(f *os.File, how int16, at int64) error {
	for {
		err := unix.FcntlFlock(f.Fd(), unix.F_SETLK, &unix.Flock_t{Type: how, Start: at, Len: 1})
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// install gives the built file temp the place of the locked, empty or outgrown file h, in one step.
func install(temp string, h *held) error {
	if err := os.Rename(temp, h.path); err != nil {
		return err
	}
	return tracker.SyncFolder(filepath.Dir(h.path))
}

// replaceable says whether another file of ours may take the place of h without a loss to anyone: no other name
// leads to it, and it belongs to us.
func replaceable(h *held) bool {
	st, ok := h.info.Sys().(*syscall.Stat_t)
	return ok && st.Nlink == 1 && int(st.Uid) == os.Geteuid()
}
