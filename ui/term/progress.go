package term

import "strings"

// progressSince returns the first version of a terminal that draws OSC 9;4, nil where none does or the name is unknown.
// kitty draws none; iTerm2 and WezTerm before these, and others that took OSC 9 from iTerm2, show the sequence as a
// desktop notification.
func progressSince(name string) []int {
	switch name {
	case "ghostty":
		return []int{1, 2}
	case "wezterm":
		return []int{20250101}
	case "iterm2":
		return []int{3, 6, 6}
	case "konsole":
		return []int{26, 4}
	case "vte":
		return []int{8000}
	default:
		return nil
	}
}

// progressByEnvironment knows the terminals that name themselves in the environment.
func progressByEnvironment(getenv func(string) string) bool {
	if term := getenv("TERM"); strings.HasPrefix(term, "screen") || strings.HasPrefix(term, "tmux") {
		return false
	}
	if getenv("WT_SESSION") != "" || getenv("ConEmuANSI") == "ON" {
		return true
	}
	return drawsProgress(programName(getenv), getenv("TERM_PROGRAM_VERSION")) || drawsProgress("vte", getenv("VTE_VERSION"))
}

func drawsProgress(name, version string) bool { return reached(version, progressSince(name)) }
