package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reelwatch/heygen"
)

// What HeyGen refuses, or the lack of an answer, has a remedy of its own; only what passes by itself is no fault.
func TestDoctorRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		want   verdict
		remedy string
	}{
		{&heygen.AuthError{Reply: heygen.Reply{Op: "account", HTTP: 401}, Hint: "check HEYGEN_API_KEY"}, bad, "check HEYGEN_API_KEY"},
		{&heygen.TransportError{Op: "account", Err: errors.New("connection refused")}, bad, "HTTPS_PROXY"},
		{&heygen.LimitError{Reply: heygen.Reply{Op: "account", HTTP: 429}}, noted, "try again"},
		{&heygen.RouteError{Reply: heygen.Reply{Op: "account", HTTP: 404}}, bad, "check HEYGEN_API_BASE and --api"},
		{&heygen.ServerError{Reply: heygen.Reply{Op: "account", HTTP: 502}}, bad, "later"},
		{fmt.Errorf("account: %w", context.DeadlineExceeded), bad, "the network"},
	} {
		got := refused("account", c.err)
		if got.verdict != c.want || !strings.Contains(got.remedy, c.remedy) || strings.Contains(got.text, "account") || strings.Contains(got.text, "context") {
			t.Errorf("%v: %+v", c.err, got)
		}
		if strings.Contains(got.text, got.remedy) {
			t.Errorf("the remedy is said twice: %+v", got)
		}
	}
}

// One route may refuse a key that works elsewhere, so the other is asked all the same.
func TestDoctorGoesOn(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]bool{
		&heygen.TransportError{Op: "account", Err: os.ErrDeadlineExceeded}: true,
		&heygen.AuthError{Reply: heygen.Reply{HTTP: 401}}:                  true,
		fmt.Errorf("account: %w", context.DeadlineExceeded):                true,
		&heygen.AuthError{Missing: true}:                                   true,
		&heygen.AuthError{Reply: heygen.Reply{HTTP: 403}}:                  false,
		&heygen.ServerError{Reply: heygen.Reply{HTTP: 500}}:                false,
	} {
		if got := unanswered(err); got != want {
			t.Errorf("%v: %v", err, got)
		}
	}
}

// A folder that is not there yet is looked at where it would be made, and nothing is left or made.
func TestDoctorFolder(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if got := examineFolder(filepath.Join(root, "a", "b", "c")); got.verdict == bad || !strings.Contains(got.text, "made when it is needed") {
		t.Errorf("a folder to be made: %+v", got)
	}
	if got := examineFolder(root); got.verdict == bad || strings.Contains(got.text, "made when") || !strings.Contains(got.text, "free") {
		t.Errorf("a folder that is there: %+v", got)
	}
	file := filepath.Join(root, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{file, filepath.Join(file, "below")} {
		if got := examineFolder(folder); got.verdict != bad || !strings.Contains(got.remedy, "--output") {
			t.Errorf("%s: %+v", folder, got)
		}
	}
	if left, err := os.ReadDir(root); err != nil || len(left) != 1 {
		t.Errorf("the doctor left something behind: %v, %v", left, err)
	}
}

// The lines are aligned, harmless whatever they quote, and count what is bad.
func TestDoctorTells(t *testing.T) {
	t.Parallel()
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	a := &app{Process: Process{Stdout: out}}
	err = a.tell([]finding{{fine, "key", "from\x1b[2J here\nand there", ""}, {bad, "store", "gone", "bring it back"}, {noted, "account", "poor", "earn"}, {bad, "x", "y", ""}})
	if exitCode(err) != exitFailed || !strings.HasPrefix(err.Error(), "2 checks are bad") {
		t.Errorf("the error: %v", err)
	}
	want := "ok    key        from here and there\nbad   store      gone: bring it back\nnote  account    poor: earn\nbad   x          y\n"
	if got, err := os.ReadFile(out.Name()); err != nil || string(got) != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if err := a.tell([]finding{{noted, "account", "poor", "earn"}}); err != nil {
		t.Errorf("a note is no fault: %v", err)
	}
}
