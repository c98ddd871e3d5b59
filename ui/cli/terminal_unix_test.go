//go:build unix

package cli

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// terminal opens a terminal of a size: screen is what a user reads, tty what the program writes to.
func terminal(t *testing.T, columns, rows uint16) (screen, tty *os.File) {
	t.Helper()
	screen, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(tty.Close(), screen.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := pty.Setsize(tty, &pty.Winsize{Cols: columns, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	return screen, tty
}

func TestDoctorTerminal(t *testing.T) {
	t.Parallel()
	usual := map[string]string{"TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": "1"}
	for name, c := range map[string]struct {
		columns, rows uint16
		more          map[string]string
		want          verdict
		text, remedy  string
	}{
		"all well":     {120, 40, nil, fine, "xterm-256color, 120 x 40, no colour (NO_COLOR), UTF-8", ""},
		"small":        {39, 40, nil, noted, "39 x 40", "40 x 10"},
		"low":          {80, 9, nil, noted, "80 x 9", "40 x 10"},
		"dumb":         {80, 24, map[string]string{"TERM": "dumb"}, noted, "dumb", "the commands work"},
		"ASCII":        {80, 24, map[string]string{"LANG": "C"}, noted, "ASCII", "LANG=C.UTF-8"},
		"SSH":          {80, 24, map[string]string{"SSH_CONNECTION": "1 2 3 4"}, noted, "over SSH", "tmux new"},
		"tmux and SSH": {80, 24, map[string]string{"SSH_TTY": "/dev/pts/1", "TMUX": "/tmp/tmux,1,0"}, fine, "in tmux, over SSH", ""},
	} {
		_, tty := terminal(t, c.columns, c.rows)
		a := &app{Process: Process{Stdout: tty, Getenv: func(name string) string {
			if value, set := c.more[name]; set {
				return value
			}
			return usual[name]
		}}}
		got := a.examineTerminal()
		if got.verdict != c.want || !strings.Contains(got.text, c.text) || !strings.Contains(got.remedy, c.remedy) || (got.remedy == "") != (c.want == fine) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// On a terminal list is a table of its width, without tabs, colours or escape sequences.
func TestListOnATerminal(t *testing.T) {
	t.Parallel()
	for columns, want := range map[uint16]string{
		100: "vid_one  failed  A title  No credit left", 30: "vid_one  failed  A …le  No cr…", 0: "vid_one  failed  A title  No credit left",
	} {
		screen, tty := terminal(t, columns, 24)
		a := &app{Process: Process{Stdout: tty, Getenv: func(string) string { return "" }}}
		entry := &tracker.Entry{ID: "vid_one", Status: heygen.Failed, Title: "A title", Failure: &heygen.Failure{Message: "No credit left"}}
		if err := a.print([]*tracker.Entry{entry}, false); err != nil {
			t.Fatal(err)
		}
		got, err := bufio.NewReader(screen).ReadString('\n')
		if err != nil || strings.TrimRight(got, "\r\n") != want {
			t.Errorf("%d columns: %q, %v; want %q", columns, got, err, want)
		}
	}
}

// A store or a folder that may only be read is bad, and the line says what to do.
func TestDoctorReadOnly(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "locked")
	if err := os.Mkdir(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	if err := writable(folder); (err == nil) != (os.Geteuid() == 0) {
		t.Errorf("a folder that may only be read: %v", err)
	}
}
