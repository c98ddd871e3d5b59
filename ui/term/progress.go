package term

import (
	"strconv"
	"strings"
)

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
	name := strings.TrimSuffix(strings.ToLower(getenv("TERM_PROGRAM")), ".app")
	if name == "iterm" {
		name = "iterm2"
	}
	return drawsProgress(name, getenv("TERM_PROGRAM_VERSION")) || drawsProgress("vte", getenv("VTE_VERSION"))
}

// progressByVersion reads an XTVERSION answer: "ghostty 1.2.0", "WezTerm 20250203-110809-5046fc22", "VTE(8003)".
func progressByVersion(answer string) bool {
	name, version, _ := strings.Cut(strings.ToLower(answer), " ")
	if before, after, found := strings.Cut(name, "("); found {
		name, version = before, strings.TrimSuffix(after, ")")
	}
	return drawsProgress(name, version)
}

func drawsProgress(name, version string) bool {
	since := progressSince(name)
	if since == nil {
		return false
	}
	parts := strings.FieldsFunc(version, func(r rune) bool { return r == '.' || r == '-' || r == '+' })
	for i, want := range since {
		if i >= len(parts) {
			return false
		}
		have, err := strconv.Atoi(parts[i])
		if err != nil || have != want {
			return err == nil && have > want
		}
	}
	return true
}
