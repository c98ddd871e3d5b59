package term

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// The marks that stand for what [Cut] and [CutMiddle] leave out.
const (
	Ellipsis      = "…"
	EllipsisASCII = "~"
)

// Cut returns s where it fits width cells, else its beginning followed by the mark, exactly width cells wide: where a
// wide character does not fit, a space takes its place. It expects text that went through [Plain].
func Cut(s string, width int, mark string) string {
	if Width(s) <= width {
		return s
	}
	room := width - Width(mark)
	if room < 0 {
		return spaces(width)
	}
	head, used := prefix(s, room)
	return head + mark + spaces(room-used)
}

// CutMiddle is [Cut] with the mark in the middle: both ends of s stay, the end the longer by a cell where one is.
func CutMiddle(s string, width int, mark string) string {
	total := Width(s)
	if total <= width {
		return s
	}
	room := width - Width(mark)
	if room < 0 {
		return spaces(width)
	}
	before, skipped := prefix(s, total-(room+1)/2)
	tailWidth := total - skipped
	// prefix stops before a wide character that would cross the border: that one belongs to neither end.
	tail := s[len(before):]
	for tailWidth > (room+1)/2 {
		cluster, w := next(tail)
		tail, tailWidth = tail[len(cluster):], tailWidth-w
	}
	head, used := prefix(s, room-tailWidth)
	return head + mark + tail + spaces(room-tailWidth-used)
}

// Pad returns s followed by the spaces that make it width cells wide. A longer one is returned as it is.
func Pad(s string, width int) string {
	return s + spaces(width-Width(s))
}

// prefix returns the beginning of s that takes at most room cells, and the cells it takes. A zero width space after it
// is left to the rest, whose first letter would else join what comes before.
func prefix(s string, room int) (string, int) {
	if printableASCII(s) {
		n := max(min(room, len(s)), 0)
		return s[:n], n
	}
	end, used := 0, 0
	for at := 0; at < len(s); {
		cluster, w := next(s[at:])
		if used+w > room {
			break
		}
		at, used = at+len(cluster), used+w
		if w > 0 {
			end = at
		}
	}
	return s[:end], used
}

func next(s string) (cluster string, width int) {
	return ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }
