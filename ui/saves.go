package ui

import (
	"context"

	"reelwatch/tracker"
)

// maxSaving bounds how many saves are handed to the tracker at once; it runs fewer. The rest waits here, so that ten
// thousand videos do not become ten thousand goroutines.
const maxSaving = 16

// saves is the saves that this dashboard asked for.
type saves struct {
	waiting []string
	queued  map[string]bool               // the ids in waiting
	running map[string]context.CancelFunc // handed to the tracker, with what stops each even before it has begun
	stopped map[string]bool               // of these, those that the user stopped
	tried   map[string]bool               // ever in this session; not begun again by themselves
	later   map[string]bool               // ids whose saves failed for trouble that may pass
	changes int                           // grows whenever a save comes or goes
}

func newSaves() saves {
	return saves{queued: map[string]bool{}, running: map[string]context.CancelFunc{}, stopped: map[string]bool{}, tried: map[string]bool{}, later: map[string]bool{}}
}

// has says whether the video is being saved or will be.
func (s *saves) has(id string) bool { return s.queued[id] || s.running[id] != nil }

// waits says whether the video's turn has not come.
func (s *saves) waits(id string) bool { return s.queued[id] }

// count is how many are running or waiting.
func (s *saves) count() int { return len(s.running) + len(s.queued) }

// add puts a video at the end of the queue.
func (s *saves) add(id string) {
	if !s.has(id) {
		s.waiting = append(s.waiting, id)
		s.queued[id], s.tried[id] = true, true
		s.changes++
	}
}

// save is one save to begin.
type save struct {
	id  string
	ctx context.Context // ends when the user stops it
}

// next gives the videos whose saves are to be begun now, each under a context of its own.
func (s *saves) next(parent context.Context) (begin []save) {
	for len(s.waiting) > 0 && len(s.running) < maxSaving {
		id := s.waiting[0]
		s.waiting = s.waiting[1:]
		if !s.queued[id] {
			continue // given up while it waited
		}
		delete(s.queued, id)
		ctx, stop := context.WithCancel(parent)
		s.running[id] = stop
		begin = append(begin, save{id, ctx})
	}
	return begin
}

// stop gives a save up.
func (s *saves) stop(id string) {
	delete(s.queued, id)
	s.changes++
	if stop := s.running[id]; stop != nil {
		s.stopped[id] = true
		stop()
	}
}

// ended takes a save off the list and says whether the user had stopped it.
func (s *saves) ended(id string) (stopped bool) {
	stopped = s.stopped[id]
	if stop := s.running[id]; stop != nil {
		stop()
	}
	delete(s.running, id)
	delete(s.stopped, id)
	s.changes++
	return stopped
}

// wantedByItself says whether auto-download takes the video.
func (s *saves) wantedByItself(e *tracker.Entry, live *tracker.Live) bool {
	failed := live != nil && live.Error != ""
	return e.AutoSaved() && !e.Saved() && canSave(e, live, nil) && !failed && !s.tried[e.ID]
}
