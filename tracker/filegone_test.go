package tracker

import (
	"os"
	"path/filepath"
	"testing"

	"reelwatch/heygen/heygentest"
)

func TestSavedFileThatHasGoneIsSavedAgain(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{}, func(s *studio) {
		saved := s.wantSaved()
		if err := os.Remove(saved.Path); err != nil {
			t.Fatal(err)
		}
		s.CheckFiles([]string{s.video})
		if l := s.Snapshot().Live[s.video]; l == nil || !l.FileGone {
			t.Errorf("nobody noticed: %+v", l)
		}
		if again := s.wantSaved(); again.Already {
			t.Error("it was not saved again")
		}
	})
}

func TestAFileOfAShownRowIsSeenToGoAndToComeBack(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{}, func(s *studio) {
		saved := s.wantSaved()
		aside := saved.Path + ".aside"
		for _, step := range []struct {
			from, to string
			shown    []string
			gone     bool
		}{{saved.Path, aside, nil, false}, {aside, aside, []string{s.video, "unknown"}, true}, {aside, saved.Path, []string{s.video}, false}} {
			if err := os.Rename(step.from, step.to); err != nil {
				t.Fatal(err)
			}
			s.SetVisible(step.shown)
			s.CheckShown()
			if l := s.Snapshot().Live[s.video]; (l != nil && l.FileGone) != step.gone {
				t.Errorf("shown %q, gone %v: %+v", step.shown, step.gone, l)
			}
		}
	})
}

func TestCheckFilesTellsHowMuchIsThereOfAStoppedSave(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{}, func(s *studio) {
		part := &Part{Name: filepath.Join(s.folder, "a.mp4"), Total: 40_000}
		if err := os.WriteFile(part.Path(), make([]byte, 6_000), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.apply(s.t.Context(), []string{s.video}, func(e *Entry) bool {
			e.Part = part
			return true
		}); err != nil {
			t.Fatal(err)
		}
		s.CheckFiles([]string{s.video})
		if l := s.Snapshot().Live[s.video]; l == nil || l.Begun != 6_000 {
			t.Errorf("%+v", l)
		}
		s.wantSaved()
		if l := s.Snapshot().Live[s.video]; l != nil {
			t.Errorf("once it is saved: %+v", l)
		}
	})
}
