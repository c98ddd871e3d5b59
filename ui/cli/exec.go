package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// longestValue bounds a variable of a command's environment, in bytes: Linux starts no program with one above 128 KiB.
const longestValue = 64 << 10

// hookUp gives a tracker the user's commands.
func (a *app) hookUp(config *tracker.Config) {
	if line := a.settings.exec; line != "" {
		config.OnVideoEnd = func(ctx context.Context, end tracker.VideoEnd) error {
			return a.runCommand(ctx, line, videoVariables(end))
		}
	}
	if line := a.settings.execBatch; line != "" {
		config.OnBatchEnd = func(ctx context.Context, end tracker.BatchEnd) error {
			return a.runCommand(ctx, line, batchVariables(end))
		}
	}
}

// needShell refuses commands of the user's where nothing can run them.
func (a *app) needShell() error {
	if a.settings.exec == "" && a.settings.execBatch == "" {
		return nil
	}
	if _, err := exec.LookPath("sh"); err != nil {
		return &usageError{fmt.Errorf("--exec and --exec-batch are run by sh, and there is none: %w (on Windows it comes with Git)", err)}
	}
	return nil
}

// finishHooks runs the user's commands for ids, and says which failed. What they do is no part of how reelwatch's own
// command went: its error is that of the store, or of ctx.
func (a *app) finishHooks(ctx context.Context, t *tracker.Tracker, ids []string) error {
	var own []error
	err := t.FinishHooks(ctx, ids)
	for _, each := range unjoined(err) {
		if hook := (*tracker.HookError)(nil); errors.As(each, &hook) {
			a.say("%s", each)
			continue
		}
		own = append(own, each)
	}
	return errors.Join(own...)
}

// unjoined gives the parts of a joined error.
func unjoined(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// videoVariables is what a video's command finds in its environment.
func videoVariables(end tracker.VideoEnd) []string {
	return []string{
		"REELWATCH_VIDEO_ID=" + value(end.ID),
		"REELWATCH_VIDEO_STATUS=" + value(string(end.Status)),
		"REELWATCH_VIDEO_TITLE=" + value(end.Title),
		"REELWATCH_VIDEO_FILE=" + end.File,
		"REELWATCH_VIDEO_ERROR=" + value(end.Error),
	}
}

// batchVariables is what a batch's command finds in its environment.
func batchVariables(end tracker.BatchEnd) []string {
	return []string{
		"REELWATCH_BATCH=" + value(end.Name),
		"REELWATCH_BATCH_DONE=" + strconv.Itoa(end.Done),
		"REELWATCH_BATCH_FAILED=" + strconv.Itoa(end.Failed),
	}
}

// value is text as it can stand in an environment: intact, but for NUL, which ends a variable, and an absurd length.
func value(text string) string {
	text = strings.ReplaceAll(text, "\x00", "")
	if len(text) > longestValue {
		text = strings.ToValidUTF8(text[:longestValue], "")
	}
	return text
}

// withoutOurs is an environment without the key and the webhooks' secret, without what would run the commands again, and
// without what an outer command was told.
func withoutOurs(environ []string) []string {
	return slices.DeleteFunc(term.WithoutSecrets(environ), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		name = strings.ToUpper(name) // as Windows compares them
		return strings.HasPrefix(name, "REELWATCH_EXEC") || strings.HasPrefix(name, "REELWATCH_VIDEO_") || name == "REELWATCH_BATCH" || strings.HasPrefix(name, "REELWATCH_BATCH_")
	})
}

// runCommand runs a command line of the user's with these variables, and gives why it failed. At the end of ctx the command
// goes on by itself: it has a session of its own, which no key and no hang-up of our terminal reaches.
func (a *app) runCommand(ctx context.Context, line string, variables []string) error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	cmd := exec.Command("sh", "-c", line)
	cmd.Env = append(withoutOurs(a.Environ()), variables...)
	cmd.Stdout, cmd.Stderr = write, write
	cmd.SysProcAttr = apart()
	err = cmd.Start()
	_ = write.Close() // the command has its own
	if err != nil {
		_ = read.Close() // nothing was written to it
		return fmt.Errorf("it could not be started: %w", err)
	}
	words := listen(read)
	ended := make(chan error, 1)
	guarded(func(err error) { ended <- err }, cmd.Wait)
	select {
	case err = <-ended:
	case <-ctx.Done():
		a.leftRunning.Add(1)
		words.leave(0)
		return ctx.Err()
	}
	last := words.leave(echo)
	if err != nil && last != "" {
		err = fmt.Errorf("%w: %s", err, last)
	}
	return err
}

// guarded runs f beside the rest and tells how it ended; a fault of ours is an error.
func guarded(tell func(error), f func() error) {
	go func() {
		var err error
		defer func() {
			if fault := recover(); fault != nil {
				err = fmt.Errorf("a fault of reelwatch's own: %v", fault)
			}
			tell(err)
		}()
		err = f()
	}()
}

// sayRunning says that commands of the user's go on.
func (a *app) sayRunning() {
	if n := int(a.leftRunning.Load()); n > 0 {
		a.say("%s still running, by itself", count(n, "command of yours is", "commands of yours are"))
	}
}
