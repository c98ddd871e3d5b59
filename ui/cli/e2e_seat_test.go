//go:build e2e

package cli

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// seat is where a user sits: a terminal with a shell in it, its keys, its mouse, and what it shows.
type seat interface {
	press(key string)     // one key, named as the README names it
	write(text string)    // key after key
	paste(text string)    // as the terminal pastes what another program copied
	wheel(down bool)      // one notch, over the middle of the screen
	click(line int)       // on a line of the screen, counted from 0
	copied() string       // what the terminal would paste now; empty for nothing
	scribble(text string) // another program writes on the terminal
	screen() string       // what the user sees
}

// sight is something that a key makes the user see.
type sight struct {
	what string
	seen func(s seat) bool
}

func sees(text string) sight {
	return sight{fmt.Sprintf("%q on the screen", text), func(s seat) bool { return strings.Contains(s.screen(), text) }}
}

func misses(text string) sight {
	return sight{fmt.Sprintf("no %q on the screen", text), func(s seat) bool { return !strings.Contains(s.screen(), text) }}
}

// selects is the selection on the row of this title.
func selects(title string) sight {
	return sight{fmt.Sprintf("%q selected", title), func(s seat) bool {
		for line := range strings.SplitSeq(s.screen(), "\n") {
			if strings.HasPrefix(line, "▌") {
				return strings.Contains(line, title)
			}
		}
		return false
	}}
}

// copies is a text that begins and ends so, ready to be pasted.
func copies(begin, end string) sight {
	return sight{fmt.Sprintf("%q...%q to be pasted", begin, end), func(s seat) bool {
		text := s.copied()
		return strings.HasPrefix(text, begin) && strings.HasSuffix(text, end)
	}}
}

// happens is what is seen elsewhere than on the terminal.
func happens(what string, seen func() bool) sight {
	return sight{what, func(seat) bool { return seen() }}
}

// hands press keys at a seat and look at what each of them does.
type hands struct {
	t     *testing.T
	house *house
	seat
	pressed map[string][]string // which keys, by what the help says of them
}

// press presses a key and waits for what it does. help is the line of the help that promises it, under its heading; empty for a
// key that only leads somewhere.
func (h *hands) press(help, key string, then sight) {
	h.t.Helper()
	if then.seen(h.seat) {
		h.t.Fatalf("%s before %s is pressed: that would prove nothing\n%s", then.what, key, h.screen())
	}
	h.seat.press(key)
	h.waits("after "+key, then)
	if help != "" {
		h.pressed[help] = append(h.pressed[help], key)
	}
}

// waits waits until something is seen.
func (h *hands) waits(when string, then sight) {
	h.t.Helper()
	if !waitFor(func() bool { return then.seen(h.seat) }) {
		h.t.Fatalf("%s: never %s\n%s", when, then.what, h.screen())
	}
}

// tmuxSeat is a window of a house's tmux.
type tmuxSeat struct{ *house }

func (s tmuxSeat) press(key string) {
	s.t.Helper()
	names := map[string]string{
		"↑": "Up", "↓": "Down", "PgUp": "PPage", "PgDn": "NPage", "space": "Space", "esc": "Escape", "enter": "Enter", "tab": "Tab",
		"shift+tab": "BTab",
	}
	if name, special := names[key]; special {
		s.house.press(name)
		return
	}
	if letter, ctrl := strings.CutPrefix(key, "ctrl+"); ctrl {
		s.house.press("C-" + letter)
		return
	}
	s.types(key)
}

func (s tmuxSeat) write(text string) { s.types(text) }

func (s tmuxSeat) paste(text string) {
	s.t.Helper()
	s.tmux("set-buffer", "-b", "elsewhere", text)
	s.tmux("paste-buffer", "-p", "-d", "-b", "elsewhere")
}

// wheel and click are what tmux sends for its client's mouse; without a client there is none.
func (s tmuxSeat) wheel(down bool) {
	button := 64
	if down {
		button = 65
	}
	s.types(fmt.Sprintf("\x1b[<%d;10;10M", button))
}

func (s tmuxSeat) click(line int) {
	s.types(fmt.Sprintf("\x1b[<0;20;%dM\x1b[<0;20;%dm", line+1, line+1))
}

func (s tmuxSeat) copied() string { return s.buffer() }

func (s tmuxSeat) scribble(text string) {
	s.t.Helper()
	scribble(s.t, strings.TrimSpace(s.tmux("display-message", "-p", "#{pane_tty}")), text)
}

func scribble(t *testing.T, tty, text string) {
	t.Helper()
	if err := os.WriteFile(tty, []byte(text), 0); err != nil {
		t.Fatal(err)
	}
}
