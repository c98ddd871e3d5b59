package ui

import (
	"strings"

	"reelwatch/ui/term"
)

// strip is one line of the screen while it is put together from painted pieces. It counts its cells, so that a line
// is exactly as wide as the screen whatever it holds.
type strip struct {
	b     strings.Builder
	inks  *inks
	cells int
}

func newStrip(inks *inks) *strip { return &strip{inks: inks} }

// put adds painted text.
func (s *strip) put(t tone, text string) {
	if text == "" {
		return
	}
	ink := &s.inks[t]
	s.b.WriteString(ink.open)
	s.b.WriteString(text)
	s.b.WriteString(ink.shut)
	s.cells += term.Width(text)
}

// paint adds what is painted already, of so many cells.
func (s *strip) paint(painted string, cells int) {
	s.b.WriteString(painted)
	s.cells += cells
}

// right adds text that ends at the cell end, where it fits.
func (s *strip) right(t tone, text string, end int) {
	s.to(end - term.Width(text))
	s.put(t, text)
}

// to fills up with blanks to the cell at. They have no colour of their own, which the terminal would have to be told.
func (s *strip) to(at int) {
	if at > s.cells {
		s.put(blank, strings.Repeat(" ", at-s.cells))
	}
}

// line is the finished line, filled to width.
func (s *strip) line(width int) string {
	if width > s.cells {
		s.b.WriteString(strings.Repeat(" ", width-s.cells))
	}
	return s.b.String()
}
