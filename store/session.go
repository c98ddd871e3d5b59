package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"

	"go.etcd.io/bbolt"
)

// mode is what a session may do.
type mode int

const (
	reading    mode = iota // under a shared lock
	rehearsing             // an older schema is migrated, read, and rolled back
	writing
)

// view runs fn over the store as it is, or over an empty one where there is no file.
func (s *Store) view(ctx context.Context, fn func(*txn) error) error {
	h, err := s.acquire(ctx, false)
	if err != nil {
		return err
	}
	return s.viewHeld(ctx, h, fn)
}

// viewHeld is view on what acquire gave for reading.
func (s *Store) viewHeld(ctx context.Context, h *held, fn func(*txn) error) error {
	if h == nil {
		return fn(&txn{})
	}
	err := s.session(h, reading, fn)
	if !errors.Is(err, errOlder) {
		return err
	}
	// bbolt changes nothing when it opens a sound file for writing, only when it commits.
	h, err = s.acquire(ctx, true)
	if err != nil {
		return err
	}
	return s.session(h, rehearsing, fn)
}

// change runs fn in one transaction that is on disk when change returns nil. fn runs over a read-only transaction
// first; if it wants to write there, it is run again from the start over a writable one. So nothing is opened for
// writing, and no file made, for a change that changes nothing.
func (s *Store) change(ctx context.Context, fn func(*txn) error) error {
	if err := s.view(ctx, fn); !errors.Is(err, errWants) {
		return err
	}
	for {
		h, err := s.acquire(ctx, true)
		if err != nil {
			return err
		}
		if h.info.Size() > 0 {
			return s.session(h, writing, fn)
		}
		err = s.found(h)
		h.release()
		if err != nil {
			return explain(s.path, err)
		}
	}
}

// session checks the file behind h, hands it to bbolt, runs fn, and releases h.
func (s *Store) session(h *held, m mode, fn func(*txn) error) error {
	defer h.release()
	was, pages, err := s.inspect(h)
	if err != nil {
		return s.verdict(err)
	}
	err = guard(func() error {
		db, err := bolt(h, m)
		if err != nil {
			return err
		}
		// After a panic db is not closed: it may hold locks of its own, and would wait for them.
		err = s.transact(db, h, look{h.info, was.txid}, m, pages, fn)
		return errors.Join(err, db.Close())
	})
	var p *callerPanic
	if errors.As(err, &p) {
		panic(p.value)
	}
	return s.verdict(err)
}

// transact runs fn in one transaction of db. was is the file before it.
func (s *Store) transact(db *bbolt.DB, h *held, was look, m mode, pages *layout, fn func(*txn) error) error {
	tx, err := db.Begin(m != reading)
	if err != nil {
		return err
	}
	t, err := s.begin(tx, m, pages)
	if err == nil {
		s.checked = was
		err = fn(t)
	}
	if err == nil {
		err = t.finish()
	}
	if err != nil || m != writing || !t.touched {
		return errors.Join(err, tx.Rollback())
	}
	now := look{txid: uint64(tx.ID())}
	if err := tx.Commit(); err != nil {
		return err
	}
	if now.info, err = h.Stat(); err != nil {
		return err
	}
	if small, ok := s.compact(db, h); ok {
		now = small
	}
	s.wrote(t, was, now)
	return nil
}

// wrote takes note of a commit of ours, so that Load does not tell it. What another process wrote before it is
// still told: then the file that Load saw is not the one that the commit changed.
func (s *Store) wrote(t *txn, was, now look) {
	s.checked = now
	if s.sums == nil {
		return
	}
	if s.loaded.info != nil && s.loaded.same(was.info, was.txid) {
		s.loaded, s.settled = now, false
	}
	maps.Copy(s.sums, t.sums)
	for id := range t.removed {
		delete(s.sums, id)
	}
}

// begin reads the store's state in tx and makes it fit to be read by this program.
func (s *Store) begin(tx *bbolt.Tx, m mode, pages *layout) (*txn, error) {
	st, err := readState(tx)
	switch {
	case err != nil:
		return nil, damaged(err)
	case st.Schema > s.schema():
		return nil, &NewerError{Path: s.path, Version: st.Schema, Known: s.schema()}
	case st.Schema < firstSchema:
		return nil, damaged(fmt.Errorf("version %d of the file", st.Schema))
	case st.stale(tx):
		return nil, damaged(errors.New("its records are older than its head"))
	case pages != nil:
		if err := pages.fits(st); err != nil {
			return nil, damaged(err)
		}
	}
	if st.Schema < s.schema() {
		if m == reading {
			return nil, errOlder
		}
		if st, err = s.migrate(tx, st); err != nil {
			return nil, err
		}
	}
	return &txn{tx: tx, writable: m == writing, state: st, sums: make(map[string]sum), removed: make(map[string]bool)}, nil
}

// inspect reads the head of the file and, unless the file is still as it was found sound, all its pages. The layout
// is nil where it was not read. The first time it checks all records, too, so that a file with a bad one is refused
// whole; later those that are read.
func (s *Store) inspect(h *held) (head, *layout, error) {
	top, err := readHead(h, h.info.Size())
	if err != nil || s.checked.same(h.info, top.txid) {
		return top, nil, err
	}
	record := sealed
	switch {
	case s.known():
		record = anything
	case h.readsAll:
		record = sealedBut(entriesBucket)
	}
	pages, err := checkPages(h, top, record)
	return top, &pages, err
}

// sealed is for checkPages: records of our buckets must be sealed. In meta the state must; what else lies there can be
// done without.
func sealed(bucket string) func(key, value []byte) error {
	switch bucket {
	case entriesBucket, namesBucket, ownersBucket, metaBucket:
		return func(key, value []byte) error {
			if bucket == metaBucket && string(key) != stateKey {
				return nil
			}
			_, _, err := unseal(key, value)
			return damaged(err)
		}
	}
	return nil
}

// sealedBut is sealed without a bucket whose records are checked elsewhere.
func sealedBut(elsewhere string) func(bucket string) func(key, value []byte) error {
	return func(bucket string) func(key, value []byte) error {
		if bucket == elsewhere {
			return anything(bucket)
		}
		return sealed(bucket)
	}
}

// anything is for checkPages: no record is looked at.
func anything(string) func(key, value []byte) error { return nil }

// growBy is how much the file grows by at a time, in bytes.
const growBy = 256 << 10

// bolt opens bbolt on the file that is open and locked already.
func bolt(h *held, m mode) (*bbolt.DB, error) {
	o := bbolt.Options{
		Timeout:      lockWait,
		ReadOnly:     m == reading,
		FreelistType: bbolt.FreelistMapType,
		OpenFile:     func(string, int, os.FileMode) (*os.File, error) { return h.File, nil },
	}
	if m == writing {
		o.InitialMmapSize = mapAhead
	}
	db, err := bbolt.Open(h.path, fileMode, &o)
	if err != nil {
		return nil, err
	}
	db.AllocSize = growBy
	return db, nil
}
