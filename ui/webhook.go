package ui

import (
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
)

// hearing is how HeyGen's webhooks come in, as long as there is room: how many events, or what is wrong with the last.
func (m *Model) hearing(now *moment, room int) []piece {
	if m.cfg.Hears == nil {
		return nil
	}
	d := m.cfg.Hears.Deliveries()
	tone, texts := grey, []string{heardText(d, now)}
	switch {
	case d.Broken != nil:
		tone, texts = red, []string{"webhook: stopped"}
	case d.LastRefused.After(d.Last) && now.now.Sub(d.LastRefused) < time.Hour:
		tone, texts = amber, refusedTexts(d)
	}
	for _, text := range texts {
		if pieces := []piece{{tone: tone, text: text}}; piecesWidth(pieces) <= room {
			return pieces
		}
	}
	return nil
}

// tellRefusal says in the status line why deliveries are refused: once an hour at most, since strangers can send them.
func (m *Model) tellRefusal() {
	if m.cfg.Hears == nil {
		return
	}
	d := m.cfg.Hears.Deliveries()
	if d.Why == nil || d.Refused == m.refusals.told || !m.refusals.at.IsZero() && m.now.Sub(m.refusals.at) < time.Hour {
		return
	}
	m.refusals.told, m.refusals.at = d.Refused, m.now
	m.tell(notice{tone: amber, before: "webhook: " + clean(d.Why.Error())})
}

// refusals is what the status line has told of refused deliveries.
type refusals struct {
	told int
	at   time.Time // zero before
}

func heardText(d heygen.Deliveries, now *moment) string {
	if d.Heard == 0 {
		return "webhook: listening"
	}
	age := now.age(d.Last)
	if age != "now" {
		age += " ago"
	}
	return "webhook: " + eventCount(d.Heard) + ", last " + age
}

// refusedTexts tell of refusals, the longest first: strangers' noise must not hide that events come in.
func refusedTexts(d heygen.Deliveries) []string {
	refused := humanize.Comma(int64(d.Refused)) + " refused"
	if d.Heard == 0 {
		return []string{"webhook: " + refused}
	}
	return []string{"webhook: " + eventCount(d.Heard) + ", " + refused, "webhook: " + refused}
}

func eventCount(n int) string {
	if n == 1 {
		return "1 event"
	}
	return humanize.Comma(int64(n)) + " events"
}
