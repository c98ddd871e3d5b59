//go:build unix

package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"reelwatch/tracker"
)

// fillUp adds entries until its files may grow no more, and says how many it was told are stored.
func fillUp(args []string, _ *bufio.Scanner) error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := unix.Rlimit{Cur: 2 << 20, Max: 2 << 20}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	s, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	for n := 0; ; n += 100 {
		if _, err := s.Insert(context.Background(), videos(n, 100)); err != nil {
			fmt.Println(n, err)
			return nil
		}
		if n > 100_000 {
			return errors.New("the limit did not hold")
		}
	}
}

// A disk that takes no more costs the write that found it full, and nothing else.
func TestAWriteThatFailsLeavesTheStoreWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reelwatch.db")
	c := start(t, "full", path)
	if !c.lines.Scan() {
		t.Fatal(c.err)
	}
	count, said, _ := strings.Cut(c.lines.Text(), " ")
	c.end(t)
	s := open(t, path)
	if r := check(t, s); fmt.Sprint(r.Entries) != count || r.Entries == 0 {
		t.Fatalf("%d stored, %s confirmed", r.Entries, count)
	}
	if !strings.Contains(said, path) {
		t.Errorf("%q does not name the file", said)
	}
	insert(t, s, tracker.Entry{ID: "more"})
	check(t, s)
}
