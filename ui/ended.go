package ui

import (
	"fmt"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// ended notices videos that end while the dashboard is open.
type ended struct {
	rev    uint64
	ready  bool
	active map[string]bool      // ids that had not ended when last looked
	bright map[string]time.Time // until when their rows stand out
}

// follow looks at a changed list and gives the videos that completed or failed since the last look.
func (d *ended) follow(s tracker.Snapshot, now time.Time) []*tracker.Entry {
	if d.ready && d.rev == s.Rev {
		return nil
	}
	var news []*tracker.Entry
	active := make(map[string]bool, len(d.active))
	for _, e := range s.Entries {
		switch {
		case e.Status != heygen.Completed && e.Status != heygen.Failed:
			active[e.ID] = true
		case d.active[e.ID]:
			news = append(news, e)
		}
	}
	for id, until := range d.bright {
		if !now.Before(until) {
			delete(d.bright, id)
		}
	}
	for _, e := range news {
		if d.bright == nil {
			d.bright = map[string]time.Time{}
		}
		d.bright[e.ID] = now.Add(freshFor)
	}
	d.rev, d.ready, d.active = s.Rev, true, active
	return news
}

// tellEnded says what ended: one by its name, more by their number.
func (m *Model) tellEnded(news []*tracker.Entry) {
	if len(news) == 0 || m.notice.stays {
		return
	}
	failed := 0
	for _, e := range news {
		if e.Status == heygen.Failed {
			failed++
		}
	}
	g, w := m.canvas.glyphs, m.words.of(news[0])
	switch {
	case len(news) == 1 && failed == 1:
		after := "failed"
		if w.reason != "" {
			after += ": " + w.reason
		}
		m.say(notice{tone: red, glyph: g.failed, title: w.title, after: after})
	case len(news) == 1:
		m.say(notice{tone: green, glyph: g.done, title: w.title, after: "is complete"})
	case failed == 0:
		m.say(notice{tone: green, glyph: g.done, before: fmt.Sprintf("%d videos are complete", len(news))})
	case failed == len(news):
		m.say(notice{tone: red, glyph: g.failed, before: fmt.Sprintf("%d videos failed", failed)})
	default:
		before := fmt.Sprintf("%d videos have ended, %d of them failed", len(news), failed)
		m.say(notice{tone: red, glyph: g.failed, before: before})
	}
}
