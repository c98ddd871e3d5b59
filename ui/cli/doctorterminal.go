package cli

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	xterm "github.com/charmbracelet/x/term"

	"reelwatch/ui"
	"reelwatch/ui/term"
)

// tmuxWait bounds the question to tmux.
const tmuxWait = 2 * time.Second

// examineTerminal says what the dashboard would find, the gravest first.
func (a *app) examineTerminal() finding {
	able := term.Detect(a.Getenv)
	columns, rows, err := xterm.GetSize(a.Stdout.Fd())
	if err != nil || !xterm.IsTerminal(a.Stdout.Fd()) {
		return finding{noted, "terminal", "standard output is no terminal", "the dashboard needs one (over SSH: ssh -t HOST reelwatch)"}
	}
	text := fmt.Sprintf("%s, %d x %d, %s, %s%s", a.Getenv("TERM"), columns, rows, a.colours(able), alphabet(able), around(able))
	f := finding{fine, "terminal", text, ""}
	switch {
	case able.Dumb:
		f.remedy = "it can't place a cursor, so there is no dashboard; the commands work"
	case columns < ui.LeastWidth || rows < ui.LeastHeight:
		f.remedy = fmt.Sprintf("the dashboard needs %d x %d or more", ui.LeastWidth, ui.LeastHeight)
	case !able.Survives():
		f.remedy = "a dashboard here ends with the connection; run it in tmux: tmux new -A -s renders reelwatch"
	case !able.UTF8:
		f.remedy = "the dashboard draws with ASCII; export LANG=C.UTF-8 gives it symbols"
	}
	if f.remedy != "" {
		f.verdict = noted
	}
	return f
}

// colours is how many colours the dashboard would use.
func (a *app) colours(able term.Abilities) string {
	if able.NoColor {
		return "no colour (NO_COLOR)"
	}
	switch colorprofile.Detect(a.Stdout, a.Environ()) {
	case colorprofile.TrueColor:
		return "true colour"
	case colorprofile.ANSI256:
		return "256 colours"
	case colorprofile.ANSI:
		return "16 colours"
	}
	return "no colour"
}

func alphabet(able term.Abilities) string {
	if able.UTF8 {
		return "UTF-8"
	}
	return "ASCII"
}

// around is what stands between the program and the eye.
func around(able term.Abilities) string {
	var text string
	for _, each := range []struct {
		is   bool
		name string
	}{{able.Tmux, "in tmux"}, {able.Screen, "in screen"}, {able.SSH, "over SSH"}} {
		if each.is {
			text += ", " + each.name
		}
	}
	return text
}

// examineTmux asks tmux whether it passes on what is copied. Outside tmux there is nothing to say.
func (a *app) examineTmux(ctx context.Context) []finding {
	if !term.Detect(a.Getenv).Tmux {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, tmuxWait)
	defer cancel()
	const remedy = "set -g set-clipboard on in ~/.tmux.conf"
	cmd := exec.CommandContext(ctx, "tmux", "show", "-gv", "set-clipboard")
	cmd.Env = term.WithoutSecrets(a.Environ())
	out, err := cmd.Output()
	switch answer := strings.TrimSpace(string(out)); {
	case err != nil:
		return []finding{{noted, "clipboard", "tmux does not tell its set-clipboard (" + err.Error() + ")", remedy}}
	case answer == "on", answer == "external":
		return []finding{{fine, "clipboard", "tmux passes on what is copied (set-clipboard " + answer + ")", ""}}
	default:
		return []finding{{noted, "clipboard", "tmux keeps what is copied to itself (set-clipboard " + answer + ")", remedy}}
	}
}
