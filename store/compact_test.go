package store

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"reelwatch/tracker"
)

// shrink removes most of a long list, in two writes: the pages that the first frees are counted by the second.
func shrink(tb testing.TB, s *Store, n int) {
	tb.Helper()
	for _, half := range [][]tracker.Entry{videos(10, n/2-10), videos(n/2, n-n/2)} {
		remove(tb, s, ids(half)...)
	}
}

func TestAnEmptiedStoreShrinks(t *testing.T) {
	const n = 1500
	s := filled(t, n)
	reserve(t, s, video(1).ID, "/v/x.mp4")
	if err := os.Chmod(s.Path(), 0o640); err != nil {
		t.Fatal(err)
	}
	other := open(t, s.Path())
	load(t, other)
	load(t, s)
	big := stat(t, s.Path()).Size()
	shrink(t, s, n)
	small := stat(t, s.Path())
	if small.Size() > big/4 {
		t.Fatalf("%d of %d bytes are left", small.Size(), big)
	}
	if small.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %o now", small.Mode().Perm())
	}
	if left, _ := filepath.Glob(s.Path() + "?*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if d := load(t, s); !d.Empty() {
		t.Errorf("told its own: %d, %d", len(d.Put), len(d.Gone))
	}
	if d := load(t, other); len(d.Put) != 0 || len(d.Gone) != n-10 {
		t.Errorf("told the other: %d, %d", len(d.Put), len(d.Gone))
	}
	if r := check(t, other); r.Entries != 10 || r.Names != 1 || r.Bytes != small.Size() {
		t.Error(r)
	}
	touch(t, s, video(3).ID)
	touch(t, other, video(4).ID)
	if d := load(t, s); !slices.Equal(idsOf(d.Put), []string{video(4).ID}) {
		t.Error(idsOf(d.Put))
	}
}

// A process that waits for the lock of the file that is being replaced must go on with the new one.
func TestWritersDuringCompactingLoseNothing(t *testing.T) {
	const n = 1500
	s := filled(t, n)
	done := make(chan error)
	for worker := range 3 {
		go func() {
			w, err := Open(s.Path(), Options{})
			for i := 0; i < 40 && err == nil; i++ {
				_, err = w.Insert(t.Context(), []tracker.Entry{named(string(rune('a'+worker)) + string(rune('a'+i)))})
			}
			done <- err
		}()
	}
	shrink(t, s, n)
	for range 3 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if r := check(t, s); r.Entries != 10+3*40 {
		t.Fatal(r)
	}
}

func TestAFileOfTwoNamesIsNotReplaced(t *testing.T) {
	const n = 1500
	s := filled(t, n)
	if err := os.Link(s.Path(), s.Path()+".hard"); err != nil {
		t.Fatal(err)
	}
	shrink(t, s, n)
	if !os.SameFile(stat(t, s.Path()), stat(t, s.Path()+".hard")) {
		t.Fatal("one name has another file now")
	}
	if r := check(t, s); r.Entries != 10 || r.FreeBytes < r.Bytes/2 {
		t.Fatal(r)
	}
}

func TestCompactingThatFailsIsNotedOnce(t *testing.T) {
	const n = 1500
	// A name that is as long as can be leaves no room for that of a file beside it.
	path := filepath.Join(t.TempDir(), strings.Repeat("x", 255))
	if err := os.Rename(filled(t, n).Path(), path); err != nil {
		t.Fatal(err)
	}
	var notes bytes.Buffer
	s, err := Open(path, Options{Log: slog.New(slog.NewTextHandler(&notes, nil))})
	if err != nil {
		t.Fatal(err)
	}
	shrink(t, s, n)
	remove(t, s, video(0).ID)
	if got := strings.Count(notes.String(), "could not be made smaller"); got != 1 {
		t.Fatalf("%d notes: %s", got, &notes)
	}
	if left, _ := filepath.Glob(s.Path() + "?*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if r := check(t, s); r.Entries != 9 {
		t.Fatal(r)
	}
}

