package term

import "strings"

// Wrap returns s as lines of at most width cells, broken at spaces where there are any, else wherever a line is full. A
// break takes the place of one space; nothing else is lost. A text without a letter is one empty line. It expects text
// that went through [Plain], whose zero width spaces the wrapping of x/ansi would tear from the letters that need them.
// A width below 2 counts as 2, since a wide character needs that.
func Wrap(s string, width int) []string {
	width = max(width, 2)
	var lines []string
	for Width(s) > width {
		head, _ := prefix(s, width)
		if head == "" {
			head, _ = next(s) // wider than all there is; the terminal will have to do with it
		}
		rest := s[len(head):]
		if at := strings.LastIndexByte(head, ' '); rest[0] != ' ' && at > 0 {
			head, rest = head[:at], s[at:]
		}
		lines = append(lines, strings.TrimRight(head, " "))
		s = strings.TrimPrefix(rest, " ")
	}
	return append(lines, s)
}
