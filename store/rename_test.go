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
	queued := tracker.Entry{ID: "q-00c0ffee", Title: "Clip", Place: tracker.Place{Index: 3}}
	insert(t, s, queued)
	place := load(t, open(t, path)).Put[0].Place
	got, err := s.Rename(t.Context(), "q-00c0ffee", "video", func(old, e *tracker.Entry) {
		if old.ID != "q-00c0ffee" {
			t.Errorf("the old record is %s", old.ID)
		}
		e.Batch = "spring"
	})
	if err != nil || got.ID != "video" || got.Title != "Clip" || got.Batch != "spring" || got.Place != place {
		t.Fatalf("renamed to %+v, %v", got, err)
	}
	d := load(t, open(t, path))
	if len(d.Put) != 1 || d.Put[0].ID != "video" {
		t.Errorf("the store holds %+v", d.Put)
	}
	if r := check(t, s); r.Entries != 1 {
		t.Errorf("it counts %+v", r)
	}
}

func TestRenameKeepsARecordThatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	s := open(t, path)
	insert(t, s, tracker.Entry{ID: "video", Title: "Known"}, tracker.Entry{ID: "q-00c0ffee", Batch: "spring"})
	got, err := s.Rename(t.Context(), "q-00c0ffee", "video", func(old, e *tracker.Entry) { e.Batch = old.Batch })
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
	var untracked *UntrackedError
	_, err := s.Rename(t.Context(), "q-gone", "video", func(_, _ *tracker.Entry) {})
	if !errors.As(err, &untracked) || untracked.ID != "q-gone" {
		t.Errorf("renaming what was removed: %v", err)
	}
	if r := check(t, s); r.Entries != 1 {
		t.Errorf("it counts %+v", r)
	}
}
