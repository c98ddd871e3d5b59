package ui

import (
	"fmt"
	"testing"
	"time"

	"reelwatch/tracker"
)

// busy is a save that another process is at.
func busy(id string) error {
	return &tracker.SaveError{ID: id, What: "not saved here", Err: tracker.ErrBusy, Hint: "wait for it, or stop that one first"}
}

func TestWhatAnotherProcessSavesIsNotOfferedAgain(t *testing.T) {
	half := completed(id(1), "Product tour 01", 5*time.Minute, 30)
	half.Part = &tracker.Part{Name: "/videos/Product tour 01.mp4", Total: 100}
	play(t, Config{}, 100, 24, func(s *stage) {
		s.put(half, completed(id(2), "Product tour 02", 5*time.Minute, 30))
		s.setLive(id(1), tracker.Live{Elsewhere: true})
		answered(s)
	}, func(d *driver) {
		d.Shows("saving", "another reelwatch is saving it", "x remove")
		d.Hides("d save", "d stop", "half saved")
		d.Press("d")
		d.took()
		d.Press("D")
		d.took("save " + id(2))
		d.Press("enter")
		d.Shows("file       another reelwatch is saving it")
		d.Press("esc")
		d.stage.setLive(id(1), tracker.Live{})
		d.Changed()
		d.Shows("half saved: d goes on", "d save")
	})
}

func TestASaveThatAnotherProcessIsAtIsNoFailure(t *testing.T) {
	play(t, Config{}, 100, 24, completeRows(1), func(d *driver) {
		end := make(chan error)
		d.stage.downloads[id(0)] = end
		d.Press("d")
		end <- busy(id(0))
		d.settle()
		d.Shows("Video 000 is not saved here: another reelwatch is saving it")
		d.Hides("✗", id(0))
	})
}

func TestAutoDownloadTakesOverWhatAnotherProcessGaveUp(t *testing.T) {
	play(t, Config{AutoDownload: true}, 100, 24, func(s *stage) {
		s.put(completed(id(1), "Product tour 01", 5*time.Minute, 30))
		s.downloads[id(1)] = make(chan error)
		answered(s)
	}, func(d *driver) {
		d.took("save " + id(1))
		d.stage.downloads[id(1)] <- busy(id(1))
		d.settle()
		d.Changed()
		d.took()
		d.stage.setLive(id(1), tracker.Live{})
		d.Changed()
		d.took("save " + id(1))
	})
}

func TestAnErrorOfASaveNamesItsVideoOnce(t *testing.T) {
	play(t, Config{}, 140, 24, completeRows(1), func(d *driver) {
		end := make(chan error)
		d.stage.downloads[id(0)] = end
		d.Press("d")
		end <- &tracker.SaveError{ID: id(0), What: "not saved", Err: fmt.Errorf("HTTP 500"), Hint: "try again"}
		d.settle()
		d.Shows("✗ Video 000 was not saved: HTTP 500 (try again)")
		d.Hides(id(0))
	})
}
