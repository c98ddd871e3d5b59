//go:build unix

package tracker

import (
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	errQuota    = syscall.EDQUOT
	errReadOnly = syscall.EROFS
)

// FreeSpace is the number of bytes that this user may still write in a folder.
func FreeSpace(folder string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
