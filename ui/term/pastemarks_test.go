package term

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A paste may come in parts, cut anywhere and with any time between them.
func TestMarksOfAPasteComeWhole(t *testing.T) {
	for name, c := range map[string]struct{ parts, want []string }{
		"in one":               {[]string{"\x1b[200~q\x1b[201~j"}, []string{"\x1b[200~q\x1b[201~j"}},
		"cut text":             {[]string{"\x1b[200~q", "x\x1b[201~"}, []string{"\x1b[200~q", "x\x1b[201~"}},
		"cut begin":            {[]string{"j\x1b[20", "0~q\x1b[201~"}, []string{"j", "\x1b[200~q\x1b[201~"}},
		"cut end":              {[]string{"\x1b[200~q\x1b[2", "01~j"}, []string{"\x1b[200~q", "\x1b[201~j"}},
		"cut end after escape": {[]string{"\x1b[200~q\x1b", "[201~j"}, []string{"\x1b[200~q", "\x1b[201~j"}},
		"a byte at a time":     {strings.Split("\x1b[200~\x1b[201~", ""), []string{"\x1b", "[", "", "", "", "200~", "", "", "", "", "", "\x1b[201~"}},
		"the next one":         {[]string{"\x1b[200~q\x1b[201~\x1b[20", "0~q\x1b[201~"}, []string{"\x1b[200~q\x1b[201~", "\x1b[200~q\x1b[201~"}},
		"escape":               {[]string{"\x1b", "j"}, []string{"\x1b", "j"}},
		"escape, then arrow":   {[]string{"\x1b", "\x1b[A"}, []string{"\x1b", "\x1b[A"}},
		"another key":          {[]string{"\x1b[2", "0~"}, []string{"", "\x1b[20~"}},
		"no mark in a paste":   {[]string{"\x1b[200~a\x1b", "b\x1b[20", "1x\x1b[201~"}, []string{"\x1b[200~a", "\x1bb", "\x1b[201x\x1b[201~"}},
	} {
		var m pasteMarks
		var got []string
		for _, part := range c.parts {
			got = append(got, string(m.pass([]byte(part))))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: handed on %q, want %q", name, got, c.want)
		}
	}
}

func TestInputHandsOnWholeMarksOfAFullBuffer(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	paste := pasteBegin + strings.Repeat("a", 50) + pasteEnd
	if _, err := w.WriteString(paste); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	input := &input{file: r, lost: func(error) {}}
	var got strings.Builder
	for buf := make([]byte, 64); ; {
		n, err := input.Read(buf)
		got.Write(buf[:n])
		if err != nil {
			break
		}
		if s := got.String(); strings.Contains(s, pasteEnd[:3]) && !strings.HasSuffix(s, pasteEnd) && len(s) > len(pasteBegin)+50 {
			t.Errorf("handed on a part of a mark: %q", s)
		}
	}
	if got.String() != paste {
		t.Errorf("read %q", got.String())
	}
}
