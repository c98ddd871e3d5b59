package cli

import (
	"fmt"

	xterm "github.com/charmbracelet/x/term"

	"reelwatch/ui/term"
)

// clearLine empties the line that the cursor is on.
const clearLine = "\r\x1b[K"

// liveLine is a line on standard error that is drawn again in place. Where that is no terminal which can clear a line, there
// is none.
type liveLine struct {
	a     *app
	live  bool
	drawn string // what stands there; empty where nothing does
}

func newLiveLine(a *app) *liveLine {
	return &liveLine{a: a, live: xterm.IsTerminal(a.Stderr.Fd()) && !term.Detect(a.Getenv).Dumb}
}

// draw replaces the line; the empty text takes it away. It never reaches the last column, where some terminals wrap.
func (l *liveLine) draw(text string) {
	if !l.live || text == l.drawn {
		return
	}
	width, _, err := xterm.GetSize(l.a.Stderr.Fd())
	if err != nil || width <= 0 {
		width = usualWidth
	}
	mark := term.Ellipsis
	if l.a.asciiOnly() {
		mark = term.EllipsisASCII
	}
	fmt.Fprint(l.a.Stderr, clearLine+term.Cut(l.a.readable(text), width-1, mark))
	l.drawn = text
}
