package heygen

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
)

const (
	maxList = 64 << 20 // bytes that ReadIDs takes
	maxBad  = 10_000   // bad ones that it names
)

// ListedID is an id found in a list, with the title and the name of a batch that stood beside it (JSON only; hostile until
// cleaned).
type ListedID struct {
	ID    string
	Title string
	Batch string // only our own lists have it; HeyGen's batches have numbers
	Line  int    // 1-based
}

// BadID is a place in a list where an id should be and is none.
type BadID struct {
	Line int    // 1-based
	Text string // what is there, cut; hostile until cleaned. Empty where the list ends too early
	Err  error
}

// ReadIDs reads a list of videos: ids and page links separated by white space, commas or semicolons, or a stream of
// JSON values of any layout: objects with video_id or id, arrays, envelopes, strings. Each id comes once, where it is first; bad ones do not stop the reading.
// It gives an error where r does, where the list is over 64 MiB, and where over 10,000 of its entries are bad.
func ReadIDs(r io.Reader) (ids []ListedID, bad []BadID, err error) {
	data, err := io.ReadAll(io.LimitReader(r, maxList+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read the list of ids: %w", err)
	}
	if len(data) > maxList {
		return nil, nil, errors.New("the list of ids is over 64 MiB; split it")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	l := &idList{seen: map[string]bool{}}
	if start := bytes.TrimSpace(data); len(start) > 0 && strings.IndexByte(`{["`, start[0]) >= 0 {
		l.readJSON(data)
	} else {
		l.readWords(data)
	}
	if l.lost {
		return l.ids, l.bad, fmt.Errorf("over %d entries are no video ids, from line %d on; is this the right list?", maxBad, l.bad[0].Line)
	}
	return l.ids, l.bad, nil
}

// idList collects what ReadIDs gives.
type idList struct {
	ids  []ListedID
	bad  []BadID
	seen map[string]bool
	lost bool // more bad ones than maxBad
}

// readWords reads a list of words.
func (l *idList) readWords(data []byte) {
	line := 0
	for text := range bytes.Lines(data) {
		line++
		for word := range bytes.FieldsFuncSeq(text, separates) {
			l.take(candidate{word: string(word), line: line})
			if l.lost {
				return
			}
		}
	}
}

// separates says whether c stands between ids.
func separates(c rune) bool { return c == ',' || c == ';' || unicode.IsSpace(c) }

// take adds the id that the candidate's word is, once.
func (l *idList) take(c candidate) {
	id, err := ParseID(c.word)
	if err != nil {
		l.refuse(c.word, c.line, err)
		return
	}
	if !l.seen[id] {
		l.seen[id] = true
		l.ids = append(l.ids, ListedID{ID: id, Title: cut(c.title, maxTitle), Batch: cut(c.batch, maxTitle), Line: c.line})
	}
}

// refuse adds a bad one.
func (l *idList) refuse(text string, line int, err error) {
	if len(l.bad) == maxBad {
		l.lost = true
		return
	}
	l.bad = append(l.bad, BadID{Line: line, Text: strings.Clone(cut(text, maxWord)), Err: err})
}
