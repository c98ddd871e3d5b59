package tracker

import (
	"errors"

	"golang.org/x/sys/unix"
)

// place gives a file its final name without replacing anything: fs.ErrExist where the name is taken.
func place(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return placeByLink(from, to) // the file system does not know it
	}
	return err
}
