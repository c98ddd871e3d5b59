package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const (
	// grain is the age from which on a file's time of change can be trusted to differ after the next change.
	grain = 100 * time.Millisecond

	folderMode = 0o700
	fileMode   = 0o600
)

// resolve follows symbolic links to the file that path means. The error is fs.ErrNotExist only if nothing at all is
// there; whatever is no regular file is refused.
func resolve(path string) (string, error) {
	if _, err := os.Lstat(path); err != nil {
		return "", err
	}
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", &kindError{path: path, kind: "a symbolic link to nothing"}
	}
	if err != nil {
		return "", err
	}
	info, err := os.Stat(target)
	if err != nil {
		return "", err
	}
	if mode := info.Mode(); !mode.IsRegular() {
		return "", &kindError{path: path, kind: kindOf(mode)}
	}
	return target, nil
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// makeEmpty makes an empty file where none is, and its folder. An empty file is a new store, so a kill right after
// this does no harm.
func makeEmpty(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return nil // another process was quicker
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// look is how the file looked at some time.
type look struct {
	info os.FileInfo
	txid uint64
}

// same says whether the file is still the one that was looked at. Between two changes within the grain of the file
// system's clock the number of the last transaction tells.
func (l look) same(info os.FileInfo, txid uint64) bool {
	return l.txid == txid && l.like(info)
}

func (l look) like(info os.FileInfo) bool {
	return l.info != nil && os.SameFile(l.info, info) && l.info.Size() == info.Size() && l.info.ModTime().Equal(info.ModTime())
}
