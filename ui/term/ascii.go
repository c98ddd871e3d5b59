package term

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// ASCII returns s with a question mark for each cell that is not of ASCII, so that a terminal of another encoding shows it
// and every column stays where it is. Escape sequences are kept as they are.
func ASCII(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for state := byte(0); len(s) > 0; {
		part, cells, n, next := ansi.DecodeSequence(s, state, nil)
		switch {
		case cells == 0 && part[0] >= 0x80: // takes no cell
		case cells > 0 && !isASCII(part):
			b.WriteString(strings.Repeat("?", cells))
		default:
			b.WriteString(part)
		}
		s, state = s[n:], next
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
