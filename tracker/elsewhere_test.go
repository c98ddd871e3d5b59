package tracker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen/heygentest"
)

// stalled runs f with a save under way in one process that has come to 40 %, and with another process over the same store.
// stop ends the save.
func stalled(t *testing.T, f func(s *studio, other *Tracker, stop func() error)) {
	t.Helper()
	stall := heygentest.Fault{On: heygentest.File, Do: heygentest.Stall, After: 0.4}
	inStudio(t, heygentest.VideoSpec{Faults: []heygentest.Fault{stall}}, func(s *studio) {
		ctx, cancel := context.WithCancel(s.t.Context())
		defer cancel()
		ended := make(chan error)
		go func() {
			_, err := s.Download(ctx, s.video)
			ended <- err
		}()
		pass(time.Second)
		f(s, s.process(), func() error {
			cancel()
			return <-ended
		})
	})
}

// follow looks at the store as a dashboard does once a second, and gives what is known of the video beside its entry.
func (s *studio) follow(process *Tracker) Live {
	s.t.Helper()
	if _, err := process.Load(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	if l := process.Snapshot().Live[s.video]; l != nil {
		return *l
	}
	return Live{}
}

func TestASaveOfAnotherProcessShowsForAsLongAsItRuns(t *testing.T) {
	stalled(t, func(s *studio, other *Tracker, stop func() error) {
		if l := s.follow(other); !l.Elsewhere {
			t.Errorf("while it is saved elsewhere: %+v", l)
		}
		if l := s.follow(s.Tracker); l.Elsewhere {
			t.Errorf("one's own save: %+v", l)
		}
		if _, err := other.Download(s.t.Context(), s.video); !errors.Is(err, ErrBusy) {
			t.Fatalf("saved twice: %v", err)
		}
		if l := s.follow(other); l != (Live{Elsewhere: true}) {
			t.Errorf("after a try: %+v", l)
		}
		if err := stop(); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if l := s.follow(other); l != (Live{}) {
			t.Errorf("after it was stopped: %+v", l)
		}
		if l := s.follow(s.Tracker); l != (Live{}) {
			t.Errorf("after it was stopped, where it ran: %+v", l)
		}
	})
}

func TestAVideoSavedElsewhereHasNoError(t *testing.T) {
	stalled(t, func(s *studio, other *Tracker, stop func() error) {
		s.follow(other)
		other.setLive(s.video, func(l *Live) { l.Error = "disk full" })
		s.server.Release()
		synctest.Wait()
		if e := s.Entry(s.video); !e.Saved() {
			t.Fatal("not saved")
		}
		if l := s.follow(other); l != (Live{}) {
			t.Errorf("after it was saved: %+v", l)
		}
		_ = stop()
	})
}

// Looking whether a part is held must not keep away who wants to hold it.
func TestLookingDisturbsNoSave(t *testing.T) {
	stalled(t, func(s *studio, other *Tracker, stop func() error) {
		_ = stop()
		part := other.Entry(s.video)
		if part == nil {
			s.follow(other)
			part = other.Entry(s.video)
		}
		f, err := openFile(part.Part.Path(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := peekPart(f); err != nil {
			t.Fatal(err)
		}
		if partHeld(part.Part.Path()) {
			t.Error("one who looks was taken for one who saves")
		}
		go func() {
			<-time.After(7 * time.Millisecond)
			_ = f.Close()
		}()
		held, err := openPart(part.Part.Name)
		if err != nil {
			t.Fatalf("kept away: %v", err)
		}
		held.drop()
	})
}
