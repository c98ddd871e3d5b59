//go:build e2e

package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"reelwatch/heygen/heygentest"
)

// In a real tmux what is copied is in its buffer, the bell rings, the title says how far the list is and is put back, and
// the mouse moves through the list.
func TestE2EInTmux(t *testing.T) {
	h := newHouse(t, heygentest.Options{Balance: 12.5})
	h.server.Add(heygentest.VideoSpec{ID: "video_done", Title: "Done clip"})
	h.server.Add(heygentest.VideoSpec{ID: "video_soon", Title: "Clip in the making", Renders: 8 * time.Second})
	h.run("add", "video_soon", "video_done")
	h.open(100, 20, "printf '\\033]2;my shell\\033\\\\'; reelwatch --interval 1s; echo left with $?")
	h.shows("Done clip", "rendering", "$12.50")
	h.eventually("the title of one", func() bool { return h.title() == "reelwatch 1/2 done" })

	h.press("j", "y")
	h.shows("in tmux's buffer")
	h.eventually("the link in tmux's buffer", func() bool {
		return strings.HasPrefix(h.buffer(), "http") && strings.Contains(h.buffer(), "Signature=")
	})
	h.press("*", "Y")
	h.eventually("the ids in tmux's buffer", func() bool { return h.buffer() == "video_soon\nvideo_done" })

	h.eventually("the bell", func() bool { return strings.TrimSpace(h.tmux("display-message", "-p", "#{window_bell_flag}")) == "1" })
	h.eventually("the title of two", func() bool { return h.title() == "reelwatch 2/2 done" })
	h.press("q")
	h.shows("left with 0")
	h.eventually("the old title", func() bool { return h.title() == "my shell" })
}

func (h *house) title() string {
	return strings.TrimSpace(h.tmux("display-message", "-p", "#{pane_title}"))
}

// buffer is what tmux would paste; empty where there is nothing.
func (h *house) buffer() string {
	out, err := h.command("tmux", "-S", h.socket, "show-buffer").Output()
	if err != nil {
		return ""
	}
	return string(out)
}

func TestE2EMouseInTmux(t *testing.T) {
	h := newHouse(t, heygentest.Options{})
	var ids, titles []string
	for i := range 40 {
		ids, titles = append(ids, heygentest.ID(i)), append(titles, fmt.Sprintf("Clip %02d", i))
		h.server.Add(heygentest.VideoSpec{ID: ids[i], Title: titles[i]})
	}
	h.run(append([]string{"add"}, ids...)...)
	h.open(80, 20, "reelwatch")
	h.shows(titles[0], titles[10])
	h.types("\x1b[<65;10;10M\x1b[<65;10;10M") // two notches down
	h.hides(titles[5])
	h.shows(titles[12])
	h.types("\x1b[<64;10;10M\x1b[<64;10;10M")
	h.shows(titles[0])
	h.types("\x1b[<0;20;9M\x1b[<0;20;9m") // a click on the fourth row
	h.eventually("the fourth row selected", func() bool {
		for line := range strings.SplitSeq(h.screen(), "\n") {
			if strings.HasPrefix(line, "▌") {
				return strings.Contains(line, titles[3])
			}
		}
		return false
	})
}

