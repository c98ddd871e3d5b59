package ui

import (
	"errors"
	"slices"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func TestAutoDownload(t *testing.T) {
	play(t, Config{AutoDownload: true}, 120, 32, func(s *stage) {
		imported := completed(id(7), "Imported", time.Hour, 3)
		imported.Origin, imported.SeenAlive = tracker.Imported, false
		s.put(imported, completed(id(8), "Added", time.Hour, 3), completed(id(9), "Broken", time.Hour, 3))
		s.setLive(id(9), tracker.Live{Error: "disk full"})
		threeRows(s)
		s.downloads[id(1)] = make(chan error)
	}, func(d *driver) {
		got := d.stage.took()
		slices.Sort(got)
		if want := []string{"save " + id(2), "save " + id(8)}; !slices.Equal(got, want) {
			d.t.Fatalf("at the start %q, want %q", got, want)
		}
		d.stage.set(id(1), func(e *tracker.Entry) { e.Status, e.CompletedAt = heygen.Completed, time.Now() })
		d.Changed()
		d.took("save " + id(1))
		d.stage.downloads[id(1)] <- errors.New("no permission")
		d.settle()
		d.Changed()
		d.Advance(time.Hour)
		d.took() // never again by itself
	})
}

// What trouble that may pass kept from being saved is tried again by itself every ten minutes, while auto-download is on.
func TestAutoDownloadTriesAgain(t *testing.T) {
	play(t, Config{AutoDownload: true}, 120, 32, func(s *stage) {
		for n := range 3 {
			s.put(completed(id(n), "Added", time.Hour, 3))
			s.downloads[id(n)] = make(chan error)
		}
		answered(s)
	}, func(d *driver) {
		fails := func(n int) {
			d.stage.setLive(id(n), tracker.Live{Error: "no network"})
			d.stage.downloads[id(n)] <- &tracker.SaveError{ID: id(n), What: "no network", Passing: true}
			d.settle()
		}
		took := func(want ...string) {
			t.Helper()
			got := d.stage.took()
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		}
		took("save "+id(0), "save "+id(1), "save "+id(2))
		fails(0)
		d.Advance(5 * time.Minute)
		fails(1)
		took()
		d.Advance(5*time.Minute + time.Second)
		took("save "+id(0), "save "+id(1))
		fails(0)
		d.stage.downloads[id(1)] <- nil
		d.Press("t")
		d.Advance(time.Hour)
		took()
		d.Press("t")
		took("save " + id(0))
		d.Shows("saving 1 video now")
		fails(0)
		d.Press("j", "j", "d") // by hand
		took("save " + id(0))
		fails(0)
		d.Advance(10*time.Minute + time.Second)
		took("save " + id(0))
		d.stage.downloads[id(0)] <- nil
		d.stage.downloads[id(2)] <- &tracker.SaveError{ID: id(2), What: "no permission"}
		d.settle()
		d.Advance(time.Hour)
		took()
	})
}
