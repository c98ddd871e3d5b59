//go:build e2e

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// by counts the questions about statuses that came to the server under a name. The processes of these tests call the same
// server by different names, so that it can tell them apart.
func (h *house) by(name string) (n int) {
	for _, r := range h.server.Requests() {
		if r.Route == heygentest.Bulk && strings.HasPrefix(r.Authority, name+":") {
			n++
		}
	}
	return n
}

// named is the environment of a process that calls the server by a name.
func (h *house) named(name string) []string {
	return []string{"HEYGEN_API_BASE=" + strings.Replace(h.server.BaseURL(), "127.0.0.1", name, 1), "REELWATCH_INTERVAL=1s"}
}

// The one who asks may end, die, be stopped or hang: another process asks within 20 s, and the first is a follower when it
// goes on.
func TestE2EAnotherTakesOver(t *testing.T) {
	t.Parallel()
	first := newHouse(t, heygentest.Options{})
	for how, c := range map[string]struct {
		away, back func(a *console)
	}{
		"ends":    {away: func(a *console) { a.press("q"); a.ends() }},
		"killed":  {away: func(a *console) { a.signal(syscall.SIGKILL); a.ends() }},
		"stopped": {away: func(a *console) { a.signal(syscall.SIGSTOP) }, back: func(a *console) { a.signal(syscall.SIGCONT) }},
	} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			h := first.sharing(t, heygentest.Options{})
			h.server.Add(heygentest.VideoSpec{ID: "video_one", Title: "First clip", Renders: time.Hour})
			h.run("add", "video_one")
			a := h.dashboard(100, 20, h.named("127.0.0.1"))
			a.shows("First clip", "live")
			b := h.dashboard(100, 20, h.named("localhost"))
			b.shows("First clip", "following")
			asked := h.by("127.0.0.1")
			h.eventually("two more rounds", func() bool { return h.by("127.0.0.1") >= asked+2 })
			if n := h.by("localhost"); n > 0 {
				t.Errorf("two ask: the second asked %d times", n)
			}
			gone := time.Now()
			c.away(a)
			h.eventually("another asker", func() bool { return h.by("localhost") > 0 })
			if took := time.Since(gone); took > 20*time.Second+patience/10 {
				t.Errorf("another took over after %v only, the bar is 20 s", took)
			}
			b.shows("live")
			if c.back == nil {
				return
			}
			asked = h.by("127.0.0.1")
			c.back(a)
			a.shows("following")
			h.server.Change("video_one", func(v *heygentest.VideoSpec) { v.Renders = 0 })
			a.shows("completed")
			if n := h.by("127.0.0.1") - asked; n > 0 {
				t.Errorf("it asked %d times after it had lost the lease", n)
			}
		})
	}
}

// A dashboard that was suspended and sent on in the background (bg), where it can neither draw nor ask, does not keep the lease.
func TestE2EAskerInTheBackground(t *testing.T) {
	t.Parallel()
	h := newHouse(t, heygentest.Options{})
	h.server.Add(heygentest.VideoSpec{ID: "video_one", Title: "First clip", Renders: time.Hour})
	h.run("add", "video_one")
	h.open(100, 20, strings.Join(h.named("127.0.0.1"), " ")+" reelwatch")
	h.shows("First clip", "live")
	b := h.dashboard(100, 20, h.named("localhost"))
	b.shows("First clip", "following")
	b.signal(syscall.SIGSTOP)
	h.press("C-z")
	h.shows("reelwatch is suspended")
	suspended := time.Now()
	h.types("bg")
	h.press("Enter")
	h.eventually("a beat from the background", func() bool {
		info, err := os.Stat(filepath.Join(h.home, "data", "reelwatch", "reelwatch.db.asker"))
		return err == nil && info.ModTime().After(suspended)
	})
	b.signal(syscall.SIGCONT)
	h.eventually("another asker", func() bool { return h.by("localhost") > 0 })
	b.shows("live")
	b.press("q")
	b.ends()
	h.types("fg")
	h.press("Enter")
	h.shows("First clip", "live")
	h.press("q")
}
