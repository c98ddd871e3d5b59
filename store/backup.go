package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

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
	err = s.view(ctx, func(t *txn) error {
		if t.tx == nil {
			return errNothing
		}
		if err := t.examine(); err != nil {
			return err
		}
		return backUp(t.tx.DB(), path)
	})
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
