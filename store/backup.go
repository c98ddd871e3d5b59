package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
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

// backUp writes a copy of db to the new file path. An empty file keeps the name for us; the copy takes its place in
// one step.
func backUp(db *bbolt.DB, path string) error {
	own, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	temp, err := build(path, func(to *bbolt.DB) error { return copyAll(to, db) })
	if err = errors.Join(own.Close(), err); err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, removeBuild(temp), os.Remove(path))
	}
	return syncFolder(filepath.Dir(path))
}
