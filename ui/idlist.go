package ui

import (
	"strings"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// idList is what was found in a text that may hold ids.
type idList struct {
	good []tracker.Addition
	bad  []heygen.BadID
	rest string // the whole lines on which something was bad
	err  error  // why the text as a whole could not be read
}

// readList finds the ids in a text. A long one takes a while.
func readList(text string) idList {
	ids, bad, err := heygen.ReadIDs(strings.NewReader(text))
	if err != nil {
		return idList{bad: bad, err: err}
	}
	return idList{good: additions(ids), bad: bad, rest: badLines(text, bad)}
}

// badLines is the whole lines of text on which something was bad.
func badLines(text string, bad []heygen.BadID) string {
	lines := strings.Split(text, "\n")
	var kept []string
	last := 0
	for _, b := range bad {
		if b.Line > last && b.Line <= len(lines) {
			kept = append(kept, lines[b.Line-1])
			last = b.Line
		}
	}
	return strings.Join(kept, "\n")
}

func additions(ids []heygen.ListedID) []tracker.Addition {
	out := make([]tracker.Addition, len(ids))
	for i, id := range ids {
		out[i] = tracker.Addition{ID: id.ID, Title: id.Title, Batch: id.Batch}
	}
	return out
}
