package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi/kitty"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// thumbnail is what a stage gives as one, once hold is closed; at once where that is nil.
type thumbnail struct {
	data []byte
	err  error
	hold chan struct{}
}

func (s *stage) Thumbnail(ctx context.Context, id string) ([]byte, error) {
	s.mu.Lock()
	s.note("picture %s", id)
	p, known := s.pictures[id]
	s.mu.Unlock()
	if !known {
		return nil, tracker.ErrNoThumbnail
	}
	if p.hold != nil {
		select {
		case <-p.hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return p.data, p.err
}

// somePicture is a PNG of which the left half is red and the right blue.
func somePicture(width, height int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, color.RGBA{200, 20, 20, 255})
			if x >= width/2 {
				img.SetRGBA(x, y, color.RGBA{20, 20, 200, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// pictured is completed videos that have pictures, the last one none.
func pictured(n int) func(*stage) {
	return func(s *stage) {
		completeRows(n)(s)
		s.pictures = map[string]thumbnail{}
		for i := range n - 1 {
			s.pictures[id(i)] = thumbnail{data: somePicture(320, 180)}
		}
	}
}

// pictures holds against the pictures that were asked for since the last time.
func (d *driver) pictures(want ...string) {
	d.t.Helper()
	var got []string
	for _, call := range d.stage.took() {
		if id, is := strings.CutPrefix(call, "picture "); is {
			got = append(got, id)
		}
	}
	if !slices.Equal(got, want) {
		d.t.Fatalf("pictures were asked for of %q, want %q", got, want)
	}
}

const (
	redHalf  = "\x1b[38;2;200;20;20;48;2;200;20;20m"
	blueHalf = "\x1b[38;2;20;20;200;48;2;20;20;200m"
)

func TestAPictureInHalfBlocks(t *testing.T) {
	play(t, Config{}, 80, 24, pictured(2), func(d *driver) {
		d.Press("enter")
		d.Shows("fetching its picture", "HISTORY")
		d.Advance(time.Second)
		d.Hides("fetching")
		content := d.model.View().Content
		if strings.Count(d.Screen(), "▀") != 30*8 || !strings.Contains(content, redHalf) || !strings.Contains(content, blueHalf) {
			t.Errorf("the picture:\n%s", d.Screen())
		}
		d.Press("j")
		d.Advance(time.Second)
		d.Shows("picture    HeyGen has none")
		d.Hides("▀")
	})
}

func TestAPictureTakesTheRoomThereIs(t *testing.T) {
	for size, cells := range map[[2]int]int{{80, 24}: 30 * 8, {120, 40}: 44 * 12, {160, 45}: 43 * 12, {200, 60}: 44 * 12, {72, 24}: 22 * 6, {71, 60}: 44 * 12} {
		play(t, Config{}, size[0], size[1], pictured(2), func(d *driver) {
			d.Press("enter")
			d.Advance(time.Second)
			if n := strings.Count(d.Screen(), "▀"); n != cells {
				t.Errorf("at %v the picture has %d cells, want %d:\n%s", size, n, cells, d.Screen())
			}
		})
	}
	play(t, Config{}, 80, 24, pictured(2), func(d *driver) {
		d.Press("enter")
		d.Advance(time.Second)
		d.Resize(120, 40)
		if n := strings.Count(d.Screen(), "▀"); n != 44*12 {
			t.Errorf("after the screen has grown the picture has %d cells:\n%s", n, d.Screen())
		}
		d.Resize(40, 10)
		for range 60 {
			d.Press("J")
		}
		d.Shows(strings.Repeat("▀", 38))
		d.pictures(id(0)) // once
	})
}

func TestAnUprightPictureKeepsItsShape(t *testing.T) {
	play(t, Config{}, 120, 40, func(s *stage) {
		pictured(2)(s)
		s.pictures[id(0)] = thumbnail{data: somePicture(720, 1280)}
	}, func(d *driver) {
		d.Press("enter")
		d.Advance(time.Second)
		if n := strings.Count(d.Screen(), "▀"); n != 16*14 {
			t.Errorf("%d cells:\n%s", n, d.Screen())
		}
	})
}

func TestNoPictureWhereNoneCanBeShown(t *testing.T) {
	for name, c := range map[string]struct {
		cfg     Config
		profile colorprofile.Profile
	}{
		"NO_COLOR":   {Config{Abilities: term.Abilities{NoColor: true}}, colorprofile.TrueColor},
		"ASCII":      {Config{ASCII: true}, colorprofile.TrueColor},
		"16 colours": {Config{}, colorprofile.ANSI},
		"no colours": {Config{}, colorprofile.Ascii},
	} {
		play(t, c.cfg, 80, 24, pictured(2), func(d *driver) {
			d.Send(tea.ColorProfileMsg{Profile: c.profile})
			d.Press("enter")
			d.Advance(time.Second)
			d.Hides("▀", "picture")
			if calls := d.stage.took(); len(calls) > 0 {
				t.Errorf("%s: asked for %q", name, calls)
			}
		})
	}
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.Press("enter")
		d.Advance(time.Second)
		d.Hides("picture")
		d.pictures() // there is none before the end
	})
}

func TestAPictureIsFetchedWhereTheUserStays(t *testing.T) {
	play(t, Config{}, 160, 45, pictured(20), func(d *driver) {
		d.Press("enter", "j", "j", "j", "j")
		d.Advance(time.Second)
		d.pictures(id(4))
		d.Press("k")
		d.Advance(time.Second)
		d.pictures(id(3))
		d.Press("j")
		d.Advance(time.Second)
		d.pictures() // it was kept
		d.Shows("▀")
		d.Press("esc")
		d.Advance(time.Second)
		d.Press("enter")
		d.Shows("▀")
		d.pictures()
	})
}

func TestFewPicturesAreKept(t *testing.T) {
	play(t, Config{}, 80, 24, pictured(mostPictures+3), func(d *driver) {
		d.Press("enter")
		for range mostPictures + 1 {
			d.Advance(time.Second)
			d.Press("j")
		}
		if n := len(d.model.pictures.shots); n != mostPictures || len(d.model.pictures.used) != n {
			t.Errorf("%d pictures are kept", n)
		}
		d.stage.took()
		d.Press("g")
		d.Advance(time.Second)
		d.pictures(id(0))
	})
}

func TestASlowPictureBlocksNoKey(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		pictured(3)(s)
		s.pictures[id(0)] = thumbnail{data: somePicture(320, 180), hold: make(chan struct{})}
	}, func(d *driver) {
		d.Press("enter")
		d.Advance(10 * time.Second)
		d.Shows("fetching its picture")
		d.Press("j")
		d.Shows("Video 001")
		d.Advance(time.Second)
		d.Shows("▀")
		d.Press("k")
		d.Advance(time.Second)
		d.Shows("fetching its picture")
		d.pictures(id(0), id(1), id(0)) // the first was given up when the user went on
		d.Press("esc")
		d.Shows("TITLE")
	})
}

func TestAPictureThatCannotBeHadIsAWord(t *testing.T) {
	for want, p := range map[string]thumbnail{
		"not shown: the file host says HTTP 500":                  {err: errors.New("the file host says HTTP 500")},
		"not shown: not a JPEG, PNG or WebP picture":              {data: []byte("<html>")},
		"not shown: damaged":                                      {data: somePicture(64, 64)[:50]},
		"not shown: HeyGen does not know this id, so there is no": {err: &tracker.SaveError{ID: "x", What: "HeyGen does not know this id, so there is no video"}},
		"not shown: odd text":                                     {err: errors.New("odd\x1b[31m\ntext")},
	} {
		play(t, Config{}, 80, 24, func(s *stage) {
			pictured(2)(s)
			s.pictures[id(0)] = p
		}, func(d *driver) {
			d.Press("enter")
			d.Advance(time.Second)
			d.Shows("picture    " + want)
			d.Advance(time.Hour)
			d.pictures(id(0)) // and not again while the details are open
			d.Press("enter", "enter")
			d.Advance(time.Second)
			d.pictures(id(0))
		})
	}
}

// graphics is what the terminal was told of pictures since the last time.
func (d *driver) graphics() string {
	raw := d.raw
	d.raw = ""
	return raw
}

// kept and forgotten count the pictures in what the terminal was told.
func kept(graphics string) int { return strings.Count(graphics, "a=T") }

func forgotten(graphics string) int { return strings.Count(graphics, "a=d,d=I") }

// takes is the answer of a terminal that takes pictures.
func takes() tea.Msg {
	return uv.KittyGraphicsEvent{Options: kitty.Options{ID: 0x52 << 24}, Payload: []byte("OK")}
}

// playKitty runs a test of the dashboard on a terminal that takes pictures and has said so. parting is what it is to be
// told in the end.
func playKitty(t *testing.T, n int, test func(d *driver, parting *string)) {
	t.Helper()
	var parting string
	play(t, Config{Parting: func(words string) { parting = words }}, 80, 24, pictured(n), func(d *driver) {
		d.Send(tea.TerminalVersionMsg{Name: "kitty(0.44.0)"})
		if d.graphics() != "" {
			d.t.Error("the terminal was asked before there was a picture")
		}
		d.Press("enter")
		if got := d.graphics(); !strings.HasPrefix(got, "\x1b_Ga=q,") {
			d.t.Fatalf("the terminal was asked %q", got)
		}
		d.Send(takes())
		test(d, &parting)
	})
}

func TestPicturesThatTheTerminalKeeps(t *testing.T) {
	playKitty(t, 4, func(d *driver, parting *string) {
		d.Advance(time.Second)
		if got := d.graphics(); kept(got) != 1 || !strings.Contains(got, "c=30,r=8") {
			t.Fatalf("the terminal got %.200q", got)
		}
		if want := fmt.Sprintf("\x1b_Ga=d,d=I,i=%d,q=2\x1b\\", 0x52<<24|16); *parting != want {
			t.Errorf("it has to forget %q in the end, want %q", *parting, want)
		}
		content := d.model.View().Content
		if strings.Contains(content, "▀") || strings.Count(content, string(kitty.Placeholder)) != 30*8 || !strings.Contains(content, "\x1b[38;5;16m") {
			t.Errorf("on the screen: %q", content)
		}
		d.Press("j")
		d.Advance(time.Second)
		d.Press("k")
		d.Advance(time.Second)
		if got := d.graphics(); kept(got) != 1 {
			t.Errorf("for the second one, and the first again, it got %.200q", got)
		}
		d.Press("esc")
		if got := d.graphics(); forgotten(got) != 2 || kept(got) != 0 || *parting != "" {
			t.Errorf("when the details close: %q, parting %q", got, *parting)
		}
		d.Press("enter")
		d.Advance(time.Second)
		if got := d.graphics(); kept(got) != 1 || strings.Contains(got, "a=q") {
			t.Errorf("when they open again: %.200q", got)
		}
	})
}

func TestAPictureIsSentAgainForAnotherSizeAndAfterASuspension(t *testing.T) {
	playKitty(t, 2, func(d *driver, parting *string) {
		d.Advance(time.Second)
		d.graphics()
		d.Resize(120, 40)
		if got := d.graphics(); forgotten(got) != 1 || kept(got) != 1 || !strings.Contains(got, "c=44,r=12") {
			t.Errorf("for another size: %.200q", got)
		}
		d.Send(tea.ResumeMsg{})
		if got := d.graphics(); forgotten(got) != 0 || kept(got) != 1 {
			t.Errorf("after a suspension: %.200q", got)
		}
		if forgotten(*parting) != 1 {
			t.Errorf("parting: %q", *parting)
		}
	})
}

func TestTheTerminalForgetsAPictureThatIsKeptNoLonger(t *testing.T) {
	playKitty(t, mostPictures+3, func(d *driver, parting *string) {
		for range mostPictures + 1 {
			d.Advance(time.Second)
			d.Press("j")
		}
		got := d.graphics()
		if kept(got) != mostPictures+1 || forgotten(got) != 1 || forgotten(*parting) != mostPictures {
			t.Errorf("%d kept, %d forgotten, %d to forget", kept(got), forgotten(got), forgotten(*parting))
		}
	})
}

func TestHalfBlocksWhereTheTerminalKeepsNoPictures(t *testing.T) {
	for version, asks := range map[string]int{"WezTerm 20250403-110809-5046fc22": 0, "kitty(0.20.0)": 0, "kitty(0.44.0)": 1} {
		play(t, Config{}, 80, 24, pictured(4), func(d *driver) {
			d.Send(tea.TerminalVersionMsg{Name: version})
			d.Press("enter")
			d.Advance(time.Second)
			d.Press("esc", "enter")
			d.Advance(time.Second)
			if got := d.graphics(); strings.Count(got, "a=q") != asks || kept(got) != 0 {
				t.Errorf("%s got %q", version, got)
			}
			d.Send(uv.KittyGraphicsEvent{Options: kitty.Options{ID: 1}, Payload: []byte("OK")})
			d.Send(uv.KittyGraphicsEvent{Options: kitty.Options{ID: 0x52 << 24}, Payload: []byte("ENOTSUPPORTED: no")})
			d.Shows("▀")
		})
	}
}

func TestAPictureComesWithItsEnd(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		threeRows(s)
		s.pictures = map[string]thumbnail{id(1): {data: somePicture(320, 180)}}
	}, func(d *driver) {
		d.Press("enter")
		d.Advance(time.Second)
		d.Hides("picture")
		d.stage.set(id(1), func(e *tracker.Entry) { e.Status, e.CompletedAt = heygen.Completed, time.Now() })
		d.Changed()
		d.Shows("fetching its picture")
		d.Advance(time.Second)
		d.Shows("▀")
	})
}

func TestThePictureOfASimulatedVideo(t *testing.T) {
	videos := []heygentest.VideoSpec{{ID: id(1), Title: "Product tour 01"}, {ID: id(2), Title: "Product tour 02", Faults: []heygentest.Fault{
		{On: heygentest.Asset, Do: heygentest.Refuse, Status: 500, Times: 9},
	}}}
	playWhole(t, Config{}, goodKey, videos, func(d *driver, server *heygentest.Server, _ string) {
		d.Paste(id(1) + " " + id(2))
		d.Press("y")
		d.Advance(30 * time.Second)
		d.Press("enter")
		d.Advance(3 * time.Second)
		d.Shows("Product tour 01", strings.Repeat("▀", 44), "link       until")
		d.Press("j")
		d.Advance(3 * time.Second)
		d.Shows("Product tour 02", "picture    not shown: the file host says HTTP 500")
		if singles, pictures := server.Count(heygentest.Single), server.Count(heygentest.Asset); singles != 0 || pictures != 2 {
			t.Errorf("%d questions for links, which the list had told, and %d for pictures", singles, pictures)
		}
	})
}
