package ui

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	tea "charm.land/bubbletea/v2"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// sizes are the screens on which every state is looked at.
func sizes() [][2]int { return [][2]int{{200, 60}, {120, 40}, {80, 24}, {60, 20}, {40, 10}} }

func TestScreens(t *testing.T) {
	for _, size := range append(sizes(), [][2]int{{160, 45}, {120, 32}, {48, 12}, {30, 5}}...) {
		name := fmt.Sprintf("mixed-%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			play(t, Config{}, size[0], size[1], mixed, func(d *driver) { d.Golden(name) })
		})
	}
	for name, scene := range map[string]func(*stage){"empty": nil, "empty-no-key": keyless, "three": threeRows, "mishaps": mishaps} {
		for _, size := range sizes() {
			name := fmt.Sprintf("%s-%dx%d", name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				play(t, Config{}, size[0], size[1], scene, func(d *driver) { d.Golden(name) })
			})
		}
	}
}

// What went wrong is told in full, with what to do, where enter opens the row.
func TestMishapsInFull(t *testing.T) {
	for i, name := range []string{"disk-full", "no-permission", "no-folder", "link-expired", "not-answered"} {
		for _, size := range sizes() {
			name := fmt.Sprintf("details-%s-%dx%d", name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				play(t, Config{}, size[0], size[1], mishaps, func(d *driver) {
					for range i {
						d.Press("j")
					}
					d.Press("enter")
					d.Advance(time.Second)
					d.Golden(name)
				})
			})
		}
	}
}

// Each mode looks as it should without colours and without symbols, too.
func TestModesWithoutColoursOrSymbols(t *testing.T) {
	for name, keys := range map[string]string{"help": "?", "confirm": "x", "add": "a", "import": "i space", "details": "j j enter", "filter": "/ t"} {
		t.Run(name, func(t *testing.T) {
			play(t, Config{ASCII: true, Abilities: term.Abilities{NoColor: true}}, 80, 24, func(s *stage) {
				shelves(s)
				s.snap.Service.Trouble = &heygen.LimitError{Quota: true}
			}, func(d *driver) {
				d.Press(strings.Fields(keys)...)
				d.Advance(time.Second)
				d.Golden("bare-" + name)
				d.Painted("bare-" + name)
			})
		})
	}
}

func TestColours(t *testing.T) {
	for name, cfg := range map[string]Config{
		"dark": {Theme: ThemeDark}, "light": {Theme: ThemeLight}, "ascii": {ASCII: true, Theme: ThemeDark},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, cfg, 120, 32, mixed, func(d *driver) {
				d.Press("j", "space", "space")
				d.Golden(name)
				d.Painted(name)
			})
		})
	}
	for name, profile := range map[string]colorprofile.Profile{"sixteen": colorprofile.ANSI, "no-colour": colorprofile.Ascii} {
		t.Run(name, func(t *testing.T) {
			play(t, Config{}, 80, 24, mixed, func(d *driver) {
				d.Send(tea.ColorProfileMsg{Profile: profile})
				d.Press("j", "space")
				d.Golden(name)
				d.Painted(name)
			})
		})
	}
}

func TestModes(t *testing.T) {
	for _, size := range sizes() {
		shape := fmt.Sprintf("-%dx%d", size[0], size[1])
		for name, act := range map[string]func(d *driver){
			"help":          func(d *driver) { d.Press("?") },
			"marked":        func(d *driver) { d.Press("space", "space", "j", "space") },
			"confirm-one":   func(d *driver) { d.Press("j", "x") },
			"confirm-three": func(d *driver) { d.Press("*", "x") },
			"add":           func(d *driver) { d.Press("a") },
			"add-bad": func(d *driver) {
				d.Press("a")
				d.Paste(id(77) + "\nnot an id!\nhttps://example.com/videos/x\n" + id(78))
				d.Press("ctrl+s")
			},
			"paste":       func(d *driver) { d.Paste(id(77) + " " + id(78) + " nonsense!") },
			"failed-view": func(d *driver) { d.Press("4") },
			"empty-view":  func(d *driver) { d.Press("5") },
		} {
			t.Run(name+shape, func(t *testing.T) {
				play(t, Config{}, size[0], size[1], threeRows, func(d *driver) {
					act(d)
					d.Golden(name + shape)
				})
			})
		}
	}
}

