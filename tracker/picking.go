package tracker

import (
	"context"
	"time"

	"reelwatch/heygen"
)

// AccountPage is a page of the account's videos, for the user to pick from.
type AccountPage struct {
	Entries []Entry // as Pick would track them; in the order of the list, newest first in practice
	Next    string  // the token of the page after it; empty at the end
}

// Account reads a page of the account's videos, without drafts. token is the Next of the page before, empty for the first
// page. Two pages are read a second apart at least. Whether a video is tracked already is for the caller to see.
func (t *Tracker) Account(ctx context.Context, token string) (AccountPage, error) {
	if wait := t.nextPage(); wait > 0 && !sleep(ctx, wait) {
		return AccountPage{}, ctx.Err()
	}
	page, err := t.cfg.API.Videos(ctx, heygen.PageRequest{Token: token})
	if err != nil {
		return AccountPage{}, err
	}
	out := AccountPage{Next: page.Next}
	now := time.Now()
	for _, v := range page.Videos {
		if v.Status != statusDraft {
			out.Entries = append(out.Entries, imported(v, now))
		}
	}
	return out, nil
}

// nextPage takes the next free second for a page, and says how far away it is.
func (t *Tracker) nextPage() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	at := later(now, t.page.Add(bulkSpacing))
	t.page = at
	return at.Sub(now)
}

// Pick tracks videos that Account gave, in the order given, above those that are there. What ended before is no news, and
// nothing is saved of it unasked. at is as in AddPart.
func (t *Tracker) Pick(ctx context.Context, at Place, videos []Entry) (AddResult, error) {
	now := time.Now()
	entries := make([]Entry, len(videos))
	for i := range videos {
		entries[i] = *videos[i].Clone()
		entries[i].AddedAt = now
	}
	return t.insertPart(ctx, at, entries)
}
