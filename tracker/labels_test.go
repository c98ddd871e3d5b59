package tracker

import (
	"errors"
	"testing"
)

func TestLabel(t *testing.T) {
	text := func(s string) *string { return &s }
	for name, c := range map[string]struct {
		labels       Labels
		title, batch string
		writes       int
	}{
		"nothing":              {Labels{}, "mine", "old", 0},
		"title":                {Labels{Title: text("  New\x1b[31m name ")}, "New name", "old", 1},
		"batch":                {Labels{Batch: text("spring two")}, "mine", "spring two", 1},
		"both":                 {Labels{Title: text("a"), Batch: text("b")}, "a", "b", 1},
		"back to HeyGen's":     {Labels{Title: text("")}, "", "old", 1},
		"the same as HeyGen's": {Labels{Title: text("Product tour")}, "", "old", 1},
		"no batch":             {Labels{Batch: text(" ")}, "mine", "", 1},
		"what is there":        {Labels{Title: text("mine"), Batch: text("old")}, "mine", "old", 0},
	} {
		t.Run(name, func(t *testing.T) {
			disk := newMemStore()
			tr := New(Config{API: newFakeAPI(), Store: disk})
			if _, err := disk.Insert(t.Context(), []Entry{{ID: "a", Title: "Product\ttour", LocalTitle: "mine", Batch: "old"}}); err != nil {
				t.Fatal(err)
			}
			before := disk.writes()
			got, err := tr.Label(t.Context(), []string{"a", "gone"}, c.labels)
			if err != nil || len(got) != 1 || got[0].LocalTitle != c.title || got[0].Batch != c.batch {
				t.Fatalf("%+v, %v", got, err)
			}
			if e := disk.record(t, "a"); e.LocalTitle != c.title || e.Batch != c.batch || tr.Entry("a").LocalTitle != c.title {
				t.Errorf("stored: %+v", e)
			}
			if n := disk.writes() - before; n != c.writes {
				t.Errorf("%d writes, want %d", n, c.writes)
			}
		})
	}
}

func TestLabelsThatCannotBeWritten(t *testing.T) {
	disk := newMemStore()
	tr := New(Config{API: newFakeAPI(), Store: disk})
	disk.failWith(errors.New("disk full"))
	var store *StoreError
	if _, err := tr.Label(t.Context(), []string{"a"}, Labels{}); !errors.As(err, &store) {
		t.Error(err)
	}
}