func TestTroubles(t *testing.T) {
	for name, err := range map[string]error{
		"no-key":      &heygen.AuthError{Missing: true, Hint: "set HEYGEN_API_KEY, or run heygen auth login"},
		"key-refused": &heygen.AuthError{Reply: heygen.Reply{Op: "status of 3 videos", HTTP: 401}},
		"not-allowed": &heygen.AuthError{Reply: heygen.Reply{Op: "status of 3 videos", HTTP: 403}},
		"key-wrong": &heygen.AuthError{Fixed: true, Reply: heygen.Reply{Op: "status of 3 videos", HTTP: 401},
			Hint: "check HEYGEN_API_KEY (make a key at https://app.heygen.com/settings/api)"},
		"key-blank": &heygen.AuthError{Missing: true, Fixed: true, Reply: heygen.Reply{Message: "HEYGEN_API_KEY is blank"}},
		"key-barred": &heygen.AuthError{Fixed: true, Reply: heygen.Reply{Op: "status of 3 videos", HTTP: 403},
			Hint: "the credential from HEYGEN_API_KEY is not permitted to do this; use another account's key"},
		"limit":      &heygen.LimitError{RetryAfter: 30 * time.Second},
		"quota":      &heygen.LimitError{Quota: true},
		"server":     &heygen.ServerError{Reply: heygen.Reply{HTTP: 503}},
		"no-network": &heygen.TransportError{Op: "status", Err: &net.DNSError{Err: "no such host", Name: "api.heygen.com"}},
		"time-out":   &heygen.TransportError{Op: "status", Err: errors.New("timed out")},
		"refused":    &heygen.TransportError{Op: "status", Err: errors.New("connection refused")},
		"route":      &heygen.RouteError{},
		"body":       &heygen.BodyError{Err: errors.New("not JSON")},
		"store":      &tracker.StoreError{Err: errors.New("/home/ann/reelwatch.db is damaged")},
		"other":      errors.New("something\x1b[31m odd"),
	} {
		t.Run(name, func(t *testing.T) {
			play(t, Config{}, 80, 24, func(s *stage) {
				threeRows(s)
				s.snap.Service.Trouble = err
				s.snap.Service.LastAnswer = ago(4 * time.Minute)
				s.snap.Service.Next = time.Now().Add(32 * time.Second)
			}, func(d *driver) {
				for _, size := range sizes() {
					d.Resize(size[0], size[1])
					d.Golden(fmt.Sprintf("trouble-%s-%dx%d", name, size[0], size[1]))
				}
			})
		})
	}
}

// Where symbols are not wanted, only what people wrote may hold others than those of ASCII.
func TestWithoutSymbolsEveryModeIsASCII(t *testing.T) {
	for _, keys := range []string{"", "?", "x", "space x", "a", "i", "i / s", "e", "/ p", "enter", "j j enter", "s", "S", "5", "Y", "d"} {
		play(t, Config{ASCII: true, CanSuspend: true}, 120, 60, func(s *stage) {
			s.put(rendering(id(1), "Spring", 5*time.Minute), completed(id(2), "Product tour", time.Hour, 58), failed(id(3), "Onboarding", "no credit", time.Hour))
			answered(s)
		}, func(d *driver) {
			d.Press(strings.Fields(keys)...)
			for line := range strings.Lines(d.Screen()) {
				if strings.ContainsFunc(line, func(r rune) bool { return r >= 0x80 }) {
					t.Errorf("after %q: %s", keys, line)
				}
			}
		})
	}
}

// A terminal of another encoding gets nothing but ASCII, and every column stays where it is.
func TestWithoutUnicodeColumnsStay(t *testing.T) {
	scene := func(s *stage) {
		mixed(s)
		s.put(completed(id(40), "Frühjahr 春の新作 👨‍👩‍👧", 5*time.Minute, 30), rendering(id(41), "plain", time.Minute))
	}
	for _, size := range [][2]int{{120, 32}, {60, 20}, {40, 10}} {
		var with, without []string
		play(t, Config{ASCII: true}, size[0], size[1], scene, func(d *driver) { with = strings.Split(d.Screen(), "\n") })
		play(t, Config{ASCII: true, NoUnicode: true}, size[0], size[1], scene, func(d *driver) {
			d.Shows("Fr?hjahr")
			without = strings.Split(d.Screen(), "\n")
		})
		for i, line := range without {
			if strings.ContainsFunc(line, func(r rune) bool { return r >= 0x80 }) {
				t.Errorf("%v: %q", size, line)
			}
			if term.Width(line) != term.Width(with[i]) {
				t.Errorf("%v: %q became %q", size, with[i], line)
			}
		}
	}
}
