package store

import (
	"errors"
	"os"
	"time"
)

// takeLease gives the locked file of a lease that this process now holds, or nil where another holds it. A file that
// is open cannot be replaced here, so only the system frees a lease; a process that is stopped keeps it.
func takeLease(path string, now time.Time) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return nil, err
	}
	locked, err := tryLock(f, true)
	if err == nil && locked {
		err = errors.Join(writeBeat(f, now), writeWord(f, "")) // what the last holder told is no longer so
	}
	if err != nil || !locked {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
