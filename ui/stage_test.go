package ui

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"reelwatch/tracker"
)

// longestFirst orders pairs for a replacer, so that no sequence hides a longer one. Equal sequences keep the
// shorter name.
func longestFirst(pairs []string) []string {
	type pair struct{ from, to string }
	list := make([]pair, 0, len(pairs)/2)
	for p := range slices.Chunk(pairs, 2) {
		list = append(list, pair{p[0], p[1]})
	}
	sort.Slice(list, func(i, j int) bool {
		if len(list[i].from) != len(list[j].from) {
			return len(list[i].from) > len(list[j].from)
		}
		return len(list[i].to) < len(list[j].to) || len(list[i].to) == len(list[j].to) && list[i].to < list[j].to
	})
	out := make([]string, 0, len(pairs))
	for _, p := range list {
		out = append(out, p.from, p.to)
	}
	return out
}

// stage is a tracker of which the test decides every state; what the dashboard asks of it is written down.
type stage struct {
	mu      sync.Mutex
	snap    tracker.Snapshot
	calls   []string
	turns   chan struct{}
	sends   chan struct{}
	loads   bool
	loadErr error
	visible []string
	add     uint64

	fails      map[string]error      // by method
	auto       bool                  // saves are made by themselves
	hooks      chan error            // failures of the user's commands
	downloads  map[string]chan error // saves that wait for the test; others end at once
	gone       map[string]bool       // files that CheckFiles does not find
	begun      map[string]int64      // bytes that it finds in part files
	pictures   map[string]thumbnail  // by id; others have none
	remembered                       // see there
	adding                           // see there
	account                          // see there
	purse      string                // what the account can spend
	linkless   map[string]error      // why these videos have no link
	linkWait   chan struct{}         // what Links waits for; nil means nothing

	ends map[string]tracker.Saved // how these saves end, where that is not the usual way; nil means none
}

func newStage() *stage {
	return &stage{
		turns: make(chan struct{}, 1), sends: make(chan struct{}, 1), snap: tracker.Snapshot{Live: map[string]*tracker.Live{}},
		hooks: make(chan error), fails: map[string]error{}, downloads: map[string]chan error{}, gone: map[string]bool{}, begun: map[string]int64{},
		linkless: map[string]error{},
	}
}

// changed lets the dashboard see the state as after an answer.
func (s *stage) changed() {
	s.do(func() { s.snap.Rev++ })
	s.turns <- struct{}{}
}

// do changes the stage while the dashboard runs.
func (s *stage) do(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *stage) note(format string, args ...any) {
	s.calls = append(s.calls, fmt.Sprintf(format, args...))
}

// took gives what was asked for since the last time, without the questions.
func (s *stage) took() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := s.calls
	s.calls = nil
	return calls
}

// set replaces one entry by a changed copy.
func (s *stage) set(id string, change func(e *tracker.Entry)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snap.Entries = slices.Clone(s.snap.Entries)
	for i, e := range s.snap.Entries {
		if e.ID == id {
			s.snap.Entries[i] = e.Clone()
			change(s.snap.Entries[i])
		}
	}
}

func (s *stage) setLive(id string, l tracker.Live) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snap.Live = maps.Clone(s.snap.Live)
	s.snap.Live[id] = &l
}

// put adds entries on top of the list, as one add.
func (s *stage) put(entries ...*tracker.Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add++
	for i, e := range entries {
		e.Place = tracker.Place{Add: s.add, Index: i}
		if e.AddedAt.IsZero() {
			e.AddedAt = time.Now()
		}
		if e.Origin == "" {
			e.Origin = tracker.Added
		}
	}
	s.snap.Entries = append(slices.Clone(entries), s.snap.Entries...)
}

func (s *stage) Snapshot() tracker.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snap
}

func (s *stage) Changed(ctx context.Context, rev uint64) (uint64, error) {
	select {
	case <-ctx.Done():
		return rev, ctx.Err()
	case <-s.turns:
		return s.Snapshot().Rev, nil
	}
}

