package tracker

import (
	"errors"
	"testing"
)

// board is the claims of two processes that note them in one place.
type board struct{ taken map[string]bool }

func (b *board) Claim(id string) (release func(), ok bool) {
	if b.taken[id] {
		return func() {}, false
	}
	b.taken[id] = true
	return func() { delete(b.taken, id) }, true
}

// While another process saves a video nothing is asked for it: neither its link nor its file.
func TestWhatAnotherProcessSavesCostsNothing(t *testing.T) {
	inReel(t, func(r *reel) {
		claims := &board{taken: map[string]bool{someID: true}}
		r.cfg.Claims = claims
		if _, err := r.Download(r.t.Context(), someID); !errors.Is(err, ErrBusy) {
			t.Errorf("the second process got %v, want ErrBusy", err)
		}
		if asked := r.api.asked(); len(asked) > 0 || len(r.seen) > 0 {
			t.Errorf("it asked %v and for %d files", asked, len(r.seen))
		}
		delete(claims.taken, someID)
		r.wantSaved("")
		if len(claims.taken) > 0 {
			t.Error("it is saved, and still claimed")
		}
	}, cutAt(1000))
}
