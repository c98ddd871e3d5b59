//go:build unix && !linux

package term

import "os"

// sinkPaths names the terminal behind a descriptor, where it is the controlling one: there is no other way to its name.
func sinkPaths(fd int) []string { return controllingPath(fd) }

// discardUnread has no counterpart here: the last write waits for its time like every other.
func discardUnread(uintptr) {}

// parentOf knows only our own parent here.
func parentOf(pid int) int {
	if pid == os.Getpid() {
		return os.Getppid()
	}
	return 0
}
