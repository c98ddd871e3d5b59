package term

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"
)

const (
	// zeroWidthSpace ends a grapheme cluster and takes no cell, so that two code points on its sides are counted apart.
	zeroWidthSpace = "\u200b"
	replacement    = "\ufffd"
)

// Width returns the number of cells that s takes on the screen, escape sequences not counted. For text that went
// through [Plain] it is the same for terminals that count by wcwidth and for those that count by grapheme.
func Width(s string) int {
	if printableASCII(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// Plain returns s with every grapheme cluster on which wcwidth and grapheme counting differ drawn in a way on which
// they agree: composed, as separate letters, as its first code point, or as U+FFFD. Clusters without a width are left
// out, and nothing at either end joins its neighbour. It expects one line of clean text without escape sequences.
func Plain(s string) string {
	if printableASCII(s) {
		return s
	}
	for {
		next := plainOnce(s)
		if next == s {
			return s
		}
		s = next
	}
}

// plainOnce substitutes cluster by cluster. A substitute can join its neighbour into a new cluster, hence the loop in
// Plain; it ends since a pass that changes something leaves fewer code points that can join.
func plainOnce(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for rest := s; rest != ""; {
		cluster, width := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
		rest = rest[len(cluster):]
		switch {
		case cluster == zeroWidthSpace && b.Len() > 0 && rest != "":
			b.WriteString(cluster)
		case width == 0 && ansi.StringWidthWc(cluster) == 0:
		case !stands(cluster, b.Len() == 0, rest == ""):
			b.WriteString(replacement)
		default:
			b.WriteString(agreed(cluster, width))
		}
	}
	return b.String()
}

// stands reports whether the first and the last cluster of a text stay by themselves beside other text.
func stands(cluster string, first, last bool) bool {
	if first {
		if before, _ := ansi.FirstGraphemeCluster("a"+cluster, ansi.GraphemeWidth); before != "a" {
			return false
		}
	}
	if last {
		if whole, _ := ansi.FirstGraphemeCluster(cluster+" ", ansi.GraphemeWidth); whole != cluster {
			return false
		}
	}
	return true
}

// agreed returns the cluster, or what stands for it.
func agreed(cluster string, width int) string {
	if width == ansi.StringWidthWc(cluster) {
		return cluster
	}
	if composed := norm.NFC.String(cluster); composed != cluster && agrees(composed) {
		return composed
	}
	first, size := utf8.DecodeRuneInString(cluster)
	if unicode.IsLetter(first) {
		if split := splitLetters(cluster); agrees(split) {
			return split
		}
	}
	if alone := cluster[:size]; Width(alone) > 0 && agrees(alone) {
		return alone
	}
	return replacement
}

// splitLetters puts a zero width space before each code point, after the first, that wcwidth gives a cell of its own:
// the vowel signs and conjuncts of Indic scripts, Thai sara am, half-width voicing marks. No letter is lost by it.
func splitLetters(cluster string) string {
	var b strings.Builder
	for i, r := range cluster {
		letter := string(r)
		if i > 0 && ansi.StringWidthWc(letter) > 0 {
			b.WriteString(zeroWidthSpace)
		}
		b.WriteString(letter)
	}
	return b.String()
}

func agrees(s string) bool { return ansi.StringWidth(s) == ansi.StringWidthWc(s) }

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}
