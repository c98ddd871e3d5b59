package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
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

// raw is an entry as it lies in the file, copied out of it.
type raw struct {
	id   string
	sum  sum
	body []byte
}

// compare reads all records and tells those that differ from what was told before. A record is taken for unchanged
// by the sum that it claims; only changed ones are checked and decoded.
func (s *Store) compare(ctx context.Context, h *held) (tracker.Delta, error) {
	var (
		changed []raw
		gone    []string
	)
	err := s.viewHeld(ctx, h, func(t *txn) error {
		changed, gone = nil, nil
		met := 0
		err := t.each(func(id, value []byte) error {
			old, known := s.sums[string(id)]
			if known {
				met++
				if claimed(value) == old {
					return nil
				}
			}
			body, c, err := unseal(id, value)
			changed = append(changed, raw{id: string(id), sum: c, body: bytes.Clone(body)})
			return damaged(err)
		})
		if err != nil || met == len(s.sums) {
			return err
		}
		gone, err = s.missing(t)
		return err
	})
	if err != nil {
		return tracker.Delta{}, err
	}
	return s.tell(h, changed, gone)
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

// tell makes a delta of what changed and takes note of it as told.
func (s *Store) tell(h *held, changed []raw, gone []string) (tracker.Delta, error) {
	put, err := decodeAll(changed)
	if err != nil {
		return tracker.Delta{}, s.verdict(damaged(err))
	}
	if s.sums == nil {
		s.sums = make(map[string]sum, len(changed))
	}
	for _, r := range changed {
		s.sums[r.id] = r.sum
	}
	for _, id := range gone {
		delete(s.sums, id)
	}
	if h != nil {
		s.loaded = s.checked
		s.settle()
	}
	return tracker.Delta{Put: put, Gone: gone}, nil
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

// decodeSome decodes records into entries and stops at the first that is none.
func decodeSome(entries []tracker.Entry, records []raw) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("decode: %v", p)
		}
	}()
	for i, r := range records {
		if entries[i], err = decode(r.id, r.body); err != nil {
			return err
		}
	}
	return nil
}
