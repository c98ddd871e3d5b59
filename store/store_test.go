package store

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func TestOpenWantsAName(t *testing.T) {
	if _, err := Open("", Options{}); err == nil {
		t.Fatal("opened a store without a name")
	}
}

func TestMissingStoreIsEmptyAndStaysMissing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "reelwatch.db")
	s := open(t, path)
	if d := load(t, s); !d.Empty() {
		t.Fatalf("a missing store holds %v", d)
	}
	if now, err := s.Apply(t.Context(), []string{"x"}, func(*tracker.Entry) bool { return true }); err != nil || len(now) != 0 {
		t.Fatal(now, err)
	}
	if gone := remove(t, s, "x"); len(gone) != 0 {
		t.Fatal(gone)
	}
	if added := insert(t, s); len(added) != 0 {
		t.Fatal(added)
	}
	if r := check(t, s); r != (Report{}) {
		t.Fatal(r)
	}
	if _, err := os.Stat(filepath.Dir(filepath.Dir(path))); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal("reading made a folder")
	}
}

func TestFirstWriteMakesFolderAndFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "reelwatch.db")
	insert(t, open(t, path), video(1))
	if got := stat(t, path).Mode().Perm(); got != fileMode {
		t.Errorf("file mode %o", got)
	}
	if got := stat(t, filepath.Dir(path)).Mode().Perm(); got != folderMode {
		t.Errorf("folder mode %o", got)
	}
	if left, _ := filepath.Glob(path + "?*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestMakeMakesAStoreOrSaysWhyNot(t *testing.T) {
	folder := t.TempDir()
	s := open(t, filepath.Join(folder, "a", "reelwatch.db"))
	for range 2 {
		if err := s.Make(); err != nil {
			t.Fatal(err)
		}
		if d := load(t, s); !d.Empty() {
			t.Fatalf("a new store holds %v", d)
		}
	}
	insert(t, s, tracker.Entry{ID: "x"})
	if err := s.Make(); err != nil || len(load(t, open(t, s.Path())).Put) != 1 {
		t.Errorf("made anew: %v", err)
	}
	nowhere := filepath.Join(folder, "nowhere")
	if err := os.Symlink(filepath.Join(folder, "missing", "folder"), nowhere); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(nowhere, "reelwatch.db")
	if err := open(t, path).Make(); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("made below a link to nothing: %v", err)
	}
}

func TestEmptyFileIsANewStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	if err := os.WriteFile(path, nil, fileMode); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	if d := load(t, s); !d.Empty() {
		t.Fatal(d)
	}
	insert(t, s, video(1))
	if d := load(t, open(t, path)); len(d.Put) != 1 {
		t.Fatal(d)
	}
}

func TestEntriesComeBackAsTheyWereStored(t *testing.T) {
	full := video(7)
	full.Failure = &heygen.Failure{Code: "x", Message: "<&> \x00 \u202e"}
	full.Part = &tracker.Part{Name: "/tmp/a.mp4", Total: -1, ETag: `"e"`}
	full.File, full.FileBytes, full.SavedAt = "/tmp/b.mp4", 1<<40, time.Now()
	full.GraceUntil = time.Now().Add(time.Hour)
	s := filled(t, 3)
	added := insert(t, s, full)
	d := load(t, open(t, s.Path()))
	i := slices.IndexFunc(d.Put, func(e *tracker.Entry) bool { return e.ID == full.ID })
	if i < 0 || !reflect.DeepEqual(*d.Put[i], added[0]) {
		t.Fatalf("stored %+v\nloaded %+v", added, d.Put)
	}
	if !added[0].SavedAt.Equal(full.SavedAt) || !added[0].GraceUntil.Equal(full.GraceUntil) || *added[0].Part != *full.Part {
		t.Fatalf("given %+v\nstored %+v", full, added[0])
	}
}

func TestInsertGivesPlacesAndSkipsWhatIsThere(t *testing.T) {
	s := filled(t, 0)
	first := insert(t, s, named("a"), named("b"), named("a"))
	if got := ids(first); !slices.Equal(got, []string{"a", "b"}) {
		t.Fatal(got)
	}
	kept := named("c")
	kept.Place = tracker.Place{Add: 7, Index: 3}
	second := insert(t, open(t, s.Path()), named("b"), kept)
	if len(second) != 1 || second[0].Place != kept.Place {
		t.Fatal(second)
	}
	third := insert(t, s, named("d"), named("e"))
	remove(t, s, "d", "e")
	fourth := insert(t, s, named("f"))
	if first[0].Place.Add != 1 || first[1].Place.Add != 1 || third[0].Place.Add != 8 || third[1].Place.Add != 8 || fourth[0].Place.Add != 9 {
		t.Fatal(first, third, fourth)
	}
}

