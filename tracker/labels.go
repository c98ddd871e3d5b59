package tracker

import "context"

// Labels is what the user writes on videos. Nil leaves what is there.
type Labels struct {
	Title *string // the user's own title; an empty one, or HeyGen's, goes back to HeyGen's
	Batch *string // empty means none
}

// Label writes labels on videos and gives the videos as they stand then; those that are tracked no longer are missing.
func (t *Tracker) Label(ctx context.Context, ids []string, l Labels) ([]Entry, error) {
	return t.apply(ctx, ids, l.put)
}

// put writes the labels on one entry, and says whether they differ from those it had.
func (l Labels) put(e *Entry) bool {
	title, batch := e.LocalTitle, e.Batch
	if l.Title != nil {
		if title = CleanText(*l.Title); title == CleanText(e.Title) {
			title = ""
		}
	}
	if l.Batch != nil {
		batch = CleanText(*l.Batch)
	}
	changed := title != e.LocalTitle || batch != e.Batch
	e.LocalTitle, e.Batch = title, batch
	return changed
}
