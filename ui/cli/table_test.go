package cli

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// drawn is the table as it stands on a terminal of a width.
func drawn(t *testing.T, locale string, width int, entries ...*tracker.Entry) []string {
	t.Helper()
	a := &app{Process: Process{Getenv: func(name string) string { return map[string]string{"LANG": locale}[name] }}}
	var b strings.Builder
	if err := a.writeTable(&b, entries, width); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

func hexID(n int) string { return fmt.Sprintf("%032x", n) }

func TestTable(t *testing.T) {
	t.Parallel()
	entries := []*tracker.Entry{
		{ID: hexID(1), Status: heygen.Processing, Title: "Spring launch, teaser for the newsletter"},
		{ID: hexID(2), Status: heygen.Completed},
		{ID: hexID(3), Status: heygen.Failed, Title: "Autumn", Failure: &heygen.Failure{Message: "Script too long for selected avatar"}},
		{ID: hexID(4), Status: heygen.Completed, Title: "春の新作", SavedAt: noon, File: "/videos/春の新作.mp4"},
		{ID: hexID(5), Status: heygen.NotFound},
		{ID: hexID(6), Status: heygen.Unknown},
	}
	for width, want := range map[int]string{
		120: `
00000000000000000000000000000001  rendering  Spring launch, tea… for the newsletter
00000000000000000000000000000002  completed                                          not saved yet
00000000000000000000000000000003  failed     Autumn                                  Script too long for selected avatar
00000000000000000000000000000004  saved      春の新作                                春の新作.mp4
00000000000000000000000000000005  not found
00000000000000000000000000000006  new`,
		60: `
00000000…00000001  rendering  Spring…sletter
00000000…00000002  completed                  not saved yet
00000000…00000003  failed     Autumn          Script too lo…
00000000…00000004  saved      春の新作        春の新作.mp4
00000000…00000005  not found
00000000…00000006  new`,
	} {
		if got := "\n" + strings.Join(drawn(t, "C.UTF-8", width, entries...), "\n"); got != want {
			t.Errorf("%d cells:%s\nwant:%s", width, got, want)
		}
	}
}

// Where the terminal's encoding is not UTF-8, the table is ASCII and its columns stand where they stood.
func TestTableWithoutUnicode(t *testing.T) {
	t.Parallel()
	entries := []*tracker.Entry{
		{ID: hexID(1), Status: heygen.Completed, Title: "Frühjahr", SavedAt: noon, File: "/videos/春の新作.mp4"},
		{ID: hexID(2), Status: heygen.Failed, Title: "Herbst", Failure: &heygen.Failure{Message: "Script too long"}},
	}
	want := []string{
		"00000000000000000000000000000001  saved   Fr?hjahr  ????????.mp4",
		"00000000000000000000000000000002  failed  Herbst    Script too long",
	}
	if got := drawn(t, "C", 100, entries...); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// Whatever the texts hold, each line is one line of the terminal, and the columns stand where they stood above.
func TestTableFits(t *testing.T) {
	t.Parallel()
	nasty := []string{"", "x", strings.Repeat("long ", 60), "👨‍👩‍👧‍👦 family", "\x1b[31mred\x1b[0m\nsecond\tline", "ﷺﷺﷺ", "e\u0301\u0301\u0301", "名前" + strings.Repeat("語", 90)}
	var entries []*tracker.Entry
	for i, text := range nasty {
		entries = append(entries,
			&tracker.Entry{ID: hexID(i), Status: heygen.Failed, Title: text, Failure: &heygen.Failure{Message: nasty[len(nasty)-1-i]}},
			&tracker.Entry{ID: "q-0000000" + fmt.Sprint(i), Status: heygen.Status("invented" + text), Title: text})
	}
	for width := 1; width <= 200; width++ {
		for _, line := range drawn(t, "C.UTF-8", width, entries...) {
			if got := term.Width(line); got > width {
				t.Fatalf("%d cells on a terminal of %d: %q", got, width, line)
			}
			if strings.ContainsFunc(line, func(r rune) bool {
				return r < 0x20 || r == 0x7f || r == utf8.RuneError && !strings.Contains(line, "�")
			}) {
				t.Fatalf("a control character: %q", line)
			}
		}
	}
}

// Without UTF-8 what is cut is marked in ASCII.
func TestTableASCII(t *testing.T) {
	t.Parallel()
	got := drawn(t, "C", 60, &tracker.Entry{ID: hexID(1), Status: heygen.Completed, Title: strings.Repeat("title ", 9)})[0]
	if strings.Contains(got, "…") || !strings.Contains(got, "~") {
		t.Errorf("%q", got)
	}
}

// A list without long texts is not spread over a wide terminal.
func TestTableIsNoWiderThanItsTexts(t *testing.T) {
	t.Parallel()
	got := drawn(t, "C.UTF-8", 200, &tracker.Entry{ID: "a", Status: "draft", Title: "T"}, &tracker.Entry{ID: "bcd", Status: heygen.Failed, Title: "U"})
	want := []string{"a    draft   T", "bcd  failed  U"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q, want %q", got, want)
	}
}
