package cli

import (
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	of := func(statuses ...heygen.Status) (entries []*tracker.Entry) {
		for _, s := range statuses {
			entries = append(entries, &tracker.Entry{Status: s, RenderingAt: noon.Add(-2 * time.Minute)})
		}
		return entries
	}
	const done, failed, rendering = heygen.Completed, heygen.Failed, heygen.Processing
	for _, c := range []struct {
		entries []*tracker.Entry
		typical time.Duration
		want    string
	}{
		{nil, time.Minute, "nothing tracked"},
		{of(heygen.Unknown), 0, "0/1 done, 1 new"},
		{of(done, done), time.Hour, "2/2 done"},
		{of(done, failed, rendering, rendering), 0, "1/4 done, 1 failed, 2 rendering"},
		{of(done, failed, rendering, rendering), 5 * time.Minute, "1/4 done, 1 failed, 2 rendering, ~3m left"},
		{of(rendering), 2*time.Minute + 10*time.Second, "0/1 done, 1 rendering, ~1m left"},
		{of(rendering), time.Minute, "0/1 done, 1 rendering"}, // longer than usual: nobody knows
		{of(rendering, heygen.Pending), 5 * time.Minute, "0/2 done, 1 rendering, 1 pending, ~5m left"},
		{of(rendering), 3 * time.Hour, "0/1 done, 1 rendering, ~3h left"},
		{of(rendering), 61*time.Minute + 31*time.Second, "0/1 done, 1 rendering, ~1h left"},
		{
			of("zebra", "paused", heygen.NotFound, tracker.Queued, tracker.Unsure, heygen.Pending, heygen.Unknown, failed, done, rendering), 0,
			"1/10 done, 1 failed, 1 not found, 1 unsure, 1 rendering, 1 pending, 1 queued, 1 new, 1 paused, 1 zebra",
		},
		{of("\x1b[31mred\n"), 0, "0/1 done, 1 red"},
	} {
		if got := summary(c.entries, tracker.Snapshot{Estimates: tracker.Estimates{Typical: c.typical, Count: 1}}, noon); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
