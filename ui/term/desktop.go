package term

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// tmuxPatience bounds a command of tmux's: its server may hang.
const tmuxPatience = 2 * time.Second

// Desktop is the programs around the terminal.
type Desktop struct{}

// LoadBuffer puts text into tmux's newest paste buffer, and has tmux send it to the clipboard of the terminal that it
// runs in. It takes 2 s at most; its error is one line. tmux before 3.2 does not know how.
func (Desktop) LoadBuffer(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, tmuxPatience)
	defer cancel()
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, "tmux", "load-buffer", "-w", "-")
	cmd.Env = WithoutSecrets(os.Environ())
	cmd.Stdin, cmd.Stderr, cmd.WaitDelay = strings.NewReader(text), &said, time.Second
	err := cmd.Run()
	switch first, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n"); {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("no answer within %s", tmuxPatience)
	case first != "":
		return errors.New(first)
	}
	return err
}

// Open opens a file (its absolute path) or an address with the system's program for it. That one is apart from the
// terminal: it writes nothing to it, and outlives it. Open returns when it ends, which may take as long as its window is
// open.
func (Desktop) Open(target string) error {
	name, args := opener(runtime.GOOS, target)
	cmd := exec.Command(name, args...)
	cmd.Env = WithoutSecrets(os.Environ())
	detach(cmd)
	err := cmd.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("there is no %s here", name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// opener is the program that opens things on a system, and what it is told.
func opener(system, target string) (name string, args []string) {
	switch system {
	case "darwin":
		return "open", []string{target}
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler", target}
	}
	return "xdg-open", []string{target}
}