func TestLeftoversOfKilledBuildsAreCleared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	for _, name := range []string{path + buildMark + "123", path + ".backup"} {
		if err := os.WriteFile(name, []byte("x"), fileMode); err != nil {
			t.Fatal(err)
		}
	}
	insert(t, open(t, path), video(0))
	if _, err := os.Stat(path + buildMark + "123"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("left:", err)
	}
	content(t, path+".backup")
}

func TestBackup(t *testing.T) {
	s := lived(t)
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if got := stat(t, copied).Mode().Perm(); got != fileMode {
		t.Errorf("mode %o", got)
	}
	if want, got := byID(load(t, open(t, s.Path())).Put), byID(load(t, open(t, copied)).Put); !reflect.DeepEqual(want, got) {
		t.Error("the copy differs")
	}
	if want, got := check(t, s), check(t, open(t, copied)); want.Names != got.Names || want.Entries != got.Entries || got.FreeBytes > want.FreeBytes {
		t.Errorf("%+v copied as %+v", want, got)
	}
	touch(t, open(t, copied), video(1).ID)
}

// Whoever is killed on the way leaves no empty file, which would count as a list.
func TestABackupIsThereWholeOrNotAtAll(t *testing.T) {
	s, copied := filled(t, 2000), filepath.Join(t.TempDir(), "copy.db")
	done := make(chan error, 1)
	go func() { done <- s.Backup(t.Context(), copied) }()
	for {
		if info, err := os.Stat(copied); err == nil && info.Size() < stat(t, s.Path()).Size()/4 {
			t.Fatalf("%d bytes of a backup are there", info.Size())
		}
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
		}
	}
}

func TestPlaceNewReplacesNothing(t *testing.T) {
	folder := t.TempDir()
	from, to := filepath.Join(folder, "from"), filepath.Join(folder, "to")
	for path, text := range map[string]string{from: "new", to: "old"} {
		if err := os.WriteFile(path, []byte(text), fileMode); err != nil {
			t.Fatal(err)
		}
	}
	if err := placeNew(from, to); !errors.Is(err, fs.ErrExist) || string(content(t, to)) != "old" {
		t.Fatalf("%v, and it holds %s", err, content(t, to))
	}
	if err := os.Remove(to); err != nil {
		t.Fatal(err)
	}
	if err := placeNew(from, to); err != nil || string(content(t, to)) != "new" {
		t.Fatalf("%v, and it holds %s", err, content(t, to))
	}
}

func TestBackupRefuses(t *testing.T) {
	s := filled(t, 2)
	taken := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(taken, []byte("mine"), fileMode); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), taken); !errors.Is(err, fs.ErrExist) || string(content(t, taken)) != "mine" {
		t.Error("over a file:", err)
	}
	for path, want := range map[string]string{
		taken:                                   "there is something of that name already",
		filepath.Join(taken, "x"):               "not a directory",
		filepath.Join(t.TempDir(), "none", "x"): "there is no folder",
	} {
		err := s.Backup(t.Context(), path)
		if err == nil || !strings.HasPrefix(err.Error(), "back up to "+path+": "+want) || strings.Contains(err.Error(), "--store") || strings.Contains(err.Error(), s.Path()) {
			t.Errorf("to %s: %v", path, err)
		}
	}
	nothing := filepath.Join(t.TempDir(), "nothing")
	if err := open(t, filepath.Join(t.TempDir(), "absent.db")).Backup(t.Context(), nothing); err == nil {
		t.Error("of no store")
	}
	bad := filepath.Join(t.TempDir(), "bad.db")
	b := content(t, s.Path())
	b[bytes.Index(b, []byte(`"title"`))] ^= 1
	if err := os.WriteFile(bad, b, fileMode); err != nil {
		t.Fatal(err)
	}
	var damaged *DamagedError
	if err := open(t, bad).Backup(t.Context(), nothing); !errors.As(err, &damaged) {
		t.Error("of a damaged store:", err)
	}
	if _, err := os.Stat(nothing); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a backup that failed left a file")
	}
}
