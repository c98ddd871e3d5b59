//go:build unix

package term

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
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

func setSecrets(t *testing.T) {
	t.Setenv("HEYGEN_API_KEY", "the-secret-key")
	t.Setenv("REELWATCH_WEBHOOK_SECRET", "the-secret-of-webhooks")
	t.Setenv("REELWATCH_STORE", "no secret")
}

// wantNoSecrets holds that a program which noted its environment was given all of ours but the secrets.
func wantNoSecrets(t *testing.T, folder string) {
	t.Helper()
	if got := note(t, folder, "environ"); strings.Contains(got, "the-secret") || !strings.Contains(got, "REELWATCH_STORE=no secret") {
		t.Errorf("it was given %s", got)
	}
}

func TestLoadBuffer(t *testing.T) {
	folder := program(t, "tmux", `echo "$@" > args; cat > text; env > environ`)
	setSecrets(t)
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
	wantNoSecrets(t, folder)
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

func TestOpen(t *testing.T) {
	folder := program(t, "xdg-open", `echo "$@" > args; env > environ; ps -o sid= -p $$ > session; echo noise; echo noise >&2`)
	setSecrets(t)
	if runtime.GOOS != "linux" {
		return // another program opens there: see TestOpener
	}
	if err := (Desktop{}).Open("https://app.heygen.com/videos/a b"); err != nil {
		t.Fatal(err)
	}
	if got := note(t, folder, "args"); got != "https://app.heygen.com/videos/a b\n" {
		t.Errorf("called with %q", got)
	}
	wantNoSecrets(t, folder)
	ours, err := unix.Getsid(0)
	if got := strings.TrimSpace(note(t, folder, "session")); err != nil || got == strconv.Itoa(ours) {
		t.Errorf("it runs in our session %s, %v", got, err)
	}
	program(t, "xdg-open", "exit 3")
	if err := (Desktop{}).Open("/no/such/film.mp4"); err == nil || err.Error() != "xdg-open: exit status 3" {
		t.Errorf("%v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := (Desktop{}).Open("/film.mp4"); err == nil || err.Error() != "there is no xdg-open here" {
		t.Errorf("%v", err)
	}
}

func TestOpener(t *testing.T) {
	for system, want := range map[string]string{
		"linux": "xdg-open /a film.mp4", "freebsd": "xdg-open /a film.mp4", "darwin": "open /a film.mp4",
		"windows": "rundll32 url.dll,FileProtocolHandler /a film.mp4",
	} {
		name, args := opener(system, "/a film.mp4")
		if got := name + " " + strings.Join(args, " "); got != want {
			t.Errorf("%s: %s", system, got)
		}
	}
}
