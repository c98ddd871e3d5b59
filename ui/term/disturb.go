package term

import "github.com/charmbracelet/x/ansi"

// altScreenMode is the screen that the dashboard is on.
const altScreenMode = 1049

// disturbed follows the cursor through a frame, and says whether rows are moved, more than one is erased, or the screen
// changed to another.
func (r *repaints) disturbed(frame []byte) (is bool) {
	parser := ansi.GetParser()
	defer ansi.PutParser(parser)
	var state byte
	for len(frame) > 0 {
		seq, _, n, next := ansi.DecodeSequence(frame, state, parser)
		switch {
		case ansi.HasCsiPrefix(seq):
			is = r.controlled(parser) || is
		case string(seq) == "\n":
			is = r.stepped(1, r.height) || is
		case string(seq) == ansi.ReverseIndex:
			is = r.stepped(-1, 1) || is
		case ansi.HasEscPrefix(seq) && len(seq) == 2:
			r.at = 0 // another way to move the cursor
		}
		frame, state = frame[n:], next
	}
	return is
}

// stepped follows the cursor to the next row, and says whether it may have been at the edge, where all rows move instead.
func (r *repaints) stepped(by, edge int) bool {
	if r.at == 0 || r.at == edge || r.height == 0 {
		return true
	}
	r.at += by
	return false
}

// controlled follows the cursor through a control sequence, and says whether it disturbs rows.
func (r *repaints) controlled(p *ansi.Parser) bool {
	c := ansi.Cmd(p.Command())
	first, _ := p.Param(0, 0)
	switch {
	case c.Prefix() == '?':
		return first == altScreenMode && (c.Final() == 'h' || c.Final() == 'l')
	case c.Prefix() != 0, c.Intermediate() != 0:
		return false
	}
	switch c.Final() {
	case 'J', 'L', 'M', 'S', 'T', 'r':
		return true
	case 'H', 'd':
		r.at = max(first, 1)
	case 'A':
		r.moved(-max(first, 1))
	case 'B':
		r.moved(max(first, 1))
	}
	return false
}

// moved follows the cursor over rows, which ends at the edges of the screen.
func (r *repaints) moved(by int) {
	if r.at > 0 {
		r.at = min(max(r.at+by, 1), max(r.height, 1))
	}
}
