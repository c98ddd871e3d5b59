package tracker

import (
	"os"

	"golang.org/x/sys/windows"
)

const noFollow = 0

// closeFirst says that a file must be closed before it can be renamed.
const closeFirst = true

// lockPart takes the part file for this process, without waiting. The system gives it back when the process ends.
func lockPart(f *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	return windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: 0x7fffffff})
}
