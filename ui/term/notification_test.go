package term

import (
	"strings"
	"testing"
)

func TestNotification(t *testing.T) {
	kitty, ghostty := Abilities{Notifies: NotifyOSC9}, Abilities{Notifies: NotifyOSC777}
	for _, c := range []struct {
		able Abilities
		way  Notify
		want string
	}{
		{Abilities{}, NotifyAuto, "\a"},
		{kitty, NotifyAuto, "\a\x1b]9;reelwatch: 4 done\a"},
		{ghostty, NotifyAuto, "\a\x1b]777;notify;reelwatch;4 done\a"},
		{kitty, NotifyBell, "\a"},
		{kitty, NotifyOff, ""},
		{Abilities{}, NotifyOSC9, "\x1b]9;reelwatch: 4 done\a"},
		{Abilities{}, NotifyOSC777, "\x1b]777;notify;reelwatch;4 done\a"},
		{Abilities{Tmux: true}, NotifyAuto, "\a"},
		{Abilities{Tmux: true}, NotifyOff, ""},
		{Abilities{Tmux: true}, NotifyOSC9, "\a\x1bPtmux;\x1b\x1b]9;reelwatch: 4 done\a\x1b\\"},
		{Abilities{Screen: true}, NotifyAuto, "\a"},
		{Abilities{Screen: true}, NotifyOSC777, "\x1bP\x1b]777;notify;reelwatch;4 done\a\x1b\\"},
	} {
		if got := c.able.Notification(c.way, "reelwatch", "4 done"); got != c.want {
			t.Errorf("%+v, %s: %q, want %q", c.able, c.way, got, c.want)
		}
	}
}

func TestNoTextGetsOutOfANotification(t *testing.T) {
	hostile := "a;b\x1b]52;c;eA==\a\x1b\\\u009c\u009d0;x\nEND"
	for way, fields := range map[Notify]int{NotifyOSC9: 1, NotifyOSC777: 3} {
		seq := (Abilities{}).Notification(way, "reel;watch", hostile)
		inner := strings.TrimSuffix(strings.TrimPrefix(seq, "\x1b]"), "\a")
		if strings.ContainsFunc(inner, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
			t.Errorf("%s: a control character in %q", way, seq)
		}
		if n := strings.Count(inner, ";"); n != fields {
			t.Errorf("%s: %d fields in %q", way, n, seq)
		}
		if !strings.Contains(inner, "END") || !strings.Contains(inner, "a,b") {
			t.Errorf("%s: %q lost text", way, seq)
		}
	}
}

func TestWhoTakesNotifications(t *testing.T) {
	for _, c := range []struct {
		env  []string
		want Notify
	}{
		{nil, ""},
		{[]string{"TERM", "xterm-256color"}, ""},
		{[]string{"TERM", "xterm-kitty"}, NotifyOSC9},
		{[]string{"TERM", "xterm-ghostty"}, NotifyOSC777},
		{[]string{"TERM", "foot"}, NotifyOSC777},
		{[]string{"TERM", "foot-extra"}, NotifyOSC777},
		{[]string{"TERM", "wezterm"}, NotifyOSC777},
		{[]string{"TERM_PROGRAM", "iTerm.app"}, NotifyOSC9},
		{[]string{"TERM_PROGRAM", "WezTerm", "TERM", "xterm-256color"}, NotifyOSC777},
		{[]string{"TERM_PROGRAM", "WarpTerminal"}, NotifyOSC9},
		{[]string{"TERM_PROGRAM", "Apple_Terminal"}, ""},
		{[]string{"TERM_PROGRAM", "iTerm.app", "TMUX", "x"}, ""},
		{[]string{"TERM", "tmux-256color"}, ""},
	} {
		if got := Detect(getenv(c.env...)).Notifies; got != c.want {
			t.Errorf("%v: %q, want %q", c.env, got, c.want)
		}
	}
	for answer, want := range map[string]Notify{
		"kitty(0.44.0)": NotifyOSC9, "ghostty 1.1.0": NotifyOSC777, "iTerm2 3.5.0": NotifyOSC9, "foot(1.16.2)": NotifyOSC777,
		"XTerm(390)": "", "VTE(7600)": "", "tmux 3.5a": "", "": "",
	} {
		if got := (Abilities{}).WithVersion(answer).Notifies; got != want {
			t.Errorf("%q: %q, want %q", answer, got, want)
		}
	}
	if got := (Abilities{Notifies: NotifyOSC9}).WithVersion("something new 1.0").Notifies; got != NotifyOSC9 {
		t.Errorf("an unknown answer took away what TERM told: %q", got)
	}
}
