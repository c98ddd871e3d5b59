package tracker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"reelwatch/heygen"
)

// vigil is a WaitFor under way. All but the goroutines' part belongs to the one who waits.
type vigil struct {
	Waiting
	t     *Tracker
	ctx   context.Context
	stop  context.CancelCauseFunc
	group sync.WaitGroup

	seen    map[string]*Entry // as it was last told of
	refused map[string]string // Live.AskError, as it was last told of
	trouble string            // the kind of trouble that was told of last; empty while all is well
	saving  map[string]bool
	unsaved map[string]bool      // saving it, or what is wanted beside it, was given up
	again   map[string]time.Time // when to try to save what another process saves

	asked chan struct{} // a question was answered, or a command of the user's has ended
	ended chan saveEnd
}

// saveEnd is how a save ended.
type saveEnd struct {
	id    string
	lacks []*AssetError
	err   error
}

// watch looks at the videos whenever something may have changed, until there is nothing left to wait for.
func (v *vigil) watch() error {
	if v.Ever {
		for _, e := range v.t.Snapshot().Entries {
			v.seen[e.ID] = e
		}
	}
	open, err := v.look()
	if err != nil || open == 0 && !v.Ever {
		return err
	}
	if err := v.begin(); err != nil {
		return err
	}
	beat := time.NewTicker(followEvery)
	defer beat.Stop()
	for (open > 0 || v.Ever) && err == nil {
		select {
		case <-v.ctx.Done():
		case <-beat.C:
			_, err = v.t.Load(v.ctx)
		case <-v.asked:
		case end := <-v.ended:
			err = v.saved(end)
		}
		if v.ctx.Err() != nil {
			return context.Cause(v.ctx)
		}
		if err == nil {
			open, err = v.look()
		}
	}
	return err
}

// begin starts the asking. Where there is something to ask about, and no credential to ask with, it says so.
func (v *vigil) begin() error {
	now := time.Now()
	open := func(id string) bool {
		e := v.t.Entry(id)
		return e != nil && !e.Ended(now)
	}
	if v.Ever || slices.ContainsFunc(v.IDs, open) {
		v.t.CheckCredential()
		if s := v.t.Snapshot().Service; s.Refused() {
			return s.Trouble
		}
	}
	v.run(func() error {
		return v.t.KeepLease(v.ctx) // an error of the lease comes at the end only: until then this process asks all the same
	})
	v.run(v.ask)
	v.run(v.send)
	v.run(func() error {
		v.t.keepHooks(v.ctx, v.asked)
		return nil
	})
	return nil
}

// send sends whatever is queued, until the vigil ends or sending makes no sense any more.
func (v *vigil) send() error {
	for v.t.WaitToSend(v.ctx) == nil {
		if err := v.t.Send(v.ctx); hopeless(err) && !barred(err) {
			return err
		}
	}
	return nil
}

// ask asks whatever is due, as the dashboard does, until the vigil ends or asking makes no sense any more.
func (v *vigil) ask() error {
	for v.t.Wait(v.ctx) == nil {
		err := v.t.Poll(v.ctx)
		switch {
		case hopeless(err):
			return err
		case v.t.isRefused(): // and an error that came after the refusal hides it
			return &heygen.AuthError{
				Reply: heygen.Reply{Op: "status", HTTP: http.StatusUnauthorized},
				Hint:  "HeyGen refused the key; reelwatch doctor tells which one that was",
			}
		}
		select {
		case v.asked <- struct{}{}:
		default:
		}
	}
	return nil
}

// hopeless says that waiting would not mend an error.
func hopeless(err error) bool {
	var auth *heygen.AuthError
	var store *StoreError
	return errors.As(err, &auth) || errors.As(err, &store)
}

// barred says that the credential makes no new videos. It may ask all the same, so that ends a wait only where nothing else
// is waited for.
func barred(err error) bool {
	var auth *heygen.AuthError
	return errors.As(err, &auth)
}

