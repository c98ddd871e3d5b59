package tracker

import (
	"context"
	"time"

	"reelwatch/heygen"
)

// Waiting is what WaitFor is to do.
type Waiting struct {
	IDs  []string         // of tracked videos
	Save bool             // save each as it completes
	Ever bool             // for all videos, also those that come later, until ctx ends; see Attend
	Tell func(News) error // hears what happens, in order; an error of its ends the waiting
	Beat func(Snapshot)   // sees the state, at least once a second
}

// News is one thing that a waiter hears of.
type News struct {
	What  Event
	ID    string // of the video that it is about; empty for Troubled and Recovered
	Entry *Entry // as it is now; nil where there is none
	Err   error  // of Unsaved, Lacking, Unanswered, Troubled and HookFailed. Not cleaned
}

// Event is a kind of news.
type Event int

// What may happen while one waits.
const (
	Turned     Event = iota // the video has another status, or had ended before the waiting began
	Stored                  // the video was saved, here or in another process
	Unsaved                 // the video could not be saved
	Lacking                 // the video was saved, and Err, an *AssetError, says what is not beside it
	Unanswered              // HeyGen would not answer about the video; it is asked again, ever more seldom
	Removed                 // the video is no longer tracked
	Troubled                // asking fails, and goes on
	Recovered               // asking works again
	HookFailed              // a command of the user's failed
)

const (
	followEvery  = time.Second             // between two looks at what other processes changed
	missingFor   = time.Minute             // how long a waiter bears with not_found
	busyPause    = 5 * time.Second         // before it is looked whether another process has saved the video
	leavesWithin = 1500 * time.Millisecond // for saves and questions to stop
)

// Unfinished gives the ids of all videos that have not ended, what HeyGen does not know of yet included; with save also
// those that are completed and were never saved. They come in list order.
func (t *Tracker) Unfinished(save bool) []string {
	now := time.Now()
	return t.choose(func(e *Entry) bool { return !e.Ended(now) || save && e.Savable() && !e.Saved() })
}

// WaitFor asks about the list, or follows the process that does, until each video of w has ended and, where that is
// wanted, is saved; not_found for a minute is an end, and so is unsure. It gives the ids of those that did not complete or
// were not saved, with all that is wanted beside them and that HeyGen has made. The user's commands run meanwhile, and those
// for w's videos are waited for. Trouble that passes is told and waited out. Its error is the cause of ctx's end, a
// *heygen.AuthError, a *StoreError or that of Tell; a later call goes on where it stood. Part files are kept in any case.
func (t *Tracker) WaitFor(ctx context.Context, w Waiting) (missed []string, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	v := &vigil{
		Waiting: w, t: t, ctx: ctx, stop: stop,
		seen: map[string]*Entry{}, refused: map[string]string{}, saving: map[string]bool{},
		unsaved: map[string]bool{}, again: map[string]time.Time{},
		asked: make(chan struct{}, 1), ended: make(chan saveEnd),
	}
	v.expectSaves(w.IDs...)
	defer v.leave()
	if err := v.watch(); err != nil {
		return nil, err
	}
	for _, id := range w.IDs {
		if e := t.Entry(id); e == nil || e.Status != heygen.Completed || w.Save && !t.whole(e) {
			missed = append(missed, id)
		}
	}
	return missed, nil
}

// whole says that a video is saved, with all that is wanted beside it and that HeyGen has made. One that has gone since is
// not saved again for that.
func (t *Tracker) whole(e *Entry) bool {
	open, _ := e.Lacks(t.cfg.Assets)
	return e.Saved() && (len(open) == 0 || !isFile(e.File, e.FileBytes))
}

// Attend is WaitFor for the whole list, also for what comes into it later, until ctx ends: for a process without a screen
// that is left running. What had ended before is not told of, and with w.Save only that is saved which auto-download takes,
// again and again where trouble that may pass is in the way.
func (t *Tracker) Attend(ctx context.Context, w Waiting) error {
	w.Ever, w.IDs = true, nil
	_, err := t.WaitFor(ctx, w)
	return err
}
