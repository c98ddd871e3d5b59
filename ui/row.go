package ui

import (
	"fmt"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// standing is how an entry's status looks: a glyph, a word and a tone that say the same.
type standing struct {
	glyph string
	word  string
	tone  tone
	title tone // what is finished or has not begun steps back
}

func (s subject) standing(g glyphs) standing {
	word := StatusWord(s.Status)
	if s.saving() {
		return standing{g.saving, "saving", blue, plain}
	}
	switch s.Status {
	case heygen.Processing:
		if s.late {
			return standing{g.rendering, "overdue", amber, plain}
		}
		return standing{g.rendering, word, blue, plain}
	case heygen.Completed:
		if s.Saved() {
			return standing{g.done, "saved", green, grey}
		}
		return standing{g.done, word, green, plain}
	case heygen.Failed:
		return standing{g.failed, word, red, plain}
	case heygen.NotFound:
		return standing{g.unknown, word, grey, plain}
	case heygen.Unknown, "":
		return standing{g.waiting, word, grey, plain}
	case tracker.Queued:
		return standing{g.waiting, word, grey, grey}
	case tracker.Unsure:
		return standing{g.unsure, word, amber, plain}
	case heygen.Pending:
		return standing{g.pending, word, grey, grey}
	}
	return standing{g.pending, word, grey, plain}
}

// StatusWord is a status as people read it, on the screen and in the commands' tables. It is cleaned.
func StatusWord(s heygen.Status) string {
	switch s {
	case heygen.Processing:
		return "rendering"
	case heygen.NotFound:
		return "not found"
	case heygen.Unknown, "":
		return "new"
	}
	return clean(string(s))
}

// canvas is what every row is drawn with.
type canvas struct {
	cols   columns
	styles *styles
	glyphs glyphs
	zone   *time.Location
	links  links
}

// look is what a row stands out by.
type look struct {
	selected, marked, fresh bool
	back                    bool // steps back
}

// row draws one video, exactly as wide as the screen.
func (c *canvas) row(s subject, l look, say saying, age string) string {
	st := s.standing(c.glyphs)
	if l.back {
		st.tone, st.title = grey, grey
	}
	inks := &c.styles.row
	switch {
	case l.selected:
		inks = &c.styles.selected
	case l.fresh:
		inks = &c.styles.bright
	}
	out := newStrip(inks)
	if l.selected {
		out.put(violet, c.glyphs.edge)
	}
	out.to(1)
	if l.marked {
		out.put(violet, c.glyphs.mark)
	}
	out.to(glyphAt)
	out.put(st.tone, st.glyph)
	if c.cols.word > 0 {
		out.to(glyphAt + 2)
		out.put(st.tone, c.glyphs.cut(st.word, c.cols.word))
	}
	out.to(c.cols.titleAt)
	out.link(st.title, c.glyphs.cutMiddle(s.words.title, c.cols.title), c.links.page(s.words))
	if c.cols.age > 0 {
		out.right(grey, age, c.cols.ageEnd())
	}
	out.to(c.cols.nowAt)
	if s.Saved() && say.named {
		say.address = c.links.file(s.File)
	}
	say.put(out, c.glyphs, c.cols.bar, c.cols.now)
	if c.cols.length > 0 && s.Length > 0 {
		out.right(grey, filmLength(s.Length), c.cols.lengthEnd())
	}
	out.to(c.cols.lengthEnd())
	return out.line(c.cols.width)
}

// filmLength is the length of a film of so many seconds: 1:24, or 1:02:03.
func filmLength(seconds float64) string {
	n := int(seconds + 0.5)
	if n >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
	}
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}
