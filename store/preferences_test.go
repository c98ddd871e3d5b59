package store

import (
	"path/filepath"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"reelwatch/tracker"
)

var someWishes = tracker.Preferences{Filter: `batch:"spring two" 日本`, Sort: "title", Reversed: true, AutoDownload: true}

func wishes(t *testing.T, s *Store) tracker.Preferences {
	t.Helper()
	p, err := s.Preferences(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func wish(t *testing.T, s *Store, p tracker.Preferences) {
	t.Helper()
	if err := s.SetPreferences(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

// putWishes lays a value where the preferences lie.
func putWishes(t *testing.T, s *Store, value []byte) {
	t.Helper()
	meddle(t, s, func(tx *bbolt.Tx) error { return tx.Bucket([]byte(metaBucket)).Put([]byte(preferencesKey), value) })
}

func TestPreferencesOutliveTheProcess(t *testing.T) {
	s := filled(t, 3)
	if p := wishes(t, s); p != (tracker.Preferences{}) {
		t.Fatalf("at first: %+v", p)
	}
	load(t, s)
	other := open(t, s.Path())
	load(t, other)
	wish(t, s, someWishes)
	if p := wishes(t, open(t, s.Path())); p != someWishes {
		t.Fatalf("read %+v", p)
	}
	if d := load(t, other); !d.Empty() {
		t.Errorf("to another process they are news of the list: %+v", d)
	}
	if r := check(t, s); r.Entries != 3 {
		t.Errorf("the list holds %d", r.Entries)
	}
	wish(t, s, tracker.Preferences{})
	if p := wishes(t, s); p != (tracker.Preferences{}) {
		t.Errorf("taken back: %+v", p)
	}
}

func TestPreferencesAreWrittenOnlyWhereTheyDiffer(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "folder", "reelwatch.db"))
	wish(t, s, tracker.Preferences{})
	if files, err := filepath.Glob(filepath.Join(filepath.Dir(s.Path()), "*")); err != nil || len(files) > 0 {
		t.Errorf("the usual preferences made %q (%v)", files, err)
	}
	wish(t, s, someWishes)
	before := content(t, s.Path())
	wish(t, s, someWishes)
	if !slices.Equal(before, content(t, s.Path())) {
		t.Error("what was there already was written again")
	}
	if d := load(t, open(t, s.Path())); !d.Empty() {
		t.Errorf("a list that holds preferences alone: %+v", d)
	}
}

func TestPreferencesThatCannotBeReadAreTheUsualOnes(t *testing.T) {
	sealed := func(body string) []byte {
		value, _ := seal([]byte(preferencesKey), []byte(body))
		return value
	}
	for name, value := range map[string][]byte{
		"cut":         []byte("x"),
		"not sealed":  []byte(`{"version":1,"filter":"spring"}`),
		"not JSON":    sealed("]"),
		"other types": sealed(`{"version":1,"filter":7,"sort":"title"}`),
		"null":        sealed("null"),
	} {
		s := filled(t, 2)
		putWishes(t, s, value)
		fresh := open(t, s.Path())
		if d := load(t, fresh); len(d.Put) != 2 {
			t.Errorf("%s: the list has %d", name, len(d.Put))
		}
		if p := wishes(t, fresh); p != (tracker.Preferences{}) {
			t.Errorf("%s: %+v", name, p)
		}
		wish(t, fresh, someWishes)
		if p := wishes(t, open(t, s.Path())); p != someWishes {
			t.Errorf("%s: not replaced: %+v", name, p)
		}
	}
}

func TestPreferencesOfALaterProgramAreLeftAlone(t *testing.T) {
	body := []byte(`{"version":2,"filter":{"words":["spring"]},"sort":"title"}`)
	later, _ := seal([]byte(preferencesKey), body)
	resealed := append([]byte{sealVersion + 1}, later[1:]...)
	sum := sumOf(sealVersion+1, []byte(preferencesKey), body)
	for i := range 8 {
		resealed[1+i] = byte(sum >> (56 - 8*i))
	}
	for name, value := range map[string][]byte{"body": later, "seal": resealed} {
		s := filled(t, 2)
		putWishes(t, s, value)
		fresh := open(t, s.Path())
		load(t, fresh)
		if p := wishes(t, fresh); p != (tracker.Preferences{}) {
			t.Errorf("%s: %+v", name, p)
		}
		before := content(t, s.Path())
		wish(t, fresh, someWishes)
		if !slices.Equal(before, content(t, s.Path())) {
			t.Errorf("%s: a later program's preferences were overwritten", name)
		}
	}
}
