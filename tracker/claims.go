package tracker

// Claims decides which of several processes over one store saves a video. *store.Claims satisfies it.
type Claims interface {
	// Claim takes hold of the video id for this process until release is called; ok is false where another process has it,
	// and release does nothing then.
	Claim(id string) (release func(), ok bool)
}

// claimSave makes the save of a video this process's own, before anything is asked for it. The part file's lock comes too
// late for that: its name is known only from the answer.
func (t *Tracker) claimSave(id string) (release func(), ours bool) {
	if t.cfg.Claims == nil {
		return func() {}, true
	}
	return t.cfg.Claims.Claim(id)
}
