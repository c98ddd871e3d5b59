package store

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"reelwatch/tracker"
)

// A disk that said it had written and had not leaves pages of the past under the head of the present. Where bbolt has used
// the same pages before, they hold together.
func TestPagesOfThePastUnderTheHeadOfThePresent(t *testing.T) {
	s := filled(t, 12)
	for range 4 { // the pages are used in turn by now
		touch(t, s, video(3).ID)
	}
	before, old := content(t, s.Path()), wholeOf(t, s.Path())
	touch(t, s, video(3).ID)
	after := content(t, s.Path())
	top, err := readHead(bytes.NewReader(after), int64(len(after)))
	if err != nil {
		t.Fatal(err)
	}
	path, pages := filepath.Join(t.TempDir(), "r.db"), differing(before, after, top.pageSize)
	for i, page := range pages {
		if page < 2 {
			pages = append(slices.Delete(pages, i, i+1), page)
			break
		}
	}
	if !tryDamaged(t, path, mixed(before, after, top.pageSize, pages[len(pages)-1:]), old) {
		t.Error("the head alone is new, and the list of two changes ago is taken for it")
	}
	for _, page := range pages[:len(pages)-1] {
		if !tryDamaged(t, path, mixed(after, before, top.pageSize, []int{page}), old) {
			t.Errorf("page %d alone is old, and nobody noticed", page)
		}
	}
}

// A file that does not tell what its records are together is read as ever, and tells it from the next write on.
func TestAFileFromBeforeRecordsWereAddedUp(t *testing.T) {
	s := lived(t)
	meddle(t, s, func(*bbolt.Tx) error { return nil })
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{s.Path(), copied} {
		check(t, open(t, path))
		insert(t, open(t, path), named("new"))
		check(t, open(t, path))
		spoil(t, path)
		var damaged *DamagedError
		if _, err := open(t, path).Load(t.Context()); !errors.As(err, &damaged) {
			t.Errorf("one entry is another than was written: %v", err)
		}
	}
}

// spoil puts an older record in the place of an entry.
func spoil(t *testing.T, path string) {
	t.Helper()
	db, err := bbolt.Open(path, fileMode, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		st, err := readState(tx)
		if err != nil {
			return err
		}
		body, err := encode(&tracker.Entry{ID: "new", Title: "of yesterday"})
		if err != nil {
			return err
		}
		value, _ := seal([]byte("new"), body)
		return errors.Join(tx.Bucket([]byte(entriesBucket)).Put([]byte("new"), value), writeState(tx, st))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// Copies count their transactions anew, ours and those of bbolt's own tools; both are used like any other.
func TestCopiesAreNotTakenForThePast(t *testing.T) {
	s := lived(t)
	whole := wholeOf(t, s.Path())
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "r.db")
	for _, file := range []string{copied, finePages(t, s).Path()} {
		if tryDamaged(t, path, content(t, file), whole) {
			t.Errorf("%s is refused", file)
		}
	}
	big := filled(t, 2000) // in one transaction, and copied in several
	if err := big.Backup(t.Context(), copied+".big"); err != nil {
		t.Fatal(err)
	}
	if r := check(t, open(t, copied+".big")); r.Entries != 2000 {
		t.Error(r)
	}
}
