package ui

import (
	"testing"
	"time"

	"reelwatch/heygen"
)

// A list from an earlier session is as old as its latest answer, which the screen says while HeyGen is down.
func TestStatusesOfAnEarlierSessionHaveTheirAge(t *testing.T) {
	play(t, Config{}, 80, 24, func(s *stage) {
		completeRows(3)(s)
		for i, e := range s.snap.Entries {
			e.CheckedAt = ago(time.Duration(i+3) * time.Minute)
		}
		s.snap.Service.LastAnswer = time.Time{}
		s.snap.Service.Trouble = &heygen.ServerError{Reply: heygen.Reply{HTTP: 503}}
		s.snap.Service.Next = time.Now().Add(32 * time.Second)
	}, func(d *driver) {
		d.Shows("HeyGen has a fault of its own, next try in 32s  statuses as of 3m ago")
		d.stage.do(func() { d.stage.snap.Service.Next = time.Time{} })
		d.Changed()
		d.Shows("wait, nothing is lost  statuses as of 3m ago")
		updates := d.updates
		d.Advance(10 * time.Minute)
		d.Shows("statuses as of 13m ago")
		if n := d.updates - updates; n > 11 {
			t.Errorf("%d updates in ten minutes, want one a minute", n)
		}
	})
}

// A key from the environment can't change while the program runs: no try is promised.
func TestARefusedKeyOfTheEnvironmentPromisesNoTry(t *testing.T) {
	play(t, Config{}, 120, 32, func(s *stage) {
		threeRows(s)
		s.snap.Service.Trouble = &heygen.AuthError{Fixed: true, Reply: heygen.Reply{HTTP: 401}}
		s.snap.Service.Next = time.Now().Add(58 * time.Second)
	}, func(d *driver) {
		d.Shows("HeyGen refuses the key: quit, export a new HEYGEN_API_KEY (and start again)")
		d.Hides("next try")
	})
}
