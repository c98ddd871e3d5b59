package ui

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"reelwatch/tracker"
)

// sendQueued waits until a queued request is due, sends what is and says so. One of these runs at all times.
func (m *Model) sendQueued() tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		if t.WaitToSend(ctx) != nil {
			return nil // the program is ending
		}
		_ = t.Send(ctx) // what went wrong stands in the snapshot, with the time of the next try
		return sentMsg{}
	}
}

// inLine says how a request that is not sent yet stands: its place, and what it waits for.
func (s subject) inLine(q tracker.Queue, m *moment) saying {
	place, there := q.Line[s.ID]
	switch {
	case q.Sending == s.ID:
		return said(grey, "being sent to HeyGen")
	case !there:
		return said(grey, "written down, not sent yet")
	}
	say := said(grey, "next in line")
	if place > 1 {
		say.text[0] = humanize.Ordinal(place) + " in line"
	}
	say.between = ", "
	switch trouble := troubleOf(q.Trouble); {
	case q.Hold != nil:
		if why, pressing := holds(q); why != "" {
			say.text = append(say.text, why)
			if pressing && place == 1 {
				say.tone = amber
			}
		}
	case trouble.any() && place == 1:
		say.tone = amber
		say.text = append(say.text, trouble.what)
		if !q.Next.IsZero() {
			say.text = append(say.text, "again "+m.until(q.Next))
		}
	}
	return say
}

// holds is why HeyGen takes no more, and whether the user can do something about it.
func holds(q tracker.Queue) (why string, pressing bool) {
	if q.Hold.Why == tracker.HeldByLimit && q.Hold.Running > 0 {
		return fmt.Sprintf("%d of %d rendering", min(q.Running, q.Hold.Running), q.Hold.Running), false
	}
	return HoldText(q.Hold), q.Hold.Why == tracker.HeldByCredit
}

// HoldText is why HeyGen takes no more requests for now.
func HoldText(h *tracker.Hold) string {
	switch {
	case h.Why == tracker.HeldByCredit:
		return "no credit left: top up"
	case h.Why == tracker.HeldByQuota:
		return "the day's quota is used up"
	case h.Running == 0:
		return "HeyGen takes no more for now"
	}
	return fmt.Sprintf("HeyGen takes no more than %d at once", h.Running)
}

// askAgain asks before failed videos are made again: it costs credits.
func (m *Model) askAgain() {
	var targets []*tracker.Entry
	for _, e := range m.sel.targets() {
		if e.MayTryAgain() {
			targets = append(targets, e)
		}
	}
	ids := idsOf(targets)
	q := question{before: fmt.Sprintf("Make %s again, for credits?", videos(len(ids))), yes: func() tea.Cmd { return m.again(ids) }}
	if len(targets) == 1 {
		q.before, q.title, q.after = "Make ", m.words.of(targets[0]).title, " again, for credits?"
	}
	m.ask(q)
}

func (m *Model) again(ids []string) tea.Cmd {
	return m.requeue(func(ctx context.Context, t Tracker) ([]tracker.Entry, error) { return t.Again(ctx, ids) })
}

// requeue puts requests back into the queue.
func (m *Model) requeue(put func(ctx context.Context, t Tracker) ([]tracker.Entry, error)) tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		entries, err := put(ctx, t)
		return queuedMsg{entries, err}
	}
}

// queued tells that requests are in the queue again.
func (m *Model) queued(msg queuedMsg) {
	if msg.err != nil {
		m.fail("not sent again", plainly(msg.err))
		return
	}
	m.say(m.about(pointers(msg.entries), "in the queue again:", "", ""))
}

// plainly is an error without the id of the entry, which the screen names by its title.
func plainly(err error) error {
	var state *tracker.StateError
	if errors.As(err, &state) {
		return errors.New(state.What)
	}
	return err
}

// heirOf finds the entry that an id has passed to: a queued request has got its video's id, or a failed video is made again
// under a new name. It gives id itself where there is none.
func heirOf(id string, all []*tracker.Entry) string {
	for _, e := range all {
		if e.ID != id && e.Answers(id) {
			return e.ID
		}
	}
	return id
}
