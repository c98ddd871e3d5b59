package ui

import (
	"path/filepath"

	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// words is what is written of one entry, made fit for the terminal.
type words struct {
	title  string // the id where there is no title
	reason string // of a failure, or a note; may be empty
	remedy string // of a failure; empty where none is known
	file   string // name of the saved file, without its folder
	page   string // its address; empty where there is none
}

// wordbook keeps the words of the entries that were drawn last, since cleaning costs more than drawing. Entries
// never change, so their address names their words.
type wordbook map[*tracker.Entry]words

// maxWords bounds the book to a few screens.
const maxWords = 1024

func (b wordbook) of(e *tracker.Entry) words {
	if w, known := b[e]; known {
		return w
	}
	if len(b) >= maxWords {
		clear(b)
	}
	w := words{title: clean(e.Shown()), reason: clean(e.Failure.Text()), page: pageURL(e)}
	if do, known := e.Failure.Remedy(); known {
		w.remedy = do
	}
	if w.title == "" {
		w.title = clean(e.ID)
	}
	if e.File != "" {
		w.file = clean(filepath.Base(e.File))
	}
	b[e] = w
	return w
}

// clean makes text from outside one harmless line that every terminal gives the same width.
func clean(text string) string { return term.Plain(tracker.CleanText(text)) }
