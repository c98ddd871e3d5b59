//go:build unix

package store

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"
)

// staleAfter is the age of the last beat from which on the holder is taken to have stopped.
const staleAfter = 15 * time.Second

// takeLease gives the locked file of a lease that this process now holds, or nil where another holds it.
//
// A holder that is stopped keeps its lock, so the lease is never taken by locking the file at path but by putting a
// new one there, which its taker has locked before; the old holder finds at its next beat that path is another file.
// Takers exclude each other through the lock of the new file: it has one name until it gets its place.
func takeLease(path string, now time.Time) (*os.File, error) {
	if free, err := leaseFree(path, now); !free || err != nil {
		return nil, err
	}
	next := path + ".next"
	f, err := os.OpenFile(next, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return nil, err
	}
	taken, err := takeOver(f, next, path, now)
	if !taken || err != nil {
		return nil, errors.Join(err, closeLocked(f))
	}
	return f, nil
}

// takeOver locks f, which was opened at next, looks at the lease again, and moves f to path.
func takeOver(f *os.File, next, path string, now time.Time) (bool, error) {
	if locked, err := tryLock(f, true); !locked || err != nil {
		return false, err // another takes it just now
	}
	if mine, err := isAt(f, next); !mine || err != nil {
		return false, err // another took it since f was opened
	}
	free, err := leaseFree(path, now)
	if !free || err != nil {
		return false, errors.Join(err, os.Remove(next))
	}
	if err := writeBeat(f, now); err != nil {
		return false, err
	}
	return true, os.Rename(next, path)
}

// leaseFree says whether nobody who is alive holds the lease at path.
func leaseFree(path string, now time.Time) (bool, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	// A shared lock is enough to see, and lets others see at the same time.
	free, err := tryLock(f, false)
	if !free && err == nil {
		free = stale(f, now)
		return free, f.Close()
	}
	return free, errors.Join(err, closeLocked(f))
}

// stale says whether the last beat in f lies too far from now. A beat far ahead counts, too: the clock was put back.
// A file without a beat is stale; it gets one before anyone else can see it.
func stale(f *os.File, now time.Time) bool {
	var b [beatSize]byte
	if _, err := f.ReadAt(b[:], 0); err != nil {
		return true
	}
	ns, err := strconv.ParseInt(strings.TrimSpace(string(b[:])), 10, 64)
	return err != nil || now.Sub(time.Unix(0, ns)).Abs() > staleAfter
}
