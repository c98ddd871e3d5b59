package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	savingBeat  = 250 * time.Millisecond // between two pictures of a running save
	freshFor    = 2 * time.Second        // how long a row that has just ended is bright
	slowGuess   = 30 * time.Second       // between two steps of all guesses
	quickRender = time.Minute            // typical renders shorter than this are worth a step a second
)

// guessBeats is how often the guesses at rendering videos step, their percent and their bars: all on one beat, and so
// seldom that a screen full of them stays below 100 bytes a second. A step of a bar writes most of it anew, so bars go
// with the ages.
func guessBeats(typical time.Duration) (percent, bar time.Duration) {
	if typical < quickRender {
		return time.Second, time.Second
	}
	return slowGuess, time.Minute
}

// redraw is the one timer that draws the screen again when something on it changes with time. While nothing does,
// there is none.
type redraw struct {
	tag  int
	at   time.Time
	stop context.CancelFunc
}

// tickMsg says that the timer with this tag ran off.
type tickMsg struct{ tag int }

// want makes the timer run off at t, never where t is zero, and gives the command for it if that is news. The timer
// before it stops.
func (r *redraw) want(ctx context.Context, now, t time.Time) tea.Cmd {
	if t.Equal(r.at) {
		return nil
	}
	r.drop()
	if t.IsZero() {
		return nil
	}
	r.at = t
	ctx, r.stop = context.WithCancel(ctx)
	tag, wait := r.tag, t.Sub(now)
	return func() tea.Msg {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
			return tickMsg{tag}
		case <-ctx.Done():
			return nil
		}
	}
}

// ran says whether the tick is of the timer that is wanted now; a late one of a stopped timer is not.
func (r *redraw) ran(tick tickMsg) bool {
	if tick.tag != r.tag || r.at.IsZero() {
		return false
	}
	r.drop()
	return true
}

func (r *redraw) drop() {
	if r.stop != nil {
		r.stop()
	}
	r.stop, r.at = nil, time.Time{}
	r.tag++
}
