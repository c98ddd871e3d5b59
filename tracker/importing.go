package tracker

import (
	"context"
	"strings"
	"time"

	"reelwatch/heygen"
)

// Recent says which of the account's videos an Import takes.
type Recent struct {
	Limit int                      // the most videos, those that are tracked already included
	Since time.Time                // none that were created before; zero means no bound. One without a time is taken
	Title string                   // part of the title, without regard to case; empty means any
	Wants func(heygen.Status) bool // nil means any
	Batch string                   // of the new ones; may be empty
}

// statusDraft is a project that was never rendered.
const statusDraft heygen.Status = "draft"

// Import tracks the account's recent videos, newest first, as the account's list describes them. Those that are tracked
// already are left as they are, and drafts are passed over. It asks for at most a page a second, until there are enough, a
// whole page is too old, or the list ends. All are stored at once: with an error none is.
func (t *Tracker) Import(ctx context.Context, r Recent) (AddResult, error) {
	videos, err := t.recent(ctx, r)
	if err != nil {
		return AddResult{}, err
	}
	now := time.Now()
	entries := make([]Entry, len(videos))
	for i, v := range videos {
		entries[i] = imported(v, now)
		entries[i].Batch = r.Batch
	}
	return t.insertPart(ctx, Place{}, entries)
}

// recent reads the account's list as far as r goes.
func (t *Tracker) recent(ctx context.Context, r Recent) (videos []heygen.Video, err error) {
	pace := pacer{ctx: ctx}
	taken, tokens := map[string]bool{}, map[string]bool{"": true}
	ask := heygen.PageRequest{Title: r.Title}
	for {
		if !pace.wait(bulkSpacing) {
			return nil, ctx.Err()
		}
		page, err := t.cfg.API.Videos(ctx, ask)
		if err != nil {
			return nil, err
		}
		unfiltered := t.cfg.API.Route() == heygen.RouteV1 // which knows of no titles
		for _, v := range page.Videos {
			if taken[v.ID] || !r.takes(v) || unfiltered && !contains(v.Title, r.Title) {
				continue
			}
			taken[v.ID] = true
			if videos = append(videos, v); len(videos) == r.Limit {
				return videos, nil
			}
		}
		if tokens[page.Next] || r.past(page.Videos) {
			return videos, nil
		}
		tokens[page.Next] = true
		ask.Token = page.Next
	}
}

// takes says whether a video is wanted, its title apart.
func (r Recent) takes(v heygen.Video) bool {
	return v.Status != statusDraft && !r.tooOld(v) && (r.Wants == nil || r.Wants(v.Status))
}

func (r Recent) tooOld(v heygen.Video) bool {
	return !v.CreatedAt.IsZero() && v.CreatedAt.Before(r.Since)
}

// past says that all of a page is too old. The list's order is documented nowhere: one old video says nothing of the next.
func (r Recent) past(page []heygen.Video) bool {
	for _, v := range page {
		if !r.tooOld(v) {
			return false
		}
	}
	return len(page) > 0
}

func contains(title, part string) bool {
	return strings.Contains(strings.ToLower(title), strings.ToLower(part))
}

// imported is the entry of a video from the account's list. One that has ended was not seen doing so: it is no news, and
// nothing is saved of it unasked.
func imported(v heygen.Video, now time.Time) Entry {
	e := Entry{ID: v.ID, Origin: Imported, Status: heygen.Unknown, AddedAt: now}
	noteVideo(&e, v)
	if v.Failure != nil {
		failure := *v.Failure
		e.Failure = &failure
	}
	e.CheckedAt = now
	switch v.Status {
	case heygen.Completed, heygen.Failed:
		e.Status = v.Status
	case e.Status:
	default:
		e.Status = v.Status
		turned(&e, heygen.Unknown, v, time.Time{}, now)
	}
	return e
}
