package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"go.etcd.io/bbolt"

	"reelwatch/tracker"
)

// Backup writes a compact copy of the list as it is now to a new file, mode 0600. It never replaces a file, and
// leaves none behind that is not whole.
func (s *Store) Backup(ctx context.Context, path string) error {
	leave, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	var ofCopy error // what went wrong at the new file, which says nothing of the store
	err = s.view(ctx, func(t *txn) error {
		if t.tx == nil {
			return errNothing
		}
		if err := t.examine(); err != nil {
			return err
		}
		err := backUp(t.tx.DB(), path)
		if read := (*damage)(nil); !errors.As(err, &read) {
			ofCopy = err
		}
		return err
	})
	if ofCopy != nil {
		err = uncopied(path, ofCopy)
	}
	if err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	return nil
}

var errNothing = errors.New("there is no list yet")

// backUp writes a copy of db to the new file path, which is there whole or not at all.
func backUp(db *bbolt.DB, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "open", Path: path, Err: fs.ErrExist}
	}
	temp, err := build(path, func(to *bbolt.DB) error { return copyAll(to, db) })
	if err != nil {
		return err
	}
	if err := errors.Join(placeNew(temp, path), removeBuild(temp)); err != nil {
		return err
	}
	return tracker.SyncFolder(filepath.Dir(path))
}

// uncopied turns what the system said about the copy at path into an error that says what to do.
func uncopied(path string, err error) error {
	text := pathless(err)
	switch folder := filepath.Dir(path); {
	case errors.Is(err, fs.ErrExist):
		text = "there is something of that name already"
	case errors.Is(err, fs.ErrNotExist):
		text = fmt.Sprintf("there is no folder %s; make it, or name a file elsewhere", folder)
	case errors.Is(err, diskFull), errors.Is(err, quotaReached):
		text = fmt.Sprintf("no space left in %s; free some, or name a file elsewhere", folder)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		text = fmt.Sprintf("not allowed to write in %s (%s); name a file elsewhere", folder, text)
	}
	return &toldError{text, err}
}

// placeNew gives a file another name, and replaces nothing. Where a file can't have two names an empty one keeps the name
// for it.
func placeNew(from, to string) error {
	if err := os.Link(from, to); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	own, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	if err := errors.Join(own.Close(), os.Rename(from, to)); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}
