package term

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestASCII(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "",
		"plain":             "plain",
		"é":                 "?",
		"früh, 春の":          "fr?h, ????",
		"\x1b[31mé\x1b[m x": "\x1b[31m?\x1b[m x",
		"a\u200bb":          "ab",
		"👨\u200d👩\u200d👧":   "??",
		"\x1b]8;;https://h/é\x1b\\ü\x1b]8;;\x1b\\": "\x1b]8;;https://h/é\x1b\\?\x1b]8;;\x1b\\",
		"one\ntwo – three":                         "one\ntwo ? three",
	} {
		if got := ASCII(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzASCII(f *testing.F) {
	f.Add("früh\x1b[31m春\x1b[m")
	f.Fuzz(func(t *testing.T, text string) {
		text = Plain(strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
				return -1
			}
			return r
		}, text))
		got := ASCII(text)
		if !isASCII(got) || ansi.StringWidth(got) != ansi.StringWidth(text) {
			t.Errorf("%q became %q", text, got)
		}
	})
}
