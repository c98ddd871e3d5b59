package store

import (
	"slices"

	"golang.org/x/sys/unix"
)

// networkKind names the network file system that path lies on; it is empty for others.
func networkKind(path string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return ""
	}
	kind := unix.ByteSliceToString(st.Fstypename[:])
	if slices.Contains([]string{"nfs", "smbfs", "afpfs", "webdav", "ftp", "macfuse", "osxfuse"}, kind) {
		return kind
	}
	return ""
}
