package tracker

import (
	"slices"
	"time"

	"reelwatch/heygen"
)

const (
	hooksAtOnce = 2
	slowHook    = 10 * time.Minute // after which a command no longer keeps others from beginning
)

// hookWork is a command to run.
type hookWork struct {
	key hookKey
	of  *Entry   // the video; of a batch the one that ended last
	ids []string // of the video, or of the batch
}

// about says whether the work concerns one of the ids; nil means any.
func (w hookWork) about(only map[string]bool) bool {
	return only == nil || slices.ContainsFunc(w.ids, func(id string) bool { return only[id] })
}

// agenda is what one look at the list finds.
type agenda struct {
	due      []hookWork      // in the order of the ends
	untitled []hookWork      // as soon as the title and the reason have come
	saves    []string        // are to be saved first, and the store does not say so yet
	next     time.Time       // when to look again, though nothing changes; zero where that is never
	pending  map[string]bool // ids whose own command is due, or waits
}

// hookAgenda looks which commands are to run. Where patient is true, those wait whose title or reason is on its way. The caller holds mu.
func (t *Tracker) hookAgenda(patient bool, now time.Time) agenda {
	a := agenda{pending: map[string]bool{}}
	batches := map[string][]*Entry{}
	for id := range t.hooks.watched {
		e := t.list.get(id)
		switch {
		case e == nil:
			delete(t.hooks.watched, id)
		case e.Status == heygen.NotFound && !e.Ended(now):
			a.lookAt(e.GraceUntil)
		case !e.Ended(now):
		case t.videoOwed(e) || t.batchOwed(e):
			t.planVideo(&a, e, patient, now)
			if t.batchOwed(e) {
				batches[e.Batch] = nil
			}
		default:
			delete(t.hooks.watched, id)
		}
	}
	if len(batches) > 0 {
		for _, e := range t.list.all() {
			if _, touched := batches[e.Batch]; touched {
				batches[e.Batch] = append(batches[e.Batch], e)
			}
		}
	}
	for name, members := range batches {
		t.planBatch(&a, name, members, now)
	}
	slices.SortFunc(a.due, earlier)
	return a
}

// earlier orders commands by the ends that they are for, that of a batch after its last video's.
func earlier(a, b hookWork) int {
	if c := a.of.EndedAt().Compare(b.of.EndedAt()); c != 0 {
		return c
	}
	switch {
	case a.key.batch != b.key.batch && b.key.batch, a.key.batch == b.key.batch && a.of.Place.Before(b.of.Place):
		return -1
	}
	return 1
}

// planVideo plans the command of a video that has ended.
func (t *Tracker) planVideo(a *agenda, e *Entry, patient bool, now time.Time) {
	if !t.videoOwed(e) {
		return
	}
	a.pending[e.ID] = true
	w := hookWork{key: hookKey{name: e.ID}, of: e, ids: []string{e.ID}}
	until := later(t.titleUntil(e), t.reasonUntil(e))
	switch {
	case t.awaitsSave(e, e.Hook):
		a.saveFirst(e, e.Hook)
	case patient && now.Before(until):
		a.untitled = append(a.untitled, w)
		a.lookAt(until)
	default:
		a.due = append(a.due, w)
	}
}

// planBatch plans the command of a batch, where all of it has ended and the videos' own commands have.
func (t *Tracker) planBatch(a *agenda, name string, members []*Entry, now time.Time) {
	w := hookWork{key: hookKey{batch: true, name: name}, of: members[0]}
	ready := true
	for _, e := range members {
		w.ids = append(w.ids, e.ID)
		if e.EndedAt().After(w.of.EndedAt()) {
			w.of = e
		}
		switch own := (hookKey{name: e.ID}); {
		case !e.Ended(now), a.pending[e.ID]:
			ready = false
		case t.keepsOthers(own, now):
			ready = false
			a.lookAt(t.hooks.running[own].since.Add(slowHook))
		case t.awaitsSave(e, e.BatchHook):
			ready = false
			if t.batchOwed(e) {
				a.saveFirst(e, e.BatchHook)
			}
		}
	}
	if ready {
		a.due = append(a.due, w)
	}
}

// saveFirst notes that a command which has come so far waits for a save, where the store does not say so yet.
func (a *agenda) saveFirst(e *Entry, s HookState) {
	if !e.Saved() && s != hookAfterSave {
		a.saves = append(a.saves, e.ID)
	}
}

// lookAt notes that something is to be done at a time, though nothing changes until then.
func (a *agenda) lookAt(at time.Time) {
	if a.next.IsZero() || at.Before(a.next) {
		a.next = at
	}
}

// keepsOthers says whether a command runs and is not slow.
func (t *Tracker) keepsOthers(key hookKey, now time.Time) bool {
	r := t.hooks.running[key]
	return r != nil && now.Sub(r.since) < slowHook
}

// freeHooks is how many commands may begin now, and when there may be more.
func (t *Tracker) freeHooks(now time.Time) (free int, more time.Time) {
	free = hooksAtOnce
	for key, r := range t.hooks.running {
		if !t.keepsOthers(key, now) {
			continue
		}
		free--
		if slow := r.since.Add(slowHook); more.IsZero() || slow.Before(more) {
			more = slow
		}
	}
	return free, more
}
