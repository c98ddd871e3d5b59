package store

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"

	"reelwatch/tracker"
)

// Store is one list on disk. It satisfies tracker.Store, and is safe for use by many goroutines, which take turns,
// and by many processes.
type Store struct {
	path       string
	log        *slog.Logger
	sparing    bool        // Load leaves out links that have expired
	migrations []migration // the first leads from firstSchema to the next

	turn chan struct{} // holds one token; who has it may use what follows

	checked look           // the file whose pages were last found sound
	loaded  look           // the file that sums agree with
	sums    map[string]sum // what Load has told, and what this value itself wrote since; nil before the first Load

	settled   bool // loaded had a date old enough to be trusted when it was taken
	noCompact bool // compacting failed once; not tried again
}

// Options are the settings of a Store; the zero value will do.
type Options struct {
	// Log takes what is worth a note but is no error of any call, such as a file that could not be made smaller.
	// Nil drops it.
	Log *slog.Logger
	// WithoutExpiredLinks has Load leave out the link of a video that has expired, and that of its picture where it was signed,
	// too: they are the larger part of an entry. Whatever else reads entries reads all of them.
	WithoutExpiredLinks bool
}

var _ tracker.Store = (*Store)(nil)

// Open gives the store that lies, or will lie, at path. It does not look at the disk yet: the first Load tells
// whether the file is good, and the first write makes it, with its folder.
func Open(path string, o Options) (*Store, error) {
	if path == "" {
		return nil, errors.New("the store needs a file name; give one with --store")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Store{path: path, log: o.Log, sparing: o.WithoutExpiredLinks, turn: make(chan struct{}, 1)}, nil
}

// Path is the store's file, absolute.
func (s *Store) Path() string { return s.path }

// Make makes an empty store where none lies yet, for those who want to know before their first write that it can be made.
// What is wrong with one that is there, Load tells.
func (s *Store) Make() error {
	if _, err := resolve(s.path); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return explain(s.path, makeEmpty(s.path))
}

// enter waits for this goroutine's turn and gives what ends it.
func (s *Store) enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case s.turn <- struct{}{}:
		return sync.OnceFunc(func() { <-s.turn }), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
