package term

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// awkward are texts on which terminals that count by wcwidth and by grapheme are known to differ, or nearly do.
func awkward() []string {
	return []string{
		"plain text", "naïve café", "e\u0301te\u0301", "a\u20dd", "日本語テスト", "ｶﾞｷﾞ", "한국어", "\u1112\u1161\u11ab\u1100\u1173\u11af", "\u1161\u11a8",
		"👨‍👩‍👧‍👦 family", "👩🏽‍🚀", "👍🏽👍", "🕵️‍♀️", "🏳️‍🌈", "🇩🇪🇫🇷", "🇩", "🇩🇪🇫", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
		"❤️ ❤ ❤︎", "⌚︎⌚️⌚", "1️⃣#️⃣*️⃣", "☺︎☺️", "‼️", "हिन्दी में", "स्ते", "தமிழ் மொழி", "বাংলা", "ကမ္ဘာ မြန်မာ", "ភាសាខ្មែរ", "ภาษาไทย น้ำ ก็", "ລາວ ນ້ຳ",
		"العربية ﷺ", "עִבְרִית", "\u06001", "\u0600", "…—–·×", "─━╸▌▪●○✓✗", "\u200d\u200c\u200b", "a\u200db", "\u0903x", "\u093e", "x\u0600", "\u00adsoft", "\u2028", "\ufffd",
		"👩‍", "\u0915\u094d\u200d\u0937", "\u0d9a\u0dca\u200d\u0dbb", "\u0647\u200d\u0645", "\u200dx\u200d", "\U000e0001", "\U0001f9d1\U0001f3fb\u200d\u2764\ufe0f\u200d\U0001f9d1\U0001f3ff", "\xff\xfe", "ก\u0e33\u0e33", "ᄀ가ᅡᆨᆨ",
	}
}

func TestPlainIsCountedTheSameEverywhere(t *testing.T) {
	for _, text := range awkward() {
		wantPlain(t, text)
	}
}

func TestPlainOfRandomMixtures(t *testing.T) {
	var pool []rune
	for _, text := range awkward() {
		pool = append(pool, []rune(text)...)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		mixture := make([]rune, 1+random.IntN(12))
		for i := range mixture {
			mixture[i] = pool[random.IntN(len(pool))]
			if random.IntN(4) == 0 {
				mixture[i] = rune(random.IntN(0x1f000))
			}
		}
		wantPlain(t, string(mixture))
		if t.Failed() {
			return
		}
	}
}

func FuzzPlain(f *testing.F) {
	for _, text := range awkward() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { wantPlain(t, text) })
}

// wantPlain checks the whole, each cluster as a cell draws it, and that a neighbour changes nothing.
func wantPlain(t *testing.T, text string) {
	t.Helper()
	plain := Plain(text)
	width := Width(plain)
	if wc := ansi.StringWidthWc(plain); width != wc {
		t.Errorf("Plain(%+q) = %+q: %d cells by grapheme, %d by wcwidth", text, plain, width, wc)
	}
	for rest := plain; rest != ""; {
		cluster, grapheme := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
		if _, wc := ansi.FirstGraphemeCluster(rest, ansi.WcWidth); wc != grapheme {
			t.Errorf("Plain(%+q) = %+q: cluster %+q has %d cells by grapheme, %d by wcwidth", text, plain, cluster, grapheme, wc)
		}
		rest = rest[len(cluster):]
	}
	row := "| " + plain + " |"
	if Width(row) != width+4 || ansi.StringWidthWc(row) != width+4 {
		t.Errorf("Plain(%+q) = %+q is %d cells wide alone, %d by grapheme and %d by wcwidth between others", text, plain, width,
			Width(row)-4, ansi.StringWidthWc(row)-4)
	}
	if again := Plain(plain); again != plain {
		t.Errorf("Plain(%+q) = %+q, and again %+q", text, plain, again)
	}
	if strings.Contains(plain, "\u200d") {
		t.Errorf("Plain(%+q) = %+q holds a joiner, after which tmux counts otherwise", text, plain)
	}
	if !utf8.ValidString(plain) {
		t.Errorf("Plain(%+q) = %+q is not valid UTF-8", text, plain)
	}
}

