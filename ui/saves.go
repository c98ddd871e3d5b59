package ui

import "reelwatch/tracker"

// maxSaving bounds how many saves are handed to the tracker at once; it runs fewer. The rest waits here, so that ten
// thousand videos do not become ten thousand goroutines.
const maxSaving = 16

// saves is the saves that this dashboard asked for.
type saves struct {
	waiting []string
	queued  map[string]bool // the ids in waiting
	running map[string]bool // handed to the tracker
	stopped map[string]bool // of these, those that the user stopped
	tried   map[string]bool // ever in this session; not begun again by themselves
	changes int             // grows whenever a save comes or goes
}

func newSaves() saves {
	return saves{queued: map[string]bool{}, running: map[string]bool{}, stopped: map[string]bool{}, tried: map[string]bool{}}
}

// has says whether the video is being saved or will be.
func (s *saves) has(id string) bool { return s.queued[id] || s.running[id] }

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

// next gives the videos whose saves are to be begun now.
func (s *saves) next() []string {
	var ids []string
	for len(s.waiting) > 0 && len(s.running) < maxSaving {
		id := s.waiting[0]
		s.waiting = s.waiting[1:]
		if !s.queued[id] {
			continue // given up while it waited
		}
		delete(s.queued, id)
		s.running[id] = true
		ids = append(ids, id)
	}
	return ids
}

// stop gives a save up; running says that the tracker must be told.
func (s *saves) stop(id string) (running bool) {
	delete(s.queued, id)
	s.changes++
	if s.running[id] {
		s.stopped[id] = true
	}
	return s.running[id]
}

// ended takes a save off the list and says whether the user had stopped it.
func (s *saves) ended(id string) (stopped bool) {
	stopped = s.stopped[id]
	delete(s.running, id)
	delete(s.stopped, id)
	s.changes++
	return stopped
}

// wantedByItself says whether auto-download takes the video.
func (s *saves) wantedByItself(e *tracker.Entry, live *tracker.Live) bool {
	ours := e.SeenAlive || e.Origin != tracker.Imported
	failed := live != nil && live.Error != ""
	return ours && e.Savable() && !e.Saved() && !failed && !s.tried[e.ID]
}
