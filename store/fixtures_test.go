package store

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// video is an entry as a video that completed leaves it.
func video(n int) tracker.Entry {
	at := time.Date(2026, 3, 1, 12, 0, n%60, 0, time.UTC)
	id := fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, n)))[:32]
	return tracker.Entry{
		ID: id, Place: tracker.Place{Index: n}, Origin: tracker.Added, Status: heygen.Completed,
		Title: fmt.Sprintf("Episode %d: what the number said", n), Described: true,
		AddedAt: at, CreatedAt: at, CompletedAt: at.Add(7 * time.Minute), CheckedAt: at.Add(7 * time.Minute),
		ChangedAt: at.Add(7 * time.Minute), RenderingAt: at.Add(time.Minute),
		History: []tracker.Change{{At: at, Status: heygen.Pending}, {At: at.Add(time.Minute), Status: heygen.Processing}, {At: at.Add(7 * time.Minute), Status: heygen.Completed}},
		Length:  61.5, VideoURL: "https://files.example.com/aws_pacific/avatar_tmp/" + id + ".mp4?Expires=1772370000&Signature=abcdefghijklmnopqrstuvwxyz0123456789&Key-Pair-Id=K38HBHX5LX3X2H",
	}
}

func videos(from, n int) []tracker.Entry {
	list := make([]tracker.Entry, n)
	for i := range list {
		list[i] = video(from + i)
	}
	return list
}

// open gives a store value over path, as another process would have it.
func open(tb testing.TB, path string) *Store {
	tb.Helper()
	s, err := Open(path, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func filled(tb testing.TB, n int) *Store {
	tb.Helper()
	s := open(tb, filepath.Join(tb.TempDir(), "reelwatch.db"))
	if _, err := s.Insert(tb.Context(), videos(0, n)); err != nil {
		tb.Fatal(err)
	}
	return s
}

func load(tb testing.TB, s *Store) tracker.Delta {
	tb.Helper()
	d, err := s.Load(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// touch changes the entry id and writes it.
func touch(tb testing.TB, s *Store, id string) tracker.Entry {
	tb.Helper()
	now, err := s.Apply(tb.Context(), []string{id}, func(e *tracker.Entry) bool {
		e.FileBytes++
		return true
	})
	if err != nil || len(now) != 1 {
		tb.Fatal(now, err)
	}
	return now[0]
}

// ids gives the ids of entries, sorted.
func ids(entries []tracker.Entry) []string {
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = e.ID
	}
	slices.Sort(list)
	return list
}

// idsOf is ids of what Load gave.
func idsOf(entries []*tracker.Entry) []string { return slices.Sorted(maps.Keys(byID(entries))) }

// named is an entry with nothing but an id.
func named(id string) tracker.Entry { return tracker.Entry{ID: id, Status: heygen.Pending} }

func insert(tb testing.TB, s *Store, entries ...tracker.Entry) []tracker.Entry {
	tb.Helper()
	added, err := s.Insert(tb.Context(), entries)
	if err != nil {
		tb.Fatal(err)
	}
	return added
}

func remove(tb testing.TB, s *Store, ids ...string) []tracker.Entry {
	tb.Helper()
	gone, err := s.Delete(tb.Context(), ids)
	if err != nil {
		tb.Fatal(err)
	}
	return gone
}

func reserve(tb testing.TB, s *Store, id, name string) string {
	tb.Helper()
	owner, err := s.ReserveName(tb.Context(), id, name)
	if err != nil {
		tb.Fatal(err)
	}
	return owner
}

func check(tb testing.TB, s *Store) Report {
	tb.Helper()
	r, err := s.Check(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func content(tb testing.TB, path string) []byte {
	tb.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func stat(tb testing.TB, path string) os.FileInfo {
	tb.Helper()
	info, err := os.Stat(path)
	if err != nil {
		tb.Fatal(err)
	}
	return info
}

// meddle changes the file of a store as the store itself never would. What tells such changes is taken out, as in a file
// from before it was there.
func meddle(tb testing.TB, s *Store, change func(*bbolt.Tx) error) {
	tb.Helper()
	db, err := bbolt.Open(s.Path(), fileMode, nil)
	if err != nil {
		tb.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		st, err := readState(tx)
		if err != nil {
			return nil // that is the change
		}
		st.Tx, st.Sum = 0, 0
		body, err := json.Marshal(st)
		if err != nil {
			return err
		}
		value, _ := seal([]byte(stateKey), body)
		return tx.Bucket([]byte(metaBucket)).Put([]byte(stateKey), value)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		tb.Fatal(err)
	}
}
