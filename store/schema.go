package store

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
)

// The buckets of the file, and the key of the state in meta; see preferencesKey for the other.
const (
	entriesBucket = "entries" // id -> entry
	namesBucket   = "names"   // folded file name -> id that owns it
	ownersBucket  = "owners"  // id -> the folded file name that it owns
	metaBucket    = "meta"    // stateKey -> state
	stateKey      = "state"
)

// firstSchema is the version of the layout that the first release wrote.
const firstSchema = 1

// migration takes a file from one schema to the next, within the transaction that reads or writes it. It need not
// touch the state record.
type migration func(tx *bbolt.Tx) error

// state is what the store knows of itself. Its place and form stay the same in every schema, so that any program
// can tell which one it looks at.
type state struct {
	Schema  int    `json:"schema"`
	ID      string `json:"id"`       // random, of this store
	Entries int    `json:"entries"`  // how many there are
	LastAdd uint64 `json:"last_add"` // the last Place.Add given out

	// What follows tells the list from a mixture of what it is and what it was, as a disk leaves it that had not written
	// all that it had said it had. A file that lacks it gets it with the next write.
	Tx  uint64 `json:"tx,omitempty"`  // the transaction that wrote this; 0 where it is not noted
	Sum sum    `json:"sum,omitempty"` // of the checksums of all entries, names and owners
}

// errForeign says that a sound bbolt file holds something else.
var errForeign = errors.New("it holds no list of videos; is this another program's file?")

// errOlder says that the file must be migrated before it is read.
var errOlder = errors.New("the file has an older version")

// fits says whether the numbers of records in the file are those that st tells.
func (l *layout) fits(st state) error {
	switch {
	case l.keys[entriesBucket] != st.Entries:
		return fmt.Errorf("it holds %d videos and should hold %d", l.keys[entriesBucket], st.Entries)
	case l.keys[namesBucket] != l.keys[ownersBucket]:
		return fmt.Errorf("it holds %d file names of %d videos", l.keys[namesBucket], l.keys[ownersBucket])
	case st.Tx != 0 && l.sum != st.Sum:
		return errors.New("some of it is older than the rest")
	}
	return nil
}

// stale says that the last transaction in tx's file is a later one than wrote the state. A copy that bbolt's own tools
// make counts its transactions anew, from 1.
func (st state) stale(tx *bbolt.Tx) bool {
	last := uint64(tx.ID())
	if tx.Writable() {
		last--
	}
	return st.Tx != 0 && st.Tx < last
}

// counted says whether a bucket's records count in state.Sum.
func counted(bucket string) bool {
	return bucket == entriesBucket || bucket == namesBucket || bucket == ownersBucket
}

// readState reads the state.
func readState(tx *bbolt.Tx) (st state, err error) {
	b := tx.Bucket([]byte(metaBucket))
	if b == nil {
		return state{}, errForeign
	}
	body, _, err := unseal([]byte(stateKey), b.Get([]byte(stateKey)))
	if err != nil {
		return state{}, err
	}
	if err := json.Unmarshal(body, &st); err != nil {
		return state{}, fmt.Errorf("its state is not readable: %w", err)
	}
	for _, name := range []string{entriesBucket, namesBucket, ownersBucket} {
		if st.Schema == firstSchema && tx.Bucket([]byte(name)) == nil {
			return state{}, fmt.Errorf("its part %q is missing", name)
		}
	}
	return st, nil
}

// writeState writes the state as of tx.
func writeState(tx *bbolt.Tx, st state) error {
	st.Tx = uint64(tx.ID())
	body, err := json.Marshal(st)
	if err != nil {
		return err
	}
	value, _ := seal([]byte(stateKey), body)
	return tx.Bucket([]byte(metaBucket)).Put([]byte(stateKey), value)
}

// layDown makes the buckets of a new store.
func layDown(tx *bbolt.Tx, schema int) error {
	for _, name := range []string{entriesBucket, namesBucket, ownersBucket, metaBucket} {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	return writeState(tx, state{Schema: schema, ID: rand.Text()})
}

// schema is the newest that this store knows.
func (s *Store) schema() int { return firstSchema + len(s.migrations) }

// migrate brings an older file up to date within tx and gives its state from then on.
func (s *Store) migrate(tx *bbolt.Tx, st state) (state, error) {
	for ; st.Schema < s.schema(); st.Schema++ {
		if err := s.migrations[st.Schema-firstSchema](tx); err != nil {
			return state{}, fmt.Errorf("bring the store from version %d to %d: %w", st.Schema, st.Schema+1, err)
		}
	}
	st.Tx, st.Sum = 0, 0 // the records are others now
	return st, writeState(tx, st)
}
