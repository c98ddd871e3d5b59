package ui

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Theme is which palette the dashboard uses.
type Theme string

// The themes. ThemeAuto asks the terminal for its background and is dark until it answers.
const (
	ThemeAuto  Theme = "auto"
	ThemeDark  Theme = "dark"
	ThemeLight Theme = "light"
)

// palette is the colours by what they mean: blue is work in progress, green is done, red is failed, amber is late or
// wants the user, violet is the program and the user's marks, grey can wait.
type palette struct {
	text, grey, faint               color.Color
	violet, blue, green, red, amber color.Color
	selection                       color.Color // background of the selected row
}

// newPalette gives the colours for a background. A terminal with 16 colours or fewer gets its own, which its owner
// chose to be readable; but many leave blue too dark for a dark background, and there the bright one is taken.
func newPalette(dark bool, profile colorprofile.Profile) palette {
	if profile < colorprofile.ANSI256 && profile != colorprofile.Unknown {
		p := palette{
			text: lipgloss.NoColor{}, grey: lipgloss.NoColor{}, faint: lipgloss.BrightBlack,
			violet: lipgloss.Magenta, blue: lipgloss.Blue, green: lipgloss.Green,
			red: lipgloss.Red, amber: lipgloss.Yellow, selection: lipgloss.NoColor{},
		}
		if dark {
			p.blue = lipgloss.BrightBlue
		}
		return p
	}
	pick := lipgloss.LightDark(dark)
	of := func(light, dark string) color.Color { return pick(lipgloss.Color(light), lipgloss.Color(dark)) }
	if profile == colorprofile.ANSI256 {
		// Chosen by eye: the nearest of the 256 to the colours below are too blue where they should be grey.
		return palette{
			text: of("235", "253"), grey: of("241", "246"), faint: of("252", "238"),
			violet: of("56", "183"), blue: of("25", "75"), green: of("22", "114"),
			red: of("160", "210"), amber: of("94", "215"), selection: of("254", "236"),
		}
	}
	return palette{
		text: of("#1f2328", "#d5d8df"), grey: of("#5c6470", "#8b93a3"), faint: of("#d0d5dc", "#3a404c"),
		violet: of("#6b3fd4", "#c4a7ff"), blue: of("#0b62c4", "#6cb6ff"), green: of("#16703d", "#6fcf97"),
		red: of("#c1121f", "#ff7b85"), amber: of("#8a5a00", "#f2b84b"), selection: of("#e9edf5", "#232833"),
	}
}
