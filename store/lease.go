package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Lease decides which of several processes over one store asks HeyGen, or sends what is queued. It is a file beside the store whose lock the
// holder keeps, so that the system frees it when the holder dies, and into which it writes a beat, so that a holder
// that is stopped can be told too. The store itself is never touched. It satisfies tracker.Lease and is safe for use
// by many goroutines.
type Lease struct {
	path string

	mu   sync.Mutex
	file *os.File // locked while this process holds the lease, else nil
	word string   // for those who follow
}

// NewLease gives the lease of the one who asks about the store at storePath; it is not held yet.
func NewLease(storePath string) *Lease { return &Lease{path: neighbour(storePath, ".asker")} }

// NewSenderLease gives the lease of the one who sends what is queued in the store at storePath; it is not held yet.
func NewSenderLease(storePath string) *Lease { return &Lease{path: neighbour(storePath, ".sender")} }

// neighbour is a file beside a store. Two names of one store lead to one neighbour; a store that is not there yet has one
// name only.
func neighbour(storePath, suffix string) string {
	if target, err := filepath.EvalSymlinks(storePath); err == nil {
		storePath = target
	}
	return storePath + suffix
}

// Try takes the lease if nobody holds it, or if its holder wrote no beat within 15 s of now, and says whether this
// process holds it then. An error says that the lease cannot be used at all.
func (l *Lease) Try(now time.Time) (held bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		return l.beat(now)
	}
	if err := os.MkdirAll(filepath.Dir(l.path), folderMode); err != nil {
		return false, l.explain(err)
	}
	l.file, err = takeLease(l.path, now)
	return l.file != nil, l.explain(err)
}

// Beat notes that the holder is alive at now, and says whether it still is the holder. One that was stopped for long
// learns here that another took over.
func (l *Lease) Beat(now time.Time) (held bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return false, nil
	}
	return l.beat(now)
}

func (l *Lease) beat(now time.Time) (bool, error) {
	mine, err := isAt(l.file, l.path)
	if err == nil && mine {
		err = errors.Join(writeBeat(l.file, now), writeWord(l.file, l.word))
	}
	if err != nil || !mine {
		return false, l.explain(errors.Join(err, l.drop()))
	}
	return true, nil
}

// Release gives the lease up. It does nothing where it is not held.
func (l *Lease) Release() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	return l.explain(l.drop())
}

// Tell leaves word for those who follow: what Told gives them from the next beat on. It is a line of at most 100 bytes; what
// is over goes.
func (l *Lease) Tell(word string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.word = word
}

// Told is what the holder has told; empty where that is nothing, or can't be read.
func (l *Lease) Told() string {
	f, err := os.Open(l.path)
	if err != nil {
		return ""
	}
	defer f.Close()
	var b [wordSize]byte
	n, _ := f.ReadAt(b[:], beatSize) // a word that was never written is shorter
	return strings.TrimSpace(string(b[:n]))
}

func (l *Lease) drop() error {
	f := l.file
	l.file = nil
	return closeLocked(f)
}

func (l *Lease) explain(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("agree with other processes through %s: %w", l.path, err)
}

func closeLocked(f *os.File) error { return errors.Join(unlock(f), f.Close()) }

// beatSize is the length of a beat: nanoseconds since 1970 in 19 digits, and a line's end.
const beatSize = 20

func writeBeat(f *os.File, now time.Time) error {
	_, err := f.WriteAt(fmt.Appendf(nil, "%019d\n", now.UnixNano()), 0)
	return err
}

// wordSize is the room for the holder's word, behind the beat.
const wordSize = 101

func writeWord(f *os.File, word string) error {
	_, err := f.WriteAt(fmt.Appendf(nil, "%-*.*s\n", wordSize-1, wordSize-1, word), beatSize)
	return err
}
