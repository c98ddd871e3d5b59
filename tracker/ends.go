package tracker

import (
	"context"
	"time"
)

// ClaimEnds takes it upon the caller to tell the user that these videos have ended, once over all processes and
// restarts. It gives those of ids, in their order, that have ended and that nobody told of before, and has noted in one
// transaction that they are told. Its error is a *StoreError: then nobody has told of them.
func (t *Tracker) ClaimEnds(ctx context.Context, ids []string) ([]Entry, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	now := time.Now()
	claimed := make(map[string]bool, len(ids))
	entries, err := t.apply(ctx, ids, func(e *Entry) bool {
		claimed[e.ID] = e.ToldAt.IsZero() && e.Ended(now) // the last call for a record is the one that counts
		if claimed[e.ID] {
			e.ToldAt = now
		}
		return claimed[e.ID]
	})
	if err != nil {
		return nil, err
	}
	var ours []Entry
	for _, e := range entries {
		if claimed[e.ID] {
			ours = append(ours, e)
		}
	}
	return ours, nil
}
