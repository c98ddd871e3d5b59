//go:build e2e

package cli

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"reelwatch/heygen/heygentest"
)

// A terminal that nobody reads stops neither the asking, nor a save, nor SIGTERM.
func TestE2EUnreadTerminal(t *testing.T) {
	h := newHouse(t, heygentest.Options{BytesPerSecond: 400_000})
	for i := range 40 {
		h.server.Add(heygentest.VideoSpec{ID: heygentest.ID(i), Title: "A video that renders on and on", Renders: time.Duration(i) * time.Second})
		h.run("add", heygentest.ID(i))
	}
	h.server.Add(heygentest.VideoSpec{ID: "big_video", Size: 4_000_000})
	h.run("add", "big_video")
	cmd := h.command(h.binary, "--auto-download", "--interval", "1s")
	master, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 200})
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close() // never read
	saved := filepath.Join(h.home, "videos", "reelwatch", "big_video.mp4")
	h.eventually("the save, with nobody reading the screen", func() bool {
		_, err := os.Stat(saved)
		return err == nil
	})
	before := h.server.Count(heygentest.Bulk)
	h.eventually("more questions", func() bool { return h.server.Count(heygentest.Bulk) > before })
	asked := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its exit code is looked at below
	if took := time.Since(asked); took > 2*time.Second+patience/10 || cmd.ProcessState.ExitCode() != exitTerminated {
		t.Errorf("ended after %v with %v", took, cmd.ProcessState)
	}
}
