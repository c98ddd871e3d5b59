//go:build unix

package tracker

import (
	"os"
	"syscall"
)

// noFollow makes opening a part file fail where a symbolic link stands in its place.
const noFollow = syscall.O_NOFOLLOW

// closeFirst says that a file must be closed before it can be renamed.
const closeFirst = false

// lockPart takes the part file for this process, without waiting. The system gives it back when the process ends.
func lockPart(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
