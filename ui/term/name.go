package term

import "strings"

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