func TestWhatCannotBeStoredIsRefusedWhole(t *testing.T) {
	s := filled(t, 1)
	before := content(t, s.Path())
	endless := named("b")
	endless.Length = math.Inf(1)
	for _, bad := range []tracker.Entry{named(""), named(strings.Repeat("x", maxID+1)), endless} {
		if _, err := s.Insert(t.Context(), []tracker.Entry{named("a"), bad}); err == nil {
			t.Errorf("stored %.20q", bad.ID)
		}
	}
	if !slices.Equal(before, content(t, s.Path())) {
		t.Error("a refused entry changed the file")
	}
}

func TestLoadTellsOnlyWhatOthersChanged(t *testing.T) {
	mine := filled(t, 5)
	if d := load(t, mine); len(d.Put) != 5 {
		t.Fatalf("first: %d", len(d.Put))
	}
	theirs := open(t, mine.Path())
	load(t, theirs)

	touch(t, mine, video(0).ID)
	touch(t, theirs, video(1).ID)
	remove(t, theirs, video(2).ID)
	insert(t, theirs, named("new"))
	touch(t, mine, video(3).ID)
	remove(t, mine, video(4).ID)
	insert(t, mine, named("own"))

	d := load(t, mine)
	want := []string{video(1).ID, "new"}
	slices.Sort(want)
	if got := idsOf(d.Put); !slices.Equal(got, want) || !slices.Equal(d.Gone, []string{video(2).ID}) {
		t.Fatalf("put %v gone %v", got, d.Gone)
	}
	if d := load(t, mine); !d.Empty() {
		t.Fatalf("told twice: %v", d)
	}
	d = load(t, theirs)
	want = []string{video(0).ID, video(3).ID, "own"}
	slices.Sort(want)
	if got := idsOf(d.Put); !slices.Equal(got, want) || !slices.Equal(d.Gone, []string{video(4).ID}) {
		t.Fatalf("put %v gone %v", got, d.Gone)
	}
}

func TestFirstLoadTellsAllEvenOwnWrites(t *testing.T) {
	s := filled(t, 3)
	if d := load(t, s); len(d.Put) != 3 {
		t.Fatal(d)
	}
}

// Two writes often fall within one grain of the file system's clock; none may be missed for it.
func TestNoChangeIsMissedHoweverQuick(t *testing.T) {
	mine, theirs := filled(t, 1), (*Store)(nil)
	load(t, mine)
	theirs = open(t, mine.Path())
	for i := range 200 {
		e := touch(t, theirs, video(0).ID)
		d := load(t, mine)
		if len(d.Put) != 1 || d.Put[0].FileBytes != e.FileBytes {
			t.Fatalf("change %d was told as %v", i, d)
		}
	}
}

// Nor where the date and the size stay the same, as long as the date is too young to be trusted.
func TestAChangeUnderTheSameDateIsTold(t *testing.T) {
	mine := filled(t, 1)
	date := time.Now().Add(time.Hour)
	redate := func() {
		t.Helper()
		if err := os.Chtimes(mine.Path(), date, date); err != nil {
			t.Fatal(err)
		}
	}
	redate()
	load(t, mine)
	touch(t, open(t, mine.Path()), video(0).ID)
	redate()
	if d := load(t, mine); len(d.Put) != 1 {
		t.Fatal("not told")
	}
}

func TestARemovedEntryThatComesBackIsTold(t *testing.T) {
	mine := filled(t, 1)
	load(t, mine)
	remove(t, mine, video(0).ID)
	insert(t, open(t, mine.Path()), video(0))
	if d := load(t, mine); len(d.Put) != 1 || len(d.Gone) != 0 {
		t.Fatal(d)
	}
}

