package tracker

import (
	"context"
	"errors"
	"time"

	"reelwatch/heygen"
)

// VideoEnd is what the user's command learns of a video that has ended. Title and Error are as HeyGen gave them, not
// cleaned: they are data, and never part of a command line.
type VideoEnd struct {
	ID     string
	Status heygen.Status // completed, failed or not_found
	Title  string        // the one that is shown; may be empty
	File   string        // absolute path of the saved video; empty where it is not saved
	Error  string        // why it failed, or could not be saved; empty where nothing went wrong
}

// BatchEnd is what the user's command learns of a batch whose last video has ended.
type BatchEnd struct {
	Name   string
	Done   int // videos that completed
	Failed int // videos that failed or were not found: all the others
}

// HookState is how far one of the user's commands has come for an entry. The empty one says that no process which has a
// command saw the video end.
type HookState string

// The ways of a command. The first two outlive the process that wrote them: the next one with a command goes on there.
const (
	hookOwed      HookState = "owed"       // it is to run
	hookAfterSave HookState = "after save" // it is to run once the video is saved
	hookBegun     HookState = "run"        // it was begun, here or elsewhere, and is never begun again
)

// HookError says that a command of the user's failed for a video or for a batch. It is not run again.
type HookError struct {
	ID    string // of the video; of a batch's the one that ended last
	Batch string // empty for a video's own command
	Err   error  // the cause, perhaps with the command's last words. Not cleaned
}

// Error names the video or the batch, and what failed.
func (e *HookError) Error() string {
	if e.Batch != "" {
		return "batch " + e.Batch + ": " + e.Row()
	}
	return e.ID + ": " + e.Row()
}

// Row is the error as a row shows it: without the name.
func (e *HookError) Row() string {
	if e.Batch != "" {
		return "--exec-batch failed: " + e.Err.Error()
	}
	return "--exec failed: " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *HookError) Unwrap() error { return e.Err }

// hookPause is the time before commands are tried to be begun again after a failure of the store.
const hookPause = 5 * time.Second

// SetAutoSave says whether this process, or one beside it, saves videos by themselves as they complete: the commands of
// those that are AutoSaved then wait for that.
func (t *Tracker) SetAutoSave(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hooks.auto = on
	signal(t.hooks.wake)
}

// ExpectSaves says that this process saves these videos as they complete, whatever SetAutoSave said.
func (t *Tracker) ExpectSaves(ids []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, id := range ids {
		t.hooks.expected[id] = true
	}
}

// KeepHooks runs the user's commands as videos and batches end, two at a time, until ctx ends; what is under way then is
// left to itself. Over all processes of a store each runs once: for what this process saw end, and for what an earlier one
// left undone. Failures stand on the rows and come from NextHookFailure; those of the store are waited out. Without
// commands it returns at once.
func (t *Tracker) KeepHooks(ctx context.Context) { t.keepHooks(ctx, nil) }

// keepHooks is KeepHooks, with a channel that hears whenever a command has ended or others are due.
func (t *Tracker) keepHooks(ctx context.Context, changed chan<- struct{}) {
	if !t.hooked() {
		return
	}
	for ctx.Err() == nil {
		next, err := t.launchHooks(ctx, nil, true)
		if err != nil {
			sleep(ctx, hookPause)
			continue
		}
		t.awaitHooks(ctx, next)
		if changed != nil {
			signal(changed)
		}
	}
	t.leaveHooks(context.Background())
}

// FinishHooks runs the user's commands for those of ids that have ended, and for their batches. It returns when these have
// ended, with their failures joined, or at the end of ctx: what is under way then is left to itself. Its other errors are
// *StoreError. It waits for no save.
func (t *Tracker) FinishHooks(ctx context.Context, ids []string) error {
	if !t.hooked() || len(ids) == 0 {
		return nil
	}
	only := make(map[string]bool, len(ids))
	for _, id := range ids {
		if e := t.Entry(id); e != nil {
			only[e.ID] = true
		}
	}
	t.readTitles(ctx, ids)
	var failed error
	for ctx.Err() == nil {
		next, err := t.launchHooks(ctx, only, false)
		if err != nil {
			failed = err
			break
		}
		if t.hooksLeft(only, false) == 0 {
			break
		}
		t.awaitHooks(ctx, next)
	}
	t.leaveHooks(context.Background())
	all := []error{failed, ctx.Err()}
	for _, failure := range t.hookFailures() {
		all = append(all, failure)
	}
	return errors.Join(all...)
}

// NextHookFailure blocks until a command of the user's has failed and gives its *HookError, or that of ctx at its end.
func (t *Tracker) NextHookFailure(ctx context.Context) error {
	for {
		t.mu.Lock()
		if failures := t.hooks.failures; len(failures) > 0 {
			t.hooks.failures = failures[1:]
			t.mu.Unlock()
			return failures[0]
		}
		t.mu.Unlock()
		select {
		case <-t.hooks.failed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
