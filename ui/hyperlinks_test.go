package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// hyperlinks gives the texts of the screen that are hyperlinks, with their addresses.
func (d *driver) hyperlinks() map[string]string {
	out := map[string]string{}
	for _, part := range strings.Split(d.model.View().Content, "\x1b]8;;")[1:] {
		address, text, _ := strings.Cut(part, "\a")
		if address == "" {
			continue // the end of one
		}
		out[ansi.Strip(text)] = address
	}
	return out
}

func (d *driver) wantHyperlink(text, address string) {
	d.t.Helper()
	if got := d.hyperlinks()[text]; got != address {
		d.t.Errorf("%q leads to %q, want %q; of %q", text, got, address, d.hyperlinks())
	}
}

func TestTitlesAndFilesAreHyperlinks(t *testing.T) {
	play(t, Config{Host: "box"}, 120, 24, linkedRows, func(d *driver) {
		d.stage.set(id(2), func(e *tracker.Entry) { e.PageURL = "https://heygen.example/p;x" })
		d.stage.set(id(5), func(e *tracker.Entry) { e.File = "/my videos/100%; 日本.mp4" })
		d.stage.put(video("q-1234abcd", "Written down", tracker.Queued, 0))
		d.Changed()
		d.wantHyperlink("Product tour 01", pages+id(1))
		d.wantHyperlink("Product tour 02", "https://heygen.example/p%3Bx")
		d.wantHyperlink("100%; 日本.mp4", "file://box/my%20videos/100%25%3B%20%E6%97%A5%E6%9C%AC.mp4")
		d.wantHyperlink("Written down", "")
		d.Press("G", "enter")
		d.wantHyperlink("app.heygen.com/videos/"+id(5), pages+id(5))
		d.wantHyperlink("/my videos/100%; 日本.mp4", "file://box/my%20videos/100%25%3B%20%E6%97%A5%E6%9C%AC.mp4")
	})
}

func TestNoHyperlinksWhereTheyWouldLeadNowhere(t *testing.T) {
	play(t, Config{Host: "box", Abilities: term.Abilities{NoLinks: true}}, 120, 24, linkedRows, func(d *driver) {
		if got := d.hyperlinks(); len(got) > 0 || strings.Contains(d.model.View().Content, "\x1b]") {
			d.t.Errorf("%q", got)
		}
	})
	play(t, Config{}, 120, 24, linkedRows, func(d *driver) { // the files are at another machine
		d.wantHyperlink("Product tour 05.mp4", "")
		d.wantHyperlink("Product tour 05", pages+id(5))
	})
	gone := func(s *stage) {
		linkedRows(s)
		s.gone[id(5)] = true
	}
	play(t, Config{Host: "box"}, 120, 24, gone, func(d *driver) {
		d.Press("G", "enter")
		d.Shows("moved or deleted")
		d.wantHyperlink("/home/ann/Downloads/reelwatch/Product tour 05.mp4", "")
	})
}

func TestHostileAddressesAndTitlesStayInTheirPlace(t *testing.T) {
	play(t, Config{Host: "box"}, 120, 24, func(s *stage) {
		for i, address := range []string{
			"javascript:alert(1)", "https://a.example/\x1b\\\x1b]52;c;eA==\a", "https://a.example/\a", "file:///etc/passwd", "https://x@evil.example/",
			"https://a.example/" + strings.Repeat("x", 5000),
		} {
			e := completed(id(i), "Title \x1b]8;;https://evil.example\a"+string(rune('a'+i)), time.Hour, 3)
			e.PageURL = address
			s.put(e)
		}
		s.put(saved(id(50), "Saved", "a\x1b]8;;https://evil.example\ab.mp4", time.Hour, 3, 5))
		s.put(&tracker.Entry{ID: "odd\x1b]8;;https://evil.example\aid", Status: heygen.Completed})
		answered(s)
	}, func(d *driver) {
		if len(d.hyperlinks()) == 0 {
			d.t.Error("no hyperlink at all")
		}
		for text, address := range d.hyperlinks() {
			if !strings.HasPrefix(address, pages) && !strings.HasPrefix(address, "file://box/") || strings.ContainsAny(address, "\x1b;\\") {
				d.t.Errorf("%q leads to %q", text, address)
			}
		}
	})
}

func TestTheRendererKeepsHyperlinks(t *testing.T) {
	redrawn := func(s *stage) {
		s.put(completed(id(1), "A new one", 2*time.Hour, 60))
		s.changed()
	}
	got := written(t, 120, 48, renderingRows(9*time.Minute), redrawn, 10*time.Second)
	if !strings.Contains(got, "\x1b]8;;"+pages+id(1)) {
		t.Errorf("no hyperlink in %q", got)
	}
	opened, closed := strings.Count(got, "\x1b]8;;h"), strings.Count(got, "\x1b]8;;\a")
	if opened == 0 || closed == 0 || strings.LastIndex(got, "\x1b]8;;h") > strings.LastIndex(got, "\x1b]8;;\a") {
		t.Errorf("%d hyperlinks begin, %d end", opened, closed)
	}
}
