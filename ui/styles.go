package ui

import (
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
	toneCount
)

// styles paints tones. It is a function of the background and of what the terminal can show.
type styles struct {
	row      [toneCount]lipgloss.Style
	selected [toneCount]lipgloss.Style // the same on the selected row
	bright   [toneCount]lipgloss.Style // the same on a row that has just ended
}

func newStyles(dark bool, profile colorprofile.Profile) styles {
	p := newPalette(dark, profile)
	ink := func(c interface{ RGBA() (r, g, b, a uint32) }) lipgloss.Style {
		return lipgloss.NewStyle().Inline(true).Foreground(c)
	}
	s := styles{row: [toneCount]lipgloss.Style{
		plain: ink(p.text), strong: ink(p.text).Bold(true), grey: ink(p.grey), faint: ink(p.faint),
		violet: ink(p.violet), brand: ink(p.violet).Bold(true), blue: ink(p.blue), green: ink(p.green),
		red: ink(p.red), amber: ink(p.amber), chosen: ink(p.text).Bold(true).Underline(true),
	}}
	_, ownColours := p.selection.(lipgloss.NoColor)
	for t, style := range s.row {
		s.selected[t] = style.Background(p.selection).Bold(style.GetBold() || ownColours)
		s.bright[t] = style.Bold(true)
	}
	for _, t := range []tone{grey, plain} {
		s.bright[t] = s.row[strong]
	}
	return s
}