// run runs f beside the vigil, which its error ends.
func (v *vigil) run(f func() error) {
	v.group.Go(func() {
		defer func() {
			if fault := recover(); fault != nil {
				v.stop(fmt.Errorf("a fault of reelwatch's own: %v (the list is safe)", fault))
			}
		}()
		if err := f(); err != nil {
			v.stop(err)
		}
	})
}

// leave stops what runs, and waits until part files and the lease are let go of, but not for ever.
func (v *vigil) leave() {
	v.stop(nil)
	gone := make(chan struct{})
	go func() {
		v.group.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(leavesWithin):
	}
}

// look tells what is new, starts the saves that are due, and counts the videos that are still waited for.
func (v *vigil) look() (open int, err error) {
	now, snap, queued := time.Now(), v.t.Snapshot(), 0
	of := v.IDs
	if v.Ever {
		of = idsOf(snap.Entries)
		v.forget(of)
	}
	ids := make(map[string]bool, len(of))
	for _, id := range of {
		e := v.t.Entry(id)
		var live *Live
		if e != nil {
			live, ids[e.ID] = snap.Live[e.ID], true
		}
		if err := v.compare(id, e, live, now); err != nil {
			return 0, err
		}
		if e == nil || !v.open(id, e, now) {
			continue
		}
		open++
		if e.Status == Queued {
			queued++
		}
		if e.Savable() && !v.saving[id] && !now.Before(v.again[id]) {
			v.saving[id] = true
			v.run(func() error { return v.save(id, e.ID) })
		}
	}
	if err := v.weigh(cmp.Or(snap.Service.Trouble, snap.Queue.Trouble)); err != nil {
		return 0, err
	}
	open += v.t.hooksLeft(ids, true) // after what has ended was seen, and before what failed is told: nothing gets lost
	if err := v.tellHooks(); err != nil {
		return 0, err
	}
	if v.Beat != nil {
		v.Beat(snap)
	}
	if queued > 0 && queued == open && barred(snap.Queue.Trouble) {
		return open, snap.Queue.Trouble
	}
	return open, nil
}

// tellHooks tells which commands of the user's have failed.
func (v *vigil) tellHooks() error {
	for _, failure := range v.t.hookFailures() {
		if err := v.Tell(News{What: HookFailed, ID: failure.ID, Entry: v.t.Entry(failure.ID), Err: failure}); err != nil {
			return err
		}
	}
	return nil
}

// forget drops what is remembered of videos that are tracked no longer, or under another id. What is being saved goes when its
// save ends.
func (v *vigil) forget(tracked []string) {
	if len(v.seen) <= len(tracked) {
		return
	}
	kept := make(map[string]bool, len(tracked))
	for _, id := range tracked {
		kept[id] = true
	}
	for id := range v.seen {
		if !kept[id] {
			delete(v.seen, id)
			delete(v.refused, id)
			delete(v.unsaved, id)
			delete(v.again, id)
		}
	}
}

// open says whether there is something left to wait for.
func (v *vigil) open(word string, e *Entry, now time.Time) bool {
	switch e.Status {
	case heygen.Completed:
		return v.Save && (!v.Ever || e.AutoSaved()) && (v.saving[word] || !v.unsaved[word] && !v.t.whole(e))
	case heygen.NotFound:
		return !e.Ended(now) && now.Sub(e.ChangedAt) < missingFor
	case heygen.Failed:
		return v.awaitsReason(word, e, now)
	case Unsure:
		return false
	}
	return true
}

// awaitsReason says that a video has just failed, and that why may still come: its end is told with that.
func (v *vigil) awaitsReason(word string, e *Entry, now time.Time) bool {
	old := v.seen[word]
	if e.Status != heygen.Failed || old == nil || old.Status == heygen.Failed {
		return false
	}
	v.t.mu.Lock()
	defer v.t.mu.Unlock()
	return now.Before(v.t.reasonUntil(e))
}

