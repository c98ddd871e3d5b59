//go:build e2e

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"reelwatch/heygen/heygentest"
)

// A dashboard whose terminal goes, in whatever way, ends within 2 s and keeps everything: the list, and of a save every byte.
func TestE2ELostTerminal(t *testing.T) {
	t.Parallel()
	first := newHouse(t, heygentest.Options{})
	for name, start := range map[string]func(h *house, cmd *exec.Cmd) (lose func()){
		// The system sends SIGHUP, and reads fail.
		"hang-up": func(h *house, cmd *exec.Cmd) func() {
			master, tty := h.pty()
			cmd.Stdin, cmd.Stdout = tty, tty
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			return func() { _ = master.Close() }
		},
		// Reads fail, with EIO; nobody sends a signal.
		"input and output fail": func(h *house, cmd *exec.Cmd) func() {
			master, tty := h.pty()
			cmd.Stdin, cmd.Stdout = tty, tty
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
			return func() { _ = master.Close() }
		},
		// The screen stays, and nobody will ever press a key.
		"the end of input": func(h *house, cmd *exec.Cmd) func() {
			keyboard, in := h.pty()
			screen, out := h.pty()
			h.t.Cleanup(func() { _ = screen.Close() })
			cmd.Stdin, cmd.Stdout = in, out
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
			return func() { _ = keyboard.Close() }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const size, reached = 1_000_000, 400_000
			h := first.sharing(t, heygentest.Options{})
			h.server.Add(heygentest.VideoSpec{ID: "big_video", Size: size, Faults: []heygentest.Fault{
				{On: heygentest.File, Do: heygentest.Stall, AfterBytes: reached},
			}}, heygentest.VideoSpec{ID: "video_two", Renders: time.Hour})
			h.run("add", "big_video", "video_two")
			cmd := h.command(h.binary, "--auto-download")
			lose := start(h, cmd)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cmd.Process.Kill() }) // it has ended, as a rule
			part := filepath.Join(h.home, "videos", "reelwatch", "big_video.mp4.part")
			h.eventually("a part on disk", func() bool {
				info, err := os.Stat(part)
				return err == nil && info.Size() == reached
			})
			lost := time.Now()
			lose()
			_ = cmd.Wait() // its exit code is looked at
			if took := time.Since(lost); took > 2*time.Second+patience/10 || cmd.ProcessState.ExitCode() != exitLost {
				t.Errorf("it ended after %v with %v", took, cmd.ProcessState)
			}
			if list := h.list(); !strings.Contains(list, "big_video") || !strings.Contains(list, "video_two") {
				t.Errorf("the list is\n%s", list)
			}
			h.server.ResetCounts()
			h.run("download", "big_video")
			h.wantRanges("bytes=400000-")
			h.wantSaved("big_video")
		})
	}
}

// pty opens a terminal: master is what a user holds, tty what a program gets.
func (h *house) pty() (master, tty *os.File) {
	h.t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = tty.Close() })
	if err := pty.Setsize(master, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		h.t.Fatal(err)
	}
	return master, tty
}
