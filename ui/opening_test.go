package ui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"reelwatch/tracker"
	"reelwatch/ui/term"
)

func (d *driver) opened(want ...string) {
	d.t.Helper()
	got := d.desk.opened
	slices.Sort(got) // commands run side by side
	if !slices.Equal(got, want) {
		d.t.Fatalf("opened %q, want %q", got, want)
	}
	d.desk.opened = nil
}

const pages = "https://app.heygen.com/videos/"

func TestOpenTakesTheFileElseThePage(t *testing.T) {
	film := filepath.Join(t.TempDir(), "a film.mp4")
	if err := os.WriteFile(film, []byte("film"), 0o600); err != nil {
		t.Fatal(err)
	}
	play(t, Config{}, 120, 24, linkedRows, func(d *driver) {
		d.stage.set(id(5), func(e *tracker.Entry) { e.File = film })
		d.stage.set(id(2), func(e *tracker.Entry) { e.PageURL = "https://heygen.example/p?x=1" })
		d.stage.set(id(3), func(e *tracker.Entry) { e.PageURL = "file:///etc/passwd" })
		d.Changed()
		d.Press("o")
		d.opened(pages + id(1))
		d.Press("j", "o")
		d.opened("https://heygen.example/p?x=1")
		d.Press("j", "o")
		d.opened(pages + id(3))
		d.Press("G", "o")
		d.opened(film)
		d.Shows("opening video")
		if err := os.Remove(film); err != nil {
			t.Fatal(err)
		}
		d.Press("o")
		d.opened(pages + id(5))
		d.copied()
	})
}

func TestOpeningManyIsAskedFirst(t *testing.T) {
	play(t, Config{}, 120, 24, linkedRows, func(d *driver) {
		d.Press("space", "space", "o")
		d.opened(pages+id(1), pages+id(2))
		d.Press("*")
		d.Resize(160, 24)
		d.Shows("o open 5")
		d.Press("o")
		d.opened()
		d.Shows("Open 5 windows? y/n")
		d.Press("n", "o", "y")
		d.opened(pages+id(1), pages+id(2), pages+id(3), pages+id(4), pages+id(5))
	})
}

func TestWhatDoesNotOpenIsSaidWithItsPlace(t *testing.T) {
	play(t, Config{}, 120, 24, linkedRows, func(d *driver) {
		d.desk.unable = errors.New("there is no xdg-open here")
		d.Press("o")
		d.Shows("✗ not opened (there is no xdg-open here): " + pages + id(1))
	})
}

func TestOverSSHThePageIsCopied(t *testing.T) {
	play(t, Config{Abilities: term.Abilities{SSH: true}}, 150, 24, linkedRows, func(d *driver) {
		d.Shows("o copy page")
		d.Press("o")
		d.opened()
		d.copied(pages + id(1))
		d.Shows("nothing opens over SSH: page sent to the terminal: " + pages)
		d.Press("*", "o")
		d.opened()
		d.Shows("nothing opens over SSH: 5 pages sent to the terminal")
	})
}

func TestWhatIsNotAtHeyGenHasNoPage(t *testing.T) {
	play(t, Config{}, 120, 24, func(s *stage) {
		s.put(video("q-1234abcd", "Written down", tracker.Queued, 0))
		answered(s)
	}, func(d *driver) {
		d.Hides("o open")
		d.Press("o")
		d.opened()
	})
}
