package store

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"reelwatch/tracker"
)

// shout is a migration for tests: it writes all titles in capitals.
func shout(tx *bbolt.Tx) error {
	b := tx.Bucket([]byte(entriesBucket))
	return b.ForEach(func(id, value []byte) error {
		body, _, err := unseal(id, value)
		if err != nil {
			return err
		}
		e, err := decode(string(id), body)
		if err != nil {
			return err
		}
		e.Title = strings.ToUpper(e.Title)
		if body, err = encode(&e); err != nil {
			return err
		}
		value, _ = seal(id, body)
		return b.Put(bytes.Clone(id), value)
	})
}

// later is the store as a later program, with one more migration, opens it.
func later(t *testing.T, s *Store, migrations ...migration) *Store {
	t.Helper()
	l := open(t, s.Path())
	l.migrations = migrations
	return l
}

func titled(t *testing.T, s *Store) {
	t.Helper()
	for _, id := range []string{"a", "b"} {
		e := named(id)
		e.Title = "quiet"
		insert(t, s, e)
	}
}

func TestAnOlderStoreIsMigratedInMemoryByReading(t *testing.T) {
	s := filled(t, 0)
	titled(t, s)
	before := content(t, s.Path())
	now := later(t, s, shout)
	for range 2 {
		d, err := open(t, s.Path()), error(nil)
		d.migrations = now.migrations
		got, err := d.Load(t.Context())
		if err != nil || len(got.Put) != 2 || got.Put[0].Title != "QUIET" || got.Put[1].Title != "QUIET" {
			t.Fatal(got, err)
		}
	}
	check(t, now)
	if !slices.Equal(before, content(t, s.Path())) {
		t.Fatal("reading wrote the migrated list")
	}
	if d := load(t, s); len(d.Put) != 2 || d.Put[0].Title != "quiet" {
		t.Fatal("the older program can't read it any more", d)
	}
}

func TestAnOlderStoreIsMigratedByTheFirstWrite(t *testing.T) {
	s := filled(t, 0)
	titled(t, s)
	runs := 0
	count := func(*bbolt.Tx) error { runs++; return nil }
	now := later(t, s, count, shout)
	load(t, now)
	runs = 0
	touch(t, now, "a")
	if d := load(t, later(t, s, count, shout)); len(d.Put) != 2 || d.Put[0].Title != "QUIET" || d.Put[1].Title != "QUIET" {
		t.Fatal(d)
	}
	if runs != 2 { // once to look whether there is something to write, once to write
		t.Fatalf("migrated %d times", runs)
	}
	var newer *NewerError
	if _, err := s.Load(t.Context()); !errors.As(err, &newer) || newer.Version != 3 || newer.Known != 1 || newer.Path != s.Path() {
		t.Fatalf("the older program: %v", err)
	}
	before := content(t, s.Path())
	if _, err := s.Insert(t.Context(), []tracker.Entry{named("c")}); !errors.As(err, &newer) || !strings.Contains(err.Error(), "update reelwatch") {
		t.Fatal(err)
	}
	if !slices.Equal(before, content(t, s.Path())) {
		t.Fatal("the older program wrote")
	}
}

func TestAMigrationThatFailsChangesNothing(t *testing.T) {
	s := filled(t, 0)
	titled(t, s)
	before := content(t, s.Path())
	broken := errors.New("broken")
	now := later(t, s, shout, func(*bbolt.Tx) error { return broken })
	if _, err := now.Insert(t.Context(), []tracker.Entry{named("c")}); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if !slices.Equal(before, content(t, s.Path())) {
		t.Fatal("half a migration was written")
	}
}

// What is sound to bbolt may still not be what we wrote.
func TestRecordsThatDoNotFitTogether(t *testing.T) {
	put := func(bucket, key string, body []byte) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			value, _ := seal([]byte(key), body)
			return tx.Bucket([]byte(bucket)).Put([]byte(key), value)
		}
	}
	for name, spoil := range map[string]func(*bbolt.Tx) error{
		"one too many": put(entriesBucket, "new", []byte(`{}`)),
		"one too few":  func(tx *bbolt.Tx) error { return tx.Bucket([]byte(entriesBucket)).Delete([]byte("a")) },
		"no entry":     put(entriesBucket, "a", []byte(`[]`)),
		"another's record": func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(entriesBucket))
			return b.Put([]byte("a"), bytes.Clone(b.Get([]byte("b"))))
		},
		"state gone":       func(tx *bbolt.Tx) error { return tx.Bucket([]byte(metaBucket)).Delete([]byte(stateKey)) },
		"state unreadable": put(metaBucket, stateKey, []byte("x")),
		"schema 0":         put(metaBucket, stateKey, []byte(`{"schema":0,"entries":2}`)),
		"names gone":       func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte(namesBucket)) },
		"name of nobody":   put(namesBucket, "/v/x.mp4", []byte("absent")),
	} {
		t.Run(name, func(t *testing.T) {
			s := filled(t, 0)
			titled(t, s)
			meddle(t, s, spoil)
			before := content(t, s.Path())
			var damaged *DamagedError
			if _, err := open(t, s.Path()).Load(t.Context()); !errors.As(err, &damaged) {
				t.Errorf("load: %v", err)
			}
			if _, err := open(t, s.Path()).Check(t.Context()); !errors.As(err, &damaged) {
				t.Errorf("check: %v", err)
			}
			if _, err := open(t, s.Path()).Delete(t.Context(), []string{"a"}); !errors.As(err, &damaged) {
				t.Errorf("delete: %v", err)
			}
			if !slices.Equal(before, content(t, s.Path())) {
				t.Error("a damaged file was changed")
			}
		})
	}
}
