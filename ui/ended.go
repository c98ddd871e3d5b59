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

// tellEnded says what ended: one by its name, more by their number, with those that wait to be told.
func (m *Model) tellEnded(news []*tracker.Entry) {
	if len(news) == 0 {
		return
	}
	e := ends{total: len(news)}
	for _, entry := range news {
		if entry.Status == heygen.Failed {
			e.failed++
		}
	}
	if waiting := m.news.ends; waiting.total > 0 {
		e.total, e.failed = e.total+waiting.total, e.failed+waiting.failed
		m.tell(m.endsNotice(e))
	} else if e.total == 1 {
		m.tell(m.endNotice(news[0]))
	} else {
		m.tell(m.endsNotice(e))
	}
	if m.news.waits {
		m.news.ends = e
	}
}

// ends counts videos that ended.
type ends struct{ total, failed int }

func (m *Model) endNotice(e *tracker.Entry) notice {
	g, w := m.canvas.glyphs, m.words.of(e)
	if e.Status != heygen.Failed {
		return notice{tone: green, glyph: g.done, title: w.title, after: "is complete"}
	}
	after := "failed"
	if w.reason != "" {
		after += ": " + w.reason
	}
	return notice{tone: red, glyph: g.failed, title: w.title, after: after}
}

func (m *Model) endsNotice(e ends) notice {
	g := m.canvas.glyphs
	switch e.failed {
	case 0:
		return notice{tone: green, glyph: g.done, before: fmt.Sprintf("%d videos are complete", e.total)}
	case e.total:
		return notice{tone: red, glyph: g.failed, before: fmt.Sprintf("%d videos failed", e.failed)}
	}
	return notice{tone: red, glyph: g.failed, before: fmt.Sprintf("%d videos have ended, %d of them failed", e.total, e.failed)}
}
