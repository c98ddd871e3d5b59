package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui"
)

// summary is some of a snapshot's entries in one line, for a status bar.
func summary(entries []*tracker.Entry, of tracker.Snapshot, now time.Time) string {
	if len(entries) == 0 {
		return "nothing tracked"
	}
	counts := map[heygen.Status]int{}
	for _, e := range entries {
		counts[e.Status]++
	}
	parts := []string{fmt.Sprintf("%d/%d done", counts[heygen.Completed], len(entries))}
	delete(counts, heygen.Completed)
	order := []heygen.Status{ // what needs the user first; any other status follows
		heygen.Failed, heygen.NotFound, tracker.Unsure, heygen.Processing, heygen.Pending, tracker.Queued, heygen.Unknown,
	}
	for _, status := range append(order, slices.Sorted(maps.Keys(counts))...) {
		if n := counts[status]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, plain(ui.StatusWord(status))))
			delete(counts, status)
		}
	}
	if left := of.Estimates.Left(entries, of.Queue, now); left > 0 {
		parts = append(parts, "~"+minutes(left)+" left")
	}
	return strings.Join(parts, ", ")
}

// minutes is a guessed length of time for people: 3m, 2h.
func minutes(d time.Duration) string {
	if d = max(d.Round(time.Minute), time.Minute); d < time.Hour {
		return fmt.Sprintf("%dm", int(d/time.Minute))
	}
	return fmt.Sprintf("%dh", int(d.Round(time.Hour)/time.Hour))
}
