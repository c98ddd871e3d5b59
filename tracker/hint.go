package tracker

import "time"

// Hint makes a video due at once because somebody says that something has happened to it. Nothing else is believed of that.
// A video that is not tracked, or has ended, is left alone; no wait is cut short.
func (t *Tracker) Hint(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.list.get(id)
	if e == nil || e.Local() || e.Ended(time.Now()) {
		return
	}
	t.schedule.ask(id).forced = true
	t.poke()
}
