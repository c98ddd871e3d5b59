package tracker

import (
	"context"
	"time"
)

// SettleAbandoned makes those requests unsure that a process had sent when it ended without an answer, and that can't be sent
// again under the same key since they have none. While another process sends, the answer may still come, and nothing is done.
// Its error is a *StoreError.
func (t *Tracker) SettleAbandoned(ctx context.Context) error {
	var names []string
	for _, e := range t.Snapshot().Entries {
		if e.abandoned() {
			names = append(names, e.ID)
		}
	}
	if len(names) == 0 {
		return nil
	}
	turn, leave, mine, err := t.takeTurn(ctx)
	if err != nil || !mine {
		return err
	}
	defer leave()
	now := time.Now()
	_, err = t.apply(turn, names, func(e *Entry) bool {
		if !e.abandoned() {
			return false // its sender had the answer written down before it left
		}
		e.becomes(Unsure, now)
		return true
	})
	return err
}

// abandoned says that the request went out without a key, and that no answer is known. Somebody may be waiting for it.
func (e *Entry) abandoned() bool {
	return e.Status == Queued && e.Request != nil && e.Request.Key == "" && !e.Request.SentAt.IsZero()
}
