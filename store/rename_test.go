package store

import (
	"errors"
	"path/filepath"
	"testing"

	"reelwatch/tracker"
)

func TestRenameMovesARecordToItsVideoID(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	s := open(t, path)
	insert(t, s, tracker.Entry{ID: "q-00c0ffee", Title: "Clip", Place: tracker.Place{Index: 3}})
	place := load(t, open(t, path)).Put[0].Place
	got, there, err := s.Rename(t.Context(), "q-00c0ffee", "video", func(old, known *tracker.Entry) (tracker.Entry, error) {
		if old.ID != "q-00c0ffee" || known != nil {
			t.Errorf("the old record is %s, the known one %v", old.ID, known)
		}
		e := *old.Clone()
		e.Batch = "spring"
		return e, nil
	})
	if err != nil || !there || got.ID != "video" || got.Title != "Clip" || got.Batch != "spring" || got.Place != place {
		t.Fatalf("renamed to %+v, %v, %v", got, there, err)
	}
	d := load(t, open(t, path))
	if len(d.Put) != 1 || d.Put[0].ID != "video" {
		t.Errorf("the store holds %+v", d.Put)
	}
	if r := check(t, s); r.Entries != 1 {
		t.Errorf("it counts %+v", r)
	}
}

func TestRenameIsToldOfARecordThatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	s := open(t, path)
	insert(t, s, tracker.Entry{ID: "video", Title: "Known"}, tracker.Entry{ID: "q-00c0ffee", Batch: "spring"})
	got, _, err := s.Rename(t.Context(), "q-00c0ffee", "video", func(old, known *tracker.Entry) (tracker.Entry, error) {
		e := *known.Clone()
		e.Batch = old.Batch
		return e, nil
	})
	if err != nil || got.Title != "Known" || got.Batch != "spring" {
		t.Fatalf("renamed to %+v, %v", got, err)
	}
	if r := check(t, open(t, path)); r.Entries != 1 {
		t.Errorf("it counts %+v", r)
	}
}

func TestRenameBringsNothingBack(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "reelwatch.db"))
	insert(t, s, video(1))
	_, there, err := s.Rename(t.Context(), "q-gone", "video", func(_, _ *tracker.Entry) (tracker.Entry, error) {
		t.Error("it was asked what to make of nothing")
		return tracker.Entry{}, nil
	})
	if there || err != nil {
		t.Errorf("renaming what was removed: %v, %v", there, err)
	}
	if r := check(t, s); r.Entries != 1 {
		t.Errorf("it counts %+v", r)
	}
}

func TestRenameThatIsRefusedChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	s := open(t, path)
	insert(t, s, tracker.Entry{ID: "q-00c0ffee"})
	no := errors.New("no")
	_, _, err := s.Rename(t.Context(), "q-00c0ffee", "video", func(_, _ *tracker.Entry) (tracker.Entry, error) {
		return tracker.Entry{}, no
	})
	if !errors.Is(err, no) {
		t.Errorf("refused with %v", err)
	}
	if d := load(t, open(t, path)); len(d.Put) != 1 || d.Put[0].ID != "q-00c0ffee" {
		t.Errorf("the store holds %+v", d.Put)
	}
}

func TestRenameToItself(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	s := open(t, path)
	insert(t, s, tracker.Entry{ID: "a"}, tracker.Entry{ID: "b"})
	_, _, err := s.Rename(t.Context(), "a", "a", func(old, _ *tracker.Entry) (tracker.Entry, error) { return *old.Clone(), nil })
	if err != nil {
		t.Fatal(err)
	}
	if r := check(t, open(t, path)); r.Entries != 2 {
		t.Errorf("it counts %+v", r)
	}
}