// What o is given goes to the system's opener, which gets neither the key nor the terminal.
func TestE2EOpen(t *testing.T) {
	h := newHouse(t, heygentest.Options{})
	h.server.Add(heygentest.VideoSpec{ID: "video_one", Title: "First clip", Size: 100_000})
	opened := filepath.Join(h.home, "opened")
	script := "#!/bin/sh\necho noise; echo noise >&2\necho \"$1 $HEYGEN_API_KEY\" >> " + opened + "\n"
	if err := os.WriteFile(filepath.Join(h.home, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	was := func(want string) func() bool {
		return func() bool {
			text, err := os.ReadFile(opened)
			return err == nil && strings.HasSuffix(string(text), want+" \n")
		}
	}
	h.run("add", "video_one")
	h.open(100, 20, "reelwatch")
	h.shows("completed")
	h.press("o")
	h.eventually("the page", was("https://app.heygen.com/videos/video_one"))
	h.press("d")
	h.shows("is saved")
	h.press("o")
	h.eventually("the file", was(filepath.Join(h.home, "videos", "reelwatch", "First clip-video_one.mp4")))
	if strings.Contains(h.screen(), "noise") {
		t.Errorf("the opener wrote on the screen:\n%s", h.screen())
	}
}

// glass is a terminal that notes every byte.
type glass struct {
	h      *house
	cmd    *exec.Cmd
	master *os.File
	ended  chan struct{}

	mu  sync.Mutex
	raw []byte
}

// watch runs reelwatch on a terminal that calls itself ghostty.
func (h *house) watch(args ...string) *glass {
	h.t.Helper()
	g := &glass{h: h, cmd: h.command(h.binary, args...), ended: make(chan struct{})}
	g.cmd.Env = append(g.cmd.Env, "TERM_PROGRAM=ghostty", "TERM_PROGRAM_VERSION=1.2.0")
	master, err := pty.StartWithSize(g.cmd, &pty.Winsize{Rows: 24, Cols: 100})
	if err != nil {
		h.t.Fatal(err)
	}
	g.master = master
	go func() {
		defer close(g.ended)
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			g.mu.Lock()
			g.raw = append(g.raw, buf[:n]...)
			g.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	h.t.Cleanup(func() {
		_ = g.cmd.Process.Kill() // it has ended, as a rule
		_ = g.cmd.Wait()
		_ = master.Close()
	})
	return g
}

func (g *glass) bytes() []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	return bytes.Clone(g.raw)
}

func (g *glass) wrote(what, sequence string) {
	g.h.t.Helper()
	if !waitFor(func() bool { return bytes.Contains(g.bytes(), []byte(sequence)) }) {
		g.h.t.Fatalf("%s (%q) was never written; last: %q", what, sequence, g.bytes()[max(len(g.bytes())-2000, 0):])
	}
}

func (g *glass) press(keys string) {
	g.h.t.Helper()
	if _, err := g.master.WriteString(keys); err != nil {
		g.h.t.Fatal(err)
	}
}

// wantPutBack holds that of each pair the second came last.
func (g *glass) wantPutBack(pairs map[string]string) {
	g.h.t.Helper()
	raw := g.bytes()
	for on, off := range pairs {
		if bytes.LastIndex(raw, []byte(off)) <= bytes.LastIndex(raw, []byte(on)) {
			g.h.t.Errorf("%q was not put back by %q", on, off)
		}
	}
}

func TestE2EWindowAndMouseArePutBack(t *testing.T) {
	for name, end := range map[string]func(g *glass){
		"q":       func(g *glass) { g.press("q") },
		"ctrl+c":  func(g *glass) { g.press("\x03") },
		"SIGTERM": func(g *glass) { _ = g.cmd.Process.Signal(syscall.SIGTERM) },
		"SIGHUP":  func(g *glass) { _ = g.cmd.Process.Signal(syscall.SIGHUP) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, heygentest.Options{})
			h.server.Add(heygentest.VideoSpec{ID: "video_done", Title: "Done clip"})
			h.server.Add(heygentest.VideoSpec{ID: "video_long", Title: "Long clip", Renders: time.Hour})
			h.run("add", "video_done", "video_long")
			g := h.watch()
			g.wrote("progress", "\x1b]9;4;1;50\a")
			g.wrote("the title", "\x1b]2;reelwatch 1/2 done\a")
			g.wrote("the mouse", "\x1b[?1002h")
			g.wrote("a hyperlink", "\x1b]8;;https://app.heygen.com/videos/video_done\a")
			g.press("Y")
			g.wrote("the clipboard", "\x1b]52;c;")
			end(g)
			<-g.ended
			g.wantPutBack(map[string]string{
				"\x1b]9;4;1": "\x1b]9;4;0", "\x1b]2;": "\x1b[23;2t", "\x1b[22;2t": "\x1b[23;2t",
				"\x1b[?1002h": "\x1b[?1002l", "\x1b[?1006h": "\x1b[?1006l", "\x1b[?1049h": "\x1b[?1049l",
				"\x1b]8;;https": "\x1b]8;;\a",
			})
		})
	}
}

func TestE2EADesktopNotificationOnce(t *testing.T) {
	h := newHouse(t, heygentest.Options{})
	h.server.Add(heygentest.VideoSpec{ID: "video_soon", Title: "Clip in the making", Renders: 4 * time.Second})
	h.run("add", "video_soon")
	first, second := h.watch("--interval", "1s", "--mouse", "off"), h.watch("--interval", "1s")
	told := []byte("\a\x1b]777;notify;reelwatch;Clip in the making completed\a")
	count := func() int { return bytes.Count(first.bytes(), told) + bytes.Count(second.bytes(), told) }
	h.eventually("the notification", func() bool { return count() > 0 })
	first.wrote("its end", "2;reelwatch 1/1 done")
	second.wrote("its end", "2;reelwatch 1/1 done")
	third := h.watch("--interval", "1s")
	third.wrote("its end", "2;reelwatch 1/1 done")
	for _, g := range []*glass{first, second, third} {
		g.press("q")
		<-g.ended
	}
	if n := count() + bytes.Count(third.bytes(), told); n != 1 {
		t.Errorf("told %d times", n)
	}
	if bytes.Contains(first.bytes(), []byte("\x1b[?1002h")) {
		t.Error("the mouse was taken although it is off")
	}
}
