package ui

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func TestQueueScreens(t *testing.T) {
	for _, size := range sizes() {
		shape := fmt.Sprintf("-%dx%d", size[0], size[1])
		for name, act := range map[string]func(d *driver){
			"queue":        func(*driver) {},
			"decide":       func(d *driver) { d.Press("j", "j", "j", "j", "j", "enter") },
			"decide-found": func(d *driver) { d.Press("j", "j", "j", "j", "j", "enter", "f", "a", "!", "enter") },
			"again":        func(d *driver) { d.Press("G", "k", "R") },
		} {
			t.Run(name+shape, func(t *testing.T) {
				play(t, Config{}, size[0], size[1], fullHouse, func(d *driver) {
					act(d)
					d.Golden(name + shape)
				})
			})
		}
	}
}

func TestWhatTheQueueWaitsFor(t *testing.T) {
	for want, change := range map[string]func(q *tracker.Queue){
		"next in line, 2 of 2 rendering":       func(*tracker.Queue) {},
		"3rd in line, 2 of 2 rendering":        func(*tracker.Queue) {},
		"next in line, no credit left: top up": func(q *tracker.Queue) { q.Hold = &tracker.Hold{Why: tracker.HeldByCredit} },
		"next in line, the day's quota is used up": func(q *tracker.Queue) {
			q.Hold = &tracker.Hold{Why: tracker.HeldByQuota}
		},
		"next in line, HeyGen takes no more for now": func(q *tracker.Queue) { q.Hold.Running = 0 },
		"next in line, HeyGen's address was not found, again in 8s": func(q *tracker.Queue) {
			q.Hold, q.Next = nil, time.Now().Add(8*time.Second)
			q.Trouble = &heygen.TransportError{Err: &net.DNSError{Name: "api.heygen.com"}}
		},
		"being sent to HeyGen": func(q *tracker.Queue) { q.Sending, q.Hold = "q-00000003", nil },
		"2nd in line\n":        func(q *tracker.Queue) { q.Sending, q.Hold = "q-00000003", nil },
	} {
		t.Run(want, func(t *testing.T) {
			play(t, Config{}, 150, 24, func(s *stage) {
				fullHouse(s)
				change(&s.snap.Queue)
			}, func(d *driver) {
				lines := strings.Split(d.Screen(), "\n")
				found := slices.ContainsFunc(lines, func(line string) bool {
					line = strings.TrimRight(line, " ")
					return strings.Contains(line+"\n", want)
				})
				if !found {
					d.t.Errorf("not on the screen:\n%s", d.Screen())
				}
			})
		})
	}
}

// Trouble that is the queue's alone stands in the header and in the status line, with the time of the next try.
func TestTheQueuesOwnTrouble(t *testing.T) {
	play(t, Config{}, 120, 24, func(s *stage) {
		fullHouse(s)
		s.snap.Queue.Hold, s.snap.Queue.Next = nil, time.Now().Add(8*time.Second)
		s.snap.Queue.Trouble = &heygen.ServerError{Reply: heygen.Reply{HTTP: 503}}
	}, func(d *driver) {
		d.Shows("nothing is sent: HeyGen has a fault of its own", "next try in 8s")
		d.Hides("live ")
	})
}

func TestTheDashboardSendsWhatIsQueued(t *testing.T) {
	play(t, Config{}, 80, 24, fullHouse, func(d *driver) {
		for range 2 {
			d.stage.took()
			d.stage.sends <- struct{}{}
			d.settle()
			if calls := d.stage.took(); !slices.Contains(calls, "send") {
				d.t.Fatalf("asked for %v", calls)
			}
		}
	})
}

// Selection, marks and details stay on a request that gets its video's id.
func TestARequestThatGetsItsVideoKeepsItsPlaceOnTheScreen(t *testing.T) {
	play(t, Config{}, 80, 24, fullHouse, func(d *driver) {
		d.Press("j", "j", "space", "k")
		d.Press("enter")
		d.Shows("teaser IT")
		d.stage.rename("q-00000003", id(33), heygen.Pending)
		d.Changed()
		d.Shows("teaser IT", id(33))
		d.Press("esc", "d")
		if e := d.model.sel.current(); e == nil || e.ID != id(33) || !d.model.sel.marks[id(33)] {
			d.t.Errorf("selected %v, marked %v", e, d.model.sel.marks)
		}
	})
}

func TestAFailedVideoIsMadeAgainAfterOneQuestion(t *testing.T) {
	play(t, Config{}, 100, 24, fullHouse, func(d *driver) {
		d.Press("G")
		d.Hides("R make again")
		d.Press("k")
		d.Shows("R make again")
		d.stage.took()
		d.Press("R")
		d.Shows("Make “Spring launch – teaser KO” again, for credits?")
		d.Press("enter", "n")
		d.Press("R", "y")
		if calls := d.stage.took(); !slices.Equal(calls, []string{"again 1"}) {
			d.t.Errorf("asked for %v", calls)
		}
		d.Shows("in the queue again: Spring launch – teaser KO")
		if e := d.model.sel.current(); e == nil || e.ID != "q-99990000" {
			d.t.Errorf("selected %v", e)
		}
		d.stage.do(func() { d.stage.fails["again"] = &tracker.StateError{ID: "x", What: "not tracked"} })
		d.stage.rename("q-99990000", id(9), heygen.Failed)
		d.Changed()
		d.Press("R", "y")
		d.Shows("not sent again: not tracked")
	})
}

func TestTheUserDecidesAboutALostAnswer(t *testing.T) {
	open := func(d *driver) {
		d.Press("g", "j", "j", "j", "j", "j")
		d.Shows("sent, answer lost: enter decides")
		d.Press("enter")
		d.Shows("the answer was lost")
		d.stage.took()
	}
	play(t, Config{}, 100, 24, fullHouse, func(d *driver) {
		open(d)
		d.Press("esc")
		d.Hides("the answer was lost")

		open(d)
		d.Press("x", "n")
		d.Press("f")
		d.Paste("  https://app.heygen.com/videos/" + id(60) + "\n")
		d.stage.do(func() { d.stage.fails["join"] = errors.New("disk full") })
		d.Press("enter")
		d.Shows("disk full", "its id or link:")
		d.stage.do(func() { d.stage.fails["join"] = nil })
		d.Press("enter")
		if calls := d.stage.took(); !slices.Contains(calls, "join q-00000006 "+id(60)) {
			d.t.Errorf("asked for %v", calls)
		}
		d.Hides("the answer was lost")
		d.Shows("Spring launch – teaser JA has its video")
	})
	play(t, Config{}, 100, 24, fullHouse, func(d *driver) {
		open(d)
		d.Press("s")
		d.Shows("Send “Spring launch – teaser JA” again? It may be paid for twice")
		d.Press("y")
		if calls := d.stage.took(); !slices.Equal(calls, []string{"resend 1"}) {
			d.t.Errorf("asked for %v", calls)
		}
		d.Hides("the answer was lost")
	})
	play(t, Config{}, 100, 24, fullHouse, func(d *driver) {
		open(d)
		d.Press("x", "y")
		if calls := d.stage.took(); !slices.Equal(calls, []string{"remove q-00000006"}) {
			d.t.Errorf("asked for %v", calls)
		}
		d.Hides("the answer was lost", "teaser JA q")
	})
}
