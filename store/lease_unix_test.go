//go:build unix

package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// keepLease obeys lines: "try SECONDS", "beat SECONDS", "release", "tell WORD", "told", with the answer held, free, what was told, or the
// error.
func keepLease(args []string, in *bufio.Scanner) error {
	l := NewLease(args[0])
	for in.Scan() {
		word, at, _ := strings.Cut(in.Text(), " ")
		seconds, err := strconv.Atoi(at)
		if err != nil && (word == "try" || word == "beat") {
			return err
		}
		var held bool
		switch word {
		case "try":
			held, err = l.Try(second(seconds))
		case "beat":
			held, err = l.Beat(second(seconds))
		case "release":
			err = l.Release()
		case "tell":
			l.Tell(at)
			err = nil
		case "told":
			fmt.Printf("%q\n", l.Told())
			continue
		}
		switch {
		case err != nil:
			fmt.Println(err)
		case held:
			fmt.Println("held")
		default:
			fmt.Println("free")
		}
	}
	return in.Err()
}

// second is a time that many seconds into the test.
func second(n int) time.Time { return time.Unix(1_800_000_000+int64(n), 0) }

func TestLease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder", "reelwatch.db")
	steps := []struct {
		what, ask, answer string
		who               int
	}{
		{"nobody holds it", "try 0", "held", 0},
		{"taking it again is a beat", "try 1", "held", 0},
		{"another has it", "try 2", "free", 1},
		{"a beat of one who has not", "beat 2", "free", 1},
		{"alive", "beat 10", "held", 0},
		{"its beat is 15 s old", "try 25", "free", 1},
		{"more than that", "try 26", "held", 1},
		{"it learns", "beat 26", "free", 0},
		{"and stays without", "beat 27", "free", 0},
		{"a third sees the new beat", "try 27", "free", 2},
		{"given up", "release", "free", 1},
		{"twice does no harm", "release", "free", 1},
		{"free at once", "try 28", "held", 0},
		{"a clock that was put back", "try -1000", "held", 2},
		{"it learns, too", "beat 28", "free", 0},
	}
	children := []*child{start(t, "lease", path), start(t, "lease", path), start(t, "lease", path)}
	for _, step := range steps {
		if got := children[step.who].ask(t, "%s", step.ask); got != step.answer {
			t.Fatalf("%s: %s is answered %q, not %q", step.what, step.ask, got, step.answer)
		}
	}
	for _, c := range children {
		c.end(t)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the store itself was made")
	}
	left, err := filepath.Glob(path + "*")
	if err != nil || len(left) != 1 || left[0] != path+".asker" {
		t.Error(left, err)
	}
}

func TestKilledHolderFreesTheLease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	holder, other := start(t, "lease", path), start(t, "lease", path)
	if got := holder.ask(t, "try 0"); got != "held" {
		t.Fatal(got)
	}
	if got := other.ask(t, "try 1"); got != "free" {
		t.Fatal(got)
	}
	holder.kill(t)
	if got := other.ask(t, "try 1"); got != "held" {
		t.Fatal(got)
	}
	other.end(t)
}

// Those who follow hear what the holder tells with its beats, and nothing of what an earlier one told.
func TestWordOfTheHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	long := strings.Repeat("x", 120)
	holder, other := start(t, "lease", path), start(t, "lease", path)
	for i, step := range []struct {
		who         *child
		ask, answer string
	}{
		{other, "told", `""`},
		{holder, "try 0", "held"},
		{other, "told", `""`},
		{holder, "tell $12.50, and more", "free"},
		{holder, "beat 1", "held"},
		{other, "told", `"$12.50, and more"`},
		{holder, "tell $3", "free"},
		{holder, "beat 2", "held"},
		{other, "try 3", "free"},
		{other, "told", `"$3"`},
		{other, "try 30", "held"},
		{holder, "beat 31", "free"},
		{holder, "told", `""`},
		{other, "tell " + long, "free"},
		{other, "beat 32", "held"},
		{holder, "told", `"` + long[:100] + `"`},
	} {
		if got := step.who.ask(t, "%s", step.ask); got != step.answer {
			t.Fatalf("%d: %s is answered %q, not %q", i, step.ask, got, step.answer)
		}
	}
	holder.end(t)
	other.end(t)
}

func TestStoppedHolderLosesTheLease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	holder, other := start(t, "lease", path), start(t, "lease", path)
	if got := holder.ask(t, "try 0"); got != "held" {
		t.Fatal(got)
	}
	signal := func(s syscall.Signal) {
		t.Helper()
		if err := holder.cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGSTOP)
	if got := other.ask(t, "try 14"); got != "free" {
		t.Fatal(got)
	}
	if got := other.ask(t, "try 20"); got != "held" {
		t.Fatal(got)
	}
	signal(syscall.SIGCONT)
	if got := holder.ask(t, "beat 21"); got != "free" {
		t.Fatal("it did not notice:", got)
	}
	if got := other.ask(t, "beat 22"); got != "held" {
		t.Fatal(got)
	}
	holder.end(t)
	other.end(t)
}

// However many want a stale or free lease at the same moment, one gets it.
func TestOneOfManyTakesTheLease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	if held, err := NewLease(path).Try(second(0)); !held || err != nil {
		t.Fatal(held, err)
	}
	for round := 1; round <= 30; round++ {
		got := make(chan *Lease)
		var leases []*Lease
		for range 8 {
			l := NewLease(path)
			leases = append(leases, l)
			go func() {
				held, err := l.Try(second(100 * round))
				if err != nil {
					t.Error(err)
				}
				if !held {
					l = nil
				}
				got <- l
			}()
		}
		holders := 0
		for range leases {
			if l := <-got; l != nil {
				holders++
			}
		}
		if holders != 1 {
			t.Fatalf("round %d: %d hold it", round, holders)
		}
	}
}

func TestLeaseFollowsALink(t *testing.T) {
	s := filled(t, 1)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(s.Path(), link); err != nil {
		t.Fatal(err)
	}
	if held, err := NewLease(s.Path()).Try(second(0)); !held || err != nil {
		t.Fatal(held, err)
	}
	if held, err := NewLease(link).Try(second(1)); held || err != nil {
		t.Fatal("two leases of one store", err)
	}
}

func TestLeaseThatCannotBeUsed(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(folder, nil, fileMode); err != nil {
		t.Fatal(err)
	}
	held, err := NewLease(filepath.Join(folder, "reelwatch.db")).Try(second(0))
	if held || !errors.Is(err, syscall.ENOTDIR) || !strings.Contains(err.Error(), "reelwatch.db.asker") {
		t.Fatal(held, err)
	}
}

func TestTheSenderAndTheAskerAreTwo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	asker, sender := NewLease(path), NewSenderLease(path)
	for _, l := range []*Lease{asker, sender} {
		if held, err := l.Try(second(0)); !held || err != nil {
			t.Errorf("%s is not to be had: %v", l.path, err)
		}
	}
	if held, err := NewSenderLease(path).Try(second(1)); held || err != nil {
		t.Errorf("a second sender: %v, %v", held, err)
	}
	if err := errors.Join(asker.Release(), sender.Release()); err != nil {
		t.Error(err)
	}
}
