package term

import (
	"strconv"
	"strings"
)

// programName is how the terminal names itself in the environment, in the spelling of its XTVERSION answer but in lower
// case; empty where it does not.
func programName(getenv func(string) string) string {
	name := strings.TrimSuffix(strings.ToLower(getenv("TERM_PROGRAM")), ".app")
	if name == "iterm" {
		name = "iterm2"
	}
	return name
}

// nameAndVersion reads an XTVERSION answer: "ghostty 1.2.0", "WezTerm 20250203-110809-5046fc22", "VTE(8003)". The name is
// in lower case.
func nameAndVersion(answer string) (name, version string) {
	name, version, _ = strings.Cut(strings.ToLower(answer), " ")
	if before, after, found := strings.Cut(name, "("); found {
		name, version = before, strings.TrimSuffix(after, ")")
	}
	return name, version
}

// reached says whether a version is the one of since or a later one; a nil since is never reached.
func reached(version string, since []int) bool {
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
