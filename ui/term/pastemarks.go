package term

import "bytes"

const (
	pasteBegin = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// pasteMarks keeps the marks around a paste whole, which a slow connection may deliver in two parts. Bubble Tea waits
// a moment for the rest of a sequence: of a beginning that comes later it makes keys, and of an end text, after which it
// takes everything for the paste and hears no key any more.
type pasteMarks struct {
	inside bool
	begun  []byte // of the mark that comes next
	given  int    // of these, handed on already: they are also the beginning of a key
}

// room is how many bytes more than those read may be handed on.
func (m *pasteMarks) room() int { return len(pasteBegin) }

// pass takes what was read, and gives what to hand on of that and of what was held back.
func (m *pasteMarks) pass(read []byte) []byte {
	data, given := append(m.begun, read...), m.given
	rest := data
	for {
		at := bytes.Index(rest, []byte(m.next()))
		if at < 0 {
			break
		}
		rest, m.inside = rest[at+len(m.next()):], !m.inside
	}
	begun := unfinished(rest, m.next())
	whole := len(data) - begun
	m.begun = bytes.Clone(data[whole:])
	if !m.inside && begun < len("\x1b[2") { // the escape key, or one with alt
		m.given = begun
		return data[given:]
	}
	m.given = max(given-whole, 0)
	return data[given:max(given, whole)]
}

// next is the mark that comes next.
func (m *pasteMarks) next() string {
	if m.inside {
		return pasteEnd
	}
	return pasteBegin
}

// unfinished is how many bytes at the end of b begin the mark without ending it.
func unfinished(b []byte, mark string) int {
	for n := len(mark) - 1; n > 0; n-- {
		if bytes.HasSuffix(b, []byte(mark[:n])) {
			return n
		}
	}
	return 0
}
