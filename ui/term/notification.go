package term

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Notify is how the user is told of something when the screen is out of sight.
type Notify string

// The ways to tell. NotifyAuto rings the bell, and asks for a desktop notification too where the terminal is known to
// take one.
const (
	NotifyAuto   Notify = "auto"
	NotifyBell   Notify = "bell"
	NotifyOSC9   Notify = "osc9"   // iTerm2's sequence
	NotifyOSC777 Notify = "osc777" // urxvt's, with a title
	NotifyOff    Notify = "off"
)

// Notification gives the bytes that tell the user text, of the program title. In tmux the bell is always one of them, since
// tmux keeps notifications back unless it was told otherwise. Neither text may hold more than a line; what would break
// the sequence is left out. Empty means that nothing is told.
func (a Abilities) Notification(way Notify, title, text string) string {
	bell := ""
	switch {
	case way == NotifyOff:
		return ""
	case way == NotifyAuto:
		bell, way = "\a", a.Notifies
	case way == NotifyBell, a.Tmux:
		bell = "\a"
	}
	title, text = oneField(title), oneField(text)
	seq := ""
	switch way {
	case NotifyOSC9: // begins with the title: what begins with a number is another command of some terminals
		seq = ansi.Notify(title + ": " + text)
	case NotifyOSC777:
		seq = ansi.URxvtExt("notify", title, text)
	}
	switch {
	case seq != "" && a.Tmux:
		seq = ansi.TmuxPassthrough(seq)
	case seq != "" && a.Screen:
		seq = ansi.ScreenPassthrough(seq, screenPiece)
	}
	return bell + seq
}

// screenPiece is how long a string screen passes on in one piece, in bytes.
const screenPiece = 512

// oneField makes text fit to stand between two semicolons of a sequence.
func oneField(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ';':
			return ','
		case r < ' ', r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, text)
}

// notifiedBy names the sequence that a terminal is known to make a desktop notification of; empty where there is none or
// the name is unknown.
func notifiedBy(name string) Notify {
	switch name {
	case "iterm2", "kitty", "warpterminal":
		return NotifyOSC9
	case "ghostty", "wezterm", "foot":
		return NotifyOSC777
	}
	return ""
}

// notifiesByEnvironment knows the terminals that name themselves in the environment; over SSH only TERM is left of it.
func notifiesByEnvironment(getenv func(string) string) Notify {
	if by := notifiedBy(programName(getenv)); by != "" {
		return by
	}
	name := strings.TrimPrefix(getenv("TERM"), "xterm-")
	name, _, _ = strings.Cut(name, "-")
	return notifiedBy(name)
}
