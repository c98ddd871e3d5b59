//go:build unix

package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// watched runs f with the progress of a wait for entries on a terminal of so many columns, and gives the bytes that
// reached the screen.
func watched(t *testing.T, columns uint16, w waitOrder, entries []*tracker.Entry, f func(p *waitProgress, s tracker.Snapshot)) string {
	t.Helper()
	screen, tty := terminal(t, columns, 24)
	a := &app{Process: Process{Stderr: tty, Getenv: func(name string) string {
		return map[string]string{"TERM": "xterm-256color", "LANG": "C.UTF-8"}[name]
	}}}
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	stranger := &tracker.Entry{ID: "stranger", Batch: "other", Status: heygen.Failed}
	f(newWaitProgress(a, ids, w), tracker.Snapshot{Entries: append([]*tracker.Entry{stranger}, entries...)})
	const over = "that was all"
	if _, err := tty.WriteString(over); err != nil {
		t.Fatal(err)
	}
	var seen []byte
	for b := make([]byte, 1); !bytes.HasSuffix(seen, []byte(over)); {
		if _, err := io.ReadFull(screen, b); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, b...)
	}
	return strings.TrimSuffix(string(seen), over)
}

func TestWaitBarOnATerminal(t *testing.T) {
	t.Parallel()
	done := &tracker.Entry{ID: "done", Batch: "spring", Status: heygen.Completed}
	saved := &tracker.Entry{ID: "saved", Batch: "spring", Status: heygen.Completed, SavedAt: time.Now()}
	busy := &tracker.Entry{ID: "busy", Batch: "früh\x1b[2J", Status: heygen.Processing}
	bad := &tracker.Entry{ID: "bad", Status: heygen.Failed}
	for name, c := range map[string]struct {
		columns uint16
		save    bool
		entries []*tracker.Entry
		want    string
	}{
		"one batch":       {100, false, []*tracker.Entry{done, saved}, "[####################] 2/2 done"},
		"saving":          {100, true, []*tracker.Entry{done, saved}, "[##########----------] 2/2 done, 1 to save"},
		"without a batch": {100, false, []*tracker.Entry{bad}, "[--------------------] 0/1 done, 1 failed"},
		"several":         {100, false, []*tracker.Entry{done, busy, bad}, "spring [########] 1/1 | früh [--------] 0/1 | [--------] 0/1"},
		"narrow":          {24, false, []*tracker.Entry{done, busy, bad}, "spring [########] 1/1 …"},
		"nothing left":    {100, false, nil, "[--------------------] nothing tracked"},
	} {
		got := watched(t, c.columns, waitOrder{save: c.save}, c.entries, func(p *waitProgress, s tracker.Snapshot) {
			p.beat(s)
			p.beat(s) // nothing changed: nothing is drawn
		})
		bar, once := strings.CutPrefix(got, clearLine)
		if bar = strings.TrimRight(bar, " "); !once || bar != c.want || term.Width(bar) >= int(c.columns) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Lines that stay stand above the bar, which is gone at the end.
func TestWaitLinesOnATerminal(t *testing.T) {
	t.Parallel()
	busy := &tracker.Entry{ID: "busy", Status: heygen.Processing}
	bad := &tracker.Entry{ID: "bad", Status: heygen.Failed, Title: "A\x1b[31m title", Failure: &heygen.Failure{Message: "no\ncredit"}}
	got := watched(t, 100, waitOrder{}, []*tracker.Entry{busy, bad}, func(p *waitProgress, s tracker.Snapshot) {
		p.beat(s)
		for _, n := range []tracker.News{{What: tracker.Turned, ID: "busy", Entry: busy}, {What: tracker.Turned, ID: "bad", Entry: bad}} {
			if err := p.tell(n); err != nil {
				t.Error(err)
			}
		}
		p.end(s)
	})
	const bar = clearLine + "[--------------------] 0/2 done, 1 failed, 1 rendering"
	want := bar + clearLine + "[0s] bad: failed: no credit (A title)\r\n" + bar + clearLine + "[0s] 0/2 done, 1 failed, 1 rendering\r\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// ctrl+c stops a wait at once, keeps what is there of each video, and says how to go on.
func TestWaitInterrupted(t *testing.T) {
	t.Parallel()
	server := heygentest.New(heygentest.Options{})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	const half = 100_000
	server.Add(heygentest.VideoSpec{ID: "vid_one", Size: 2 * half, Faults: []heygentest.Fault{
		{On: heygentest.File, Do: heygentest.Stall, AfterBytes: half},
	}})
	home := t.TempDir()
	run := func(ctx context.Context) (*exec.Cmd, *bytes.Buffer) {
		cmd := exec.CommandContext(ctx, "reelwatch", "wait", "--download", "--output", home, "vid_one")
		cmd.Env = []string{
			"HOME=" + home, "XDG_DATA_HOME=" + home, "HEYGEN_API_BASE=" + server.BaseURL(), "HEYGEN_API_KEY=key",
			"GORACE=atexit_sleep_ms=0", "TMPDIR=" + home,
		}
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, &said
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd, said := run(ctx)
	part := filepath.Join(home, "vid_one.mp4.part")
	reaches(ctx, t, part, half)
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Fatalf("it ended with %v: %s", err, said)
	}
	if !strings.Contains(said.String(), "goes on from here") {
		t.Errorf("it said %q", said)
	}
	if info, err := os.Stat(part); err != nil || info.Size() != half {
		t.Fatalf("the part is %v, %v", info, err)
	}
	server.ResetCounts()
	cmd, said = run(ctx)
	if err := cmd.Wait(); err != nil || server.Count(heygentest.File) != 1 {
		t.Fatalf("the second wait ended with %v after %d requests for the file: %s", err, server.Count(heygentest.File), said)
	}
	if info, err := os.Stat(filepath.Join(home, "vid_one.mp4")); err != nil || info.Size() != 2*half {
		t.Errorf("saved is %v, %v", info, err)
	}
}

// reaches returns when a file has so many bytes.
func reaches(ctx context.Context, t *testing.T, path string, size int64) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		if info, err := os.Stat(path); err == nil && info.Size() >= size {
			return
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatalf("%s never had %d bytes", path, size)
		}
	}
}
