package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

func byID(entries []*tracker.Entry) map[string]tracker.Entry {
	m := make(map[string]tracker.Entry, len(entries))
	for _, e := range entries {
		m[e.ID] = *e
	}
	return m
}

// tryDamaged puts b in a store's place and uses it. It must either be refused and left as it is, or work as if it
// were whole.
func tryDamaged(t *testing.T, path string, b []byte, whole contents) (refused bool) {
	t.Helper()
	refused, err := endure(t.Context(), path, b, whole)
	if err != nil {
		t.Fatal(err)
	}
	return refused
}

// FuzzFlippedBits goes on where TestTortureFlippedBits ends.
func FuzzFlippedBits(f *testing.F) {
	s := lived(f)
	file, whole := content(f, s.Path()), wholeOf(f, s.Path())
	f.Add(uint(0), byte(1))
	f.Add(uint(os.Getpagesize()), byte(1))
	f.Add(uint(3*os.Getpagesize()+10), byte(0xFF))
	f.Fuzz(func(t *testing.T, offset uint, mask byte) {
		b := slices.Clone(file)
		b[offset%uint(len(b))] ^= mask
		tryDamaged(t, filepath.Join(t.TempDir(), "flipped.db"), b, whole)
	})
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
			if !tryDamaged(t, filepath.Join(t.TempDir(), "r.db"), b, contents{}) {
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
	file, whole := content(t, s.Path()), wholeOf(t, s.Path())
	top, err := readHead(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "astray.db")
	native, bent := binary.NativeEndian, 0
	for page := 2; page < int(top.high); page++ {
		b := slices.Clone(file)
		at := b[page*top.pageSize:]
		if native.Uint16(at[8:]) != branchPage || native.Uint64(at) != uint64(page) {
			continue
		}
		for _, to := range []uint64{uint64(page), 0, 1, top.root, top.freelist, top.high, 1 << 40, 1<<64 - 1} {
			native.PutUint64(at[pageHead+8:], to)
			if isFree(t, file, top, page) {
				continue
			}
			bent++
			if !tryDamaged(t, path, b, whole) {
				t.Errorf("page %d may point to %d", page, to)
			}
		}
	}
	if bent == 0 {
		t.Fatal("the store has no branch page in use")
	}
}

// A branch that has another key for a page than the page's first still leads to every record. But when the page is
// written anew bbolt does not find the old one there, and leaves both.
func TestABranchWithAnotherKeyThanItsPage(t *testing.T) {
	s := lived(t)
	file, whole := content(t, s.Path()), wholeOf(t, s.Path())
	path, bent := filepath.Join(t.TempDir(), "bent.db"), 0
	for at, part := range anatomy(t, file) {
		if part != "branch places" || at%elemSize != 0 {
			continue
		}
		bent++
		b := slices.Clone(file)
		last := binary.NativeEndian.Uint32(b[at:]) + binary.NativeEndian.Uint32(b[at+4:]) - 1
		b[at+int(last)] ^= 1
		if !tryDamaged(t, path, b, whole) {
			t.Errorf("the key of the branch at %d may be another", at)
		}
	}
	if bent == 0 {
		t.Fatal("the store has no branch page in use")
	}
}

// The page of a small bucket lies within another and has no number. bbolt believes one that it finds there, and frees the
// page of that number when the bucket outgrows its place.
func TestASmallBucketWhosePageHasANumber(t *testing.T) {
	s := young(t)
	file, whole := content(t, s.Path()), wholeOf(t, s.Path())
	parts := anatomy(t, file)
	path, bent := filepath.Join(t.TempDir(), "bent.db"), 0
	for at, part := range parts {
		if part != "small bucket header" || parts[at-1] == part {
			continue
		}
		bent++
		b := slices.Clone(file)
		binary.NativeEndian.PutUint64(b[at:], 3)
		if !tryDamaged(t, path, b, whole) {
			t.Errorf("the small bucket at %d may have a page", at)
		}
	}
	if bent != 4 {
		t.Fatalf("the store has %d small buckets", bent)
	}
}

// isFree says whether a page is on the list of free pages, and so of no meaning.
func isFree(t testing.TB, file []byte, top head, page int) bool {
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
