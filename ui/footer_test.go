package ui

import (
	"fmt"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"

	"reelwatch/ui/term"
)

// footer is the last line of the screen.
func (d *driver) footer() string {
	lines := strings.Split(strings.TrimSuffix(d.Screen(), "\n"), "\n")
	return lines[len(lines)-1]
}

// On a request whose answer was lost enter does not open details, and the footer leads to the decision on any screen.
func TestTheFooterLeadsToADecision(t *testing.T) {
	for _, width := range []int{40, 60, 80, 120, 200} {
		play(t, Config{}, width, 24, fullHouse, func(d *driver) {
			d.Press("j", "j", "j", "j", "j")
			if !strings.HasPrefix(d.footer(), " enter decide") {
				d.t.Errorf("at %d on an unsure row: %s", width, d.footer())
			}
			d.Press("j")
			if strings.Contains(d.footer(), "decide") {
				d.t.Errorf("at %d on a failed row: %s", width, d.footer())
			}
			d.Press("enter", "k")
			if strings.Contains(d.footer(), "decide") {
				d.t.Errorf("at %d with details open, where enter closes: %s", width, d.footer())
			}
		})
	}
}

func TestEveryChoiceOfADecisionIsInTheFooter(t *testing.T) {
	play(t, Config{}, LeastWidth, LeastHeight, fullHouse, func(d *driver) {
		d.Press("j", "j", "j", "j", "j", "enter")
		if got, want := d.footer(), " s send again  f found it  x give up"; got != want {
			d.t.Errorf("%q, want %q", got, want)
		}
		d.Shows("s       send again, may pay twice\n", "f       found it: type its id or link\n", "x       give up, track it no longer\n", "esc     close\n")
	})
}

// Each key that the footer leaves out has no room beside those that stand before it.
func TestTheFooterIsAsFullAsItCanBe(t *testing.T) {
	for width := LeastWidth; width <= 200; width += 10 {
		play(t, Config{}, width, 24, mixed, func(d *driver) {
			d.Press("j", "j", "j", "j", "j", "j", "j") // completed, not saved
			footer := d.footer()
			room := width - margin - term.Width(footer)
			for _, b := range d.model.footerKeys() {
				text := b.Help().Key + " " + brief(b.Help().Desc)
				if b.Enabled() && !strings.Contains(footer, " "+text) && term.Width(text)+gap+1 <= room {
					d.t.Errorf("at %d %q has room in %q", width, text, footer)
				}
			}
			for _, first := range []string{"d save", "? all keys", "q quit"} {
				if !strings.Contains(footer, first) {
					d.t.Errorf("at %d %q is not in %q", width, first, footer)
				}
			}
		})
	}
}

func TestTheFooterKeepsTheFirstOfTwo(t *testing.T) {
	a, b := bind("a", "one, and more", "a"), bind("b", "two", "b")
	var got []string
	for _, k := range fitting([]key.Binding{bind("?", "help", "?"), b, a, b}, 80, 3) {
		got = append(got, k.Help().Key+" "+k.Help().Desc)
	}
	if want := "[b two a one ? help]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %v", got, want)
	}
}
