package tracker

import (
	"errors"
	"os"
)

// lookElsewhere notes which half saved videos another process is saving now: it holds the part file.
func (t *Tracker) lookElsewhere() {
	for id, part := range t.halves() {
		held := part != "" && partHeld(part)
		t.setLive(id, func(l *Live) { l.Elsewhere = held })
	}
}

// halves gives the part files that this process does not hold, by their video's id. A video that was being saved elsewhere
// and has no part any more is there without one.
func (t *Tracker) halves() map[string]string {
	t.mu.Lock()
	defer t.mu.Unlock()
	parts := make(map[string]string, len(t.list.halves))
	for id, l := range t.live {
		if l.Elsewhere {
			parts[id] = ""
		}
	}
	for id := range t.list.halves {
		if t.running[id] == nil {
			parts[id] = t.list.get(id).Part.Path()
		}
	}
	return parts
}

// partHeld says whether a process writes to a part file. Two who look at once don't take each other for one.
func partHeld(path string) bool {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := openFile(path, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	return errors.Is(peekPart(f), ErrBusy)
}
