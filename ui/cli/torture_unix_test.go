//go:build unix

package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// tortureSeed is what chance in the torture suites starts from.
const tortureSeed = 8

// Programs that want the same videos, of few titles, are killed again and again, amid all trouble of the file host: each
// video ends up in one file of its own, byte for byte, and nothing else gets a final name.
func TestTortureSavesByProgramsThatAreKilled(t *testing.T) {
	t.Parallel()
	rounds, videos := 4, 8
	if os.Getenv("REELWATCH_TEST_FULL") != "" {
		rounds, videos = 80, 60
	}
	random := rand.New(rand.NewPCG(tortureSeed, 0))
	c := newCreator(t, heygentest.Options{BytesPerSecond: 400_000})
	ids := []string{"add"}
	for i := range videos {
		id := heygentest.ID(i)
		ids = append(ids, id)
		c.server.Add(heygentest.VideoSpec{
			ID: id, Title: []string{"Clip", "CLIP", "clip (2)", "../clip", ""}[i%5], Size: 100_000 + random.Int64N(400_000),
			Chunked: i%4 == 0, NoETag: i%3 == 0, WeakETag: i%7 == 0, Faults: []heygentest.Fault{
				{On: heygentest.File, Do: heygentest.Cut, After: random.Float64()},
				{On: heygentest.File, Do: heygentest.Refuse, Status: 403 + i%2},
			},
		})
	}
	c.run(ids...)
	kills := 0
	for range rounds {
		var programs sync.WaitGroup
		for range 3 {
			kills++
			after := time.Duration(random.Int64N(int64(900 * time.Millisecond)))
			programs.Go(func() { c.killed(after, "download", "--name", "{title}", "--concurrency", "20") })
		}
		programs.Wait()
		c.wantVideosOnly()
	}
	c.run("wait", "--download", "--name", "{title}", "--concurrency", "20")
	saved := c.wantVideosOnly()
	if len(saved) != videos {
		t.Errorf("%d files for %d videos", len(saved), videos)
	}
	lines := 0
	for line := range strings.Lines(c.run("list", "--json")) {
		var e struct{ ID, File string }
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if lines++; saved[e.File] != c.server.SHA256(e.ID) {
			t.Errorf("%s is said to be %q, which is another's", e.ID, e.File)
		}
	}
	if lines != videos {
		t.Errorf("%d videos are left in the list", lines)
	}
	t.Logf("tried %d kills of programs that saved %d videos (seed %d): each is there once; lost 0", kills, videos, tortureSeed)
}

// wantVideosOnly holds that each file under a final name is one of the videos, and gives their sums by path.
func (c *creator) wantVideosOnly() map[string]string {
	c.t.Helper()
	known, saved := map[string]bool{}, map[string]string{}
	for i := range 100 {
		known[c.server.SHA256(heygentest.ID(i))] = true
	}
	folder := filepath.Join(c.home, "reelwatch")
	err := filepath.WalkDir(c.home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".mp4" {
			return err
		}
		b, err := os.ReadFile(path)
		sum := sha256.Sum256(b)
		saved[path] = hex.EncodeToString(sum[:])
		if !known[saved[path]] || bytes.Equal(b, nil) || filepath.Dir(path) != folder {
			c.t.Errorf("%s holds %d bytes that are no video's, or is not where it belongs", path, len(b))
		}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return saved
}
