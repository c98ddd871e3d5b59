package store

import "io"

// readAhead is how much of a file is read at once where its pages are wanted one after another, in bytes.
const readAhead = 64 << 10

// ahead reads a file whose pages are wanted one by one, and mostly in the order in which they lie in it: it saves most of the
// calls of the system that this takes.
type ahead struct {
	file io.ReaderAt
	next int64  // where the last read ended
	from int64  // where what was read ahead begins
	read []byte // ahead
	room [readAhead]byte
}

// ReadAt is that of io.ReaderAt, but for calls at the same time.
func (a *ahead) ReadAt(p []byte, off int64) (int, error) {
	follows := off == a.next
	a.next = off + int64(len(p))
	if off >= a.from && a.next <= a.from+int64(len(a.read)) {
		return copy(p, a.read[off-a.from:]), nil
	}
	if !follows || len(p) > readAhead {
		return a.file.ReadAt(p, off)
	}
	n, err := a.file.ReadAt(a.room[:], off)
	a.from, a.read = off, a.room[:n]
	if n >= len(p) {
		err = nil // if any, it is met again where it lies
	}
	return copy(p, a.read), err
}
