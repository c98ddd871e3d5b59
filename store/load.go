package store

import (
	"context"
	"maps"
	"os"
	"slices"
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

// compare reads all records and tells those that differ from what was told before. A record is taken for unchanged
// by the sum that it claims; only changed ones are checked and decoded.
func (s *Store) compare(ctx context.Context, h *held) (tracker.Delta, error) {
	var (
		changed decoding
		delta   tracker.Delta
		before  = s.checked
	)
	err := s.viewHeld(ctx, h, func(t *txn) error {
		changed, delta = decoding{sparing: s.sparing}, tracker.Delta{}
		defer changed.wait() // whatever happens: the records are good for no longer
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
			changed.add(raw{id, value})
			return nil
		})
		if err != nil {
			return err
		}
		if delta.Put, err = changed.all(); err != nil || met == len(s.sums) {
			return damaged(err)
		}
		delta.Gone, err = s.missing(t)
		return err
	})
	if err != nil {
		s.checked = before // what was not read to its end is not known to be sound
		return tracker.Delta{}, err
	}
	s.told(h, changed.sums(), delta)
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

// told takes note of a delta, whose entries have these sums.
func (s *Store) told(h *held, sums []sum, delta tracker.Delta) {
	if s.sums == nil {
		s.sums = make(map[string]sum, len(sums))
	}
	for i, e := range delta.Put {
		s.sums[e.ID] = sums[i]
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
