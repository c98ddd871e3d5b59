package tracker

import (
	"fmt"
	"strings"

	"reelwatch/heygen"
)

// SilenceError says that HeyGen answered a question about videos and left some of them out: it said nothing about them,
// not even that it does not know them.
type SilenceError struct{ IDs []string }

// mostNamed is how many ids an error names.
const mostNamed = 3

// Error names the ids, the first few of many, and what to do.
func (e *SilenceError) Error() string {
	named := strings.Join(e.IDs[:min(len(e.IDs), mostNamed)], ", ")
	if more := len(e.IDs) - mostNamed; more > 0 {
		named += fmt.Sprintf(" and %d more", more)
	}
	return "HeyGen said nothing about " + named + ": ask again, and if it stays so, check the ids"
}

// leftOutText is a SilenceError about one video, as its row shows it.
const leftOutText = "not in HeyGen's answer: asking again, check the id"

// leftOut gives those of ids that an answer said nothing about.
func leftOut[T any](ids []string, answered map[string]T) (out []string) {
	for _, id := range ids {
		if _, ok := answered[id]; !ok {
			out = append(out, id)
		}
	}
	return out
}

// noteSilence puts on the rows of new videos that an answer left them out. Of a video that is known, the last status goes on
// standing. The caller holds mu.
func (t *Tracker) noteSilence(ids []string) {
	for _, id := range ids {
		if e := t.list.get(id); e != nil && e.Status == heygen.Unknown {
			t.setLiveLocked(id, func(l *Live) { l.AskError = leftOutText })
		}
	}
}
