//go:build unix

package tracker

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// SyncFolder makes the names in a folder last. Where the file system refuses to sync a folder there is nothing better to be
// had, and that is no error; the others are the system's.
func SyncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, unix.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
