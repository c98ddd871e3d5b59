package term

import (
	"cmp"
	"strings"
)

// Abilities is what the environment says of the terminal before it was asked anything.
type Abilities struct {
	// Tmux and Screen: the program runs inside one of them on this machine, so it outlives the connection.
	Tmux, Screen bool
	// SSH: the terminal is at the other end of an SSH connection.
	SSH bool
	// UTF8: the locale can show more than ASCII. One that is not set counts as able.
	UTF8 bool
	// NoColor: the user asked for no colour (NO_COLOR is set and not empty).
	NoColor bool
	// Dumb: the terminal cannot place a cursor, so there is no dashboard on it (TERM=dumb).
	Dumb bool
	// Basic: the terminal is known to take no more than the basics (the Linux console, Apple's Terminal): no copies (OSC 52),
	// no question for its version.
	Basic bool
	// NoLinks: hyperlinks (OSC 8) would be lost, or their addresses shown: screen takes no sequence so long.
	NoLinks bool
	// Progress: the terminal is known to show OSC 9;4 as progress, where others pop up a notification.
	// See [Abilities.WithVersion].
	Progress bool
	// Placeholders: the terminal is known to draw Kitty's pictures where their Unicode placeholders stand. Within tmux and
	// screen nobody can know. See [Abilities.WithVersion].
	Placeholders bool
	// Notifies: the terminal is known to make a desktop notification of this sequence; empty where it is not. See
	// [Abilities.WithVersion].
	Notifies Notify
}

// Detect reads the abilities from the environment.
func Detect(getenv func(string) string) Abilities {
	a := Abilities{
		Tmux:    getenv("TMUX") != "",
		Screen:  getenv("STY") != "",
		SSH:     getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != "",
		UTF8:    utf8Locale(getenv),
		NoColor: getenv("NO_COLOR") != "",
		Dumb:    getenv("TERM") == "dumb",
	}
	a.Basic = getenv("TERM") == "linux" || !a.multiplexed() && getenv("TERM_PROGRAM") == "Apple_Terminal"
	a.NoLinks = a.Basic || a.Screen || !a.Tmux && strings.HasPrefix(getenv("TERM"), "screen")
	if !a.multiplexed() {
		a.Progress, a.Notifies = progressByEnvironment(getenv), notifiesByEnvironment(getenv)
	}
	return a
}

// Survives reports whether the program goes on when the connection drops.
func (a Abilities) Survives() bool { return !a.SSH || a.multiplexed() }

// TellsVersion reports whether the terminal may answer XTVERSION with something to go by: within tmux and screen the
// answer is theirs.
func (a Abilities) TellsVersion() bool { return !a.multiplexed() && !a.Basic && !a.Dumb }

// WithVersion returns the abilities after the terminal answered XTVERSION (the name of a tea.TerminalVersionMsg), which
// also works over SSH, where the environment names nothing but TERM.
func (a Abilities) WithVersion(xtversion string) Abilities {
	if a.multiplexed() {
		return a
	}
	name, version := nameAndVersion(xtversion)
	a.Progress = a.Progress || drawsProgress(name, version)
	a.Placeholders = reached(version, placeholdersSince(name))
	a.Notifies = cmp.Or(notifiedBy(name), a.Notifies)
	return a
}

func (a Abilities) multiplexed() bool { return a.Tmux || a.Screen }

// utf8Locale follows setlocale: the first of the three that is set decides.
func utf8Locale(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := getenv(name); value != "" {
			value = strings.ToLower(value)
			return strings.Contains(value, "utf-8") || strings.Contains(value, "utf8")
		}
	}
	return true
}
