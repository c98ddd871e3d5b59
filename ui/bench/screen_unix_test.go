//go:build unix

package main

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

// shell opens a screen on which a shell runs a script.
func shell(t *testing.T, script string) *screen {
	t.Helper()
	s, err := openScreen(exec.Command("sh", "-c", "stty raw -echo; printf ready;"+script))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	if at, err := s.shows("ready"); err != nil || !at.After(s.began) {
		t.Fatal(at, err)
	}
	return s
}

func TestPressTakesAsLongAsTheAnswer(t *testing.T) {
	t.Parallel()
	s := shell(t, `while key=$(dd bs=1 count=1 2>/dev/null); do sleep 0.1; printf "got $key"; done`)
	for _, key := range []string{"j", "k"} {
		if took, err := s.press(key); err != nil || took < 100*time.Millisecond {
			t.Errorf("%s: %v, %v", key, took, err)
		}
	}
}

func TestBytesAreCounted(t *testing.T) {
	t.Parallel()
	s := shell(t, `for n in 1 2 3 4; do sleep 0.05; printf 0123456789; done; cat >/dev/null`)
	all := 0
	for began := time.Now(); all < 40 && time.Since(began) < patience; {
		n, err := s.count(30 * time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		all += n
	}
	if n, err := s.count(30 * time.Millisecond); err != nil || n != 0 || all != 40 {
		t.Errorf("%d bytes, then %d, %v", all, n, err)
	}
}

func TestAnEndedProgramIsTold(t *testing.T) {
	t.Parallel()
	s := shell(t, `dd bs=1 count=1 2>/dev/null; printf "last words"`)
	if err := s.send("x"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.shows("more"); err == nil || !strings.Contains(err.Error(), "ended") || !strings.Contains(err.Error(), "last words") {
		t.Error(err)
	}
	if _, err := s.press("j"); err == nil {
		t.Error("a key got an answer")
	}
}
