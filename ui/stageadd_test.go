package ui

import (
	"context"
	"slices"
	"time"

	"reelwatch/tracker"
)

// adding is what the stage notes of adds.
type adding struct {
	parts   []int         // how many videos each part of an add had
	holding chan struct{} // each part waits for one; nil lets them pass
}

func (s *stage) AddPart(ctx context.Context, at tracker.Place, videos []tracker.Addition, origin tracker.Origin) (tracker.AddResult, error) {
	entries := make([]tracker.Entry, len(videos))
	for i, v := range videos {
		entries[i] = tracker.Entry{ID: v.ID, LocalTitle: v.Title, Origin: origin}
	}
	s.mu.Lock()
	s.note("add %d", len(videos))
	s.mu.Unlock()
	return s.insert(ctx, "add", at, entries)
}

// insert puts a part of an add into the list.
func (s *stage) insert(ctx context.Context, method string, at tracker.Place, entries []tracker.Entry) (tracker.AddResult, error) {
	if s.holding != nil {
		select {
		case <-s.holding:
		case <-ctx.Done():
			return tracker.AddResult{}, ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.fails[method]; err != nil {
		return tracker.AddResult{}, err
	}
	s.parts = append(s.parts, len(entries))
	known := make(map[string]bool, len(s.snap.Entries))
	for _, e := range s.snap.Entries {
		known[e.ID] = true
	}
	if at.Add == 0 {
		s.add++
		at.Add = s.add
	}
	result := tracker.AddResult{Next: tracker.Place{Add: at.Add, Index: at.Index + len(entries)}}
	all := slices.Clone(s.snap.Entries)
	for i, e := range entries {
		if known[e.ID] {
			result.Known = append(result.Known, e.ID)
			continue
		}
		e.Place, e.AddedAt = tracker.Place{Add: at.Add, Index: at.Index + i}, time.Now()
		all = append(all, &e)
		result.Added = append(result.Added, e)
	}
	slices.SortStableFunc(all, func(a, b *tracker.Entry) int {
		switch {
		case a.Place.Before(b.Place):
			return -1
		case b.Place.Before(a.Place):
			return 1
		}
		return 0
	})
	s.snap.Entries = all
	s.snap.Rev++
	return result, nil
}
