//go:build unix

package tracker

import (
	"errors"
	"io/fs"
	"os"
)

// placeByLink is place for file systems that can't rename so: a second name, then the first goes. Where there are no second
// names either, a look before the rename must do.
func placeByLink(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		return os.Remove(from)
	case errors.Is(err, fs.ErrExist), errors.Is(err, fs.ErrNotExist):
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}
