package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
	"reelwatch/store"
	"reelwatch/tracker"
)

// playWhole runs a test of the dashboard over the real tracker and store and a simulated HeyGen, in a bubble.
func playWhole(t *testing.T, cfg Config, key string, videos []heygentest.VideoSpec, test func(d *driver, server *heygentest.Server, folder string)) {
	t.Helper()
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		server := heygentest.New(heygentest.Options{Key: "secret"})
		t.Cleanup(server.Close)
		server.Add(videos...)
		pipes := server.Pipes()
		client, err := heygen.New(heygen.Config{
			Base: server.BaseURL(), AllowHTTP: true, Transport: pipes,
			Credentials: func() (heygen.Credential, error) {
				getenv := map[string]string{"HEYGEN_API_KEY": key}
				return heygen.ResolveCredential(func(name string) string { return getenv[name] }, folder, time.Now())
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		list, err := store.Open(filepath.Join(folder, "list.db"), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		output := filepath.Join(folder, "videos")
		tr := tracker.New(tracker.Config{API: client, Store: list, Output: output, Files: pipes})
		if _, err := tr.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		cfg.Tracker = tr
		d := newDriver(t, cfg, 120, 32)
		test(d, server, output)
	})
}

const goodKey = "secret"

func TestABatchFromPasteToFile(t *testing.T) {
	videos := []heygentest.VideoSpec{
		{ID: id(1), Title: "Product tour 01 – welcome", Queued: 20 * time.Second, Renders: 3 * time.Minute, Length: 70 * time.Second},
		{ID: id(2), Title: "Product tour 02 – import", Renders: 6 * time.Minute, Ends: heygen.Failed, FailMessage: "Script too long"},
	}
	playWhole(t, Config{}, goodKey, videos, func(d *driver, server *heygentest.Server, folder string) {
		d.Shows("No videos yet.")
		d.Paste(id(1) + "\nhttps://app.heygen.com/videos/" + id(2))
		d.Press("y")
		d.Shows("tracking 2 videos")
		d.Advance(3 * time.Second)
		d.Shows("pending", "rendering", "Product tour 01 – welcome", "live")
		d.Advance(4 * time.Minute)
		d.Shows("✓ Product tour 01 – welcome is complete", "not saved yet", "1 of 2 done")
		d.Press("g", "d")
		d.Advance(2 * time.Second)
		d.Shows("✓ Product tour 01 – welcome is saved, 262 kB", "✓ saved", "Product tour 01 – welcome-0000")
		files, err := os.ReadDir(folder)
		if err != nil || len(files) != 1 || strings.HasSuffix(files[0].Name(), ".part") {
			d.t.Fatalf("in the folder: %v, %v", files, err)
		}
		if got, err := os.ReadFile(filepath.Join(folder, files[0].Name())); err != nil || string(got) != string(server.Content(id(1))) {
			d.t.Errorf("the file is not the video (%v)", err)
		}
		d.Advance(3 * time.Minute)
		d.Shows("✗ Product tour 02 – import failed: Script too long", "1 failed")
		requests := server.Count(heygentest.Bulk)
		d.Advance(20 * time.Minute)
		if n := server.Count(heygentest.Bulk) - requests; n != 0 {
			d.t.Errorf("%d questions after all had ended", n)
		}
		d.Press("*", "x", "y")
		d.Shows("stopped tracking 2 videos", "No videos yet.")
		d.Press("u")
		d.Shows("tracking 2 videos again", "Product tour 02 – import")
	})
}

func TestWithoutAKeyTheListIsShownAndSaysHowToGiveOne(t *testing.T) {
	playWhole(t, Config{}, "", nil, func(d *driver, server *heygentest.Server, _ string) {
		d.Paste(id(1))
		d.Press("y")
		d.Advance(10 * time.Second)
		d.Shows("no key", "no API key", id(1))
		if n := len(server.Requests()); n != 0 {
			d.t.Errorf("%d requests without a key", n)
		}
	})
}

func TestAnOutageIsToldAndIsOverByItself(t *testing.T) {
	videos := []heygentest.VideoSpec{{ID: id(1), Title: "Product tour 01", Renders: time.Hour}}
	playWhole(t, Config{AutoDownload: true}, goodKey, videos, func(d *driver, server *heygentest.Server, _ string) {
		d.Paste(id(1))
		d.Press("y")
		d.Advance(3 * time.Second)
		server.Fail(heygentest.Fault{On: heygentest.Bulk, Do: heygentest.Refuse, Status: 503, Times: 3})
		d.Advance(16 * time.Second)
		d.Shows("HeyGen is down", "next try in")
		d.Advance(2 * time.Minute)
		d.Hides("HeyGen is down")
		d.Advance(time.Hour)
		d.Shows("saved", "1 of 1 done")
	})
}

// older gives n videos that completed long ago, of an account whose list tells of a hundred newer ones first: their titles
// are read one by one.
func older(n int) (ours []string, all []heygentest.VideoSpec) {
	day := 24 * time.Hour
	for i := range n {
		ours = append(ours, id(i+1))
		all = append(all, heygentest.VideoSpec{ID: id(i + 1), Title: fmt.Sprintf("Old %02d", i+1), Created: time.Now().Add(-9 * day)})
	}
	for i := range 100 {
		all = append(all, heygentest.VideoSpec{ID: id(1000 + i), Title: "New", Created: time.Now().Add(-day)})
	}
	return ours, all
}

func TestAnswersShowWhileTitlesAreStillRead(t *testing.T) {
	playWhole(t, Config{}, goodKey, nil, func(d *driver, server *heygentest.Server, _ string) {
		ours, all := older(41)
		server.Add(all...)
		d.Paste(strings.Join(ours, "\n"))
		d.Press("y")
		d.Advance(3 * time.Second)
		d.Shows("41 of 41 done", "not saved yet", "live")
		d.Hides("not asked yet")
		before := server.Count(heygentest.Single)
		d.Advance(5 * time.Second)
		if n := server.Count(heygentest.Single) - before; n == 0 {
			d.t.Error("titles were not being read: the test shows nothing")
		}
		d.Shows("Old 01")
		d.Press("D")
		d.Advance(3 * time.Second)
		d.Shows("✓ saved")
	})
}

func TestEachAnswerOfALongRoundShows(t *testing.T) {
	var ids []string
	var all []heygentest.VideoSpec
	for i := range 1000 {
		ids = append(ids, id(i+1))
		all = append(all, heygentest.VideoSpec{ID: id(i + 1), Title: "Clip", Renders: time.Hour})
	}
	playWhole(t, Config{}, goodKey, all, func(d *driver, _ *heygentest.Server, _ string) {
		d.Paste(strings.Join(ids, " "))
		d.Press("y")
		d.Advance(3 * time.Second)
		d.Shows("300 rendering")
		d.Advance(3 * time.Second)
		d.Shows("600 rendering")
		d.Advance(5 * time.Minute)
		changes := d.model.snap.Rev
		d.Advance(10 * time.Minute)
		if n := d.model.snap.Rev - changes; n > 1 {
			d.t.Errorf("the list was drawn %d times by answers without news", n)
		}
	})
}
