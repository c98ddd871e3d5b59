package tracker

import (
	"context"
	"time"

	"reelwatch/heygen"
)

// launchHooks begins the commands that are due, as many as may run, and says when to look again.
func (t *Tracker) launchHooks(ctx context.Context, only map[string]bool, patient bool) (next time.Time, err error) {
	t.mu.Lock()
	if fault := t.hooks.fault; fault != nil {
		t.mu.Unlock()
		panic(fault)
	}
	now := time.Now()
	a := t.hookAgenda(patient, now)
	free, more := t.freeHooks(now)
	t.mu.Unlock()
	for _, w := range a.due {
		if !w.about(only) {
			continue
		}
		if free <= 0 {
			a.lookAt(more)
			break
		}
		begun, err := t.beginHook(ctx, w, patient)
		if err != nil {
			return a.next, err
		}
		if begun {
			free--
		}
	}
	return a.next, t.noteSaves(ctx, a.saves)
}

// beginHook makes a command ours and runs it, unless another process was first.
func (t *Tracker) beginHook(ctx context.Context, w hookWork, patient bool) (begun bool, err error) {
	if w.key.batch { // another process may have added to it
		if _, err := t.Load(ctx); err != nil {
			return false, err
		}
		now, still := t.stillDue(w.key, patient)
		if !still {
			return false, nil
		}
		w = now
	}
	r := &hookRun{work: w, since: time.Now(), done: make(chan struct{})}
	t.mu.Lock()
	t.hooks.running[w.key] = r // before it is ours, so that at no time it looks as if nothing were left to do
	t.mu.Unlock()
	entries, ours, err := t.claimHook(ctx, w)
	if !ours || err != nil {
		t.hookOver(r)
		return false, err
	}
	go t.runHook(ctx, r, entries)
	return true, nil
}

// hookOver takes a command out of those that run.
func (t *Tracker) hookOver(r *hookRun) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.hooks.running, r.work.key)
	close(r.done)
	signal(t.hooks.wake)
}

// stillDue gives the work of a key as it stands now.
func (t *Tracker) stillDue(key hookKey, patient bool) (hookWork, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range t.hookAgenda(patient, time.Now()).due {
		if w.key == key {
			return w, true
		}
	}
	return hookWork{}, false
}

// claimHook notes in the store that a command runs, and says whether it was not noted before: of several processes one
// alone hears that.
func (t *Tracker) claimHook(ctx context.Context, w hookWork) (entries []Entry, ours bool, err error) {
	now, owed := time.Now(), make(map[string]bool, len(w.ids))
	entries, err = t.apply(ctx, w.ids, func(e *Entry) bool {
		state := &e.Hook
		if w.key.batch {
			state = &e.BatchHook
		}
		t.mu.Lock()
		owed[e.ID] = e.Ended(now) && t.hooks.owed(e.ID, *state) // a transaction may be run twice: the last word counts
		t.mu.Unlock()
		if *state == hookBegun || !e.Ended(now) {
			return false
		}
		*state = hookBegun
		return true
	})
	for _, is := range owed {
		ours = ours || is
	}
	return entries, ours && err == nil, err
}

// runHook runs a command to its end, and notes its failure.
func (t *Tracker) runHook(ctx context.Context, r *hookRun, entries []Entry) {
	defer t.hookOver(r)
	defer func() {
		if fault := recover(); fault != nil {
			t.mu.Lock()
			t.hooks.fault = fault
			t.mu.Unlock()
		}
	}()
	var err error
	if r.work.key.batch {
		err = t.cfg.OnBatchEnd(ctx, batchEnd(r.work.key.name, entries))
	} else {
		err = t.cfg.OnVideoEnd(ctx, t.videoEnd(&entries[0]))
	}
	if err != nil && ctx.Err() == nil {
		t.hookFailed(r.work, err)
	}
}

// videoEnd is what a command learns of a video.
func (t *Tracker) videoEnd(e *Entry) VideoEnd {
	end := VideoEnd{ID: e.ID, Status: e.Status, Title: e.Shown(), File: e.File}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch gaveUp := t.hooks.gaveUp[e.ID]; {
	case e.Status != heygen.Completed:
		end.Error = e.Failure.Text()
	case gaveUp != nil && !e.Saved():
		end.Error = rowText(e.ID, gaveUp)
	}
	return end
}

// batchEnd is what a command learns of a batch.
func batchEnd(name string, members []Entry) BatchEnd {
	end := BatchEnd{Name: name}
	for _, e := range members {
		if e.Status == heygen.Completed {
			end.Done++
			continue
		}
		end.Failed++
	}
	return end
}

// hookFailed notes a failure on the row and for those who listen.
func (t *Tracker) hookFailed(w hookWork, err error) {
	failure := &HookError{ID: w.of.ID, Err: err}
	if w.key.batch {
		failure.Batch = w.key.name
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hooks.failures = append(t.hooks.failures, failure)
	signal(t.hooks.failed)
	if t.list.get(w.of.ID) == nil {
		return
	}
	t.setLiveLocked(w.of.ID, func(l *Live) {
		if l.HookError != "" {
			l.HookError += "; "
		}
		l.HookError += failure.Row()
	})
}

// hookFailures takes the failures that nobody has heard of.
func (t *Tracker) hookFailures() []*HookError {
	t.mu.Lock()
	defer t.mu.Unlock()
	failures := t.hooks.failures
	t.hooks.failures = nil
	return failures
}

// hooksLeft counts the commands that run or are due for these ids; nil means all.
func (t *Tracker) hooksLeft(only map[string]bool, patient bool) (left int) {
	if !t.hooked() {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.hookAgenda(patient, time.Now())
	work := append(a.due, a.untitled...)
	for _, r := range t.hooks.running {
		work = append(work, r.work)
	}
	for _, w := range work {
		if w.about(only) {
			left++
		}
	}
	return left
}

// awaitHooks waits until something changes, or until next where that is not zero.
func (t *Tracker) awaitHooks(ctx context.Context, next time.Time) {
	var due <-chan time.Time
	if !next.IsZero() {
		due = time.After(max(time.Until(next), 0))
	}
	select {
	case <-ctx.Done():
	case <-t.hooks.wake:
	case <-due:
	}
}

// leaveHooks waits until the commands under way have ended or, since their context has, were left to themselves.
func (t *Tracker) leaveHooks(ctx context.Context) {
	t.mu.Lock()
	running := make([]*hookRun, 0, len(t.hooks.running))
	for _, r := range t.hooks.running {
		running = append(running, r)
	}
	t.mu.Unlock()
	for _, r := range running {
		select {
		case <-r.done:
		case <-ctx.Done():
			return
		}
	}
}
