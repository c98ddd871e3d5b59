package tracker

// claimSave makes the save of a video this process's own, before anything is asked for it. The part file's lock comes too
// late for that: its name is known only from the answer.
func (t *Tracker) claimSave(id string) (release func(), ours bool) {
	if t.cfg.Claims == nil {
		return func() {}, true
	}
	return t.cfg.Claims.Claim(id)
}
