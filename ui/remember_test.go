package ui

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"reelwatch/tracker"
)

// remembered is what the stage was given to remember.
type remembered struct {
	wishes  []tracker.Preferences // in the order in which they were written
	writing chan struct{}         // each write waits for one; nil lets them pass
}

func (s *stage) SetPreferences(ctx context.Context, p tracker.Preferences) error {
	if s.writing != nil {
		select {
		case <-s.writing:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fails["remember"]; err != nil {
		return err
	}
	s.wishes = append(s.wishes, p)
	return nil
}

func (d *driver) remembers(want ...tracker.Preferences) {
	d.t.Helper()
	var got []tracker.Preferences
	d.stage.do(func() { got, d.stage.wishes = d.stage.wishes, nil })
	if !slices.Equal(got, want) {
		d.t.Fatalf("remembered %+v, want %+v", got, want)
	}
}

func TestFilterSortAndAutoDownloadAreRememberedWhenTheyChange(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		d.Advance(time.Minute)
		d.remembers()
		d.Press("/")
		d.Type("spring")
		d.remembers() // not at each key
		d.Press("enter")
		d.remembers(tracker.Preferences{Filter: "spring"})
		d.Press("/", "enter", "j", "4", "1")
		d.remembers()
		d.Press("s", "S")
		d.remembers(tracker.Preferences{Filter: "spring", Sort: "status"}, tracker.Preferences{Filter: "spring", Sort: "status", Reversed: true})
		d.Press("/", "x", "esc")
		d.remembers(tracker.Preferences{Sort: "status", Reversed: true})
		d.Press("t")
		d.remembers(tracker.Preferences{Sort: "status", Reversed: true, AutoDownload: true})
		d.Press("s", "s", "s", "s")
		d.remembers(tracker.Preferences{Sort: "title", AutoDownload: true}, tracker.Preferences{Sort: "age", AutoDownload: true},
			tracker.Preferences{Sort: "length", AutoDownload: true}, tracker.Preferences{AutoDownload: true})
	})
}

func TestTheDashboardBeginsAsItWasLeft(t *testing.T) {
	left := tracker.Preferences{Filter: "batch:spring\x1b[2J", Sort: "title", Reversed: true, AutoDownload: true}
	play(t, Config{Remembered: left}, 120, 32, springBatch, func(d *driver) {
		d.Shows("/batch:spring 5 of 12", "TITLE ↓")
		d.Hides("auto-download") // what is in force is the caller's word
		d.remembers()
		d.Press("esc")
		d.remembers(tracker.Preferences{Sort: "title", Reversed: true, AutoDownload: true})
	})
	play(t, Config{Remembered: tracker.Preferences{Sort: "colour", Reversed: true}}, 120, 32, springBatch, func(d *driver) {
		d.Hides("↑", "↓ ADDED")
		d.remembers()
	})
}

func TestAFlagForAutoDownloadIsNotRemembered(t *testing.T) {
	play(t, Config{AutoDownload: true}, 120, 32, springBatch, func(d *driver) {
		d.Shows("auto-download")
		d.Press("s")
		d.remembers(tracker.Preferences{Sort: "status"})
		d.Press("t", "t")
		d.remembers(tracker.Preferences{Sort: "status", AutoDownload: true})
	})
}

func TestQuittingWaitsUntilTheLastWishIsWritten(t *testing.T) {
	play(t, Config{}, 120, 32, func(s *stage) {
		springBatch(s)
		s.writing = make(chan struct{})
	}, func(d *driver) {
		d.Press("s", "s", "s", "q")
		if d.quit {
			d.t.Fatal("the program ended before the order was on disk")
		}
		for range 3 {
			select {
			case d.stage.writing <- struct{}{}:
			case <-time.After(time.Second):
			}
			d.settle()
		}
		if !d.quit {
			d.t.Fatal("the program did not end")
		}
		var last tracker.Preferences
		d.stage.do(func() { last = d.stage.wishes[len(d.stage.wishes)-1] })
		if last != (tracker.Preferences{Sort: "age"}) {
			t.Errorf("what was wished last is %+v", last)
		}
	})
}

func TestPreferencesThatCannotBeWrittenAreTold(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		d.stage.do(func() { d.stage.fails["remember"] = &tracker.StoreError{Err: errors.New("disk full")} })
		d.Press("s")
		d.Advance(answerFor)
		d.Shows("✗ the next start will not know how you left the list: disk full", "STATUS ↑")
		d.Press("q")
		if !d.quit {
			t.Error("q does not quit")
		}
	})
}

func TestAutoDownloadIsTurnedOnAndOff(t *testing.T) {
	play(t, Config{}, 120, 32, func(s *stage) {
		springBatch(s)
		s.downloads[id(3)] = make(chan error)
	}, func(d *driver) {
		imported := completed(id(40), "Imported", time.Hour, 3)
		imported.Origin, imported.SeenAlive = tracker.Imported, false
		d.stage.put(imported)
		d.Changed()
		d.took()
		d.Hides("auto-download")
		d.Press("t")
		d.took("save "+id(3), "save "+id(20), "save "+id(21), "save "+id(22), "save "+id(23), "save "+id(24))
		d.Shows("live   auto-download")
		d.Resize(80, 24)
		d.Shows("live   auto\n")
		d.Resize(120, 32)
		d.Press("t")
		d.Hides("live   auto-download")
		d.Shows("auto-download is off; what is being saved goes on")
		d.stage.downloads[id(3)] <- nil
		d.settle()
		d.Press("t")
		d.Shows("auto-download is on: each video is saved as it completes")
		d.Press("t")
		d.Shows("auto-download is off")
		d.took()
	})
}
