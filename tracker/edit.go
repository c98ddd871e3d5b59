package tracker

import (
	"context"
	"time"

	"reelwatch/heygen"
)

// Addition is one video to track.
type Addition struct {
	ID    string
	Title string // the user's own title; may be empty, is cleaned
	Batch string // may be empty, is cleaned
}

// AddResult tells apart what an Add brought in and what was there.
type AddResult struct {
	Added []Entry
	Known []string // ids that were tracked already; they are left as they are
	Next  Place    // where the next part of the same add is to begin, see AddPart
}

// Add tracks videos, in the order given, above those that are there. An id that is tracked already is left as it is.
func (t *Tracker) Add(ctx context.Context, videos []Addition, origin Origin) (AddResult, error) {
	return t.AddPart(ctx, Place{}, videos, origin)
}

// AddPart is Add for a part of many videos, so that it can be told how far it is, and stopped between two parts. All
// parts make one add: the first begins at the zero Place, each other one at the Next of the one before it.
func (t *Tracker) AddPart(ctx context.Context, at Place, videos []Addition, origin Origin) (AddResult, error) {
	now := time.Now()
	entries := make([]Entry, 0, len(videos))
	given := make(map[string]bool, len(videos))
	for _, v := range videos {
		if given[v.ID] {
			continue
		}
		given[v.ID] = true
		entries = append(entries, Entry{
			ID: v.ID, Origin: origin, Status: heygen.Unknown,
			LocalTitle: CleanText(v.Title), Batch: CleanText(v.Batch), AddedAt: now,
		})
	}
	return t.insertPart(ctx, at, entries)
}

// insertPart stores entries one below the other from at on, and tells apart those that were there.
func (t *Tracker) insertPart(ctx context.Context, at Place, entries []Entry) (AddResult, error) {
	for i := range entries {
		entries[i].Place = Place{Add: at.Add, Index: at.Index + i}
	}
	added, err := t.insert(ctx, entries)
	if err != nil {
		return AddResult{}, err
	}
	result := AddResult{Added: added, Next: Place{Add: at.Add, Index: at.Index + len(entries)}}
	fresh := make(map[string]bool, len(added))
	for _, e := range added {
		fresh[e.ID] = true
		result.Next.Add = e.Place.Add
	}
	for _, e := range entries {
		if !fresh[e.ID] {
			result.Known = append(result.Known, e.ID)
		}
	}
	return result, nil
}

// Remove stops tracking, and gives what it removed, for Restore. A save that runs is stopped and its part file kept.
// Ids that are not tracked are passed over.
func (t *Tracker) Remove(ctx context.Context, ids []string) ([]Entry, error) {
	t.storing.Lock()
	defer t.storing.Unlock()
	removed, err := t.cfg.Store.Delete(ctx, ids)
	if err != nil {
		return nil, &StoreError{err}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, id := range ids {
		t.forget(id)
	}
	return removed, nil
}

// Restore puts removed entries back where they stood.
func (t *Tracker) Restore(ctx context.Context, entries []Entry) error {
	_, err := t.insert(ctx, entries)
	return err
}

func (t *Tracker) insert(ctx context.Context, entries []Entry) ([]Entry, error) {
	t.storing.Lock()
	defer t.storing.Unlock()
	added, err := t.cfg.Store.Insert(ctx, entries)
	if err != nil {
		return nil, &StoreError{err}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range added {
		e := added[i]
		t.take(&e)
	}
	return added, nil
}
