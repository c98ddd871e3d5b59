package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
)

// statusText is what stands in the line above the footer.
func (d *driver) statusText() string {
	lines := strings.Split(strings.TrimSuffix(d.Screen(), "\n"), "\n")
	return lines[len(lines)-2]
}

// What has just happened never hides trouble: the two share the line, and the trouble has it alone again after a while.
func TestTroubleStandsBesideWhatHappened(t *testing.T) {
	for _, c := range []struct {
		width             int
		beside, afterward string
	}{
		{40, " HeyGen is down  id sent to the termin…", " nothing is lost (next try in 2m)"},
		{80, " HeyGen has a fault of its own  id sent to the terminal:", " HeyGen has a fault of its own: wait, nothing is lost (next try in 2m)"},
		{120, " HeyGen has a fault of its own: wait, nothing is lost (next try in 3m)  id sent to the terminal: 0000", " HeyGen has a fault of its own: wait, nothing is lost (next try in 2m)"},
	} {
		t.Run(fmt.Sprint(c.width), func(t *testing.T) {
			play(t, Config{}, c.width, 24, func(s *stage) {
				threeRows(s)
				s.snap.Service.Trouble = &heygen.ServerError{Reply: heygen.Reply{HTTP: 503}}
				s.snap.Service.Next = time.Now().Add(2*time.Minute + 5*time.Second)
			}, func(d *driver) {
				d.Press("Y")
				if got := d.statusText(); !strings.HasPrefix(got, c.beside) {
					d.t.Errorf("beside what happened:\n%s\nwant:\n%s", got, c.beside)
				}
				d.Advance(noticeBesideTrouble)
				if got := d.statusText(); got != c.afterward {
					d.t.Errorf("afterwards:\n%s\nwant:\n%s", got, c.afterward)
				}
			})
		})
	}
}

func TestTroubleLeavesRoomForTheMarks(t *testing.T) {
	play(t, Config{}, LeastWidth, LeastHeight, func(s *stage) {
		threeRows(s)
		s.snap.Service.Trouble = &heygen.LimitError{}
	}, func(d *driver) {
		d.Press("*", "Y")
		if got, want := d.statusText(), " slowed down  3 ids sent to …  3 marked"; got != want {
			d.t.Errorf("%q, want %q", got, want)
		}
	})
}
