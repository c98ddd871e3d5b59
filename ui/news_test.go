package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// What happens by itself does not take an answer to a key away before it can be read; what came meanwhile is told together.
func TestNewsWaitsBehindAnAnswer(t *testing.T) {
	play(t, Config{}, 120, 32, renderingRows(9*time.Minute), func(d *driver) {
		end := func(n int, status heygen.Status) {
			d.stage.set(id(n), func(e *tracker.Entry) { e.Status = status })
			d.Changed()
		}
		d.Press("s")
		d.Shows("sorted by")
		end(1, heygen.Completed)
		end(2, heygen.Failed)
		d.Advance(answerFor - time.Millisecond)
		d.Shows("sorted by")
		d.Hides("have ended")
		d.Advance(time.Millisecond)
		d.Shows("✗ 2 videos have ended, 1 of them failed")

		d.Press("Y")
		end(3, heygen.Completed)
		d.Shows("id sent to the terminal")
		d.Press("j")
		d.Shows("✓ Spring launch 03 is complete")

		d.Press("Y")
		end(4, heygen.Completed)
		d.Press("Y")
		d.Shows("id sent to the terminal")
		d.Advance(answerFor)
		d.Shows("✓ Spring launch 04 is complete")
		end(5, heygen.Completed)
		d.Shows("✓ Spring launch 05 is complete")
	})
}

// How the one save went that a key began is the rest of its answer.
func TestASaveEndsItsOwnAnswer(t *testing.T) {
	play(t, Config{}, 120, 32, completeRows(3), func(d *driver) {
		d.Press("d")
		d.Shows("✓ Video 000 is saved")
		d.Press("G")
		d.stage.downloads[id(2)] = make(chan error, 1)
		d.Press("d")
		d.Shows("saving Video 002")
		d.Press("Y")
		d.stage.downloads[id(2)] <- errors.New("disk full")
		d.settle()
		d.Shows("id sent to the terminal")
		d.Advance(answerFor)
		d.Shows("✗ Video 002 was not saved")
	})
}

// What the program begins with is amber only where it warns.
func TestTheNoticeOfTheStartIsAmberWhereItWarns(t *testing.T) {
	for warns, want := range map[bool]string{false: "<grey>a line", true: "<amber>a line"} {
		play(t, Config{Notice: "a line", Warns: warns}, 80, 24, threeRows, func(d *driver) {
			if screen := named(d.model.View().Content, d.model.canvas.styles); !strings.Contains(screen, want) {
				t.Errorf("no %q:\n%s", want, screen)
			}
		})
	}
}

// Prose that was pasted by mistake is seen in the question.
func TestAPasteIsNamedAsFarAsThereIsRoom(t *testing.T) {
	for width, want := range map[int]string{
		80: "Track the 6 videos pasted: hello, my, friend, please, add, nothing? y/n",
		60: "Track the 6 videos pasted: hello, my, friend, ...? y/n",
		40: "Track the 6 videos pasted? y/n",
	} {
		play(t, Config{}, width, 12, threeRows, func(d *driver) {
			d.Paste("hello my friend please add nothing")
			d.Shows(want)
		})
	}
}

// A notice of the start stays until a key, and then comes what it kept back.
func TestNewsWaitsForTheNoticeOfTheStart(t *testing.T) {
	play(t, Config{Notice: "the key file can be read by others"}, 120, 32, threeRows, func(d *driver) {
		d.stage.set(id(1), func(e *tracker.Entry) { e.Status = heygen.Completed })
		d.Changed()
		d.Advance(time.Hour)
		d.Shows("the key file can be read by others")
		d.Press("j")
		d.Shows("✓ Spring launch – teaser DE is complete")
	})
}
