package ui

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
	"reelwatch/tracker"
)

// account is the stage's account at HeyGen.
type account struct {
	pages   [][]tracker.Entry
	asked   []string      // tokens
	reading chan struct{} // each page waits for one; nil lets them pass
}

func (s *stage) Account(ctx context.Context, token string) (tracker.AccountPage, error) {
	s.mu.Lock()
	s.asked = append(s.asked, token)
	wait := s.reading
	s.mu.Unlock()
	if wait != nil {
		select {
		case <-wait:
		case <-ctx.Done():
			return tracker.AccountPage{}, ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fails["account"]; err != nil {
		return tracker.AccountPage{}, err
	}
	n := 0
	if token != "" {
		if _, err := fmt.Sscan(token, &n); err != nil {
			return tracker.AccountPage{}, err
		}
	}
	var page tracker.AccountPage
	if n < len(s.pages) {
		page.Entries = slices.Clone(s.pages[n])
	}
	if n+1 < len(s.pages) {
		page.Next = fmt.Sprint(n + 1)
	}
	return page, nil
}

func (s *stage) Pick(ctx context.Context, at tracker.Place, videos []tracker.Entry) (tracker.AddResult, error) {
	s.mu.Lock()
	s.note("pick %s", strings.Join(idsOf(pointers(videos)), " "))
	s.mu.Unlock()
	return s.insert(ctx, "pick", at, videos)
}

// shelves is three videos in the list, and an account of two pages that holds two of them.
func shelves(s *stage) {
	threeRows(s)
	page := func(first, n int, more ...*tracker.Entry) []tracker.Entry {
		var out []tracker.Entry
		for _, e := range more {
			out = append(out, *e)
		}
		for i := range n {
			out = append(out, *completed(id(first+i), fmt.Sprintf("Earlier %03d", first+i), time.Duration(first+i)*time.Hour, 60))
		}
		return out
	}
	s.pages = [][]tracker.Entry{
		page(100, 25, rendering(id(50), "Spring launch – teaser NL", 3*time.Minute), rendering(id(1), "Spring launch – teaser DE", 5*time.Minute),
			failed(id(51), "Spring launch – outtakes", "Script too long for this avatar", time.Hour),
			completed(id(2), "Product tour 05 – export", 9*time.Minute, 58)),
		page(200, 30),
	}
}

func TestImportScreens(t *testing.T) {
	for _, size := range sizes() {
		shape := fmt.Sprintf("-%dx%d", size[0], size[1])
		for name, scene := range map[string]func(d *driver){
			"import":         func(d *driver) { d.Press("i", "space", "space", "space", "j", "space") },
			"import-more":    func(d *driver) { d.Press("i", "G") },
			"import-end":     func(d *driver) { d.Press("i", "G", "G") },
			"import-filter":  func(d *driver) { d.Press("i", "/"); d.Type("spring") },
			"import-nothing": func(d *driver) { d.Press("i", "/"); d.Type("zzz"); d.Press("enter") },
			"import-loading": func(d *driver) {
				d.stage.do(func() { d.stage.reading = make(chan struct{}) })
				d.Press("i")
			},
			"import-reading-more": func(d *driver) {
				d.Press("i")
				d.stage.do(func() { d.stage.reading = make(chan struct{}) })
				d.Press("G")
			},
			"import-no-key": func(d *driver) {
				d.stage.do(func() { d.stage.fails["account"] = &heygen.AuthError{Missing: true} })
				d.Press("i")
			},
			"import-no-network": func(d *driver) {
				d.stage.do(func() {
					d.stage.fails["account"] = &heygen.TransportError{Err: &net.DNSError{Err: "no such host", Name: "api.heygen.com"}}
				})
				d.Press("i")
			},
			"import-trouble-later": func(d *driver) {
				d.Press("i")
				d.stage.do(func() { d.stage.fails["account"] = &heygen.ServerError{} })
				d.Press("G")
			},
			"import-empty": func(d *driver) {
				d.stage.do(func() { d.stage.pages = nil })
				d.Press("i")
			},
		} {
			t.Run(name+shape, func(t *testing.T) {
				play(t, Config{}, size[0], size[1], shelves, func(d *driver) {
					scene(d)
					d.Golden(name + shape)
				})
			})
		}
	}
}

func TestPickingFromTheAccount(t *testing.T) {
	play(t, Config{}, 120, 32, shelves, func(d *driver) {
		d.Press("i")
		d.Shows("29 of the account's videos, 2 tracked already", "tracked already", "Script too long for this avatar", "enter track")
		d.Press("space", "space") // the second one is tracked
		d.Shows("Spring launch – teaser DE is tracked already", "1 marked")
		d.Press("space")
		d.Shows("enter track 2", "2 marked")
		d.Press("k", "k", "enter") // of what is marked, not of what is selected
		d.took("pick " + id(50) + " " + id(51))
		d.Shows("✓ tracking 2 more videos", "1 all 5", "Spring launch – teaser NL")
		d.Hides("Import ")
		d.Press("i")
		d.Shows("4 tracked already")
		d.Press("enter") // is tracked
		d.took()
		d.Press("j", "j", "j", "j", "enter")
		d.took("pick " + id(100))
		d.Shows("✓ tracking 1 more video")
	})
}

func TestMorePagesAreReadAtTheEnd(t *testing.T) {
	play(t, Config{Mouse: true}, 120, 32, shelves, func(d *driver) {
		asked := func(want ...string) {
			d.t.Helper()
			var got []string
			d.stage.do(func() { got = d.stage.asked })
			if !slices.Equal(got, want) {
				d.t.Fatalf("pages asked for: %q, want %q", got, want)
			}
		}
		d.Press("i", "j", "pgdown")
		asked("")
		for range 20 {
			d.Send(tea.MouseWheelMsg{Button: tea.MouseWheelDown, X: 10, Y: 15})
		}
		asked("", "1")
		d.Shows("59 of the account's videos")
		d.Press("G", "j", "j")
		d.Shows("that is all: 59 videos", "▌  ✓ completed  Earlier 229")
		asked("", "1")
		d.Send(tea.MouseClickMsg{Button: tea.MouseLeft, X: 10, Y: 8})
		d.Press("*")
		d.Shows("57 marked")
		d.Press("*")
		d.Hides("marked")
		d.stage.do(func() { d.stage.pages[0], d.stage.pages[1] = d.stage.pages[1], d.stage.pages[0] })
		d.Press("esc", "i", "G")
		d.Shows("59 of the account's videos") // those on both pages come once
	})
}

func TestReadingTheAccountCanBeStopped(t *testing.T) {
	play(t, Config{}, 120, 32, func(s *stage) {
		shelves(s)
		s.reading = make(chan struct{})
	}, func(d *driver) {
		d.Press("i")
		d.Shows("Reading the account's videos.", "esc stop reading")
		d.Press("j", "space", "enter", "r", "/") // nothing blocks, and nothing is there
		d.Press("esc")
		d.Shows("Nothing was read.", "r read more")
		d.Press("r")
		d.Shows("Reading the account's videos.")
		d.stage.reading <- struct{}{}
		d.settle()
		d.Shows("29 of the account's videos")
		d.Press("space", "G")
		d.Shows("reading more, 29 videos so far   esc stops")
		d.Press("esc")
		d.Shows("at the end reads more", "1 marked")
		d.Press("/")
		d.Type("early")
		d.Press("esc", "esc")
		d.Hides("marked")
		d.Press("esc")
		d.Hides("Import")
		d.took()
		d.Press("i", "esc", "esc")
		d.Hides("Import")
	})
}

func TestTroubleWithTheAccountIsToldAndTriedAgain(t *testing.T) {
	play(t, Config{}, 120, 32, shelves, func(d *driver) {
		d.stage.do(func() {
			d.stage.fails["account"] = &heygen.AuthError{Missing: true, Hint: "set HEYGEN_API_KEY, or run heygen auth login"}
		})
		d.Press("i")
		d.Shows("were not read.", "no API key", "set HEYGEN_API_KEY, or run heygen auth login", "r  tries again", "r try again")
		d.Hides("no key  ") // the asking goes on
		d.stage.do(func() { delete(d.stage.fails, "account") })
		d.Press("r")
		d.Shows("29 of the account's videos")
		d.stage.do(func() { d.stage.fails["pick"] = &tracker.StoreError{Err: errors.New("disk full")} })
		d.Press("enter")
		d.Shows("✗ nothing was tracked: disk full", "29 of the account's videos")
		d.stage.do(func() { d.stage.fails = maps.Clone(map[string]error{}) })
		d.Press("enter")
		d.Shows("✓ tracking 1 more video")
	})
}

func TestThePickerFollowsTheList(t *testing.T) {
	play(t, Config{}, 120, 32, shelves, func(d *driver) {
		d.Press("i", "space", "j", "space")
		d.Shows("2 marked")
		e := rendering(id(50), "Spring launch – teaser NL", 3*time.Minute)
		d.stage.put(e)
		d.Changed() // by another process
		d.Shows("3 tracked already", "1 marked", "enter track")
		d.Paste("?!")
		d.Press("?")
		d.Shows("MOVE")
		d.Press("esc", "/")
		d.Paste("outtakes")
		d.Shows("/outtakes 1 of 29")
		d.Press("enter", "q")
		if !d.quit {
			t.Error("q does not quit")
		}
	})
}

func TestImportFromTheServer(t *testing.T) {
	var videos []heygentest.VideoSpec
	for n := range 130 {
		videos = append(videos, heygentest.VideoSpec{ID: id(n), Title: fmt.Sprintf("Clip %03d", n), Renders: time.Second})
	}
	playWhole(t, Config{}, goodKey, videos, func(d *driver, server *heygentest.Server, _ string) {
		d.Press("i")
		d.Advance(time.Second)
		d.Shows("100 of the account's videos")
		d.Press("G")
		d.Advance(2 * time.Second)
		d.Shows("130 of the account's videos")
		d.Press("/")
		d.Type("clip 12")
		d.Press("enter", "*", "enter")
		d.Shows("tracking 12 videos", "Clip 012", "completed")
	})
	playWhole(t, Config{}, "", nil, func(d *driver, server *heygentest.Server, _ string) {
		d.Press("i")
		d.Advance(time.Second)
		d.Shows("The account's videos were not read.", "no API key")
	})
}
