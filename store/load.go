package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"reelwatch/tracker"
)

// Load gives what other processes changed since the last Load of this value, the whole list at first. What this
// value itself wrote is not told again. While nothing changed it costs a look at the file's date.
func (s *Store) Load(ctx context.Context) (tracker.Delta, error) {
	leave, err := s.enter(ctx)
	if err != nil {
		return tracker.Delta{}, err
	}
	defer leave()
	if s.rests(ctx) {
		return tracker.Delta{}, nil
	}
	h, err := s.acquire(ctx, false)
	if err != nil {
		return tracker.Delta{}, err
	}
	if h != nil && s.sums != nil {
		if top, err := readHead(h, h.info.Size()); err == nil && s.loaded.same(h.info, top.txid) {
			s.settle()
			h.release()
			return tracker.Delta{}, nil
		}
	}
	if h != nil {
		h.readsAll = true
	}
	return s.compare(ctx, h)
}

// rests says that the file is as it was loaded, by its date alone. A date too young to be trusted says no.
func (s *Store) rests(ctx context.Context) bool {
	if s.sums == nil || s.loaded.info == nil {
		return false
	}
	wait, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	info, err := beside(wait, func() (os.FileInfo, error) { return os.Stat(s.path) }, func(os.FileInfo) {})
	return err == nil && s.loaded.like(info) && s.settled
}

// raw is a record as it lies in the file: good for as long as the transaction, but for its sum.
type raw struct {
	id, value []byte
	sum       sum
}

// compare reads all records and tells those that differ from what was told before. A record is taken for unchanged
// by the sum that it claims; only changed ones are checked and decoded.
func (s *Store) compare(ctx context.Context, h *held) (tracker.Delta, error) {
	var (
		changed []raw
		delta   tracker.Delta
		before  = s.checked
	)
	err := s.viewHeld(ctx, h, func(t *txn) error {
		changed, delta = make([]raw, 0, max(t.state.Entries-len(s.sums), 0)), tracker.Delta{}
		met := 0
		err := t.each(func(id, value []byte) error {
			old, known := s.sums[string(id)]
			c := claimed(value)
			if known {
				met++
				if c == old {
					return nil
				}
			}
			changed = append(changed, raw{id, value, c})
			return nil
		})
		if err != nil {
			return err
		}
		if delta.Put, err = decodeAll(changed); err != nil || met == len(s.sums) {
			return damaged(err)
		}
		delta.Gone, err = s.missing(t)
		return err
	})
	if err != nil {
		s.checked = before // what was not read to its end is not known to be sound
		return tracker.Delta{}, err
	}
	s.told(h, changed, delta)
	return delta, nil
}

// missing gives the ids told before that the store no longer holds.
func (s *Store) missing(t *txn) ([]string, error) {
	left := maps.Clone(s.sums)
	err := t.each(func(id, _ []byte) error {
		delete(left, string(id))
		return nil
	})
	return slices.Collect(maps.Keys(left)), err
}

// told takes note of a delta, which was made of changed.
func (s *Store) told(h *held, changed []raw, delta tracker.Delta) {
	if s.sums == nil {
		s.sums = make(map[string]sum, len(changed))
	}
	for i, r := range changed {
		s.sums[delta.Put[i].ID] = r.sum
	}
	for _, id := range delta.Gone {
		delete(s.sums, id)
	}
	if h != nil {
		s.loaded = s.checked
		s.settle()
	}
}

// settle notes whether the date of the file as it was loaded is old enough that a later change will have another.
func (s *Store) settle() { s.settled = time.Since(s.loaded.info.ModTime()) > grain }

// decodeAll decodes on all processors: the first Load of a long list stands between the user and the first screen.
func decodeAll(records []raw) ([]tracker.Entry, error) {
	if len(records) == 0 {
		return nil, nil
	}
	var (
		wg      sync.WaitGroup
		entries = make([]tracker.Entry, len(records))
		share   = max(len(records)/runtime.GOMAXPROCS(0)+1, 64)
		errs    = make([]error, len(records)/share+1)
		first   = 0
	)
	for some := range slices.Chunk(records, share) {
		at := first
		wg.Go(func() { errs[at/share] = decodeSome(entries[at:], some) })
		first += len(some)
	}
	wg.Wait()
	return entries, errors.Join(errs...)
}

// decodeSome checks and decodes records into entries and stops at the first that is none.
func decodeSome(entries []tracker.Entry, records []raw) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // the records lie in a map of the file: see guard
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("decode: %v", p)
		}
	}()
	for i, r := range records {
		body, _, err := unseal(r.id, r.value)
		if err != nil {
			return err
		}
		if err := decodeInto(&entries[i], string(r.id), body); err != nil {
			return err
		}
	}
	return nil
}
