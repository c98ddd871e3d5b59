package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"
)

// LockedError says that another program held the store for longer than we wait.
type LockedError struct {
	Path string
}

// Error names the file and what to look for.
func (e *LockedError) Error() string {
	return fmt.Sprintf("%s is in use by another program, or its disk does not answer; find out which holds it (lsof, fuser), or name another store with --store", e.Path)
}

// DamagedError says that the store's file does not hold together. It was left as it was found.
type DamagedError struct {
	Path   string
	Detail string // what was found wrong; never the content of a record
}

// Error names the file and what to do with it.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("damaged: %s (%s); nothing was changed; restore a backup or move it away", e.Path, e.Detail)
}

// NewerError says that a later reelwatch wrote the store.
type NewerError struct {
	Path    string
	Version int // the store's schema
	Known   int // the newest schema that this program knows
}

// Error names the file, both versions and the way out.
func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was written by a newer reelwatch (version %d of the file, this program knows %d); update reelwatch, or name another store with --store", e.Path, e.Version, e.Known)
}

// GoneError says that a store which this process has read is no longer there. Going on would start an empty list
// under the old name.
type GoneError struct {
	Path string
}

// Error names the file and what to do.
func (e *GoneError) Error() string {
	return fmt.Sprintf("%s was moved, deleted or emptied while it was in use; put it back, or start again with an empty list", e.Path)
}

// UntrackedError says that an entry which a change is about is not in the store, or no longer.
type UntrackedError struct {
	ID string
}

// Error names the entry.
func (e *UntrackedError) Error() string {
	return fmt.Sprintf("%s is not in the list any more; add it again", e.ID)
}

// explain turns what the system or bbolt said about path into an error that says what to do. Errors that already
// do, and those of a context, pass.
func explain(path string, err error) error {
	switch {
	case err == nil, isOurs(err):
		return err
	case errors.Is(err, berrors.ErrTimeout):
		return &LockedError{Path: path}
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return &DamagedError{Path: path, Detail: err.Error()}
	case errors.Is(err, diskFull), errors.Is(err, quotaReached):
		text := fmt.Sprintf("write %s: no space left in %s; free some, or name another store with --store (nothing was changed)", path, filepath.Dir(path))
		return &toldError{text, err}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		text := fmt.Sprintf("open %s: not allowed (%s); look at the owner and mode of the file and its folder, or name another store with --store", path, pathless(err))
		return &toldError{text, err}
	}
	return &toldError{fmt.Sprintf("store %s: %s", path, pathless(err)), err}
}

// toldError is an error of the system in our words, which name the file once.
type toldError struct {
	text string
	err  error
}

func (e *toldError) Error() string { return e.text }
func (e *toldError) Unwrap() error { return e.err }

// pathless is what an error of the file system says beside the path.
func pathless(err error) string {
	if named := (*fs.PathError)(nil); errors.As(err, &named) {
		return named.Err.Error()
	}
	return err.Error()
}

// isOurs says whether err is one of this package's own or must reach the caller as it is.
func isOurs(err error) bool {
	var (
		locked    *LockedError
		damaged   *DamagedError
		newer     *NewerError
		gone      *GoneError
		untracked *UntrackedError
		kind      *kindError
		invalid   *invalidError
	)
	return errors.As(err, &locked) || errors.As(err, &damaged) || errors.As(err, &newer) || errors.As(err, &gone) ||
		errors.As(err, &untracked) || errors.As(err, &kind) || errors.As(err, &invalid) || errors.Is(err, errWants) ||
		isContext(err)
}

// kindError says that something other than a regular file stands where the store should.
type kindError struct {
	path, kind string
}

func (e *kindError) Error() string {
	return fmt.Sprintf("%s is %s, not a file; name another store with --store", e.path, e.kind)
}

// invalidError refuses something that cannot be stored, before anything is written.
type invalidError struct {
	id, why string
}

func (e *invalidError) Error() string { return fmt.Sprintf("store entry %.64q: %s", e.id, e.why) }

func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
