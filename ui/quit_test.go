package ui

import (
	"testing"

	"reelwatch/tracker"
)

// Who quits is told how many saves run and how many wait, and that none of them goes on without being asked to.
func TestQuittingSaysWhatBecomesOfTheSaves(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		completeRows(24)(s)
		for n := range 24 {
			s.downloads[id(n)] = make(chan error)
		}
	}, func(d *driver) {
		d.Press("d", "q")
		d.Shows("Quit? 1 save runs; what is there is kept for d or auto-download y/n")
		d.Press("n", "D", "q")
		d.Shows("Quit? 16 saves run, 8 wait; what is there is kept for d or auto-download y/n")
		for n := 3; n < maxSaving; n++ {
			d.stage.setLive(id(n), tracker.Live{Transfer: &tracker.Transfer{Waiting: true, Total: -1}})
		}
		d.Resize(40, 10)
		d.Shows("Quit? 16 saves run, 8 wait")
		d.Press("n", "q")
		d.Shows("Quit? 3 saves run, 21 wait")
	})
}
