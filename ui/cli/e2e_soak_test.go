//go:build e2e

package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// Batches at many times real speed, in two dashboards over one list, while something is wrong all the time: at the end each
// video is known and saved byte for byte, nothing is lost or made twice, and the dashboard that was open all the while has
// taken no more memory, files or goroutines. All kinds of trouble come at least once; with REELWATCH_TEST_FULL for 20 minutes.
func TestE2ESoak(t *testing.T) {
	t.Parallel()
	var long time.Duration
	if os.Getenv("REELWATCH_TEST_FULL") != "" {
		long = 20 * time.Minute
	}
	l := newLife(t, 1)
	began := time.Now()
	l.begin()
	l.rest(patience)
	before := costs(l.open.cmd.Process.Pid)
	for round := 0; round == 0 || time.Since(began) < long; round++ {
		for _, trouble := range l.shuffled() {
			l.begin()
			trouble(l, time.Until(began.Add(long)) > longestRest)
			l.alive()
		}
	}
	if long > 0 {
		l.rest(longestRest)
	} else {
		l.open.press("rD")
		l.other.press("rD")
		l.rest(2 * patience)
	}
	l.report(time.Since(began), before)
}

// longestRest is how long after trouble the last video may come by itself: a save is tried again after ten minutes.
const longestRest = 13 * time.Minute

// rest ends all trouble and waits until every video has ended and is saved.
func (l *life) rest(most time.Duration) {
	l.t.Helper()
	l.server.Heal()
	var left []record
	for deadline := time.Now().Add(most); time.Now().Before(deadline); <-time.After(500 * time.Millisecond) {
		left = slices.DeleteFunc(l.listed(), func(r record) bool {
			return r.Status == string(heygen.Completed) && r.File != "" || r.Status == string(heygen.Failed)
		})
		if len(left) == 0 {
			return
		}
	}
	l.t.Fatalf("%v after the last trouble there are left: %+v", most, left)
}

// report holds that all is as it should be at the end, and prints what was counted.
func (l *life) report(took time.Duration, before cost) {
	l.t.Helper()
	lost, saved, bytes := l.check()
	faults := l.struck + l.server.Struck()
	asked := l.server.Count(heygentest.API)
	now, goroutines := costs(l.open.cmd.Process.Pid), goroutinesOf(l.open)
	fresh := l.dashboard("fresh")
	fresh.shows(" done")
	anew := costs(fresh.cmd.Process.Pid)
	usual := goroutinesOf(fresh)
	l.t.Logf("seed %d, %v: %d videos added, %d submitted, %d removed, %d dashboards: %d requests to the API, %d for files, %s saved, %d faults met, %d videos saved, entries lost %d",
		l.seed, took.Round(time.Second), l.made, l.sent, len(l.dropped), l.starts, asked, l.server.Count(heygentest.File),
		humanize.Bytes(uint64(bytes)), faults, saved, lost)
	l.t.Logf("the dashboard that was open all the while: %s of memory (%s at first, %s in a new one), %d open files (%d, %d), %d goroutines (%d in a new one)",
		humanize.IBytes(uint64(now.rss)), humanize.IBytes(uint64(before.rss)), humanize.IBytes(uint64(anew.rss)), now.fds, before.fds, anew.fds, goroutines, usual)
	if now.rss > before.rss+40<<20 || now.fds > before.fds+8 || goroutines > usual+20 {
		l.t.Error("it has grown")
	}
	// A round a second at most, besides what each video, each trouble and each start costs.
	if most := int(took/time.Second) + 6*(l.made+l.sent) + 2*faults + 10*l.starts; asked > most {
		l.t.Errorf("%d requests, at most %d are right", asked, most)
	}
}

// check holds that the list is what was put into it, and the folder what HeyGen has.
func (l *life) check() (lost, saved int, bytes int64) {
	l.t.Helper()
	l.run("store", "check")
	want := maps.Clone(l.kept)
	for _, m := range l.server.Created() {
		want[m.VideoID] = true
	}
	if made := len(l.server.Created()); made != l.sent {
		l.t.Errorf("%d requests became %d videos", l.sent, made)
	}
	for _, r := range l.listed() {
		if !want[r.ID] {
			l.t.Errorf("%s (%s) came from nowhere, or back from the dead", r.ID, r.Status)
		}
		delete(want, r.ID)
		if r.File == "" {
			continue
		}
		saved++
		bytes += r.FileBytes
		if sha256Of(r.File) != l.server.SHA256(r.ID) {
			l.t.Errorf("%s is not what HeyGen has", r.File)
		}
	}
	for id := range want {
		l.t.Errorf("%s is lost", id)
	}
	files, _ := filepath.Glob(filepath.Join(l.home, "videos", "reelwatch", "*")) // the pattern is good
	if most := saved + len(l.dropped); len(files) < saved || len(files) > most {
		l.t.Errorf("%d files for %d saved videos and %d that were removed", len(files), saved, len(l.dropped))
	}
	return len(want), saved, bytes
}

// dashboard opens one more over the list. What it has to say when it dies goes to a file of this name.
func (l *life) dashboard(name string) *console {
	l.t.Helper()
	l.starts++
	words, err := os.Create(filepath.Join(l.home, fmt.Sprint("words.", name)))
	if err != nil {
		l.t.Fatal(err)
	}
	defer words.Close()
	cmd := l.command(l.binary, "--auto-download")
	cmd.Env = append(cmd.Env, "REELWATCH_INTERVAL=1s")
	cmd.Stderr = words
	return l.console(100, 30, cmd)
}
