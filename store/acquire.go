package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// lockWait is how long the file may be held by another program, or the disk be silent.
const lockWait = 5 * time.Second

var errTooLong = errors.New("the lock was not to be had in time")

// held is the store's file, open and locked.
type held struct {
	*os.File
	path string      // with all symbolic links resolved
	info os.FileInfo // as of when the lock was taken

	readsAll bool // who has it checks every entry that was not told yet
}

// release gives the lock back and closes, if bbolt has not done so already.
func (h *held) release() {
	// Both fail where bbolt closed the file, which is the usual way.
	_ = unlock(h.File)
	_ = h.Close()
}

// acquire opens and locks the file, exclusively for a write. Without a store a read gets nil, and a write gets a new
// empty file. The work is done beside the caller, because a network file system may never answer.
func (s *Store) acquire(ctx context.Context, write bool) (*held, error) {
	wait, cancel := context.WithTimeoutCause(ctx, lockWait, errTooLong)
	defer cancel()
	known := s.known() // read here: work that is left behind must not look at s any more
	h, err := beside(wait, func() (*held, error) { return take(wait, s.path, write, known) }, func(h *held) {
		if h != nil {
			h.release()
		}
	})
	if ctx.Err() != nil {
		if h != nil {
			h.release()
		}
		return nil, ctx.Err()
	}
	if errors.Is(err, errTooLong) {
		return nil, &LockedError{Path: s.path}
	}
	return h, explain(s.path, err)
}

// beside runs work in a goroutine of its own and waits for it as long as ctx lasts. A result that comes later is
// given to late.
func beside[T any](ctx context.Context, work func() (T, error), late func(T)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result)
	go func() {
		var r result
		defer func() {
			if p := recover(); p != nil {
				r.err = fmt.Errorf("panic: %v", p)
			}
			select {
			case done <- r:
			case <-ctx.Done():
				late(r.value)
			}
		}()
		r.value, r.err = work()
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// take is the part of acquire that may hang. known says that the file was there before, so that it must be there.
func take(ctx context.Context, name string, write, known bool) (*held, error) {
	for ctx.Err() == nil {
		path, err := resolve(name)
		if errors.Is(err, fs.ErrNotExist) && write && !known {
			if err := makeEmpty(name); err != nil {
				return nil, err
			}
			continue
		}
		var h *held
		switch {
		case err == nil:
			h, err = lockAt(ctx, path, write)
		case errors.Is(err, fs.ErrNotExist):
			return nothing(name, known)
		}
		if err != nil {
			return nil, err
		}
		if h == nil {
			continue // it was replaced while we waited
		}
		if h.info.Size() == 0 && (known || !write) {
			h.release()
			return nothing(name, known)
		}
		return h, nil
	}
	return nil, context.Cause(ctx)
}

// nothing is the answer where there is no list: none yet, or none any more.
func nothing(name string, known bool) (*held, error) {
	if known {
		return nil, &GoneError{Path: name}
	}
	return nil, nil
}

// known says whether this value has read or written records of the file, so that it must be there.
func (s *Store) known() bool { return s.checked.info != nil }

// lockAt opens and locks the file at path. It gives nil if another file has taken the path by the time the lock came.
func lockAt(ctx context.Context, path string, write bool) (*held, error) {
	flag := os.O_RDONLY
	if write {
		flag = os.O_RDWR
	}
	f, err := os.OpenFile(path, flag, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	h := &held{File: f, path: path}
	if err := waitLock(ctx, f, write); err != nil {
		h.release()
		return nil, err
	}
	there, err := isAt(f, path)
	if err == nil && there {
		h.info, err = f.Stat()
	}
	if err != nil || !there {
		h.release()
		return nil, err
	}
	return h, nil
}

// waitLock takes f's lock as soon as it is free.
func waitLock(ctx context.Context, f *os.File, exclusive bool) error {
	pause := time.Millisecond
	for {
		if got, err := tryLock(f, exclusive); got || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
		pause = min(2*pause, 25*time.Millisecond)
	}
}

// isAt says whether f is still the file at path.
func isAt(f *os.File, path string) (bool, error) {
	mine, err := f.Stat()
	if err != nil {
		return false, err
	}
	now, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(mine, now), err
}
