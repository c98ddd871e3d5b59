//go:build e2e

package cli

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// The lines that a terminal may be at the end of.
func badLines() map[string]reading {
	return map[string]reading{
		"2,400 baud":  {perSecond: 240},
		"400 ms late": {late: 400 * time.Millisecond},
		"not read":    {never: true},
	}
}

// However badly the terminal reads, asking, saving, keys and signals go on and memory stays; when it reads again it gets the
// present and not what it missed.
func TestE2EBadTerminals(t *testing.T) {
	t.Parallel()
	first := newHouse(t, heygentest.Options{})
	for name, bad := range badLines() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := first.sharing(t, heygentest.Options{BytesPerSecond: 300_000})
			const n = 20
			ids := h.batch(n, func(i int) heygentest.VideoSpec {
				return heygentest.VideoSpec{Title: fmt.Sprint("Clip ", i), Renders: time.Duration(i/4+3) * time.Second, Size: 200_000}
			})
			h.server.Add(heygentest.VideoSpec{ID: "endless", Title: "Rendering on and on", Renders: time.Hour})
			h.run(append([]string{"add", "endless"}, ids...)...)
			c := h.dashboard(100, 30, h.named("127.0.0.1"), "--auto-download")
			c.shows("Rendering on", "live")
			before := costs(c.cmd.Process.Pid)
			c.reads(bad)
			h.bother(c, 4*n)
			h.eventually("all saves", func() bool { return strings.Count(h.run("list", "--status", "saved"), "\n") == n })
			asked := h.by("127.0.0.1")
			h.eventually("more questions", func() bool { return h.by("127.0.0.1") > asked })
			if now := costs(c.cmd.Process.Pid); now.rss > before.rss+24<<20 {
				t.Errorf("it had %d bytes of memory, and has %d", before.rss, now.rss)
			}
			old := c.bytes()
			c.reads(reading{})
			c.shows("Rendering on", "Clip 19-", "20 of 21 done", "live")
			// What the system's buffer holds (about 20 KiB), the one frame that was on its way, and the present. Drawing on all
			// the same would be over twice that.
			past := c.bytes() - old
			if t.Logf("the present came with %d bytes", past); past > 64<<10 {
				t.Errorf("the past came too: %d bytes", past)
			}
			h.answersWhile(c, bad)
		})
	}
}

// bother presses keys and changes the size until there was far more to draw than any buffer holds.
func (h *house) bother(c *console, rounds int) {
	sizes := [][2]int{{40, 10}, {100, 30}, {60, 20}, {200, 50}, {100, 30}}
	for i := range rounds {
		c.press("Gg35kjG1\x1a") // no shell could bring it back: nothing stops
		size := sizes[i%len(sizes)]
		c.resize(size[0], size[1])
		asked := h.by("127.0.0.1")
		if !waitFor(func() bool { return h.by("127.0.0.1") > asked || i%16 > 0 }) {
			h.t.Fatal("nothing is asked any more")
		}
	}
	c.resize(100, 30)
	c.press("g")
}

// answersWhile holds that a dashboard on a bad line ends in time when it is told to.
func (h *house) answersWhile(c *console, bad reading) {
	c.reads(bad)
	c.press("Gg")
	told := time.Now()
	c.signal(syscall.SIGTERM)
	if code := c.ends(); code != exitTerminated {
		h.t.Errorf("it ended with %d", code)
	}
	if took := time.Since(told); took > 2*time.Second+patience/10 {
		h.t.Errorf("it ended after %v", took)
	}
}
