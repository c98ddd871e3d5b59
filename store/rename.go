package store

import (
	"context"

	"reelwatch/tracker"
)

// Rename moves the record of from to the id to, in one transaction, and gives it as it stands then. change is called with
// the old record and with the one to be stored: a copy of the old one or, where to is there already, that one. It may be
// called twice, each time on fresh copies. Where from is not there it gives an *UntrackedError and changes nothing.
func (s *Store) Rename(
	ctx context.Context, from, to string, change func(old, e *tracker.Entry),
) (renamed tracker.Entry, err error) {
	if to == "" || len(to) > maxID {
		return tracker.Entry{}, &invalidError{id: to, why: "an id has 1 to 1024 bytes"}
	}
	err = s.alter(ctx, func(t *txn) error {
		old, there, err := t.entry(from)
		if err != nil {
			return err
		}
		if !there {
			return &UntrackedError{ID: from}
		}
		e, known, err := t.entry(to)
		if err != nil {
			return err
		}
		if !known {
			e = *old.Clone()
		}
		if err := t.remove(from); err != nil {
			return err
		}
		e.ID = to
		change(&old, &e)
		e.ID = to
		renamed, err = t.put(&e, !known)
		return err
	})
	if err != nil {
		return tracker.Entry{}, err
	}
	return renamed, nil
}
