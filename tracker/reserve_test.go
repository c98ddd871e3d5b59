package tracker

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"reelwatch/heygen/heygentest"
)

func TestTakenNamesGetANumber(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{Title: "Clip"}, func(s *studio) {
		s.cfg.NameTemplate = "{title}"
		foreign := filepath.Join(s.folder, "Clip.mp4")
		if err := os.WriteFile(foreign, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		if saved := s.wantSaved(); saved.Path != filepath.Join(s.folder, "Clip (2).mp4") {
			t.Errorf("saved as %s", saved.Path)
		}
		if got, _ := os.ReadFile(foreign); string(got) != "mine" {
			t.Errorf("the file that was there now holds %q", got)
		}
	})
}

func TestAFileOfTheSameLengthCountsAsSaved(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{}, func(s *studio) {
		there := filepath.Join(s.folder, s.video+".mp4")
		if err := os.WriteFile(there, s.server.Content(s.video), 0o600); err != nil {
			t.Fatal(err)
		}
		if saved := s.wantSaved(); !saved.Already || saved.Path != there {
			t.Errorf("saved %+v", saved)
		}
	})
}

func TestPlantedSymlinkIsNotFollowed(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{}, func(s *studio) {
		victim := filepath.Join(t.TempDir(), "victim")
		if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(victim, filepath.Join(s.folder, s.video+".mp4"+partSuffix)); err != nil {
			t.Fatal(err)
		}
		_, err := s.Download(s.t.Context(), s.video)
		if err == nil {
			t.Error("saved over a planted link")
		}
		if got, _ := os.ReadFile(victim); !bytes.Equal(got, []byte("precious")) {
			t.Errorf("the victim now holds %d bytes", len(got))
		}
	})
}

// A name that went to another video while its entry was removed is not written to when the entry is put back.
func TestRestoredEntryDoesNotTakeItsNameBack(t *testing.T) {
	first := heygentest.VideoSpec{ID: heygentest.ID(1), Title: "Clip", Faults: []heygentest.Fault{cut(0.4), onFile(heygentest.Refuse, 400)}}
	first.Faults[1].Times = 4
	inStudio(t, first, func(s *studio) {
		s.cfg.NameTemplate = "{title}"
		if _, err := s.Download(s.t.Context(), s.video); err == nil {
			t.Fatal("the first save was to stop half-way")
		}
		noted := s.Entry(s.video).Part
		if noted == nil {
			t.Fatal("nothing is noted of the part")
		}
		if err := os.Remove(noted.Path()); err != nil {
			t.Fatal(err)
		}
		removed, err := s.Remove(s.t.Context(), []string{s.video})
		if err != nil {
			t.Fatal(err)
		}
		other := heygentest.ID(2)
		s.server.Add(heygentest.VideoSpec{ID: other, Title: "Clip", Size: 50_000})
		if _, err := s.Add(s.t.Context(), additions(other), Added); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Check(s.t.Context(), []string{other}, true); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Download(s.t.Context(), other); err != nil {
			t.Fatal(err)
		}
		if err := s.Restore(s.t.Context(), removed); err != nil {
			t.Fatal(err)
		}
		saved := s.wantSaved()
		if saved.Path != filepath.Join(s.folder, "Clip (2).mp4") {
			t.Errorf("saved as %s", saved.Path)
		}
	})
}
