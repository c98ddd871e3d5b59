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
	// zeroWidthJoiner makes tmux draw what comes after it, whatever that is, into the cell before: the rows then shift.
	zeroWidthJoiner = "\u200d"
	replacement     = "\ufffd"
)

// Prepare builds what measuring text beyond ASCII needs, two tables of a megabyte: called while a list is being read, it spares
// the first screen that time.
func Prepare() { ansi.StringWidthWc(replacement) }

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
// out, as are joiners, and nothing joins its neighbour, not even text that stands before or after. It expects one line
// of clean text without escape sequences.
func Plain(s string) string {
	if printableASCII(s) {
		return s
	}
	p := plainText{last: "a", loose: true}
	p.out.Grow(len(s))
	for rest := strings.ToValidUTF8(s, replacement); rest != ""; {
		cluster, width := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
		rest = rest[len(cluster):]
		if width == ansi.StringWidthWc(cluster) && !strings.Contains(cluster, zeroWidthJoiner) {
			p.write(cluster, width)
		} else {
			p.substitute(cluster)
		}
	}
	if joins(p.last, " ") {
		p.out.WriteString(zeroWidthSpace)
	}
	return p.out.String()
}

// plainText is a text as [Plain] builds it, of clusters on which everybody agrees.
type plainText struct {
	out   strings.Builder
	last  string // the cluster at its end; at its beginning, a letter that may stand before it
	loose bool   // what comes next did not follow last in the given text, so it could join it
}

// write adds a cluster, with a zero width space before it where it would join the last one.
func (p *plainText) write(cluster string, width int) {
	if width == 0 {
		p.loose = true
		return
	}
	if p.loose && joins(p.last, cluster) {
		p.out.WriteString(zeroWidthSpace)
	}
	p.out.WriteString(cluster)
	p.last, p.loose = cluster, false
}

// substitute adds what stands for a cluster on which the counts differ or that holds a joiner. Of a word in letters none is lost: vowel signs
// and conjuncts of Indic scripts, Thai sara am and half-width voicing marks then stand beside their base.
func (p *plainText) substitute(cluster string) {
	p.loose = true
	bare := strings.ReplaceAll(cluster, zeroWidthJoiner, "")
	if composed := norm.NFC.String(bare); agrees(composed) && !splits(composed) {
		p.write(composed, Width(composed))
	} else if first, size := utf8.DecodeRuneInString(cluster); unicode.IsLetter(first) || joins(cluster[:size], "a") {
		p.spell(bare)
	} else {
		p.write(known(cluster[:size]))
	}
	p.loose = true
}

// spell adds the code points of a cluster apart, each with the marks that take no cell.
func (p *plainText) spell(cluster string) {
	for cluster != "" {
		_, end := utf8.DecodeRuneInString(cluster)
		for end < len(cluster) {
			_, size := utf8.DecodeRuneInString(cluster[end:])
			if ansi.StringWidthWc(cluster[end:end+size]) > 0 {
				break
			}
			end += size
		}
		p.loose = true
		p.write(known(cluster[:end]))
		cluster = cluster[end:]
	}
}

// known returns s and its width, or the replacement character where the counts differ on it.
func known(s string) (string, int) {
	if agrees(s) && !splits(s) {
		return s, Width(s)
	}
	return replacement, Width(replacement)
}

// joins reports whether b, after a, would be counted as part of it. a is one cluster.
func joins(a, b string) bool {
	first, _ := ansi.FirstGraphemeCluster(a+b, ansi.GraphemeWidth)
	return first != a
}

// splits reports whether s is more than one cluster.
func splits(s string) bool {
	first, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return first != s
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
