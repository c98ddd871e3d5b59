//go:build e2e

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// life is some minutes of a creator who starts a batch every second or two, and has two dashboards open.
type life struct {
	*house
	seed uint64
	rng  *rand.Rand
	disk *disk // that the videos are saved to; nil where there is none of our own

	open    *console        // from the beginning to the end
	other   *console        // killed and opened again
	begun   int             // batches
	made    int             // videos added
	kept    map[string]bool // of these, those that the list has to hold at the end
	dropped map[string]bool // and the others
	sent    int             // requests submitted
	starts  int             // dashboards opened
	struck  int             // troubles from outside the service
}

func newLife(t *testing.T, seed uint64) *life {
	t.Helper()
	h := newHouse(t, heygentest.Options{
		LinkLife: 90 * time.Second, Concurrent: 6, Balance: 20,
		CreateSpec: func(n int, title string) heygentest.VideoSpec {
			return brief(rand.New(rand.NewPCG(seed, uint64(n))), title)
		},
	})
	l := &life{house: h, seed: seed, rng: rand.New(rand.NewPCG(seed, 0)), kept: map[string]bool{}, dropped: map[string]bool{}}
	l.disk = diskAt(t, filepath.Join(h.home, "videos"))
	l.open, l.other = l.dashboard("open"), l.dashboard("other")
	l.open.shows("reelwatch")
	l.other.shows("reelwatch")
	return l
}

// brief is a video that is made within seconds, and whatever may be odd about it.
func brief(rng *rand.Rand, title string) heygentest.VideoSpec {
	some := func(n int) bool { return rng.IntN(n) == 0 }
	v := heygentest.VideoSpec{
		Title: title, Queued: time.Duration(rng.IntN(1000)) * time.Millisecond, Renders: time.Duration(500+rng.IntN(3000)) * time.Millisecond,
		Size: 20_000 + rng.Int64N(150_000), BytesPerSecond: 200_000, Odd: heygentest.Shape(rng.IntN(64)),
		WebM: some(8), Unsigned: some(12), NoRanges: some(8), NoETag: some(8), WeakETag: some(8), Chunked: some(8),
	}
	switch rng.IntN(10) {
	case 0:
		v.Ends, v.FailMessage = heygen.Failed, "Script too long"
	case 1:
		v.NotFoundFor = time.Second
	case 2:
		v.NoLinkFor = time.Second
	case 3:
		v.LinkNotReady = []int{http.StatusForbidden}
	case 4, 5:
		do := []heygentest.Trouble{heygentest.Cut, heygentest.Reset, heygentest.IgnoreRange, heygentest.OtherETag}[rng.IntN(4)]
		v.Faults = []heygentest.Fault{{On: heygentest.File, Do: heygentest.Cut, After: rng.Float64()}, {On: heygentest.File, Do: do, After: 0.8}}
	}
	return v
}

// begin starts a batch by a command beside the dashboards, and gives one video of it up now and then.
func (l *life) begin() {
	l.t.Helper()
	if l.begun++; l.begun%4 == 0 {
		l.submit()
		return
	}
	var ids []string
	for range 2 + l.rng.IntN(5) {
		l.made++
		v := brief(l.rng, fmt.Sprint("Clip ", l.made))
		v.ID = heygentest.ID(l.made)
		l.server.Add(v)
		ids = append(ids, v.ID)
		l.kept[v.ID] = true
	}
	l.insists("", append([]string{"add"}, ids...)...)
	if l.rng.IntN(3) == 0 {
		l.insists("", "remove", ids[0])
		delete(l.kept, ids[0])
		l.dropped[ids[0]] = true
	}
}

// submit starts generations. All are written down before the first is sent, so whatever happens then makes none of them lost.
func (l *life) submit() {
	l.t.Helper()
	var bodies strings.Builder
	for range 2 {
		l.sent++
		fmt.Fprintf(&bodies, "{\"type\":\"avatar\",\"title\":\"Submitted %d\"}\n", l.sent)
	}
	cmd := l.command(l.binary, "submit", "--yes", "-")
	cmd.Stdin = strings.NewReader(bodies.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		l.t.Logf("submit: %v: %s", err, out)
	}
}

// insists runs a command that can't fail but for a process which was stopped while it held the list, and gives its output.
func (l *life) insists(input string, args ...string) (out []byte) {
	l.t.Helper()
	var err error
	if !waitFor(func() bool {
		cmd := l.command(l.binary, args...)
		cmd.Stdin = strings.NewReader(input)
		out, err = cmd.Output()
		return err == nil
	}) {
		l.t.Fatalf("reelwatch %s: %v", strings.Join(args, " "), err)
	}
	return out
}

// listed is what the list holds.
func (l *life) listed() (list []record) {
	l.t.Helper()
	lines := json.NewDecoder(bytes.NewReader(l.insists("", "list", "--json")))
	for lines.More() {
		var r record
		if err := lines.Decode(&r); err != nil {
			l.t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

// alive holds that both dashboards still run.
func (l *life) alive() {
	l.t.Helper()
	for _, c := range []*console{l.open, l.other} {
		select {
		case <-c.exited:
			words, _ := os.ReadFile(filepath.Join(l.home, "words.open"))
			l.t.Fatalf("a dashboard has ended: %v\n%s", c.cmd.ProcessState, words)
		default:
		}
	}
}

// goroutinesOf ends a program by SIGQUIT, at which Go's runtime tells what each goroutine does, and counts them.
func goroutinesOf(c *console) int {
	c.t.Helper()
	words := c.cmd.Stderr.(*os.File).Name()
	c.signal(syscall.SIGQUIT)
	c.ends()
	told, err := os.ReadFile(words)
	if err != nil {
		c.t.Fatal(err)
	}
	return bytes.Count(told, []byte("\ngoroutine "))
}