func TestApplySeesTheStoredRecord(t *testing.T) {
	s := filled(t, 3)
	other := open(t, s.Path())
	theirs := touch(t, other, video(1).ID)
	now, err := s.Apply(t.Context(), []string{video(2).ID, "absent", video(1).ID, video(2).ID}, func(e *tracker.Entry) bool {
		e.Title = "seen"
		return e.ID == video(1).ID && e.FileBytes == theirs.FileBytes
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(now) != 2 || now[0].ID != video(2).ID || now[1].ID != video(1).ID {
		t.Fatalf("order: %v", ids(now))
	}
	if now[0].Title == "seen" || now[1].Title != "seen" || now[1].FileBytes != theirs.FileBytes {
		t.Fatalf("records: %+v", now)
	}
}

func TestApplyCannotRename(t *testing.T) {
	s := filled(t, 1)
	now, err := s.Apply(t.Context(), []string{video(0).ID}, func(e *tracker.Entry) bool {
		e.ID = "other"
		return true
	})
	if err != nil || now[0].ID != video(0).ID {
		t.Fatal(now, err)
	}
	check(t, s)
}

func TestNothingIsWrittenWhereNothingChanges(t *testing.T) {
	s := filled(t, 3)
	reserve(t, s, video(0).ID, "/tmp/a.mp4")
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	if err := os.Chtimes(s.Path(), old, old); err != nil {
		t.Fatal(err)
	}
	before := content(t, s.Path())
	load(t, s)
	insert(t, s, video(0), video(1))
	remove(t, s, "absent")
	reserve(t, s, video(0).ID, "/tmp/A.mp4")
	reserve(t, s, video(1).ID, "/tmp/a.mp4")
	if _, err := s.Apply(t.Context(), []string{video(0).ID, "absent"}, func(e *tracker.Entry) bool {
		e.Title = "not meant"
		return false
	}); err != nil {
		t.Fatal(err)
	}
	check(t, s)
	if !stat(t, s.Path()).ModTime().Equal(old) || !slices.Equal(before, content(t, s.Path())) {
		t.Fatal("the file was written")
	}
}

func TestDeleteGivesWhatItRemoved(t *testing.T) {
	s := filled(t, 3)
	gone := remove(t, s, video(2).ID, "absent", video(0).ID, video(2).ID)
	if len(gone) != 2 || gone[0].ID != video(2).ID || gone[1].Title != video(0).Title {
		t.Fatal(gone)
	}
	if r := check(t, s); r.Entries != 1 {
		t.Fatal(r)
	}
}

// A panic of a change is the caller's own: it passes, is not taken for damage, and leaves the store usable.
func TestPanicOfAChangePasses(t *testing.T) {
	s := filled(t, 1)
	func() {
		defer func() {
			if p := recover(); p != "mine" {
				t.Fatalf("recovered %v", p)
			}
		}()
		_, err := s.Apply(t.Context(), []string{video(0).ID}, func(*tracker.Entry) bool { panic("mine") })
		t.Fatal("it came back", err)
	}()
	touch(t, s, video(0).ID)
}

func TestEndedContext(t *testing.T) {
	s := filled(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Load(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := s.Insert(ctx, []tracker.Entry{named("a")}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if d := load(t, open(t, s.Path())); len(d.Put) != 1 {
		t.Error("written all the same")
	}
}

func TestAStoreThatGoesAwayIsNotAnEmptyOne(t *testing.T) {
	for name, lose := range map[string]func(path string) error{
		"removed": os.Remove,
		"emptied": func(path string) error { return os.Truncate(path, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			s := filled(t, 2)
			load(t, s)
			if err := lose(s.Path()); err != nil {
				t.Fatal(err)
			}
			var gone *GoneError
			if d, err := s.Load(t.Context()); !errors.As(err, &gone) {
				t.Errorf("load: %v, %v", d, err)
			}
			if _, err := s.Insert(t.Context(), []tracker.Entry{named("a")}); !errors.As(err, &gone) {
				t.Errorf("insert: %v", err)
			}
			if d := load(t, open(t, s.Path())); !d.Empty() {
				t.Errorf("a new process finds %v", d)
			}
		})
	}
}

func TestManyGoroutinesTakeTurns(t *testing.T) {
	s := filled(t, 1)
	done := make(chan error)
	for range 8 {
		go func() {
			for range 5 {
				_, err := s.Apply(t.Context(), []string{video(0).ID}, func(e *tracker.Entry) bool {
					e.FileBytes++
					return true
				})
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if d := load(t, s); d.Put[0].FileBytes != 40 {
		t.Fatalf("%d of 40 changes", d.Put[0].FileBytes)
	}
}
