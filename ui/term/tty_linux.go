package term

import (
	"bytes"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// sinkPaths names the terminal behind a descriptor: the link in /proc leads to the very same one.
func sinkPaths(fd int) []string {
	return append([]string{fmt.Sprintf("/proc/self/fd/%d", fd)}, controllingPath(fd)...)
}

// discardUnread throws away the output that the terminal has not read, so that a last write finds room.
func discardUnread(fd uintptr) {
	// A terminal that is gone has no room to make.
	_ = unix.IoctlSetInt(int(fd), unix.TCFLSH, unix.TCOFLUSH)
}

// parentOf returns the parent of a process, 0 where it is unknown.
func parentOf(pid int) int {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The name before the last parenthesis may hold anything; then come the state and the parent.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 2 {
		return 0
	}
	parent, err := strconv.Atoi(string(fields[1]))
	if err != nil {
		return 0
	}
	return parent
}
