package tracker

import (
	"context"
	"time"

	"reelwatch/heygen"
)

// titleWait is how long after a video's end its command waits for a title that is on its way.
const titleWait = 30 * time.Second

// titleUntil is until when the title of an ended video may be on its way; zero where it is there, or nobody will tell it.
func (t *Tracker) titleUntil(e *Entry) time.Time {
	gone := t.cfg.API.Route() == heygen.RouteV1 && t.schedule.titles.sought[e.ID]
	if e.Described || e.LocalTitle != "" || e.Status == heygen.NotFound || gone || !t.schedule.refused.IsZero() {
		return time.Time{}
	}
	return e.ChangedAt.Add(titleWait)
}

// reasonUntil is until when the reason of a failure may be on its way; zero where it is there, or nobody will tell it. The
// caller holds mu.
func (t *Tracker) reasonUntil(e *Entry) time.Time {
	if !t.schedule.refused.IsZero() || !t.schedule.seeksReason(e, t.cfg.API.Route(), time.Now()) {
		return time.Time{}
	}
	return e.ChangedAt.Add(titleWait)
}

// reasonSought takes note that nobody will tell more of why a video failed. The caller holds mu.
func (t *Tracker) reasonSought(id string) {
	t.schedule.lengths.vain(id)
	signal(t.hooks.wake)
}

// readTitles reads the titles that commands are about to be told and nobody asked for yet. What HeyGen won't tell is left
// out: the command runs all the same.
func (t *Tracker) readTitles(ctx context.Context, ids []string) {
	pace := pacer{ctx: ctx}
	for _, id := range ids {
		if !t.lacksHookTitle(id) {
			continue
		}
		if !pace.wait(singleSpacing) || t.bidden(id, time.Now()) != nil {
			return
		}
		asked := time.Now()
		v, err := t.cfg.API.Video(ctx, id)
		if err == nil {
			err = t.describe(ctx, []heygen.Video{v}, asked)
		}
		if err != nil && !final(err) {
			t.limited(err)
			return
		}
	}
}

func (t *Tracker) lacksHookTitle(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.list.get(id)
	return e != nil && e.Ended(time.Now()) && t.videoOwed(e) &&
		!t.titleUntil(e).IsZero() && t.cfg.API.Route() != heygen.RouteV1
}
