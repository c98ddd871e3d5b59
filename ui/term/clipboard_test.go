package term

import (
	"strings"
	"testing"
)

func TestClipboard(t *testing.T) {
	if got := (Abilities{}).Clipboard("a link"); got != "\x1b]52;c;YSBsaW5r\a" {
		t.Errorf("%q", got)
	}
	text := strings.Repeat("a link", 1000)
	got := Abilities{Screen: true}.Clipboard(text)
	var inner string
	for _, piece := range strings.Split(strings.TrimSuffix(got, "\x1b\\"), "\x1b\\") {
		body, ok := strings.CutPrefix(piece, "\x1bP")
		if !ok || len(body) > screenPiece {
			t.Fatalf("screen passes on %d bytes at once: %.20q", len(body), piece)
		}
		inner += body
	}
	if want := (Abilities{}).Clipboard(text); inner != want {
		t.Errorf("the terminal gets %.80q, want %.80q", inner, want)
	}
}
