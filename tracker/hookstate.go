package tracker

import (
	"context"
	"time"
)

// hooks is what this process knows of the user's commands. The tracker's mu guards it.
type hooks struct {
	watched  map[string]bool // ids whose commands may have to run; true: this process knew the video before its end
	auto     bool            // AutoSaved videos are saved by themselves
	expected map[string]bool // ids that this process saves beside these
	gaveUp   map[string]error
	running  map[hookKey]*hookRun
	failures []*HookError
	fault    any           // of a command's goroutine, to be raised where the caller's guard is
	wake     chan struct{} // something changed
	failed   chan struct{} // there are failures
}

// hookKey names a command that may run: that of a video, or that of a batch.
type hookKey struct {
	batch bool
	name  string
}

// hookRun is a command under way.
type hookRun struct {
	work  hookWork
	since time.Time
	done  chan struct{} // closed when it has ended, or is left to itself
}

func newHooks() hooks {
	return hooks{
		watched: map[string]bool{}, expected: map[string]bool{}, gaveUp: map[string]error{}, running: map[hookKey]*hookRun{},
		wake: make(chan struct{}, 1), failed: make(chan struct{}, 1),
	}
}

// hooked says whether the user has a command at all.
func (t *Tracker) hooked() bool { return t.cfg.OnVideoEnd != nil || t.cfg.OnBatchEnd != nil }

// watch takes note of a record that has no end yet, or for which commands were left undone. The caller holds mu.
func (t *Tracker) watch(e *Entry) {
	if t.hooked() && (t.hooks.watched[e.ID] || !e.Ended(time.Now()) || e.Hook.left() || e.BatchHook.left()) {
		t.hooks.watched[e.ID] = t.hooks.watched[e.ID] || !e.Ended(time.Now())
	}
}

// keepWatching takes note that an entry is about to get another id, one that was not tracked. The caller holds mu.
func (t *Tracker) keepWatching(from, to string) {
	if t.hooks.watched[from] && t.list.get(to) == nil {
		t.hooks.watched[to] = true
	}
}

// left says that a process noted that the command is to run.
func (s HookState) left() bool { return s == hookOwed || s == hookAfterSave }

// owed says whether a command that has come so far for an ended video is to run.
func (h *hooks) owed(id string, s HookState) bool { return s.left() || s == "" && h.watched[id] }

// videoOwed and batchOwed say whether the command for e itself, or for its batch, is to run when it has ended.
func (t *Tracker) videoOwed(e *Entry) bool {
	return t.cfg.OnVideoEnd != nil && t.hooks.owed(e.ID, e.Hook)
}

func (t *Tracker) batchOwed(e *Entry) bool {
	return t.cfg.OnBatchEnd != nil && e.Batch != "" && t.hooks.owed(e.ID, e.BatchHook)
}

// owing makes a change that ends a video note that the user's commands are to run for it. One transaction does both, so
// that no kill comes between them.
func (t *Tracker) owing(change func(e *Entry) bool) func(e *Entry) bool {
	if !t.hooked() {
		return change
	}
	now := time.Now()
	return func(e *Entry) bool {
		open := !e.Ended(now)
		changed := change(e)
		if changed && open && e.Ended(now) {
			t.owe(e)
		}
		return changed
	}
}

// owe notes in a record that commands are to run for it. The caller must not hold mu.
func (t *Tracker) owe(e *Entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	state := hookOwed
	if e.Savable() && !e.Saved() && t.savesByItself(e) {
		state = hookAfterSave
	}
	if t.cfg.OnVideoEnd != nil && e.Hook != hookBegun {
		e.Hook = state
	}
	if t.cfg.OnBatchEnd != nil && e.Batch != "" && e.BatchHook != hookBegun {
		e.BatchHook = state
	}
}

// noteSaves notes that the commands of these videos wait for a save, so that other processes wait for it too.
func (t *Tracker) noteSaves(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := t.apply(ctx, ids, func(e *Entry) bool {
		if !e.Savable() || e.Saved() {
			return false
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		before := *e
		if t.videoOwed(e) {
			e.Hook = hookAfterSave
		}
		if t.batchOwed(e) {
			e.BatchHook = hookAfterSave
		}
		return e.Hook != before.Hook || e.BatchHook != before.BatchHook
	})
	return err
}

// awaitsSave says whether a command that has come so far waits for the save of a completed video: that is made by itself,
// be it by another process, and was not given up here. One that is made here has all that is wanted beside the video.
func (t *Tracker) awaitsSave(e *Entry, s HookState) bool {
	here := t.savesByItself(e)
	switch {
	case !e.Savable():
		return false
	case here && t.running[e.ID] != nil:
		return true
	case e.Saved():
		return false
	}
	return (here || s == hookAfterSave) && !(here && t.givenUp(e))
}

// givenUp says that this process does not try to save a video any more. What is AutoSaved is tried again after trouble that
// may pass; what somebody waits for is not.
func (t *Tracker) givenUp(e *Entry) bool {
	err := t.hooks.gaveUp[e.ID]
	return err != nil && (t.hooks.expected[e.ID] || !MayPass(err))
}

func (t *Tracker) savesByItself(e *Entry) bool {
	return t.hooks.expected[e.ID] || t.hooks.auto && e.AutoSaved()
}
