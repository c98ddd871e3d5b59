package ui

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// tone is what a piece of text means, and so how it is painted.
type tone int

const (
	plain tone = iota
	strong
	grey
	faint
	violet
	brand // the wordmark
	blue
	green
	red
	amber
	chosen // the view that is shown
	blank  // nothing but the row's background
	toneCount
)

// ink is what stands before and after text in the output. It is made from a style once, since a screen is painted in
// hundreds of pieces several times a second while a save runs.
type ink struct{ open, shut string }

func newInk(style lipgloss.Style) ink {
	open, shut, _ := strings.Cut(style.Render("x"), "x")
	return ink{open, shut}
}

// inks is one ink for each tone.
type inks [toneCount]ink

// backdrop is the terminal's background.
type backdrop struct {
	dark    bool
	guessed bool // the terminal did not say so
}

// styles paints tones. It is a function of the background and of what the terminal can show.
type styles struct {
	style    [toneCount]lipgloss.Style // for the parts that are drawn by Bubbles
	row      inks
	selected inks // the same on the selected row
	bright   inks // the same on a row that has just ended
}

func newStyles(on backdrop, profile colorprofile.Profile) styles {
	p := newPalette(on.dark, profile)
	text := p.text
	if on.guessed {
		text = lipgloss.NoColor{} // what its owner reads all else in: a wrong guess leaves the titles readable
	}
	in := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Inline(true).Foreground(c) }
	s := styles{style: [toneCount]lipgloss.Style{
		plain: in(text), strong: in(text).Bold(true), grey: in(p.grey), faint: in(p.faint),
		violet: in(p.violet), brand: in(p.violet).Bold(true), blue: in(p.blue), green: in(p.green),
		red: in(p.red), amber: in(p.amber), chosen: in(text).Bold(true), blank: lipgloss.NewStyle().Inline(true),
	}}
	_, ownColours := p.selection.(lipgloss.NoColor)
	for t, style := range s.style {
		if tone(t) == chosen {
			style = style.Underline(true).UnderlineSpaces(false)
		}
		s.row[t], s.bright[t] = newInk(style), newInk(style.Bold(true))
		switch tone(t) {
		case plain, strong, chosen:
			style = style.Foreground(p.text)
		}
		s.selected[t] = newInk(style.Background(p.selection).Bold(style.GetBold() || ownColours))
	}
	s.bright[grey], s.bright[plain] = s.row[strong], s.row[strong]
	return s
}
