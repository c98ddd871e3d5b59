package ui

import (
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// standingsOfAll is a list in which each count of the header has something to count.
func standingsOfAll(s *stage) {
	entries := []*tracker.Entry{
		completed(id(1), "Done", time.Hour, 9), rendering(id(2), "One", time.Minute), failed(id(3), "Two", "no", time.Hour), notFound("lost", time.Hour, -time.Minute),
		video(id(4), "Three", tracker.Unsure, time.Hour), video("q-1", "Four", tracker.Queued, 0), video(id(5), "Five", "draft", time.Hour),
	}
	for n := range 10 {
		entries = append(entries, video(id(20+n), "Pending", heygen.Pending, time.Minute))
	}
	s.put(entries...)
	answered(s)
}

func TestTheHeaderKeepsWhatWantsTheUser(t *testing.T) {
	for width, want := range map[int]string{
		200: "1 rendering   1 failed   1 not found   10 pending   1 unsure   1 queued   1 other",
		110: "1 rendering   1 failed   1 not found   10 pending   1 unsure   1 queued",
		100: "1 rendering   1 failed   1 not found   1 unsure   1 queued",
		80:  "1 rendering   1 failed   1 unsure",
		60:  "1 failed   1 unsure",
	} {
		play(t, Config{}, width, 24, standingsOfAll, func(d *driver) {
			_, rest, _ := strings.Cut(d.Line(" of 17 done"), "done   ")
			got, _, _ := strings.Cut(rest, "    ")
			if got = strings.TrimSuffix(strings.TrimSpace(got), "   live"); got != want {
				t.Errorf("at %d the header counts %q, want %q", width, got, want)
			}
		})
	}
}

// Every video that HeyGen answered about is in a count.
func TestTheHeaderCountsStatusesThatItDoesNotKnow(t *testing.T) {
	play(t, Config{}, 120, 24, func(s *stage) {
		fresh := video(id(4), "", heygen.Unknown, 0)
		fresh.CheckedAt = time.Time{}
		s.put(video(id(1), "A", "draft", time.Hour), video(id(2), "B", "waiting", time.Hour), video(id(3), "C", heygen.Unknown, time.Hour), fresh)
		answered(s)
	}, func(d *driver) { d.Shows("0 of 4 done   3 other ") })
}

// Of what is written down and not yet sent, HeyGen has nothing to answer.
func TestTheHeaderWaitsForNoAnswerAboutRequestsNotSent(t *testing.T) {
	waiting := []*tracker.Entry{video("q-1", "A", tracker.Queued, 0), video("q-2", "B", tracker.Unsure, time.Hour)}
	play(t, Config{}, 120, 24, func(s *stage) { s.put(waiting...) }, func(d *driver) {
		d.Hides("asking")
		d.Shows("live")
	})
	play(t, Config{}, 120, 24, func(s *stage) { s.put(append(waiting, video(id(1), "C", heygen.Pending, 0))...) }, func(d *driver) { d.Shows("asking") })
}
