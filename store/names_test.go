package store

import (
	"errors"
	"testing"
)

func TestReserveName(t *testing.T) {
	const a, b = "a", "b"
	steps := []struct {
		what, id, name, owner string
	}{
		{"free", a, "/v/One.mp4", a},
		{"own already", a, "/v/One.mp4", a},
		{"another's", b, "/v/One.mp4", a},
		{"another's but for case", b, "/V/oNE.MP4", a},
		{"full case folding", a, "/v/Straße.mp4", a},
		{"of both spellings", b, "/v/STRASSE.mp4", a},
		{"given up by the last", b, "/v/One.mp4", b},
		{"composed", a, "/v/caf\u00e9.mp4", a},
		{"decomposed", b, "/v/cafe\u0301.mp4", a},
		{"another way to it", b, "/v/../v//café.mp4", a},
		{"other folder", b, "/w/café.mp4", b},
	}
	s := filled(t, 0)
	insert(t, s, named(a), named(b))
	for _, step := range steps {
		if owner := reserve(t, open(t, s.Path()), step.id, step.name); owner != step.owner {
			t.Fatalf("%s: %s asks for %s, which belongs to %q, not %q", step.what, step.id, step.name, owner, step.owner)
		}
		check(t, s)
	}
	if r := check(t, s); r.Names != 2 {
		t.Fatal(r)
	}
}

func TestARemovedEntryGivesUpItsName(t *testing.T) {
	s := filled(t, 0)
	insert(t, s, named("a"), named("b"))
	reserve(t, s, "a", "/v/x.mp4")
	remove(t, s, "a")
	if owner := reserve(t, s, "b", "/v/x.mp4"); owner != "b" {
		t.Fatal(owner)
	}
}

func TestReserveNameRefuses(t *testing.T) {
	s := filled(t, 1)
	var untracked *UntrackedError
	if _, err := s.ReserveName(t.Context(), "absent", "/v/x.mp4"); !errors.As(err, &untracked) || untracked.ID != "absent" {
		t.Errorf("an entry that is not there: %v", err)
	}
	if _, err := s.ReserveName(t.Context(), video(0).ID, "x.mp4"); err == nil {
		t.Error("a relative name was reserved")
	}
}
