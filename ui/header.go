package ui

import (
	"fmt"
	"slices"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
	"reelwatch/ui/term"
)

// piece is a part of a line that is shown whole or not at all.
type piece struct {
	tone  tone
	text  string
	stays int // how long it does where there is no room: the lowest goes first
}

// headerLine is the answer to "are we there yet": done of all, rendering, failed; at the right what is being saved
// and whether the asking goes well. Pieces that have no room are left out, the least telling first.
func (m *Model) headerLine(now *moment) string {
	s := newStrip(&m.canvas.styles.row)
	s.to(margin)
	if m.width >= 60 && m.height >= 16 {
		s.put(brand, "reelwatch")
		s.to(s.cells + gap)
	}
	t := m.list.sum
	done := fmt.Sprint(t.in[viewCompleted])
	s.put(plain, done)
	s.put(grey, fmt.Sprintf(" of %d done", t.in[viewAll]))

	left := standings(t)
	right := m.headerRight(now)
	room := m.width - margin - s.cells
	right = append(right, m.hearing(now, room-piecesWidth(left)-piecesWidth(right))...)
	right = append(right, m.purse(room-piecesWidth(left)-piecesWidth(right))...)
	left, right = squeeze(left, right, room)
	for _, p := range left {
		s.to(s.cells + 3)
		s.put(p.tone, p.text)
	}
	s.to(m.width - margin - piecesWidth(right))
	for _, p := range right {
		s.to(s.cells + 3)
		s.put(p.tone, p.text)
	}
	return s.line(m.width)
}

// standings counts what is not done, by how it stands. What wants the user stays longest where there is no room.
func standings(t tally) []piece {
	var pieces []piece
	for _, c := range []struct {
		piece
		n int
	}{
		{piece{blue, "rendering", 4}, t.rendering},
		{piece{red, "failed", 5}, t.failed},
		{piece{grey, "not found", 3}, t.notFound},
		{piece{grey, "pending", 1}, t.pending},
		{piece{amber, "unsure", 6}, t.unsure},
		{piece{grey, "queued", 2}, t.queued},
		{piece{grey, "other", 0}, t.other},
	} {
		if c.n > 0 {
			c.text = fmt.Sprintf("%d %s", c.n, c.text)
			pieces = append(pieces, c.piece)
		}
	}
	return pieces
}

// squeeze leaves out pieces until the rest has room: at the left all but two, at the right all but the first, which is
// the trouble where there is any.
func squeeze(left, right []piece, room int) (l, r []piece) {
	for piecesWidth(left)+piecesWidth(right) > room {
		troubled := len(right) > 0 && right[0].tone != grey && right[0].tone != blue
		switch {
		case len(left) > 2:
			left = withoutLeast(left)
		case len(right) > 1 || len(right) == 1 && !troubled:
			right = right[:len(right)-1]
		case len(left) > 0:
			left = withoutLeast(left)
		default:
			return nil, nil
		}
	}
	return left, right
}

// withoutLeast leaves out the piece that stays least long.
func withoutLeast(pieces []piece) []piece {
	least := slices.MinFunc(pieces, func(a, b piece) int { return a.stays - b.stays })
	return slices.DeleteFunc(pieces, func(p piece) bool { return p == least })
}

// piecesWidth counts each piece with the three blanks before it.
func piecesWidth(pieces []piece) int {
	width := 0
	for _, p := range pieces {
		width += 3 + term.Width(p.text)
	}
	return width
}

// headerRight is what goes wrong, the saves under way, and the state of the asking; the most telling first.
func (m *Model) headerRight(now *moment) []piece {
	var pieces []piece
	t := m.trouble()
	if t.any() {
		pieces = append(pieces, piece{tone: t.tone, text: t.tag})
	}
	if n, speed := m.traffic(); n > 0 {
		now.changesAt(now.now.Add(savingBeat))
		text := fmt.Sprintf("%s %d", m.canvas.glyphs.down, n)
		if speed > 0 {
			text += "  " + humanize.Bytes(uint64(speed)) + "/s"
		}
		pieces = append(pieces, piece{tone: blue, text: text})
	}
	if !t.any() {
		pieces = append(pieces, piece{tone: grey, text: m.asking()})
	}
	if m.auto {
		sign := "auto-download"
		if m.width < 100 {
			sign = "auto"
		}
		pieces = append(pieces, piece{tone: grey, text: sign})
	}
	return pieces
}

// asking says in a word how HeyGen is being asked.
func (m *Model) asking() string {
	service, tally := m.snap.Service, m.list.tally
	switch {
	case len(m.snap.Entries) == 0:
		return ""
	case service.Following:
		return "following"
	case service.LastAnswer.IsZero() && tally.in[viewActive] > tally.queued+tally.unsure: // HeyGen knows nothing of those
		return "asking"
	case service.Route != heygen.RouteBulk:
		return "live, " + service.Route.String()
	}
	return "live"
}

// traffic counts the saves that move, and their speed together in bytes a second.
func (m *Model) traffic() (n int, speed float64) {
	for _, live := range m.snap.Live {
		if live.Transfer != nil && !live.Transfer.Waiting {
			n++
			speed += live.Transfer.Speed
		}
	}
	return n, speed
}

// batchLine is the batch itself as a bar, with a guess of the time left.
func (m *Model) batchLine(now *moment) string {
	s := newStrip(&m.canvas.styles.row)
	s.to(margin)
	t := m.list.sum
	left := m.timeLeft(now)
	room := m.width - 2*margin
	if left != "" {
		room -= term.Width(left) + 1
	}
	putBatchBar(s, m.canvas.glyphs, t.in[viewCompleted], t.in[viewFailed], t.in[viewAll], room)
	if left != "" {
		s.right(grey, left, m.width-margin)
	}
	return s.line(m.width)
}

// timeLeft guesses when the last video will be done, to the minute; empty where there is nothing to go by.
func (m *Model) timeLeft(now *moment) string {
	est, t := m.snap.Estimates, m.list.sum
	if est.Typical <= 0 || t.rendering+t.pending+t.queued == 0 {
		return ""
	}
	at := now.beat(time.Minute)
	if m.left.rev != m.snap.Rev || m.left.filter != m.list.filter || !m.left.at.Equal(at) {
		m.left = remaining{rev: m.snap.Rev, filter: m.list.filter, at: at, left: est.Left(m.list.summed, m.snap.Queue, at)}
	}
	if m.left.left == 0 {
		return "" // all take longer than usual
	}
	return "~" + span(max(m.left.left.Round(time.Minute), time.Minute)) + " left"
}

// remaining is a guess that holds for one state of the list, one filter and one minute.
type remaining struct {
	rev    uint64
	filter string
	at     time.Time
	left   time.Duration
}
