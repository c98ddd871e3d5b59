//go:build unix

package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"reelwatch/tracker"
)

// The list's file, or its folder, goes away and comes back while processes work with it, and other things stand in its
// place meanwhile. Those that know the list wait for it, and write nowhere else.
func TestTortureVanishingPath(t *testing.T) {
	turns := 60
	if inFull() {
		turns = 2000
	}
	random := rand.New(rand.NewPCG(tortureSeed, 0))
	folder := filepath.Join(t.TempDir(), "folder")
	path := filepath.Join(folder, "reelwatch.db")
	insert(t, open(t, path), named("first"))
	over := make(chan struct{})
	var workers sync.WaitGroup
	books := make([]*vanishing, 3)
	for i := range books {
		books[i] = &vanishing{t: t, name: fmt.Sprint("w", i), s: open(t, path)}
		load(t, books[i].s)
		workers.Go(func() { books[i].work(over) })
	}
	names, things := []string{"nothing"}, otherThings(t)
	for name := range things {
		names = append(names, name)
	}
	slices.Sort(names)
	for range turns {
		thing := names[random.IntN(len(names))]
		what := path
		if random.IntN(4) == 0 {
			what = folder
		}
		elsewhere(t, what, things[thing], time.Duration(random.Int64N(int64(4*time.Millisecond))))
		wait(time.Duration(random.Int64N(int64(6 * time.Millisecond))))
	}
	close(over)
	workers.Wait()
	done, refused := 0, 0
	stored := wholeOf(t, path).entries
	check(t, open(t, path))
	for _, b := range books {
		for id, there := range b.there {
			if _, found := stored[id]; found != there {
				t.Errorf("%s: stored %v, confirmed %v", id, found, there)
			}
		}
		done, refused = done+b.done, refused+b.refused
	}
	if done == 0 || refused == 0 {
		t.Errorf("%d changes, %d refused: nothing was tried", done, refused)
	}
	t.Logf("tried to take a list away %d times (seed %d): %d changes confirmed, %d refused; lost 0", turns, tortureSeed, done, refused)
}

// elsewhere takes a file or a folder away for a while, and has something else stand there.
func elsewhere(t *testing.T, path string, plant func(string) error, long time.Duration) {
	t.Helper()
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if plant != nil {
		if err := plant(path); err != nil {
			t.Fatal(err)
		}
	}
	wait(long)
	if err := errors.Join(os.RemoveAll(path), os.Rename(path+".away", path)); err != nil {
		t.Fatal(err)
	}
}

// vanishing works with a list that it knows, and notes what was confirmed.
type vanishing struct {
	t    *testing.T
	name string
	s    *Store

	there         map[string]bool
	done, refused int
}

func (v *vanishing) work(over <-chan struct{}) {
	v.there = map[string]bool{}
	for n := 0; ; n++ {
		select {
		case <-over:
			return
		default:
		}
		id, remove := fmt.Sprint(v.name, " ", n), n%4 == 3
		if remove {
			id = fmt.Sprint(v.name, " ", n-1)
		}
		var err error
		if remove {
			_, err = v.s.Delete(v.t.Context(), []string{id})
		} else {
			_, err = v.s.Insert(v.t.Context(), []tracker.Entry{named(id)})
		}
		if err != nil {
			v.refused++
			continue
		}
		v.done++
		v.there[id] = !remove
	}
}
