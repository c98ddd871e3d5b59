package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func (s *stage) WaitToSend(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.sends:
		return nil
	}
}

func (s *stage) Send(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note("send")
	return s.snap.Queue.Trouble
}

func (s *stage) Again(_ context.Context, ids []string) ([]tracker.Entry, error) {
	return s.requeue("again", ids)
}

func (s *stage) Resend(_ context.Context, ids []string) ([]tracker.Entry, error) {
	return s.requeue("resend", ids)
}

// requeue gives entries new names, as the tracker does.
func (s *stage) requeue(what string, ids []string) (now []tracker.Entry, err error) {
	s.mu.Lock()
	s.note("%s %d", what, len(ids))
	err = s.fails[what]
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		now = append(now, *s.rename(id, fmt.Sprintf("q-9999%04d", i), tracker.Queued))
	}
	return now, nil
}

func (s *stage) Join(_ context.Context, name, id string) (*tracker.Entry, error) {
	s.mu.Lock()
	s.note("join %s %s", name, id)
	err := s.fails["join"]
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.rename(name, id, heygen.Unknown), nil
}

// rename gives an entry another id.
func (s *stage) rename(from, to string, status heygen.Status) *tracker.Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snap.Entries = slices.Clone(s.snap.Entries)
	i := indexOf(s.snap.Entries, from)
	e := s.snap.Entries[i].Clone()
	if e.Request.Name != from {
		e.Request.Earlier = append(e.Request.Earlier, from)
	}
	if status == tracker.Queued {
		e.Request.Name = to
	}
	e.ID, e.Status = to, status
	s.snap.Entries[i] = e
	s.snap.Rev++
	return e
}

// submitted is an entry that reelwatch asked for.
func submitted(e *tracker.Entry) *tracker.Entry {
	e.Request = &tracker.Request{Name: e.ID, Endpoint: heygen.VideosEndpoint, Body: `{"type":"avatar"}`}
	if e.Status != tracker.Queued && e.Status != tracker.Unsure {
		e.Request.Name = "q-" + e.ID[len(e.ID)-8:]
	}
	return e
}

// fullHouse is a queue before a HeyGen that takes no more, with one request that needs a decision.
func fullHouse(s *stage) {
	s.put(
		submitted(rendering(id(1), "Spring launch – teaser DE", 5*time.Minute)),
		submitted(rendering(id(2), "Spring launch – teaser FR", 4*time.Minute)),
		submitted(video("q-00000003", "Spring launch – teaser IT", tracker.Queued, 0)),
		submitted(video("q-00000004", "Spring launch – teaser ES", tracker.Queued, 0)),
		submitted(video("q-00000005", "Spring launch – teaser PT", tracker.Queued, 0)),
		submitted(video("q-00000006", "Spring launch – teaser JA", tracker.Unsure, 2*time.Hour)),
		submitted(failed(id(7), "Spring launch – teaser KO", "Blocked words", 8*time.Minute)),
		failed(id(8), "Not ours", "Blocked words", 8*time.Minute),
	)
	answered(s)
	s.snap.Queue = tracker.Queue{
		Line: map[string]int{"q-00000003": 1, "q-00000004": 2, "q-00000005": 3}, Running: 2,
		Hold: &tracker.Hold{At: time.Now(), Why: tracker.HeldByLimit, Running: 2},
	}
}
