package ui

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"

	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// linkedRows are three completed rows with links, one failed and one saved.
func linkedRows(s *stage) {
	s.put(
		completed(id(1), "Product tour 01", 0, 60), completed(id(2), "Product tour 02", 0, 60), completed(id(3), "Product tour 03", 0, 60),
		failed(id(4), "Onboarding", "no credit", 0),
		saved(id(5), "Product tour 05", "Product tour 05.mp4", 0, 60, 5_000_000),
	)
	answered(s)
}

// copied holds what was sent to the terminal's clipboard since the last time.
func (d *driver) copied(want ...string) {
	d.t.Helper()
	if got := d.clipboard(); !slices.Equal(got, want) {
		d.t.Fatalf("copied %q, want %q", got, want)
	}
}

// clipboard is what was sent to the terminal's clipboard since the last time.
func (d *driver) clipboard() (got []string) {
	d.t.Helper()
	for _, part := range strings.Split(d.raw, "\x1b]52;c;")[1:] {
		text, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(part, "\a"))
		if err != nil {
			d.t.Fatalf("written: %q", d.raw)
		}
		got = append(got, string(text))
	}
	d.raw = ""
	return got
}

func TestCopyOneAndSeveral(t *testing.T) {
	play(t, Config{}, 150, 24, linkedRows, func(d *driver) {
		d.Press("y")
		d.copied(linkTo(id(1)))
		d.Shows("link sent to the terminal: https://files2.heygen.ai/aws_")
		d.Press("Y")
		d.copied(id(1))
		d.Shows("id sent to the terminal: " + id(1))
		d.Press("space", "space", "j", "space") // two that are complete, and one that failed
		d.Shows("y copy 2 links")
		d.Press("y")
		d.copied(linkTo(id(1)) + "\n" + linkTo(id(2)))
		d.Shows("2 links sent to the terminal: https://files2.heygen.ai/")
		d.Press("Y")
		d.copied(id(1) + "\n" + id(2) + "\n" + id(4))
		d.Press("esc", "g", "G", "c")
		d.copied("/home/ann/Downloads/reelwatch/Product tour 05.mp4")
		d.Shows("path sent to the terminal: /home/ann/Downloads/reelwatch/Product tour 05.mp4")
	})
}

func TestKeysThatCanCopyNothingAreNotThere(t *testing.T) {
	play(t, Config{}, 120, 24, linkedRows, func(d *driver) {
		d.Hides("copy path")
		d.Press("4")
		d.Hides("copy link")
		d.stage.took()
		d.Press("y", "c")
		d.took()
		d.copied()
	})
	gone := func(s *stage) {
		linkedRows(s)
		s.gone[id(5)] = true
	}
	play(t, Config{}, 120, 24, gone, func(d *driver) {
		d.Press("5")
		d.Shows("moved or deleted")
		d.Press("c")
		d.copied()
	})
	play(t, Config{}, 120, 24, nil, func(d *driver) {
		d.Press("y", "Y", "c")
		d.copied()
	})
}

func TestScpLinesAreCopiedOverSSH(t *testing.T) {
	play(t, Config{Machine: Machine{User: "ann", Host: "box"}}, 150, 24, linkedRows, func(d *driver) {
		d.Press("G")
		d.Shows("c copy scp line")
		d.Press("c")
		d.copied(`scp 'ann@box:/home/ann/Downloads/reelwatch/Product\ tour\ 05.mp4' .`)
		d.stage.set(id(5), func(e *tracker.Entry) { e.File = "/videos/a\nb.mp4" })
		d.Changed()
		d.Press("c")
		d.copied()
		d.Shows("no scp line for Product tour 05", "rename the file")
	})
}

func TestLinksAreReadOnceAtATime(t *testing.T) {
	play(t, Config{}, 120, 24, linkedRows, func(d *driver) {
		wait := make(chan struct{})
		d.stage.do(func() { d.stage.linkWait = wait })
		d.Press("y")
		d.Shows("reading the link of Product tour 01")
		d.Hides("y copy link")
		d.Press("y", "y")
		close(wait)
		d.settle()
		d.took("links " + id(1))
		d.copied(linkTo(id(1)))
		d.Shows("y copy link")
	})
}

func TestMissingLinksAreSaid(t *testing.T) {
	play(t, Config{}, 120, 24, linkedRows, func(d *driver) {
		d.stage.do(func() {
			d.stage.linkless[id(2)] = errors.New(id(2) + ": HeyGen gives no link for it")
		})
		d.Press("j", "y")
		d.copied()
		d.Shows("✗ no link: " + id(2) + ": HeyGen gives no link for it")
		d.Press("g", "space", "space", "space", "y")
		d.copied(linkTo(id(1)) + "\n" + linkTo(id(3)))
		d.Shows("2 of 3 links sent to the terminal (" + id(2) + ": HeyGen gives no link")
	})
}

func TestInTmuxItsBufferIsLoaded(t *testing.T) {
	play(t, Config{Abilities: term.Abilities{Tmux: true}}, 120, 24, linkedRows, func(d *driver) {
		d.Press("Y")
		d.copied()
		if !slices.Equal(d.desk.buffers, []string{id(1)}) {
			d.t.Errorf("tmux got %q", d.desk.buffers)
		}
		d.Shows("id in tmux's buffer, and sent to the terminal: " + id(1))
		d.desk.err = errors.New("unknown flag -w\x1b[2J")
		d.Press("Y")
		d.copied(id(1))
		d.Shows("id sent to the terminal (tmux: unknown flag -w)")
	})
}

func TestATerminalThatTakesNoCopiesIsSaidToTakeNone(t *testing.T) {
	play(t, Config{Abilities: term.Abilities{Basic: true}}, 120, 24, linkedRows, func(d *driver) {
		d.Press("Y")
		d.copied()
		d.Shows("id cannot be copied, this terminal takes none: " + id(1))
	})
	play(t, Config{}, 120, 24, completeRows(3000), func(d *driver) {
		d.Press("*", "Y")
		d.Shows("3000 ids sent to the terminal, which may not take as much:")
		if n := strings.Count(d.raw, "\x1b]52;"); n != 1 {
			d.t.Errorf("sent %d times", n)
		}
	})
}
