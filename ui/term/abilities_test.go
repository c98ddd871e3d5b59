package term

import "testing"

// getenv is an environment of name, value, name, value...
func getenv(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestDetect(t *testing.T) {
	for _, test := range []struct {
		name string
		env  []string
		want Abilities
	}{
		{"nothing set", nil, Abilities{UTF8: true}},
		{"tmux", []string{"TMUX", "/run/tmux/default,1,0"}, Abilities{Tmux: true, UTF8: true}},
		{"screen", []string{"STY", "1.pts"}, Abilities{Screen: true, NoLinks: true, UTF8: true}},
		{"ssh", []string{"SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22"}, Abilities{SSH: true, UTF8: true}},
		{"ssh terminal", []string{"SSH_TTY", "/dev/pts/1"}, Abilities{SSH: true, UTF8: true}},
		{"dumb without colour", []string{"TERM", "dumb", "NO_COLOR", "1"}, Abilities{Dumb: true, NoColor: true, UTF8: true}},
		{"LANG C", []string{"LANG", "C"}, Abilities{}},
		{"LANG UTF-8", []string{"LANG", "de_DE.UTF-8"}, Abilities{UTF8: true}},
		{"LC_CTYPE before LANG", []string{"LC_CTYPE", "C.utf8", "LANG", "C"}, Abilities{UTF8: true}},
		{"LC_ALL before all", []string{"LC_ALL", "POSIX", "LC_CTYPE", "C.UTF-8", "LANG", "C.UTF-8"}, Abilities{}},
		{"Windows Terminal", []string{"WT_SESSION", "1-2-3"}, Abilities{UTF8: true, Progress: true}},
		{"ConEmu", []string{"ConEmuANSI", "ON"}, Abilities{UTF8: true, Progress: true}},
		{"ghostty", []string{"TERM_PROGRAM", "ghostty", "TERM_PROGRAM_VERSION", "1.2.3"}, Abilities{UTF8: true, Progress: true, Notifies: NotifyOSC777}},
		{"old ghostty", []string{"TERM_PROGRAM", "ghostty", "TERM_PROGRAM_VERSION", "1.1.3"}, Abilities{UTF8: true, Notifies: NotifyOSC777}},
		{"iTerm2", []string{"TERM_PROGRAM", "iTerm.app", "TERM_PROGRAM_VERSION", "3.6.6"}, Abilities{UTF8: true, Progress: true, Notifies: NotifyOSC9}},
		{"old iTerm2", []string{"TERM_PROGRAM", "iTerm.app", "TERM_PROGRAM_VERSION", "3.6.5"}, Abilities{UTF8: true, Notifies: NotifyOSC9}},
		{"VTE", []string{"VTE_VERSION", "8203"}, Abilities{UTF8: true, Progress: true}},
		{"tmux that calls itself screen", []string{"TMUX", "x", "TERM", "screen-256color"}, Abilities{Tmux: true, UTF8: true}},
		{"behind a distant screen", []string{"TERM", "screen.xterm-256color"}, Abilities{NoLinks: true, UTF8: true}},
		{"Linux console", []string{"TERM", "linux"}, Abilities{UTF8: true, Basic: true, NoLinks: true}},
		{"Apple's Terminal", []string{"TERM_PROGRAM", "Apple_Terminal"}, Abilities{UTF8: true, Basic: true, NoLinks: true}},
		{"in tmux", []string{"TMUX", "x", "WT_SESSION", "1"}, Abilities{Tmux: true, UTF8: true}},
		{"behind a distant tmux", []string{"TERM", "tmux-256color", "VTE_VERSION", "8203"}, Abilities{UTF8: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Detect(getenv(test.env...)); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestWithVersion(t *testing.T) {
	for answer, want := range map[string]bool{
		"ghostty 1.2.0":                      true,
		"ghostty 1.1.9":                      false,
		"ghostty 2.0":                        true,
		"WezTerm 20250403-110809-5046fc22":   true,
		"WezTerm 20240203-110809-5046fc22":   false,
		"iTerm2 3.6.6":                       true,
		"iTerm2 3.6":                         false,
		"iTerm2 3.7.0":                       true,
		"Konsole 26.04.1":                    true,
		"VTE(8003)":                          true,
		"VTE(7600)":                          false,
		"kitty(0.44.0)":                      false,
		"XTerm(390)":                         false,
		"":                                   false,
		"ghostty":                            false,
		"ghostty x.y":                        false,
		"tmux 3.5a":                          false,
		"something that draws progress 99.9": false,
	} {
		if got := (Abilities{}).WithVersion(answer).Progress; got != want {
			t.Errorf("%q: progress %v, want %v", answer, got, want)
		}
		if (Abilities{Tmux: true}).WithVersion(answer).Progress {
			t.Errorf("%q: progress in tmux", answer)
		}
	}
}

func TestTellsVersion(t *testing.T) {
	for _, a := range []Abilities{{Tmux: true}, {Screen: true}, {Basic: true}, {Dumb: true}} {
		if a.TellsVersion() {
			t.Errorf("%+v is asked for its version", a)
		}
	}
	if !(Abilities{SSH: true}).TellsVersion() {
		t.Error("a terminal behind SSH is not asked for its version")
	}
}

func TestPlaceholdersAreKnownByVersionAlone(t *testing.T) {
	for answer, want := range map[string]bool{
		"kitty(0.28.0)": true, "kitty(0.44.0)": true, "kitty(1.0)": true, "kitty(0.27.1)": false, "ghostty 1.0.1": true, "ghostty": false,
		"WezTerm 20250403-110809-5046fc22": false, "Konsole 26.04.1": false, "XTerm(390)": false, "": false, "tmux 3.5a": false,
	} {
		if got := (Abilities{}).WithVersion(answer).Placeholders; got != want {
			t.Errorf("%q: %v", answer, got)
		}
		for _, a := range []Abilities{{Tmux: true}, {Screen: true}} {
			if a.WithVersion(answer).Placeholders {
				t.Errorf("%q: within tmux or screen nobody can know", answer)
			}
		}
	}
}

func TestSurvives(t *testing.T) {
	for _, test := range []struct {
		abilities Abilities
		want      bool
	}{
		{Abilities{}, true},
		{Abilities{SSH: true}, false},
		{Abilities{SSH: true, Tmux: true}, true},
		{Abilities{SSH: true, Screen: true}, true},
	} {
		if got := test.abilities.Survives(); got != test.want {
			t.Errorf("%+v survives: %v", test.abilities, got)
		}
	}
}
