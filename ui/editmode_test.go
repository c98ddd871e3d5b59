package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"reelwatch/tracker"
)

// Label writes on the stage's entries as the tracker does.
func (s *stage) Label(_ context.Context, ids []string, l tracker.Labels) ([]tracker.Entry, error) {
	s.mu.Lock()
	err := s.fails["label"]
	s.note("label %s", strings.Join(ids, " "))
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	var now []tracker.Entry
	for _, id := range ids {
		s.set(id, func(e *tracker.Entry) {
			if l.Title != nil {
				e.LocalTitle = *l.Title
			}
			if l.Batch != nil {
				e.Batch = *l.Batch
			}
			now = append(now, *e)
		})
	}
	s.do(func() { s.snap.Rev++ })
	return now, nil
}

func TestEditScreens(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 10}} {
		shape := fmt.Sprintf("-%dx%d", size[0], size[1])
		for name, act := range map[string]func(d *driver){
			"edit": func(d *driver) { d.Press("j", "e", "tab") },
			"edit-emptied": func(d *driver) {
				d.Press("G", "e", "ctrl+u")
			},
			"edit-batch": func(d *driver) { d.Press("space", "space", "G", "space", "e") },
		} {
			t.Run(name+shape, func(t *testing.T) {
				play(t, Config{}, size[0], size[1], springBatch, func(d *driver) {
					act(d)
					d.Golden(name + shape)
				})
			})
		}
	}
}

func TestEditATitleAndABatch(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		d.Press("e", "ctrl+u")
		d.Type("Q?")
		d.Paste("uick\ntour\x1b[2J")
		d.took()
		d.Press("tab", "ctrl+u")
		d.Type("autumn")
		d.Press("enter")
		d.took("label " + id(1))
		d.Shows("renamed to Q?uick tour and is of the batch autumn now")
		d.Press("e", "ctrl+u", "enter")
		d.Shows("Spring launch – teaser DE has HeyGen's title again")
		d.Press("e", "down", "ctrl+u", "enter")
		d.Shows("Spring launch – teaser DE is of no batch now")
		d.took("label "+id(1), "label "+id(1))
		d.Press("e", "enter") // nothing was changed
		d.took()
		d.Press("e")
		d.Type("zzz")
		d.Press("esc")
		d.took()
		d.Hides("zzz", "Title and batch")
		if d.model.View().Cursor != nil {
			t.Error("a cursor is left after the box was closed")
		}
	})
}

func TestEditTheBatchOfTheMarkedOnes(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		d.Press("space", "space", "G", "space", "e")
		d.Shows("Batch of 3 videos", "several, which stay as they are")
		d.Hides("title ")
		d.Press("enter") // which would else take the batch away from two of them
		d.took()
		d.Press("e")
		d.Type("autumn")
		d.stage.do(func() { d.stage.snap.Entries = d.stage.snap.Entries[1:] })
		d.Changed() // one is removed by another process
		d.Press("enter")
		d.took("label " + id(1) + " " + id(2) + " " + id(24))
		d.Shows("2 videos are of the batch autumn now")
		d.Press("/")
		d.Type("batch:autumn")
		d.Shows("2 of 11")
	})
}

func TestAnEditThatFailsKeepsTheBox(t *testing.T) {
	play(t, Config{}, 120, 32, springBatch, func(d *driver) {
		d.stage.do(func() { d.stage.fails["label"] = &tracker.StoreError{Err: errors.New("disk full")} })
		d.Press("e")
		d.Type(" 2")
		d.Press("enter")
		d.Shows("✗ nothing was changed: disk full", "teaser DE 2")
		d.stage.do(func() {
			delete(d.stage.fails, "label")
			d.stage.snap.Entries = d.stage.snap.Entries[1:]
		})
		d.Press("enter")
		d.Shows("nothing was changed: tracked no longer")
	})
}

func TestTheEditedRowStaysInSight(t *testing.T) {
	play(t, Config{}, 40, 10, completeRows(30), func(d *driver) {
		d.Press("j", "j", "j", "e")
		d.Shows("▌  ✓  Video 003", "title  Video 003")
		d.Press("esc")
		d.selected("Video 003")
	})
}
