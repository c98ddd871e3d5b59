package ui

import (
	"context"
	"errors"
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"reelwatch/tracker"
)

// intakePart is how many videos are tracked at a time: few enough that no key waits for one part, and that stopping means
// now.
const intakePart = 500

// intake is videos on their way into the list, one part after another, so that the user sees how far it is and can stop.
// All parts make one add.
type intake struct {
	total int
	part  func(ctx context.Context, at tracker.Place, from, to int) (tracker.AddResult, error)
	ended func(in *intake, err error) // what follows; nothing was tracked from done on

	done         int
	at           tracker.Place
	added, known int
	more         bool // there were others before
	stopped      bool
}

// long says that there is something to be told before the end.
func (in *intake) long() bool { return in != nil && in.total > intakePart }

// errIntake refuses a second one.
var errIntake = errors.New("the ones before are still being tracked; esc stops that")

// takeIn begins an intake. There is one at a time.
func (m *Model) takeIn(in *intake) tea.Cmd {
	if m.intake != nil {
		in.ended(in, errIntake)
		return nil
	}
	in.more = len(m.snap.Entries) > 0
	m.intake = in
	return m.takePart(in)
}

func (m *Model) takePart(in *intake) tea.Cmd {
	ctx, from, at := m.ctx, in.done, in.at
	to := min(from+intakePart, in.total)
	return func() tea.Msg {
		result, err := in.part(ctx, at, from, to)
		return partTakenMsg{in, to, result, err}
	}
}

// partTaken goes on with the next part, unless it was the last or the user has stopped.
func (m *Model) partTaken(msg partTakenMsg) tea.Cmd {
	in := msg.intake
	if msg.err == nil {
		in.done, in.at = msg.to, msg.result.Next
		in.added += len(msg.result.Added)
		in.known += len(msg.result.Known)
		if in.done < in.total && !in.stopped {
			return m.takePart(in)
		}
	}
	m.intake = nil
	m.tellIntake(in, msg.err)
	in.ended(in, msg.err)
	return nil
}

// tellIntake says what came of it.
func (m *Model) tellIntake(in *intake, err error) {
	text := trackedText(in.added, in.known, in.more)
	switch {
	case err != nil && in.done == 0:
		m.fail("nothing was tracked", err)
	case err != nil:
		m.fail(text+", then no more", err)
	case in.done < in.total:
		m.say(notice{tone: amber, before: text + ", then you stopped it"})
	default:
		if in.added > 0 && m.filter.text != "" {
			text += " (the filter is on)"
		}
		m.say(notice{tone: green, glyph: m.canvas.glyphs.done, before: text})
	}
}

// stopIntake matches the key that stops a long intake after its part.
func (m *Model) stopIntake(k tea.KeyPressMsg) bool {
	if !m.intake.long() || !key.Matches(k, m.keys.Stop) {
		return false
	}
	m.intake.stopped = true
	return true
}

// progress says how far it is.
func (in *intake) progress() string {
	if in.stopped {
		return "stopping"
	}
	return fmt.Sprintf("tracking %s of %s", humanize.Comma(int64(in.done)), humanize.Comma(int64(in.total)))
}

// track takes in videos by their ids.
func (m *Model) track(videos []tracker.Addition, ended func(in *intake, err error)) tea.Cmd {
	t := m.cfg.Tracker
	return m.takeIn(&intake{total: len(videos), ended: ended,
		part: func(ctx context.Context, at tracker.Place, from, to int) (tracker.AddResult, error) {
			return t.AddPart(ctx, at, videos[from:to], tracker.Added)
		},
	})
}
