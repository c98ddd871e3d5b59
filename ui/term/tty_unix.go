//go:build unix

package term

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// openSink opens the terminal behind file anew, non-blocking, so that a write to it can be given up without changing
// the description that the shell shares. Where that is not possible it is the file itself, whose writes may block.
func openSink(file *os.File) *os.File {
	for _, path := range sinkPaths(int(file.Fd())) {
		f, err := os.OpenFile(path, os.O_WRONLY|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
		if err != nil {
			continue
		}
		// Not every system can interrupt a write to a terminal.
		if f.SetWriteDeadline(time.Time{}) == nil {
			return f
		}
		_ = f.Close() // nothing was written
	}
	return file
}

// controllingPath is the name of a terminal that controls this process; there is none for another.
func controllingPath(fd int) []string {
	if _, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP); err != nil {
		return nil
	}
	return []string{"/dev/tty"}
}

// foreground reports whether the terminal is this process group's to change. One that does not control the process
// always is.
func foreground(fd uintptr) bool {
	owner, err := unix.IoctlGetInt(int(fd), unix.TIOCGPGRP)
	return err != nil || owner == unix.Getpgrp()
}
