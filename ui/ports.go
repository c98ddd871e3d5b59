package ui

import (
	"context"

	"reelwatch/tracker"
)

// Tracker is what the dashboard asks of the list; *tracker.Tracker satisfies it. Methods with a context block until
// their work is done and on disk, and are called from commands only.
type Tracker interface {
	// Snapshot gives the present state; cheap.
	Snapshot() tracker.Snapshot
	// Changed blocks until the state is no longer that of rev, and gives the present one.
	Changed(ctx context.Context, rev uint64) (uint64, error)
	// Wait blocks until a question to HeyGen is due.
	Wait(ctx context.Context) error
	// Poll asks what is due now.
	Poll(ctx context.Context) error
	// Load takes over what other processes changed.
	Load(ctx context.Context) (changed bool, err error)
	// AskBalance asks what the account can spend, where that is due. It is silent about failures.
	AskBalance(ctx context.Context)
	// AskNow makes these videos due, all that have not ended where ids is empty.
	AskNow(ids []string)
	// WaitToSend blocks until a queued request is to go out.
	WaitToSend(ctx context.Context) error
	// Send sends what is queued, as far as HeyGen takes it.
	Send(ctx context.Context) error
	// Again puts failed videos back into the queue.
	Again(ctx context.Context, ids []string) ([]tracker.Entry, error)
	// Resend puts requests back into the queue whose answer was lost.
	Resend(ctx context.Context, ids []string) ([]tracker.Entry, error)
	// Join says which video a request became whose answer was lost.
	Join(ctx context.Context, name, id string) (*tracker.Entry, error)
	// AddPart tracks those videos that are not tracked yet. A long add is made in parts: at is zero for the first, else the
	// Next of the part before.
	AddPart(ctx context.Context, at tracker.Place, videos []tracker.Addition, origin tracker.Origin) (tracker.AddResult, error)
	// Account reads a page of the account's videos: the first where token is empty.
	Account(ctx context.Context, token string) (tracker.AccountPage, error)
	// Pick tracks videos that Account gave. at is as in AddPart.
	Pick(ctx context.Context, at tracker.Place, videos []tracker.Entry) (tracker.AddResult, error)
	// Remove stops tracking and gives what it removed, for Restore.
	Remove(ctx context.Context, ids []string) ([]tracker.Entry, error)
	// Restore tracks again what Remove gave.
	Restore(ctx context.Context, entries []tracker.Entry) error
	// Download saves one completed video; the end of ctx stops it and keeps its part.
	Download(ctx context.Context, id string) (tracker.Saved, error)
	// Links gives links to completed videos that work for an hour at least, those that it gets beside the first error.
	Links(ctx context.Context, ids []string) ([]string, error)
	// ClaimEnds gives those of the videos that ended whose end no process has told yet, and notes that it is told now.
	ClaimEnds(ctx context.Context, ids []string) ([]tracker.Entry, error)
	// SetAutoSave says whether videos are saved by themselves as they complete: the user's commands wait for that.
	SetAutoSave(on bool)
	// NextHookFailure blocks until a command of the user's has failed, and gives its *tracker.HookError.
	NextHookFailure(ctx context.Context) error
	// Label writes titles and batches on videos, and gives them as they stand then.
	Label(ctx context.Context, ids []string, l tracker.Labels) ([]tracker.Entry, error)
	// SetPreferences writes down how the dashboard stands, for its next start.
	SetPreferences(ctx context.Context, p tracker.Preferences) error
	// Thumbnail gives the picture of a completed video as its host sends it: a JPEG, PNG or WebP, or anything at all.
	Thumbnail(ctx context.Context, id string) ([]byte, error)
	// SetVisible says whose titles are wanted first.
	SetVisible(ids []string)
	// CheckFiles looks whether the saved files are still there, and how much there is of those half saved.
	CheckFiles(ids []string)
	// CheckShown does so for the saved ones among those of SetVisible.
	CheckShown()
}

// Desktop is the programs around the terminal; term.Desktop satisfies it. Its methods block and are called from commands
// only.
type Desktop interface {
	// LoadBuffer puts text into tmux's buffer and on the terminal's clipboard.
	LoadBuffer(ctx context.Context, text string) error
	// Open opens a file or an address with the system's program for it, and blocks until that one ends.
	Open(target string) error
}
