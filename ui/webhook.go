package ui

import (
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
)

// hearing is how HeyGen's webhooks come in, where there is room for it: how many events, or what is wrong with the last.
func (m *Model) hearing(now *moment, room int) []piece {
	if m.cfg.Hears == nil {
		return nil
	}
	pieces := []piece{heardPiece(m.cfg.Hears.Deliveries(), now)}
	if piecesWidth(pieces) > room {
		return nil
	}
	return pieces
}

func heardPiece(d heygen.Deliveries, now *moment) piece {
	switch {
	case d.Broken != nil:
		return piece{red, "webhook: stopped"}
	case d.LastRefused.After(d.Last) && now.now.Sub(d.LastRefused) < time.Hour:
		return piece{amber, fmt.Sprintf("webhook: %s refused", humanize.Comma(int64(d.Refused)))}
	case d.Heard == 0:
		return piece{grey, "webhook: listening"}
	}
	events := humanize.Comma(int64(d.Heard)) + " events"
	if d.Heard == 1 {
		events = "1 event"
	}
	age := now.age(d.Last)
	if age != "now" {
		age += " ago"
	}
	return piece{grey, "webhook: " + events + ", last " + age}
}
