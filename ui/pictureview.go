package ui

// The room of pictures, in cells.
const (
	besideText  = 72 // from this width on the picture stands beside the text
	leastText   = 46 // cells that the text keeps beside it
	pictureCols = 44 // most that a picture takes
	pictureRows = 14
)

// spot is where in the details the picture stands.
type spot int

const (
	spotNone  spot = iota
	spotRight      // beside the text
	spotUnder      // under the heading
	spotLast       // under everything
)

// pictureSpot is where the picture stands: at the right of the text where that is wide, else under the heading where the
// screen is high, as it is beside the table.
func (m *Model) pictureSpot() spot {
	switch {
	case m.over() && m.width >= besideText:
		return spotRight
	case m.beside() && m.bodyHeight() >= 2*pictureRows:
		return spotUnder
	}
	return spotLast
}

// pictureRoom is the cells that the picture may take.
func (m *Model) pictureRoom() place {
	text := m.detailsWidth() - 2*margin
	switch m.pictureSpot() {
	case spotRight:
		return place{cols: min(text-leastText-gap, pictureCols), rows: min(max(m.bodyHeight(), 4), pictureRows)}
	case spotUnder:
		return place{cols: min(text, pictureCols), rows: min(m.bodyHeight()/3, pictureRows)}
	}
	return place{cols: min(text, pictureCols), rows: pictureRows}
}

// pictureLines is the picture of the video whose details are open, each line as wide as the room for it, or a word while
// it is on its way; nil where none is to be had.
func (m *Model) pictureLines() []string {
	e, at := m.pictured()
	if e == nil || m.pictureFlaw() != "" {
		return nil
	}
	inks := &m.canvas.styles.row
	s := m.pictures.shots[e.ID]
	if s == nil || s.fit == nil || s.fit.how != at.how || s.fit.cells > at.cols {
		lines := make([]string, max(min(at.cols*9/32, at.rows), 1)) // as most pictures are
		for i := range lines {
			lines[i] = newStrip(inks).line(at.cols)
		}
		word := newStrip(inks)
		word.right(grey, m.canvas.glyphs.cut("fetching its picture", at.cols), at.cols)
		lines[0] = word.line(at.cols)
		return lines
	}
	lines := make([]string, len(s.fit.lines))
	for i, line := range s.fit.lines {
		out := newStrip(inks)
		if m.pictureSpot() == spotRight {
			out.to(at.cols - s.fit.cells)
		}
		out.paint(line, s.fit.cells)
		lines[i] = out.line(at.cols)
	}
	return lines
}

// pictureFlaw is why the video whose details are open has no picture; empty while it has one or may get one.
func (m *Model) pictureFlaw() string {
	if e, _ := m.pictured(); e != nil && e.ID == m.pictures.job.id {
		return m.pictures.job.flaw
	}
	return ""
}

// block adds the lines of a picture.
func (d *sheet) block(lines []string, cells int) {
	if len(lines) == 0 {
		return
	}
	d.blank()
	for _, line := range lines {
		s := d.begin()
		s.paint(line, cells)
		d.put(s)
	}
}
