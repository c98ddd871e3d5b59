//go:build unix

package term

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

func TestSessionEndsWell(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(*console)
		why  Reason
	}{
		{"quit", func(c *console) { c.press("q") }, Quit},
		{"ctrl+c", func(c *console) { c.press("\x03") }, Interrupted},
		{"SIGINT", func(c *console) { c.signal(os.Interrupt) }, Interrupted},
		{"SIGTERM", func(c *console) { c.signal(syscall.SIGTERM) }, Terminated},
		{"SIGHUP", func(c *console) { c.signal(syscall.SIGHUP) }, Lost},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := start(t, "program", true)
			c.read()
			c.awaitText(":23")
			test.end(c)
			c.wantExit(test.why)
			c.wantRestored()
			if forgotten, left := bytes.Index(c.raw, []byte(childForgets)), bytes.LastIndex(c.raw, []byte("\x1b[?1049l")); forgotten > left {
				t.Error("the picture is forgotten when its screen has been left")
			}
			if c.stderr.Len() > 0 {
				t.Errorf("standard error: %s", c.stderr.String())
			}
		})
	}
}

func TestSessionEndsWellAfterPanic(t *testing.T) {
	for key, where := range map[string]string{
		"u": "Update", "v": "View", "c": "a command", "b": "a command", "s": "a command", "g": "a goroutine",
	} {
		t.Run(key, func(t *testing.T) {
			c := start(t, "program", true)
			c.read()
			c.awaitText(":23")
			c.press(key)
			c.wantExit(Panicked)
			c.wantRestored()
			message := "panic: boom in " + where
			// The sequence's batch panics twice: the second may come before the end, and is told too.
			if n := strings.Count(c.stderr.String(), "boom"); n != 1 && (key != "s" || n != 2) {
				t.Errorf("the panic is told %d times: %s", n, c.stderr.String())
			}
			if !strings.HasPrefix(c.stderr.String(), message+"\n") || !strings.Contains(c.stderr.String(), "child_test.go") {
				t.Errorf("standard error lacks %q or its stack: %s", message, c.stderr.String())
			}
		})
	}
}

func TestSessionEndsThoughModelHangs(t *testing.T) {
	c := start(t, "program", true)
	c.read()
	c.awaitText(":23")
	c.press("h")
	c.awaitReport("hanging")
	c.signal(syscall.SIGTERM)
	c.wantExit(Terminated)
	c.wantRestored()
}

func TestSessionEndsThoughCommandHangs(t *testing.T) {
	c := start(t, "program", true, "SLOW_CLEANUP=1")
	c.read()
	c.awaitText(":23")
	c.press("l")
	c.awaitReport("key l")
	c.press("q")
	c.wantExit(Quit)
	c.wantRestored()
	if !c.reported("cleanup cut short") {
		t.Error("a clean-up that takes too long was not told")
	}
}

func TestSessionEndsWhenTerminalGoes(t *testing.T) {
	for name, controlling := range map[string]bool{"hang-up": true, "input error alone": false} {
		t.Run(name, func(t *testing.T) {
			c := start(t, "program", controlling, "QUIET=1")
			c.awaitReport("size 80x24")
			if err := c.master.Close(); err != nil {
				t.Fatal(err)
			}
			c.wantExit(Lost)
		})
	}
}

func TestSessionGoesOnUnread(t *testing.T) {
	c := start(t, "program", true)
	c.awaitCounts(400) // far more than the buffers hold
	c.press("f")
	c.await("the count to stand", func() bool { return strings.HasPrefix(c.reports[len(c.reports)-1], "still ") })
	want := childScreen(c.count(), 80, 24)
	c.read()
	c.await("the present on the screen", func() bool { return c.screen.String() == trimLines(want) })
	// What the system's buffer held, the frame that was on its way, and the present one. 400 frames are 800 kB.
	if n := len(c.raw); n > 32<<10 {
		t.Errorf("the present came after %d bytes of the past", n)
	}
	if n := strings.Count(string(c.raw), "\x1b[?1049h"); n != 1 {
		t.Errorf("the alternate screen was entered %d times", n)
	}
	c.press("q")
	c.wantExit(Quit)
	c.wantRestored()
}

// A terminal that changes its size again and again while it does not read gets one screen of the last size.
func TestSessionIsResizedUnread(t *testing.T) {
	c := start(t, "program", true)
	c.awaitCounts(400)
	for i := range 100 {
		if err := pty.Setsize(c.master, &pty.Winsize{Cols: uint16(159 - i), Rows: 50}); err != nil {
			t.Fatal(err)
		}
		c.awaitCounts(1)
	}
	c.read()
	c.awaitReport("size 60x50")
	c.awaitCounts(10)
	c.mu.Lock()
	if c.reported("size 100x50") {
		t.Error("it drew while nobody read")
	}
	if n := len(c.raw); n > 48<<10 {
		t.Errorf("the present came with %d bytes", n)
	}
	c.mu.Unlock()
	c.press("q")
	c.wantExit(Quit)
	c.wantRestored()
}

func TestSessionEndsUnread(t *testing.T) {
	c := start(t, "program", true)
	c.awaitCounts(400)
	begin := time.Now()
	c.signal(syscall.SIGTERM)
	c.wantExit(Terminated)
	t.Logf("ended after %v", time.Since(begin))
	c.wantModes()
	c.read()
	c.wantRestored()
}

func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}
