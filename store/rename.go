package store

import (
	"context"

	"reelwatch/tracker"
)

// Rename gives the record of from another id, in one transaction. change gets the old record and the one that the id to has
// already, nil where it has none, and gives the record to be stored under to; its error ends the transaction, and comes back
// wrapped. It may be called twice, each time with fresh copies. there is false where from is not in the list: then nothing
// is changed.
func (s *Store) Rename(
	ctx context.Context, from, to string, change func(old, known *tracker.Entry) (tracker.Entry, error),
) (renamed tracker.Entry, there bool, err error) {
	if to == "" || len(to) > maxID {
		return tracker.Entry{}, false, &invalidError{id: to, why: "an id has 1 to 1024 bytes"}
	}
	err = s.alter(ctx, func(t *txn) (err error) {
		renamed, there, err = t.rename(from, to, change)
		return err
	})
	if err != nil {
		return tracker.Entry{}, false, err
	}
	return renamed, there, nil
}

// rename is the work of Rename.
func (t *txn) rename(
	from, to string, change func(old, known *tracker.Entry) (tracker.Entry, error),
) (renamed tracker.Entry, there bool, err error) {
	old, there, err := t.entry(from)
	if err != nil || !there {
		return tracker.Entry{}, false, err
	}
	found, taken, err := t.entry(to)
	if err != nil {
		return tracker.Entry{}, true, err
	}
	if err := t.remove(from); err != nil {
		return tracker.Entry{}, true, err
	}
	var known *tracker.Entry
	if taken {
		known = &found
	}
	var e tracker.Entry
	if fault := call(func() { e, err = change(&old, known) }); fault != nil {
		return tracker.Entry{}, true, fault
	}
	if err != nil {
		return tracker.Entry{}, true, err
	}
	e.ID = to
	renamed, err = t.put(&e, !taken || from == to)
	return renamed, true, err
}
