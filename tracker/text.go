package tracker

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// CleanText makes text from the network fit for a terminal and a path: escape sequences, control characters, bidi
// overrides and isolates, and other invisible format characters go; line breaks and tabs become single spaces.
// Joiners stay where they hold an emoji or a script together.
func CleanText(s string) string {
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
