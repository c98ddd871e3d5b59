package ui

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"reelwatch/tracker"
)

// query is a filter as it is understood: words that a row must all hold, and the batch that it must be of. Both are
// folded.
type query struct {
	words []string
	batch string // empty for any
}

// byBatch stands before the name of a batch in a filter; a name with blanks stands in quotes.
const byBatch = "batch:"

// parseQuery reads a filter. It makes sense of anything, since it is read at every key.
func parseQuery(text string) query {
	var q query
	for rest := strings.TrimSpace(folded(text)); rest != ""; rest = strings.TrimSpace(rest) {
		if name, quoted := strings.CutPrefix(rest, byBatch+`"`); quoted {
			name, rest, _ = strings.Cut(name, `"`)
			q.batch = strings.TrimSpace(name)
			continue
		}
		var word string
		word, rest, _ = strings.Cut(rest, " ")
		if name, named := strings.CutPrefix(word, byBatch); named {
			q.batch = name
			continue
		}
		q.words = append(q.words, word)
	}
	return q
}

// none says that the query lets everything through.
func (q query) none() bool { return len(q.words) == 0 && q.batch == "" }

// members gives the entries of the batch. While no batch has just that name, those that begin with it will do: the
// name is being typed.
func (q query) members(entries []*tracker.Entry, ix index) []*tracker.Entry {
	var exact, begun []*tracker.Entry
	for _, e := range entries {
		switch name := ix[e].batch; {
		case name == q.batch:
			exact = append(exact, e)
		case strings.HasPrefix(name, q.batch):
			begun = append(begun, e)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return begun
}

// holds says whether e has all words, in what is written of it or in what its row says besides.
func (q query) holds(e *tracker.Entry, ix index, say func(*tracker.Entry) aloud) bool {
	written := ix[e]
	var row aloud
	for _, word := range q.words {
		if written.holds(word) {
			continue
		}
		if row.status == "" {
			row = say(e)
		}
		if !row.holds(word) {
			return false
		}
	}
	return true
}

// aloud is what a row says that its entry does not hold, folded.
type aloud struct {
	status  string // the word for it
	trouble string // what went wrong in this process
}

// holds says whether the status begins with word ("de" is not meant to find what is rendering), or the trouble has it.
func (a aloud) holds(word string) bool {
	return strings.HasPrefix(a.status, word) || strings.Contains(a.status, " "+word) || strings.Contains(a.trouble, word)
}

// folded makes texts alike that differ in case or in how their accents are composed.
func folded(text string) string { return norm.NFC.String(strings.ToLower(text)) }

// index is what entries are looked for by. Entries never change, so their address names their texts.
type index map[*tracker.Entry]spelled

// spelled is what is written of an entry, folded.
type spelled struct {
	text  string // title, reason and batch, a line each
	batch string
	id    string
}

// partOfID is how many characters a word has that is looked for within ids; a shorter one is found at their beginning
// alone, since two letters stand in many an id by chance.
const partOfID = 4

func (s spelled) holds(word string) bool {
	return strings.Contains(s.text, word) || strings.HasPrefix(s.id, word) || len(word) >= partOfID && strings.Contains(s.id, word)
}

// of gives the index of entries. What is known of them is kept, and what the list holds no longer goes.
func (ix index) of(entries []*tracker.Entry) index {
	now := make(index, len(entries))
	for _, e := range entries {
		w, known := ix[e]
		if !known {
			w = spell(e)
		}
		now[e] = w
	}
	return now
}

func spell(e *tracker.Entry) spelled {
	batch := folded(tracker.CleanText(e.Batch))
	title, reason := tracker.CleanText(e.Shown()), tracker.CleanText(e.Failure.Text())
	return spelled{text: folded(title+"\n"+reason) + "\n" + batch, batch: batch, id: folded(e.ID)}
}
