package term

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
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
