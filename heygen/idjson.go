package heygen

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// maxDepth bounds the nesting of a list, so that a hostile one cannot exhaust the stack.
const maxDepth = 100

var (
	errNoID = errors.New("no video id in this JSON value")
	errDeep = errors.New("nested too deeply")
	errList = errors.New("not JSON from here on")
	errHalf = errors.New("the JSON ends before it is complete")
)

// readJSON reads a stream of JSON values. After a broken one it goes on at the next line that begins with a value:
// lines within a value that is spread over several are indented, and parts of it must not be taken for ids.
func (l *idList) readJSON(data []byte) {
	line := 1
	for len(data) > 0 && !l.lost {
		s := &idScanner{decoder: json.NewDecoder(bytes.NewReader(data)), data: data, line: line}
		err := s.stream(l)
		if err == nil {
			return
		}
		line = s.here()
		rest := data[s.counted:]
		next := nextValue(rest)
		text := bytes.TrimLeft(rest[:next], " \t\r\n,:")
		first, _, _ := bytes.Cut(text, []byte("\n"))
		if len(text) == 0 && errors.Is(err, errList) {
			err = errHalf
		}
		l.refuse(string(first), line+bytes.Count(rest[:next-len(text)], []byte("\n")), err)
		line += bytes.Count(rest[:next], []byte("\n"))
		data = rest[next:]
	}
}

// nextValue is the offset of the next line of data that begins with an object or an array, or its end.
func nextValue(data []byte) int {
	for at := 0; ; {
		end := bytes.IndexByte(data[at:], '\n')
		if end < 0 || at+end+1 >= len(data) {
			return len(data)
		}
		at += end + 1
		if data[at] == '{' || data[at] == '[' {
			return at
		}
	}
}

// idScanner walks through JSON token by token, since only tokens have a place and so a line.
type idScanner struct {
	decoder *json.Decoder
	data    []byte
	counted int64 // offset up to which line counts
	line    int
	hollow  bool // a list of videos was empty, so finding nothing is no fault
}

// here is the line of the token read last.
func (s *idScanner) here() int {
	offset := s.decoder.InputOffset()
	s.line += bytes.Count(s.data[s.counted:offset], []byte("\n"))
	s.counted = offset
	return s.line
}

// stream reads values until the end or a broken one.
func (s *idScanner) stream(l *idList) error {
	for !l.lost {
		begin := s.decoder.InputOffset()
		token, err := s.decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errList
		}
		line := s.here()
		s.hollow = false
		found, err := s.value(token, true, 0)
		for _, c := range found {
			l.take(c)
		}
		if err != nil {
			return err
		}
		if len(found) == 0 && !s.hollow {
			text := bytes.TrimLeft(s.data[begin:s.decoder.InputOffset()], " \t\r\n")
			l.refuse(string(text[:min(len(text), maxTitle)]), line, errNoID)
		}
	}
	return nil
}

// value finds the ids in the value that begins with token. Where it holds videos, strings are ids too.
func (s *idScanner) value(token json.Token, holds bool, depth int) ([]candidate, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	switch token {
	case json.Delim('['):
		return s.array(holds, depth)
	case json.Delim('{'):
		return s.object(depth)
	}
	if word, ok := token.(string); ok && holds {
		return []candidate{{word: word, line: s.here()}}, nil
	}
	return nil, nil
}

// array finds the ids in an array; with an error come those before it.
func (s *idScanner) array(holds bool, depth int) ([]candidate, error) {
	var found []candidate
	s.hollow = s.hollow || holds && !s.decoder.More()
	for s.decoder.More() {
		token, err := s.decoder.Token()
		if err != nil {
			return found, errList
		}
		inner, err := s.value(token, holds, depth+1)
		found = append(found, inner...)
		if err != nil {
			return found, err
		}
	}
	return found, s.closing()
}

// closing reads the end of an array or object.
func (s *idScanner) closing() error {
	if _, err := s.decoder.Token(); err != nil {
		return errList
	}
	return nil
}
