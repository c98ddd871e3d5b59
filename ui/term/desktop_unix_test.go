//go:build unix

package term

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program puts a shell script in the place of a program, and gives a folder for what it notes.
func program(t *testing.T, name, script string) (notes string) {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\ncd "+folder+"\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+":/usr/bin:/bin")
	return folder
}

func note(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestLoadBuffer(t *testing.T) {
	folder := program(t, "tmux", `echo "$@" > args; cat > text`)
	const text = "https://files.example/a?x=1&y=2\n$(id) 'quoted'"
	if err := (Desktop{}).LoadBuffer(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	if got := note(t, folder, "text"); got != text {
		t.Errorf("tmux got %q", got)
	}
	if got := note(t, folder, "args"); got != "load-buffer -w -\n" {
		t.Errorf("called with %q", got)
	}
}

func TestLoadBufferSaysWhyNot(t *testing.T) {
	program(t, "tmux", `echo "unknown flag -w" >&2; echo "usage: ..." >&2; exit 1`)
	if err := (Desktop{}).LoadBuffer(t.Context(), "x"); err == nil || err.Error() != "unknown flag -w" {
		t.Errorf("%v", err)
	}
	program(t, "tmux", `exec sleep 60`)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := (Desktop{}).LoadBuffer(ctx, "x"); err == nil || !strings.HasPrefix(err.Error(), "no answer") {
		t.Errorf("%v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := (Desktop{}).LoadBuffer(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "not found") {
		t.Errorf("%v", err)
	}
}
