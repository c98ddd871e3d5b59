package tracker

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
)

// SaveAgainAfter is when a save that failed for trouble that may pass is begun again, where videos are saved by themselves.
const SaveAgainAfter = 10 * time.Minute

// SaveError says why a video could not be saved, and what to do. Its part file, where there is one, is kept.
type SaveError struct {
	ID   string
	What string // what failed, for people: one line, without the id
	Hint string // what to do next; may be empty
	Err  error  // the cause; may be nil

	// Passing says that nobody need do anything for a later try to succeed: trouble of the network, of HeyGen or the file
	// host, or a full disk that others may make room on.
	Passing bool
}

// Error names the id, what failed and what to do.
func (e *SaveError) Error() string { return e.ID + ": " + e.Row() }

// Row is the error as the video's own row shows it: without the id.
func (e *SaveError) Row() string {
	text := e.What
	if e.Err != nil {
		text += ": " + heygen.BesideVideo(e.Err, e.ID)
	}
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// Unwrap gives the cause.
func (e *SaveError) Unwrap() error { return e.Err }

// ErrBusy is the cause of a SaveError where another process saves the same video.
var ErrBusy = errors.New("another reelwatch is saving it")

// MayPass says that a save which failed so may succeed by itself later.
func MayPass(err error) bool {
	var save *SaveError
	var auth *heygen.AuthError
	var store *StoreError
	return errors.As(err, &save) && save.Passing || errors.As(err, &auth) || errors.As(err, &store)
}

// unusable says that a link of HeyGen's must not be followed.
func unusable(id string, err error) *SaveError {
	return &SaveError{ID: id, What: "HeyGen's link can't be used", Err: err, Hint: "try again later; if it stays so, tell HeyGen's support"}
}

// untracked says that a video was removed meanwhile.
func untracked(id string) *SaveError {
	return &SaveError{ID: id, What: "no longer tracked", Hint: "reelwatch add " + id}
}

// rowText is an error as the row of the video id shows it; empty where there is none.
func rowText(id string, err error) string {
	var save *SaveError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &save):
		return save.Row()
	}
	return heygen.BesideVideo(err, id)
}

// diskError says what is wrong with a folder or a file in it. No try can mend it: the user must. needed is in bytes, -1
// where nobody knows.
func diskError(id, path string, needed int64, err error) *SaveError {
	folder := filepath.Dir(path)
	e := &SaveError{ID: id, What: "can't write to " + folder, Err: plainCause(err), Hint: "see to it, then save again"}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, errQuota):
		return noSpace(id, folder, needed)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, errReadOnly):
		e.Hint = "choose another folder with --output"
	case errors.Is(err, fs.ErrNotExist):
		e.Hint = "the folder has gone: make it again, or choose another with --output"
	}
	return e
}

// noSpace says that a folder has no room; needed is in bytes, -1 where nobody knows.
func noSpace(id, folder string, needed int64) *SaveError {
	what := "disk full: " + folder
	if needed >= 0 {
		what += " needs " + humanize.Bytes(uint64(needed))
	}
	if free, err := FreeSpace(folder); err == nil {
		what += fmt.Sprintf(", %s free", humanize.Bytes(free))
	}
	return &SaveError{ID: id, What: what, Hint: "make room, then save again: it goes on where it stopped", Passing: true}
}

// plainCause is an error of the file system without the path, which the message names already.
func plainCause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