func TestPlainKeepsWhatItCan(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"ASCII", "Product tour 01", "Product tour 01"},
		{"wide", "日本語", "日本語"},
		{"accents", "cafe\u0301", "cafe\u0301"},
		{"a flag", "🇩🇪!", "🇩🇪!"},
		{"a family is its first member", "👨‍👩‍👧‍👦 trip", "👨 trip"},
		{"a skin tone", "👍🏽 ok", "👍 ok"},
		{"a heart", "❤️!", "❤!"},
		{"a keycap", "1️⃣ first", "1 first"},
		{"half a flag", "🇩!", "\ufffd!"},
		{"Thai sara am stays", "น้ำ", "น้\u200bำ"},
		{"Devanagari loses no letter", "न्दी", "न्\u200bद\u200bी"},
		{"half-width voicing", "ｶﾞ", "ｶ\u200bﾞ"},
		{"a joiner between letters", "b\u200dc", "bc"},
		{"an emoji and a joiner", "👩\u200dx", "👩x"},
		{"Sinhala with a joiner", "\u0d9a\u0dca\u200d\u0dbb", "\u0d9a\u0dca\u0dbb"},
		{"invisible", "a\u00ad\u2028b", "ab"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Plain(test.text); got != test.want {
				t.Errorf("Plain(%+q) = %+q, want %+q", test.text, got, test.want)
			}
		})
	}
}

func TestCut(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		mark  string
		want  string
	}{
		{"fits", 4, Ellipsis, "fits"},
		{"too long", 6, Ellipsis, "too l…"},
		{"too long", 6, EllipsisASCII, "too l~"},
		{"too long", 1, Ellipsis, "…"},
		{"too long", 0, Ellipsis, ""},
		{"too long", -3, Ellipsis, ""},
		{"日本語", 6, Ellipsis, "日本語"},
		{"日本語", 5, Ellipsis, "日本…"},
		{"日本語", 4, Ellipsis, "日… "},
		{"日本語", 2, Ellipsis, "… "},
		{"", 3, Ellipsis, ""},
	} {
		if got := Cut(test.text, test.width, test.mark); got != test.want {
			t.Errorf("Cut(%q, %d, %q) = %q, want %q", test.text, test.width, test.mark, got, test.want)
		}
	}
}

func TestCutMiddle(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		mark  string
		want  string
	}{
		{"fits", 4, Ellipsis, "fits"},
		{"Spring launch – teaser DE", 12, Ellipsis, "Sprin…ser DE"},
		{"Product tour 05", 9, EllipsisASCII, "Prod~r 05"},
		{"abcdef", 2, Ellipsis, "…f"},
		{"abcdef", 1, Ellipsis, "…"},
		{"abcdef", 0, Ellipsis, ""},
		{"日本語版", 7, Ellipsis, "日本…版"},
		{"日本語版", 6, Ellipsis, "日…版 "},
		{"a日本語版", 6, Ellipsis, "a日…版"},
	} {
		if got := CutMiddle(test.text, test.width, test.mark); got != test.want {
			t.Errorf("CutMiddle(%q, %d, %q) = %q, want %q", test.text, test.width, test.mark, got, test.want)
		}
	}
}

// Whatever is cut, a cut text fills its column to the cell and one that fits is untouched.
func TestCutsFillTheirColumn(t *testing.T) {
	for _, text := range awkward() {
		text = Plain(text)
		for width := range Width(text) + 3 {
			for name, cut := range map[string]func(string, int, string) string{"Cut": Cut, "CutMiddle": CutMiddle} {
				got := cut(text, width, Ellipsis)
				switch {
				case Width(text) <= width && got != text:
					t.Errorf("%s(%+q, %d) = %+q, though it fits", name, text, width, got)
				case Width(text) > width && (Width(got) != width || ansi.StringWidthWc(got) != width):
					t.Errorf("%s(%+q, %d) = %+q: %d cells, %d by wcwidth", name, text, width, got, Width(got), ansi.StringWidthWc(got))
				}
			}
		}
	}
}

func TestPad(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{{"ab", 4, "ab  "}, {"日本", 5, "日本 "}, {"long", 2, "long"}, {"", 2, "  "}} {
		if got := Pad(test.text, test.width); got != test.want {
			t.Errorf("Pad(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

func TestWidthAndPlainOfASCIICostNothing(t *testing.T) {
	text := strings.Repeat("a title ", 10)
	if n := testing.AllocsPerRun(100, func() { _ = Cut(Plain(text), Width(text), Ellipsis) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
