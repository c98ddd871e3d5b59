//go:build unix

package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// heap is how many videos heave adds and removes in one transaction: enough to have the file compacted.
const heap = 1200

// heave adds many videos at once and removes them at once, for ever, as its argument's store has them or not, and says of
// each change before and after: "try +heap", "did +heap".
func heave(args []string, _ *bufio.Scanner) error {
	s, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	ctx := context.Background()
	d, err := s.Load(ctx)
	if err != nil {
		return err
	}
	_, there := byID(d.Put)[video(0).ID]
	for ; ; there = !there {
		if there {
			fmt.Println("try -heap")
			_, err = s.Delete(ctx, ids(videos(0, heap)))
		} else {
			fmt.Println("try +heap")
			_, err = s.Insert(ctx, videos(0, heap))
		}
		if err != nil {
			return err
		}
		fmt.Println("did " + map[bool]string{true: "-", false: "+"}[there] + "heap")
	}
}

// copyAway backs up a store, its first argument, for ever, to new files whose names begin with the second.
func copyAway(args []string, _ *bufio.Scanner) error {
	s, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		fmt.Println("try +backup")
		if err := s.Backup(context.Background(), args[1]+strconv.Itoa(n)); err != nil && !errors.Is(err, errNothing) {
			return err
		}
	}
}

// killed is a process that does its work until it is killed, and what it said.
type killed struct {
	*child
	book *ledger
	done chan struct{}
}

// hear takes down what the child says until its end.
func (k *killed) hear() {
	defer close(k.done)
	for k.lines.Scan() {
		k.book.read(k.lines.Text())
	}
}

// Processes that add, remove, compact and copy are killed at any moment, again and again: what they had said is done stays
// done, what they were at is done or not, what they copied is whole, and none that comes after needs a repair.
func TestTortureKills(t *testing.T) {
	rounds, longest := 8, 150*time.Millisecond
	if inFull() {
		rounds, longest = 300, 300*time.Millisecond
	}
	random := rand.New(rand.NewPCG(tortureSeed, 0))
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	books := map[string]*ledger{}
	for _, role := range []string{"a", "b", "heave", "backup"} {
		books[role] = &ledger{there: map[string]bool{}}
	}
	copies := 0
	for round := range rounds {
		var all []*killed
		for role, book := range books {
			c := map[string]func() *child{
				"a":      func() *child { return start(t, "churn", path, "a", strconv.Itoa(2*round)) },
				"b":      func() *child { return start(t, "churn", path, "b", strconv.Itoa(2*round+1)) },
				"heave":  func() *child { return start(t, "heave", path) },
				"backup": func() *child { return start(t, "backup", path, fmt.Sprintf("%s.backup-%d-", path, round)) },
			}[role]()
			k := &killed{child: c, book: book, done: make(chan struct{})}
			if !c.lines.Scan() {
				t.Fatal(c.err)
			}
			book.read(c.lines.Text())
			go k.hear()
			all = append(all, k)
		}
		for _, k := range all {
			wait(time.Duration(random.Int64N(int64(longest) / 2)))
			if err := k.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		for _, k := range all {
			<-k.done
			if err := k.cmd.Wait(); err == nil || k.err.Len() > 0 {
				t.Fatalf("ended by itself: %v %s", err, k.err)
			}
		}
		agreed(t, path, books)
		copies += soundCopies(t, path)
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	t.Logf("tried %d kills (seed %d) amid %d confirmed changes by single entries, %d by %d entries, and %d whole backups; lost 0",
		4*rounds, tortureSeed, books["a"].did+books["b"].did, books["heave"].did, heap, copies)
}

// wait lets a moment pass that is a matter of chance: nothing is synchronised by it.
func wait(d time.Duration) { <-time.After(d) }

// agreed holds that the store is what the processes said.
func agreed(t *testing.T, path string, books map[string]*ledger) {
	t.Helper()
	now := open(t, path)
	check(t, now)
	stored := byID(load(t, now).Put)
	heaped := 0
	for _, v := range videos(0, heap) {
		if _, there := stored[v.ID]; there {
			heaped++
			delete(stored, v.ID)
		}
	}
	if heaped != 0 && heaped != heap {
		t.Errorf("%d of %d that are added and removed together", heaped, heap)
	}
	if heaped > 0 {
		stored["heap"] = named("heap")
	}
	for role, book := range books {
		if role != "backup" {
			book.agree(t, stored)
		}
	}
}

// soundCopies looks at what backups left, and removes it.
func soundCopies(t *testing.T, path string) (whole int) {
	t.Helper()
	left, err := filepath.Glob(path + ".backup-*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range left {
		if !strings.Contains(filepath.Base(file), buildMark) {
			if r, err := open(t, file).Check(t.Context()); err != nil || r.Bytes == 0 {
				t.Errorf("a backup of %d bytes: %v", r.Bytes, err)
			}
			whole++
		}
		if err := os.Remove(file); err != nil {
			t.Error(err)
		}
	}
	return whole
}
