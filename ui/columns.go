package ui

import "strings"

// columns says where each column of the table stands on a screen of a given width. A width of 0 leaves it out.
type columns struct {
	width  int // of the screen
	word   int // the status word, beside its glyph
	title  int
	age    int
	now    int
	bar    int // within now
	length int

	titleAt, nowAt int // first cells
}

const (
	glyphAt     = 3
	wordWidth   = 9
	ageWidth    = 4
	lengthWidth = 6
	gap         = 2
	margin      = 1 // kept free at the right
)

// newColumns narrows in the order in which a reader can do without: length below 70 cells, the status word below
// 60, age below 50; the bar goes where the text beside it would have no room.
func newColumns(width int) columns {
	c := columns{width: width, titleAt: glyphAt + 3}
	if width >= 60 {
		c.word = wordWidth
		c.titleAt = glyphAt + 2 + wordWidth + gap
	}
	rest := width - c.titleAt - gap - margin
	if width >= 50 {
		c.age = ageWidth
		rest -= ageWidth + gap
	}
	if width >= 70 {
		c.length = lengthWidth
		rest -= lengthWidth + gap
	}
	c.title = min((rest+1)/2, max(40, rest*2/5))
	c.now = rest - c.title
	c.nowAt = c.titleAt + c.title + gap
	if c.age > 0 {
		c.nowAt += ageWidth + gap
	}
	switch {
	case c.now >= 36:
		c.bar = 16
	case c.now >= 22:
		c.bar = 7
	}
	return c
}

// ageEnd is the cell after the age column.
func (c columns) ageEnd() int { return c.nowAt - gap }

// lengthEnd is the cell after the length column, and after the table.
func (c columns) lengthEnd() int { return c.width - margin }

// head is the line above the rows. An arrow stands beside the column by which they are sorted; one that has no room
// on this screen, or is none, is named at the end of the last.
func (c columns) head(st *styles, g glyphs, o order) string {
	s := newStrip(&st.row)
	if c.word > 0 {
		s.to(glyphAt)
		s.putHead("STATUS", o.arrow(g, byStatus))
	}
	s.to(c.titleAt)
	s.putHead("TITLE", o.arrow(g, byTitle))
	if c.age > 0 {
		s.rightHead("AGE", o.arrow(g, byAge), c.ageEnd())
	}
	s.to(c.nowAt)
	s.put(grey, "NOW")
	if o != (order{}) && !c.has(o.by) {
		s.rightHead(strings.ToUpper(o.by.String()), o.arrow(g, o.by), c.nowAt+c.now)
	}
	if c.length > 0 {
		s.rightHead("LENGTH", o.arrow(g, byLength), c.lengthEnd())
	}
	return s.line(c.width)
}

// has says whether the order by a column can be seen at that column.
func (c columns) has(by column) bool {
	switch by {
	case byStatus:
		return c.word > 0
	case byAge:
		return c.age > 0
	case byLength:
		return c.length > 0
	}
	return by == byTitle
}

// putHead puts the name of a column, and the arrow where it is sorted by.
func (s *strip) putHead(name, arrow string) {
	if arrow == "" {
		s.put(grey, name)
		return
	}
	s.put(plain, name+" "+arrow)
}

// rightHead is putHead for a column whose cells end at end.
func (s *strip) rightHead(name, arrow string, end int) {
	if arrow == "" {
		s.right(grey, name, end)
		return
	}
	s.right(plain, arrow+" "+name, end)
}
