package tracker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"reelwatch/heygen"
)

func TestPickFromTheAccount(t *testing.T) {
	rendering := heygen.Video{ID: "r", Status: heygen.Processing, Title: "Now", CreatedAt: time.Now(), Described: true}
	draft := heygen.Video{ID: "d", Status: "draft", Title: "Never"}
	inShelf(t, shelf{{rendering, draft, listed("a", time.Hour)}, {listed("b", 2*time.Hour), listed("c", 3*time.Hour)}}, func(t *testing.T, tr *Tracker, api *fakeAPI) {
		began := time.Now()
		first, err := tr.Account(t.Context(), "")
		if err != nil || len(first.Entries) != 2 || first.Next != "1" || time.Since(began) > 0 {
			t.Fatalf("%+v, %v", first, err)
		}
		second, err := tr.Account(t.Context(), first.Next)
		if err != nil || len(second.Entries) != 2 || second.Next != "" {
			t.Fatalf("%+v, %v", second, err)
		}
		if took := time.Since(began); took != time.Second {
			t.Errorf("the second page came after %v", took)
		}
		if n := len(tr.Snapshot().Entries); n != 0 {
			t.Fatalf("reading tracks %d", n)
		}
		result, err := tr.Pick(t.Context(), Place{}, []Entry{second.Entries[1], first.Entries[0], first.Entries[1]})
		if err != nil || len(result.Added) != 3 {
			t.Fatalf("%+v, %v", result, err)
		}
		var ids []string
		for _, e := range tr.Snapshot().Entries {
			ids = append(ids, e.ID)
		}
		if !slices.Equal(ids, []string{"c", "r", "a"}) {
			t.Errorf("tracked in the order %q", ids)
		}
		if c := tr.Entry("c"); c.Origin != Imported || c.SeenAlive || c.Status != heygen.Completed || !c.AddedAt.Equal(time.Now()) {
			t.Errorf("one that had ended: %+v", c)
		}
		if r := tr.Entry("r"); r.Origin != Imported || !r.SeenAlive || r.Status != heygen.Processing {
			t.Errorf("one that renders: %+v", r)
		}
		result, err = tr.Pick(t.Context(), result.Next, []Entry{first.Entries[0], second.Entries[0]})
		if err != nil || len(result.Added) != 1 || !slices.Equal(result.Known, []string{"r"}) {
			t.Errorf("again: %+v, %v", result, err)
		}
	})
}

func TestTheAccountCannotBeRead(t *testing.T) {
	inShelf(t, shelf{{}}, func(t *testing.T, tr *Tracker, api *fakeAPI) {
		refused := &heygen.AuthError{Missing: true}
		api.onPage = func(context.Context, heygen.PageRequest) (heygen.Page, error) { return heygen.Page{}, refused }
		var auth *heygen.AuthError
		if _, err := tr.Account(t.Context(), ""); !errors.As(err, &auth) {
			t.Errorf("without a key: %v", err)
		}
		if tr.Snapshot().Service.Trouble != nil {
			t.Error("it is taken for trouble with the asking")
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := tr.Account(ctx, ""); !errors.Is(err, context.Canceled) {
			t.Errorf("stopped: %v", err)
		}
	})
}

func TestPartsOfAnAddMakeOneAdd(t *testing.T) {
	disk := newMemStore()
	tr := New(Config{API: newFakeAPI(), Store: disk})
	part := func(ids ...string) []Addition {
		var out []Addition
		for _, id := range ids {
			out = append(out, Addition{ID: id})
		}
		return out
	}
	if _, err := tr.Add(t.Context(), part("old", "b"), Added); err != nil {
		t.Fatal(err)
	}
	var at Place
	var known []string
	for i, ids := range [][]string{{"old"}, {"a", "b", "c"}, {"d"}, {"e", "a"}} {
		if i == 2 { // another process adds meanwhile
			if _, err := disk.other().Insert(t.Context(), []Entry{{ID: "new"}}); err != nil {
				t.Fatal(err)
			}
		}
		result, err := tr.AddPart(t.Context(), at, part(ids...), Added)
		if err != nil {
			t.Fatal(err)
		}
		at, known = result.Next, append(known, result.Known...)
	}
	if _, err := tr.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, e := range tr.Snapshot().Entries {
		got += fmt.Sprint(e.ID, " ")
	}
	if got != "new a c d e old b " {
		t.Errorf("the list is %s", got)
	}
	if !slices.Equal(known, []string{"old", "b", "a"}) {
		t.Errorf("known were %q", known)
	}
}
