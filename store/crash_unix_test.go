//go:build unix

package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"reelwatch/tracker"
)

func roles() map[string]func(args []string, in *bufio.Scanner) error {
	return map[string]func(args []string, in *bufio.Scanner) error{
		"churn":  churn,
		"add":    addOne,
		"lease":  keepLease,
		"claims": claimVideos,
		"full":   fillUp,
		"heave":  heave,
		"visit":  visitStore,
		"backup": copyAway,
	}
}

// churn adds and removes entries of one prefix at random, for ever, and says of each before and after: "try +x",
// "did +x". Its arguments are the store, the prefix and a seed.
func churn(args []string, _ *bufio.Scanner) error {
	s, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	seed, err := strconv.ParseUint(args[2], 10, 64)
	if err != nil {
		return err
	}
	ctx, random := context.Background(), rand.New(rand.NewPCG(seed, 0))
	d, err := s.Load(ctx)
	if err != nil {
		return err
	}
	there := make(map[string]bool)
	for _, e := range d.Put {
		there[e.ID] = true
	}
	for {
		id := fmt.Sprintf("%s%d", args[1], random.IntN(30))
		sign := "+"
		if there[id] {
			sign = "-"
		}
		fmt.Println("try " + sign + id)
		if there[id] {
			_, err = s.Delete(ctx, []string{id})
		} else {
			e := named(id)
			e.Title = strings.Repeat("title ", random.IntN(400))
			_, err = s.Insert(ctx, []tracker.Entry{e})
		}
		if err != nil {
			return err
		}
		there[id] = !there[id]
		fmt.Println("did " + sign + id)
	}
}

// ledger is what a reader of a child's words knows of its entries.
type ledger struct {
	there  map[string]bool
	unsure string // the entry that the child was at when it was killed
	did    int
}

func (l *ledger) read(line string) {
	word, change, _ := strings.Cut(line, " ")
	id := change[1:]
	if word == "try" {
		l.unsure = id
		return
	}
	l.there[id] = change[0] == '+'
	l.unsure = ""
	l.did++
}

// agree compares with what the store holds, and takes over what became of the unsure entry.
func (l *ledger) agree(t *testing.T, stored map[string]tracker.Entry) {
	t.Helper()
	for id, there := range l.there {
		if _, found := stored[id]; found != there && id != l.unsure {
			t.Errorf("%s: stored %v, confirmed %v", id, found, there)
		}
	}
	if l.unsure != "" {
		_, l.there[l.unsure] = stored[l.unsure]
		l.unsure = ""
	}
}

// Two processes change one store and are killed again and again, each at any moment: what they said is done stays
// done, what they removed stays away, and no start needs a repair.
func TestKilledProcessesLoseNothing(t *testing.T) {
	const enough = 200
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	random := rand.New(rand.NewPCG(5, 6))
	books := []*ledger{{there: map[string]bool{}}, {there: map[string]bool{}}}
	for round := 0; books[0].did < enough || books[1].did < enough; round++ {
		done := make(chan struct{})
		for i, book := range books {
			c := start(t, "churn", path, string(rune('a'+i)), strconv.Itoa(2*round+i))
			lines := 1 + random.IntN(25)
			go func() {
				defer func() { done <- struct{}{} }()
				for n := 0; n < lines && c.lines.Scan(); n++ {
					book.read(c.lines.Text())
				}
				if err := c.cmd.Process.Kill(); err != nil {
					t.Error(err)
				}
				for c.lines.Scan() { // what it still said before the kill
					book.read(c.lines.Text())
				}
				if err := c.cmd.Wait(); err == nil || c.err.Len() > 0 {
					t.Errorf("ended by itself: %v %s", err, c.err)
				}
			}()
		}
		<-done
		<-done
		if t.Failed() {
			return
		}
		now := open(t, path)
		check(t, now)
		stored := byID(load(t, now).Put)
		for _, book := range books {
			book.agree(t, stored)
		}
	}
}

// addOne adds the entry that its second argument names.
func addOne(args []string, _ *bufio.Scanner) error {
	s, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	fmt.Println("try")
	if _, err := s.Insert(context.Background(), []tracker.Entry{named(args[1])}); err != nil {
		return err
	}
	fmt.Println("did")
	return nil
}

// Several processes make the same new store at once, and one of them is killed on the way: the others go on.
func TestKilledWhileTheStoreIsMade(t *testing.T) {
	for round := range 15 {
		path := filepath.Join(t.TempDir(), "folder", "reelwatch.db")
		victim := start(t, "add", path, "victim")
		others := []*child{start(t, "add", path, "one"), start(t, "add", path, "two")}
		if !victim.lines.Scan() {
			t.Fatal(victim.err)
		}
		for began := time.Now(); time.Since(began) < time.Duration(round)*100*time.Microsecond; { // some way into it
		}
		if err := victim.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		confirmed := victim.lines.Scan()
		for _, c := range others {
			c.end(t)
		}
		s := open(t, path)
		stored := byID(load(t, s).Put)
		for id, wanted := range map[string]bool{"one": true, "two": true, "victim": confirmed} {
			if _, there := stored[id]; wanted && !there {
				t.Errorf("%s is lost", id)
			}
		}
		check(t, s)
		if err := victim.cmd.Wait(); err == nil && !confirmed {
			t.Error("the victim ended well without a word")
		}
	}
}
