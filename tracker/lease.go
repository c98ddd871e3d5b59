package tracker

import (
	"context"
	"time"
)

const (
	beatEvery = 5 * time.Second // between two beats of the asker, and between two looks at whether it is gone
	// leaseLasts is the age of its last beat from which on a holder has to ask nothing before the next one: others may have
	// taken over while it was stopped.
	leaseLasts = 15 * time.Second
	// stuckAfter is how long nobody may be there to ask. With the beats between, another takes over within 20 s.
	stuckAfter = 10 * time.Second
)

// KeepLease takes the lease whenever it is free and holds it, until ctx ends; then it gives it up. Only while it is held
// does this tracker ask by itself (what AskNow wants is asked all the same). A refused or missing credential gives it up
// too, so that a process with a better one can ask, until it changes or AskNow wants it tried; and so does an asker that is stuck: nobody has been in Wait or Poll for
// 10 s. Without a Lease it returns at once, and the tracker always asks. Its error is that of the last try: the lease could
// not be used at all.
func (t *Tracker) KeepLease(ctx context.Context) error {
	lease := t.cfg.Lease
	if lease == nil {
		return nil
	}
	defer func() { t.leaseIs(false, nil) }()
	t.attend()() // as of now
	held := false
	var err error
	for {
		switch {
		case t.isRefused() || t.isStuck(time.Now()):
			held, err = false, lease.Release()
		case held:
			held, err = lease.Beat(time.Now())
		default:
			held, err = lease.Try(time.Now())
		}
		t.leaseIs(held, err)
		if !held && err == nil {
			t.follows(lease.Told())
		}
		if !t.awaitBeat(ctx) {
			if released := lease.Release(); released != nil {
				return released
			}
			return err
		}
	}
}

// awaitBeat waits for the next beat, or until the asking may go on after a refusal; false where ctx ends.
func (t *Tracker) awaitBeat(ctx context.Context) bool {
	beat := time.NewTimer(beatEvery)
	defer beat.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-beat.C:
	case <-t.retry:
	}
	return true
}

// YieldLease gives the lease up at once, for a process that is about to be suspended. KeepLease takes it again afterwards,
// where it is free.
func (t *Tracker) YieldLease() {
	if t.cfg.Lease == nil {
		return
	}
	if err := t.cfg.Lease.Release(); err != nil {
		return // it goes on being held, and the others notice by the missing beats
	}
	t.leaseIs(false, nil)
}

// leaseIs notes whether this process asks. Where the lease can't be used at all (a folder without locks), it asks: two
// askers are better than none.
func (t *Tracker) leaseIs(held bool, err error) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	asking, might := held || err != nil, t.mayAsk(now)
	if t.asker != asking || t.service.Following == asking {
		t.service.Following = !asking
		t.changed()
	}
	t.asker, t.beatAt = asking, wall(now)
	if asking != might {
		t.poke()
	}
}

// mayAsk says whether this process asks by itself. The caller holds mu.
func (t *Tracker) mayAsk(now time.Time) bool {
	return t.cfg.Lease == nil || t.asker && wall(now).Sub(t.beatAt).Abs() <= leaseLasts
}

// wall is a time as other processes see it: the clock that beats are told by may be set, and goes on while the machine sleeps.
func wall(t time.Time) time.Time { return t.Round(0) }

func (t *Tracker) isRefused() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.schedule.refused.IsZero()
}

// attend notes that somebody is there to ask, until leave is called.
func (t *Tracker) attend() (leave func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.attending++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.attending--
		t.leftAt = time.Now()
	}
}

// isStuck says that whoever asks for this process has not come back for long.
func (t *Tracker) isStuck(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.attending == 0 && now.Sub(t.leftAt) > stuckAfter
}
