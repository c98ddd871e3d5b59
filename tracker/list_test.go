package tracker

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func ids(entries []*Entry) (out []string) {
	for _, e := range entries {
		out = append(out, e.ID)
	}
	return out
}

func TestListHandsOutSlicesThatStay(t *testing.T) {
	l := newList()
	for i := range 3 {
		l.put(&Entry{ID: fmt.Sprint(i), Place: Place{Add: 1, Index: i}})
	}
	before := l.all()
	l.put(&Entry{ID: "1", Title: "new", Place: Place{Add: 1, Index: 1}})
	l.put(&Entry{ID: "9", Place: Place{Add: 2}})
	l.drop("0")
	if before[1].Title != "" || !slices.Equal(ids(before), []string{"0", "1", "2"}) {
		t.Errorf("a slice handed out changed: %v", ids(before))
	}
	if got := l.all(); !slices.Equal(ids(got), []string{"9", "1", "2"}) || got[1].Title != "new" {
		t.Errorf("the list is %v", ids(got))
	}
}

// Whatever is put, replaced and dropped, the list is what a map sorted by place would be.
func TestListAgainstAMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	l, model := newList(), map[string]*Entry{}
	for step := range 3000 {
		id := fmt.Sprint(rng.IntN(60))
		switch rng.IntN(4) {
		case 0:
			l.drop(id)
			delete(model, id)
		default:
			e := &Entry{ID: id, Place: Place{Add: uint64(rng.IntN(5)), Index: rng.IntN(5)}}
			if old := model[id]; old != nil && rng.IntN(3) > 0 {
				e.Place = old.Place
			}
			l.put(e)
			model[id] = e
		}
		if rng.IntN(3) > 0 {
			continue
		}
		got := l.all()
		if len(got) != len(model) {
			t.Fatalf("step %d: %d entries, want %d", step, len(got), len(model))
		}
		for i, e := range got {
			if model[e.ID] != e || i > 0 && e.Place.Before(got[i-1].Place) {
				t.Fatalf("step %d: entry %d is wrong or out of order", step, i)
			}
		}
	}
}
