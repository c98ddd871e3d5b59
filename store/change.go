package store

import (
	"context"
	"path/filepath"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"reelwatch/tracker"
)

// maxID is the longest id that is stored, in bytes; HeyGen's have 32.
const maxID = 1 << 10

// Insert adds the entries whose ids are not there yet, and gives those it added, as stored. Entries whose Place.Add
// is 0 get the next one of this store, all of one call the same.
func (s *Store) Insert(ctx context.Context, entries []tracker.Entry) ([]tracker.Entry, error) {
	for i := range entries {
		if id := entries[i].ID; id == "" || len(id) > maxID {
			return nil, &invalidError{id: id, why: "an id has 1 to 1024 bytes"}
		}
	}
	var added []tracker.Entry
	err := s.alter(ctx, func(t *txn) (err error) {
		added, err = t.insert(entries)
		return err
	})
	if err != nil {
		return nil, err
	}
	return added, nil
}

// insert is the work of Insert.
func (t *txn) insert(entries []tracker.Entry) ([]tracker.Entry, error) {
	var added []tracker.Entry
	add := t.state.LastAdd + 1
	for _, e := range entries {
		if _, there, err := t.entry(e.ID); err != nil {
			return nil, err
		} else if there {
			continue
		}
		if e.Place.Add == 0 {
			e.Place.Add = add
		}
		stored, err := t.put(&e, true)
		if err != nil {
			return nil, err
		}
		t.state.LastAdd = max(t.state.LastAdd, e.Place.Add)
		added = append(added, stored)
	}
	return added, nil
}

// Apply calls change with a copy of the stored record of each id that is there, once for an id that is named twice;
// where change says true the copy is written. It gives the records as they stand then, in the order of ids, without
// those that are not there. Nothing is written where no change says true; otherwise change runs again, from the
// first id on, over records read under the lock for writing, so it must give the same for the same record. It
// cannot change an entry's id.
func (s *Store) Apply(ctx context.Context, ids []string, change func(e *tracker.Entry) bool) ([]tracker.Entry, error) {
	ids = once(ids)
	var now []tracker.Entry
	err := s.alter(ctx, func(t *txn) error {
		now = make([]tracker.Entry, 0, len(ids))
		for _, id := range ids {
			e, there, err := t.apply(id, change)
			if err != nil {
				return err
			}
			if there {
				now = append(now, e)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return now, nil
}

// apply is the work of Apply on one entry.
func (t *txn) apply(id string, change func(e *tracker.Entry) bool) (e tracker.Entry, there bool, err error) {
	e, there, err = t.entry(id)
	if err != nil || !there {
		return e, there, err
	}
	altered, write := e.Clone(), false
	err = call(func() { write = change(altered) })
	if err != nil || !write {
		return e, true, err
	}
	altered.ID = id
	e, err = t.put(altered, false)
	return e, true, err
}

// call runs what the caller gave and turns its panic into an error, so that the file is closed before the panic goes on.
func call(change func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &callerPanic{value: p}
		}
	}()
	change()
	return nil
}

// Delete removes, and gives what it removed, in the order of ids.
func (s *Store) Delete(ctx context.Context, ids []string) ([]tracker.Entry, error) {
	var removed []tracker.Entry
	err := s.alter(ctx, func(t *txn) error {
		removed = nil
		for _, id := range ids {
			e, there, err := t.entry(id)
			if err != nil {
				return err
			}
			if !there {
				continue
			}
			if err := t.remove(id); err != nil {
				return err
			}
			removed = append(removed, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return removed, nil
}

// ReserveName makes name, an absolute path, belong to the entry id unless it belongs to another entry already, and
// says to which it belongs now. The name that id had before is given up. Names that differ in case alone, or in how
// their accents are composed, are the same name. An id that is not there gives an *UntrackedError.
func (s *Store) ReserveName(ctx context.Context, id, name string) (owner string, err error) {
	if !filepath.IsAbs(name) {
		return "", &invalidError{id: id, why: "its file name is not absolute"}
	}
	key := fold(name)
	err = s.alter(ctx, func(t *txn) error {
		body, err := t.body(namesBucket, key)
		if err != nil {
			return err
		}
		if owner = string(body); owner != "" {
			return nil
		}
		if _, there, err := t.entry(id); err != nil {
			return err
		} else if !there {
			return &UntrackedError{ID: id}
		}
		owner = id
		return t.takeName(id, key)
	})
	if err != nil {
		return "", err
	}
	return owner, nil
}

// fold maps all spellings of a file name that some file system takes for one to the same string.
func fold(name string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(filepath.Clean(name))))
}

// once drops the repetitions of ids.
func once(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	var kept []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}

// alter is change in this goroutine's turn.
func (s *Store) alter(ctx context.Context, fn func(*txn) error) error {
	leave, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return s.change(ctx, fn)
}
