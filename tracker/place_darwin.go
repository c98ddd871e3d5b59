package tracker

import (
	"errors"

	"golang.org/x/sys/unix"
)

// place gives a file its final name without replacing anything: fs.ErrExist where the name is taken.
func place(from, to string) error {
	err := unix.RenamexNp(from, to, unix.RENAME_EXCL)
	if errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.EINVAL) {
		return placeByLink(from, to) // the file system does not know it
	}
	return err
}