func (s *stage) Wait(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func (s *stage) Poll(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snap.Service.Trouble
}

func (s *stage) Load(context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := s.loads
	if changed {
		s.snap.Rev++
	}
	s.loads = false
	return changed, s.loadErr
}

func (s *stage) AskBalance(context.Context) {
	s.mu.Lock()
	news := s.snap.Service.Purse != s.purse
	s.snap.Service.Purse = s.purse
	s.mu.Unlock()
	if news {
		s.changed()
	}
}

func (s *stage) AskNow(ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note("ask %d", len(ids))
}

func (s *stage) Remove(_ context.Context, ids []string) ([]tracker.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note("remove %s", strings.Join(ids, " "))
	if err := s.fails["remove"]; err != nil {
		return nil, err
	}
	var removed []tracker.Entry
	var kept []*tracker.Entry
	for _, e := range s.snap.Entries {
		if slices.Contains(ids, e.ID) {
			removed = append(removed, *e)
			continue
		}
		kept = append(kept, e)
	}
	s.snap.Entries = kept
	s.snap.Rev++
	return removed, nil
}

func (s *stage) Restore(_ context.Context, entries []tracker.Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note("restore %d", len(entries))
	if err := s.fails["restore"]; err != nil {
		return err
	}
	all := slices.Clone(s.snap.Entries)
	for _, e := range entries {
		all = append(all, &e)
	}
	slices.SortFunc(all, func(a, b *tracker.Entry) int {
		if a.Place.Before(b.Place) {
			return -1
		}
		return 1
	})
	s.snap.Entries = all
	s.snap.Rev++
	return nil
}

func (s *stage) Download(ctx context.Context, id string) (tracker.Saved, error) {
	s.mu.Lock()
	s.note("save %s", id)
	end := s.downloads[id]
	s.mu.Unlock()
	var err error
	if end != nil {
		select {
		case err = <-end:
		case <-ctx.Done():
			s.mu.Lock()
			s.note("stop %s", id)
			s.mu.Unlock()
			err = ctx.Err()
		}
	}
	s.mu.Lock()
	s.snap.Live = maps.Clone(s.snap.Live)
	delete(s.snap.Live, id)
	if errors.Is(err, tracker.ErrBusy) {
		s.snap.Live[id] = &tracker.Live{Elsewhere: true}
	}
	s.mu.Unlock()
	if err != nil {
		return tracker.Saved{}, err
	}
	if saved, odd := s.ends[id]; odd {
		return saved, nil
	}
	s.set(id, func(e *tracker.Entry) {
		e.SavedAt, e.File, e.FileBytes = time.Now(), "/videos/"+id+".mp4", 38_000_000
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snap.Rev++
	return tracker.Saved{Path: "/videos/" + id + ".mp4", Bytes: 38_000_000}, nil
}

// linkTo is the link that HeyGen gives to a video.
func linkTo(id string) string {
	return "https://files2.heygen.ai/aws_pacific/avatar_tmp/" + id + ".mp4?Expires=1753305221&Signature=AbC~d-e_f__&Key-Pair-Id=K38"
}

func (s *stage) Links(_ context.Context, ids []string) (links []string, err error) {
	s.mu.Lock()
	wait := s.linkWait
	s.mu.Unlock()
	if wait != nil {
		<-wait
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note("links %s", strings.Join(ids, " "))
	for _, id := range ids {
		if s.linkless[id] != nil {
			err = s.linkless[id]
			continue
		}
		links = append(links, linkTo(id))
	}
	return links, err
}

func (s *stage) ClaimEnds(_ context.Context, ids []string) (claimed []tracker.Entry, err error) {
	s.mu.Lock()
	s.note("claim %d", len(ids))
	err = s.fails["claim"]
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		s.set(id, func(e *tracker.Entry) {
			if e.ToldAt.IsZero() {
				e.ToldAt = time.Now()
				claimed = append(claimed, *e)
			}
		})
	}
	return claimed, nil
}

func (s *stage) SetAutoSave(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.auto = on
}

func (s *stage) NextHookFailure(ctx context.Context) error {
	select {
	case err := <-s.hooks:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *stage) SetVisible(ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.visible = ids
}

// fileGoes takes the saved file of a video away.
func (s *stage) fileGoes(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone[id] = true
}

func (s *stage) CheckShown() {
	s.mu.Lock()
	shown := s.visible
	s.mu.Unlock()
	for _, id := range shown {
		s.mu.Lock()
		gone := s.gone[id]
		s.mu.Unlock()
		if gone {
			s.setLive(id, tracker.Live{FileGone: true})
			s.changed()
		}
	}
}

func (s *stage) CheckFiles(ids []string) {
	for _, id := range ids {
		s.mu.Lock()
		gone, begun := s.gone[id], s.begun[id]
		s.mu.Unlock()
		if begun > 0 {
			s.setLive(id, tracker.Live{Begun: begun})
		}
		if gone {
			s.setLive(id, tracker.Live{FileGone: true})
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snap.Rev++
}