// compare tells what is new about a video.
func (v *vigil) compare(id string, e *Entry, live *Live, now time.Time) error {
	if e != nil && v.awaitsReason(id, e, now) {
		return nil
	}
	old, known := v.seen[id]
	v.seen[id] = e
	var news []News
	switch {
	case e == nil && (old != nil || !known):
		news = append(news, News{What: Removed})
	case e == nil:
	case !known && (e.Ended(now) || e.Status == Unsure), old != nil && old.Status != e.Status:
		news = append(news, News{What: Turned})
	}
	if e != nil && old != nil && e.Saved() && !old.Saved() {
		news = append(news, News{What: Stored})
	}
	if live == nil {
		live = &Live{}
	}
	if v.refused[id] != live.AskError {
		if v.refused[id] = live.AskError; live.AskError != "" {
			news = append(news, News{What: Unanswered, Err: errors.New(live.AskError)})
		}
	}
	if e != nil && e.ID != id { // a queued one has got another
		id = e.ID
		v.expectSaves(id)
	}
	for _, n := range news {
		n.ID, n.Entry = id, e
		if err := v.Tell(n); err != nil {
			return err
		}
	}
	return nil
}

// expectSaves says that the vigil saves these videos, or gives them up. One without an end never does.
func (v *vigil) expectSaves(ids ...string) {
	if v.Save && !v.Ever {
		v.t.ExpectSaves(ids)
	}
}

// weigh tells when asking gets into trouble of another kind, or out of it. Two errors of a kind differ in details, such as
// a request's number, that nobody wants to read each time.
func (v *vigil) weigh(trouble error) error {
	kind := ""
	if trouble != nil {
		kind = fmt.Sprintf("%T", trouble)
	}
	if kind == v.trouble {
		return nil
	}
	v.trouble = kind
	if trouble == nil {
		return v.Tell(News{What: Recovered})
	}
	return v.Tell(News{What: Troubled, Err: trouble})
}

// save saves a video and reports how that ended. word is what the vigil calls it.
func (v *vigil) save(word, id string) error {
	saved, err := v.t.download(v.ctx, id, false)
	if hopeless(err) {
		return err
	}
	for _, l := range saved.Lacks {
		if hopeless(l) {
			return l
		}
	}
	select {
	case v.ended <- saveEnd{word, saved.Lacks, err}:
	case <-v.ctx.Done():
	}
	return nil
}

// saved takes note of the end of a save. That it succeeded shows on the entry.
func (v *vigil) saved(end saveEnd) error {
	delete(v.saving, end.id)
	e := v.t.Entry(end.id)
	switch {
	case e == nil || errors.Is(end.err, context.Canceled):
		return nil // a save is cancelled when its video is removed
	case end.err == nil:
		return v.lacks(end, e)
	case errors.Is(end.err, ErrBusy):
		v.again[end.id] = time.Now().Add(busyPause)
		return nil
	}
	v.unsaved[end.id] = !v.Ever || !MayPass(end.err)
	v.again[end.id] = time.Now().Add(SaveAgainAfter)
	return v.Tell(News{What: Unsaved, ID: e.ID, Entry: e, Err: end.err})
}

// lacks tells what is not beside a saved video, after it was told that it is saved. What another process is saving there is
// left to it.
func (v *vigil) lacks(end saveEnd, e *Entry) error {
	if len(end.lacks) == 0 {
		return nil
	}
	if err := v.compare(end.id, e, v.t.Snapshot().Live[e.ID], time.Now()); err != nil {
		return err
	}
	for _, l := range end.lacks {
		if errors.Is(l, ErrBusy) {
			v.again[end.id] = time.Now().Add(busyPause)
			continue
		}
		v.unsaved[end.id] = v.unsaved[end.id] || l.Err != nil
		if err := v.Tell(News{What: Lacking, ID: e.ID, Entry: e, Err: l}); err != nil {
			return err
		}
	}
	return nil
}
