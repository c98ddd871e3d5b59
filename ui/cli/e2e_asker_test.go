//go:build e2e

package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// by counts the requests that came to the server under a name, the files' apart. The processes of these tests call the same
// server by different names, so that it can tell them apart.
func (h *house) by(name string) (n int) {
	for _, r := range h.server.Requests() {
		if r.Host == heygentest.APIHost && strings.HasPrefix(r.Authority, name+":") {
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

// However many are open, one asks: the others send nothing at all, and see all that it learns.
func TestE2ETwoCostNoMoreThanOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t, heygentest.Options{Balance: 12.5})
	const n = 30
	ids := h.batch(n, func(i int) heygentest.VideoSpec {
		return heygentest.VideoSpec{Title: fmt.Sprint("Clip ", i), Queued: time.Second, Renders: time.Duration(i%6+4) * time.Second}
	})
	h.run(append([]string{"add"}, ids...)...)
	a := h.dashboard(100, 40, h.named("127.0.0.1"))
	a.shows("Clip 7", "live", "$12.50")
	b := h.dashboard(100, 40, h.named("localhost"))
	wait := h.command(h.binary, "wait")
	wait.Env = append(wait.Env, h.named("localhost")...)
	if out, err := wait.CombinedOutput(); err != nil || strings.Count(string(out), ": completed") != n {
		t.Errorf("wait ended with %v:\n%s", err, out)
	}
	b.shows("Clip 7", "30 of 30 done", "following", "$12.50")
	if n := h.by("localhost"); n > 0 {
		t.Errorf("those who follow sent %d requests: %+v", n, h.server.Requests())
	}
}

// batch lets HeyGen know n videos, and gives their ids.
func (h *house) batch(n int, spec func(i int) heygentest.VideoSpec) (ids []string) {
	for i := range n {
		video := spec(i)
		video.ID = heygentest.ID(i)
		h.server.Add(video)
		ids = append(ids, video.ID)
	}
	return ids
}

// Two that save by themselves share the work: each link is read once, and each file is asked for once.
func TestE2ETwoSaveEachVideoOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, heygentest.Options{})
	const n = 24
	ids := h.batch(n, func(i int) heygentest.VideoSpec {
		return heygentest.VideoSpec{Title: fmt.Sprint("Clip ", i), Renders: time.Duration(i/4+4) * time.Second, Size: 200_000, BytesPerSecond: 400_000}
	})
	h.run(append([]string{"add"}, ids...)...)
	h.dashboard(100, 40, h.named("127.0.0.1"), "--auto-download").shows("Clip 7", "live")
	h.dashboard(100, 40, h.named("localhost"), "--auto-download").shows("Clip 7", "following")
	h.eventually("all saves", func() bool { return strings.Count(h.run("list", "--status", "saved"), "\n") == n })
	asked := map[heygentest.Route]map[string]int{heygentest.Single: {}, heygentest.File: {}}
	savers := map[string]int{}
	for _, r := range h.server.Requests() {
		if asked[r.Route] != nil {
			asked[r.Route][r.IDs[0]]++
			savers[strings.Split(r.Authority, ":")[0]]++
		}
	}
	t.Logf("requests for links and files: %v", savers)
	for _, id := range ids {
		if links, files := asked[heygentest.Single][id], asked[heygentest.File][id]; links != 1 || files != 1 {
			t.Errorf("%s: its link was read %d times, its file asked for %d times", id, links, files)
		}
	}
	h.wantSaved(ids...)
}

// wantSaved holds that there is one file for each video, whole.
func (h *house) wantSaved(ids ...string) {
	h.t.Helper()
	files, err := filepath.Glob(filepath.Join(h.home, "videos", "reelwatch", "*"))
	if err != nil || len(files) != len(ids) {
		h.t.Errorf("%d files for %d videos, %v: %q", len(files), len(ids), err, files)
	}
	for _, id := range ids {
		if path := h.fileOf(id); sha256Of(path) != h.server.SHA256(id) {
			h.t.Errorf("%s is not what HeyGen has", path)
		}
	}
}

// fileOf is the saved file of a video, empty where none is.
func (h *house) fileOf(id string) string {
	found, _ := filepath.Glob(filepath.Join(h.home, "videos", "reelwatch", "*"+id+".mp4")) // the pattern is good
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// sha256Of is the sum of a file in hex, empty where it can't be read.
func sha256Of(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}
