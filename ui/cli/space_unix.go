//go:build unix

package cli

import "golang.org/x/sys/unix"

// freeSpace is the number of bytes that this user may still write in a folder.
func freeSpace(folder string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
