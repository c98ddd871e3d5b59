package term

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"fits", 10, []string{"fits"}},
		{"exactly ten", 11, []string{"exactly ten"}},
		{"top up, then submit again", 10, []string{"top up,", "then", "submit", "again"}},
		{"a word that fills", 6, []string{"a word", "that", "fills"}},
		{"https://app.heygen.com/videos/1", 12, []string{"https://app.", "heygen.com/v", "ideos/1"}},
		{"see https://app.heygen.com", 12, []string{"see", "https://app.", "heygen.com"}},
		{"日本語テスト", 5, []string{"日本", "語テ", "スト"}},
		{"日本語 テスト", 7, []string{"日本語", "テスト"}},
		{"日本", 1, []string{"日", "本"}},
		{" leads", 4, []string{" lea", "ds"}},
	} {
		if got := Wrap(test.text, test.width); !slices.Equal(got, test.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

// Whatever is wrapped, each line fits by both ways of counting wherever it is put, and all lines together are the text.
func TestWrapLosesNothing(t *testing.T) {
	for _, text := range append(awkward(), strings.Join(awkward(), " "), strings.Join(awkward(), "")) {
		wantWrapped(t, Plain(text))
	}
}

func FuzzWrap(f *testing.F) {
	for _, text := range awkward() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { wantWrapped(t, Plain(text)) })
}

func wantWrapped(t *testing.T, text string) {
	t.Helper()
	for width := 2; width < 40; width += 3 {
		lines := Wrap(text, width)
		for _, line := range lines {
			row := "| " + line + " |"
			if w, wc := Width(row)-4, ansi.StringWidthWc(row)-4; w > width || wc != w {
				t.Errorf("a line of Wrap(%+q, %d) is %+q: %d cells, %d by wcwidth", text, width, line, w, wc)
			}
		}
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got := squeeze(strings.Join(lines, "")); got != squeeze(text) {
			t.Errorf("Wrap(%+q, %d) holds %+q", text, width, got)
		}
	}
}
