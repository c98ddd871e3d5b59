package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.etcd.io/bbolt"
)

const (
	// compactFrom is the size in bytes below which a file is left as it is.
	compactFrom = 1 << 20
	// buildMark stands in the names of files that are being built, between the store's name and a random part.
	buildMark = ".new-"
)

// found makes the new, locked, empty file behind h a store. The store is built beside it and put in its place, so a
// kill leaves either the empty file or a whole store.
func (s *Store) found(h *held) error {
	clearBuilds(h.path)
	temp, err := build(h.path, func(db *bbolt.DB) error {
		return db.Update(func(tx *bbolt.Tx) error { return layDown(tx, s.schema()) })
	})
	if err != nil {
		return err
	}
	return errors.Join(install(temp, h), removeBuild(temp))
}

// build makes a bbolt file beside path, synced and closed, and gives its name.
func build(path string, fill func(*bbolt.DB) error) (temp string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+buildMark+"*")
	if err != nil {
		return "", err
	}
	temp = f.Name()
	err = f.Close()
	if err == nil {
		err = guard(func() error {
			db, err := bbolt.Open(temp, fileMode, &bbolt.Options{Timeout: lockWait, NoSync: true, FreelistType: bbolt.FreelistMapType})
			if err != nil {
				return err
			}
			err = fill(db)
			if err == nil {
				err = db.Sync()
			}
			return errors.Join(err, db.Close())
		})
	}
	if err != nil {
		return "", errors.Join(err, removeBuild(temp))
	}
	return temp, nil
}

// copyAll copies a store into a new file, whose transactions count anew.
func copyAll(to, from *bbolt.DB) error {
	if err := bbolt.Compact(to, from, compactFrom); err != nil {
		return err
	}
	return to.Update(func(tx *bbolt.Tx) error {
		st, err := readState(tx)
		if err != nil || st.Tx == 0 {
			return err
		}
		return writeState(tx, st)
	})
}

// removeBuild removes a built file unless it found its place.
func removeBuild(temp string) error {
	if temp == "" {
		return nil
	}
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// clearBuilds removes what killed processes left half built. It is called under the lock for writing, without which
// nobody builds.
func clearBuilds(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return // they only take up space
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(path)+buildMark) {
			_ = os.Remove(filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
}

// compact puts a copy without free pages in the place of h's file, if more than half of its pages are free, and says
// how that one looks. Whoever waits for h's lock sees that the path has another file when it comes. The list is
// safe in either file, so a failure is noted and no error.
func (s *Store) compact(db *bbolt.DB, h *held) (look, bool) {
	info, err := h.Stat()
	if err != nil || s.noCompact || info.Size() < compactFrom || !replaceable(h) {
		return look{}, false
	}
	if st := db.Stats(); int64(st.FreePageN+st.PendingPageN)*int64(db.Info().PageSize) <= info.Size()/2 {
		return look{}, false
	}
	clearBuilds(h.path)
	now, err := s.replace(db, h, info.Mode().Perm())
	if err != nil {
		s.noCompact = true
		s.log.Warn("the store could not be made smaller", "path", h.path, "error", err)
		return look{}, false
	}
	return now, true
}

// replace is the work of compact. mode is what the new file gets.
func (s *Store) replace(db *bbolt.DB, h *held, mode fs.FileMode) (look, error) {
	var txid uint64
	temp, err := build(h.path, func(small *bbolt.DB) error {
		if err := copyAll(small, db); err != nil {
			return err
		}
		return small.View(func(tx *bbolt.Tx) error {
			txid = uint64(tx.ID())
			return nil
		})
	})
	if err != nil {
		return look{}, err
	}
	err = os.Chmod(temp, mode)
	if err == nil {
		err = install(temp, h)
	}
	if err != nil {
		return look{}, errors.Join(err, removeBuild(temp))
	}
	info, err := os.Stat(h.path)
	return look{info: info, txid: txid}, err
}
