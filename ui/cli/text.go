package cli

import "unicode"

// invisible says whether a terminal might act on a character, or show it as nothing.
func invisible(r rune) bool {
	return r < 0x20 || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}
