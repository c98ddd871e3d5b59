package cli

import (
	"time"

	"reelwatch/tracker"
)

// triesSeen is how often it is looked whether a save waits to be tried again; no pause is as short.
const triesSeen = 250 * time.Millisecond

// triesTold says on standard error why saves are tried again, each try once.
type triesTold struct {
	a    *app
	ids  []string
	told map[string]string // what was said last of each video that waits
}

func newTriesTold(a *app, ids []string) *triesTold {
	return &triesTold{a: a, ids: ids, told: map[string]string{}}
}

// tell looks at the saves under way.
func (p *triesTold) tell(s tracker.Snapshot) {
	for _, id := range p.ids {
		live := s.Live[id]
		if live == nil || live.Transfer == nil || live.Transfer.Note == "" {
			delete(p.told, id)
			continue
		}
		if note := live.Transfer.Note; p.told[id] != note {
			p.told[id] = note
			p.a.say("%s: %s", id, note)
		}
	}
}
