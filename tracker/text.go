package tracker

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// CleanText makes text from the network fit for a terminal and a path: escape sequences, control characters, bidi
// overrides and isolates, and other invisible format characters go; line breaks and tabs become single spaces.
// Joiners stay where they hold an emoji or a script together.
func CleanText(s string) string {
	if isClean(s) {
		return s
	}
	return cleaned(s)
}

// cleaned is the work of CleanText.
func cleaned(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = ansi.Strip(s)
	var b strings.Builder
	b.Grow(len(s))
	space := true // leading space goes
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		case r == '\u200c' || r == '\u200d': // joiners
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			continue
		}
		space = false
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), " ")
}

// isClean says that a text is fit as it is, which most are: a long list is cleaned as a whole when it is searched.
func isClean(s string) bool {
	last := ' '
	for _, r := range s {
		switch {
		case r == ' ' && last == ' ', r < ' ', r == 0x7f:
			return false
		case r < utf8.RuneSelf:
		case r == utf8.RuneError, unicode.IsSpace(r), unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return false
		}
		last = r
	}
	return last != ' ' || s == ""
}
