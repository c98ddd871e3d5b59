package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"reelwatch/tracker"
)

// lived is a store that has seen some use: branch pages, free pages, names.
func lived(tb testing.TB) *Store {
	tb.Helper()
	s := filled(tb, 90)
	for n := range 40 {
		reserve(tb, s, video(n).ID, fmt.Sprintf("/v/%d.mp4", n))
	}
	for n := range 30 {
		remove(tb, s, video(3*n).ID)
	}
	return s
}

func byID(entries []tracker.Entry) map[string]tracker.Entry {
	m := make(map[string]tracker.Entry, len(entries))
	for _, e := range entries {
		m[e.ID] = e
	}
	return m
}

// tryDamaged puts b in a store's place and uses it. It must either be refused and left as it is, or work as if it
// were whole.
func tryDamaged(t *testing.T, path string, b []byte, whole map[string]tracker.Entry) (refused bool) {
	t.Helper()
	if err := os.WriteFile(path, b, fileMode); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	var damaged *DamagedError
	d, loadErr := s.Load(t.Context())
	if loadErr != nil && !errors.As(loadErr, &damaged) {
		t.Fatalf("load: %v", loadErr)
	}
	if loadErr == nil && !reflect.DeepEqual(byID(d.Put), whole) {
		t.Fatal("load gave something else, and no error")
	}
	if loadErr != nil {
		if _, err := s.Insert(t.Context(), []tracker.Entry{named("new")}); !errors.As(err, &damaged) {
			t.Fatalf("a value that found damage writes all the same: %v", err)
		}
	}
	_, err := open(t, path).Insert(t.Context(), []tracker.Entry{named("new")})
	if err != nil && !errors.As(err, &damaged) {
		t.Fatalf("insert: %v", err)
	}
	if err != nil || loadErr != nil {
		if !bytes.Equal(content(t, path), b) {
			t.Fatalf("a damaged file was changed (load: %v, insert: %v)", loadErr, err)
		}
		return true
	}
	now := open(t, path)
	if r := check(t, now); r.Entries != len(whole)+1 {
		t.Fatalf("%d entries after an insert into %d", r.Entries, len(whole))
	}
	got := byID(load(t, now).Put)
	delete(got, "new")
	if !reflect.DeepEqual(got, whole) {
		t.Fatal("a write lost something")
	}
	return false
}

func TestFlippedBits(t *testing.T) {
	s := lived(t)
	whole, entries := content(t, s.Path()), byID(load(t, open(t, s.Path())).Put)
	path := filepath.Join(t.TempDir(), "flipped.db")
	random := rand.New(rand.NewPCG(1, 2))
	top, err := readHead(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	const flips = 400
	refused := 0
	for n := range flips {
		offset := random.IntN(top.pageSize)
		if n%2 == 0 {
			offset = random.IntN(128) // headers, which steer everything else
		}
		b := slices.Clone(whole)
		b[random.IntN(int(top.high))*top.pageSize+offset] ^= 1 << random.IntN(8)
		if tryDamaged(t, path, b, entries) {
			refused++
		}
	}
	t.Logf("%d of %d flips refused", refused, flips)
	if refused < flips/4 {
		t.Error("hardly any was noticed")
	}
}

// FuzzFlippedBits goes on where TestFlippedBits ends.
func FuzzFlippedBits(f *testing.F) {
	s := lived(f)
	whole, entries := content(f, s.Path()), byID(load(f, open(f, s.Path())).Put)
	f.Add(uint(0), byte(1))
	f.Add(uint(os.Getpagesize()), byte(1))
	f.Add(uint(3*os.Getpagesize()+10), byte(0xFF))
	f.Fuzz(func(t *testing.T, offset uint, mask byte) {
		b := slices.Clone(whole)
		b[offset%uint(len(b))] ^= mask
		tryDamaged(t, filepath.Join(t.TempDir(), "flipped.db"), b, entries)
	})
}

func TestTruncation(t *testing.T) {
	s := lived(t)
	whole, entries := content(t, s.Path()), byID(load(t, open(t, s.Path())).Put)
	path := filepath.Join(t.TempDir(), "short.db")
	top, err := readHead(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	end := int(top.high) * top.pageSize
	for size := 1; size < end; size += 509 {
		if !tryDamaged(t, path, whole[:size], entries) {
			t.Fatalf("cut to %d of %d bytes and not noticed", size, end)
		}
	}
	if tryDamaged(t, path, whole[:end], entries) {
		t.Fatal("refused for the lack of pages that were never used")
	}
}

func TestOtherContent(t *testing.T) {
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	db, err := bbolt.Open(foreign, fileMode, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("x")); return err }); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"text":                   []byte(strings.Repeat("not a store\n", 5000)),
		"zeros":                  make([]byte, 64<<10),
		"one byte":               {0},
		"another program's file": content(t, foreign),
	} {
		t.Run(name, func(t *testing.T) {
			if !tryDamaged(t, filepath.Join(t.TempDir(), "r.db"), b, nil) {
				t.Fatal("taken for a store")
			}
		})
	}
}

func TestDamagedErrorSaysWhatToDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	if err := os.WriteFile(path, []byte("x"), fileMode); err != nil {
		t.Fatal(err)
	}
	_, err := open(t, path).Load(t.Context())
	for _, want := range []string{"damaged: " + path, "nothing was changed", "restore a backup or move it away"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
}

// Bytes that bbolt would follow for ever, or into other memory, must be found before it does.
func TestPagesThatPointAstray(t *testing.T) {
	s := lived(t)
	whole, entries := content(t, s.Path()), byID(load(t, open(t, s.Path())).Put)
	top, err := readHead(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "astray.db")
	native, bent := binary.NativeEndian, 0
	for page := 2; page < int(top.high); page++ {
		b := slices.Clone(whole)
		at := b[page*top.pageSize:]
		if native.Uint16(at[8:]) != branchPage || native.Uint64(at) != uint64(page) {
			continue
		}
		for _, to := range []uint64{uint64(page), 0, 1, top.root, top.freelist, top.high, 1 << 40, 1<<64 - 1} {
			native.PutUint64(at[pageHead+8:], to)
			if isFree(t, whole, top, page) {
				continue
			}
			bent++
			if !tryDamaged(t, path, b, entries) {
				t.Errorf("page %d may point to %d", page, to)
			}
		}
	}
	if bent == 0 {
		t.Fatal("the store has no branch page in use")
	}
}

// isFree says whether a page is on the list of free pages, and so of no meaning.
func isFree(t *testing.T, file []byte, top head, page int) bool {
	t.Helper()
	w := &walker{file: bytes.NewReader(file), head: top, used: make([]bool, top.high)}
	if _, err := w.freelist(); err != nil {
		t.Fatal(err)
	}
	return w.used[page] && uint64(page) != top.freelist
}

// A file that another program cuts short while it is mapped faults; that must not end the process.
func TestFileCutShortDuringARead(t *testing.T) {
	s := filled(t, 400)
	err := s.view(t.Context(), func(tx *txn) error {
		if err := os.Truncate(s.Path(), 1<<13); err != nil {
			return err
		}
		return tx.examine()
	})
	var damaged *DamagedError
	if !errors.As(err, &damaged) {
		t.Fatal(err)
	}
	if _, err := open(t, s.Path()).Load(t.Context()); !errors.As(err, &damaged) {
		t.Fatal(err) // and the lock was given back
	}
}
