package tracker

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// endedStore is a list of n videos that have ended and of one that has not, "open".
func endedStore(t *testing.T, n int) (*memStore, []string) {
	t.Helper()
	store, ids := newMemStore(), []string{"open"}
	entries := []Entry{{ID: "open", Status: heygen.Processing}}
	for i := range n {
		id := fmt.Sprintf("ended%d", i)
		ids = append(ids, id)
		entries = append(entries, Entry{ID: id, Status: heygen.Completed})
	}
	if err := New(Config{API: newFakeAPI(), Store: store}).Restore(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	return store, ids
}

func processOver(t *testing.T, store *memStore) *Tracker {
	t.Helper()
	tr := New(Config{API: newFakeAPI(), Store: store.other()})
	if _, err := tr.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return tr
}

func TestAnEndIsClaimedOnceOverAllProcessesAndRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, ids := endedStore(t, 40)
		var group sync.WaitGroup
		var mu sync.Mutex
		told := map[string]int{}
		for range 5 {
			tr := processOver(t, store)
			group.Go(func() {
				entries, err := tr.ClaimEnds(t.Context(), ids)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				for _, e := range entries {
					told[e.ID]++
				}
			})
		}
		group.Wait()
		for _, id := range ids[1:] {
			if told[id] != 1 {
				t.Errorf("%s was told %d times", id, told[id])
			}
		}
		if told["open"] != 0 {
			t.Error("a video that has not ended was told")
		}
		pass(time.Hour)
		if again, err := processOver(t, store).ClaimEnds(t.Context(), ids); len(again) != 0 || err != nil {
			t.Errorf("after a restart: %d told, %v", len(again), err)
		}
	})
}

func TestAGroupIsClaimedInOneTransaction(t *testing.T) {
	store, ids := endedStore(t, 7)
	tr := processOver(t, store)
	before := store.writes()
	entries, err := tr.ClaimEnds(t.Context(), append(ids, "removed meanwhile"))
	if err != nil || len(entries) != 7 || entries[3].ID != ids[4] {
		t.Errorf("%d claimed, %v", len(entries), err)
	}
	if n := store.writes() - before; n != 1 {
		t.Errorf("%d transactions", n)
	}
	if _, err := tr.ClaimEnds(t.Context(), nil); err != nil || store.writes() != before+1 {
		t.Errorf("nothing to claim: %v, %d transactions", err, store.writes()-before)
	}
}

func TestWhatCannotBeNotedIsNotTold(t *testing.T) {
	store, ids := endedStore(t, 2)
	tr := processOver(t, store)
	full := errors.New("disk full")
	tr.cfg.Store.(*memStore).failWith(full)
	if entries, err := tr.ClaimEnds(t.Context(), ids); len(entries) != 0 || !errors.Is(err, full) {
		t.Errorf("%d claimed, %v", len(entries), err)
	}
	tr.cfg.Store.(*memStore).failWith(nil)
	if entries, err := tr.ClaimEnds(t.Context(), ids); len(entries) != 2 || err != nil {
		t.Errorf("later: %d claimed, %v", len(entries), err)
	}
}
