package tracker

import (
	"context"
	"time"

	"reelwatch/heygen"
)

// takeStatuses stores what the answer to a question about statuses changes.
func (t *Tracker) takeStatuses(ctx context.Context, q question, videos []heygen.Video, asked time.Time) error {
	now := time.Now()
	news, err := t.store(ctx, videos, asked, now)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.schedule.answered(q, news, videos, now)
	for id := range news {
		t.setLiveLocked(id, func(l *Live) { l.AskError = "" })
	}
	t.noteSilence(leftOut(q.ids, news))
	return nil
}

// store puts on disk what the answers to a question of this time change, and says for each video that they named whether
// its status changed. A status that changed since the question went out, in another process, is newer than the answer's.
// It does not touch the store where nothing changes.
func (t *Tracker) store(ctx context.Context, videos []heygen.Video, asked, now time.Time) (map[string]bool, error) {
	byID := make(map[string]heygen.Video, len(videos))
	news := make(map[string]bool, len(videos))
	alive := make(map[string]time.Time, len(videos))
	var changed []string
	t.mu.Lock()
	for _, v := range videos {
		e := t.list.get(v.ID)
		if e == nil {
			continue
		}
		byID[v.ID] = v
		if a := t.schedule.asks[v.ID]; a != nil {
			alive[v.ID] = a.alive
		}
		c := e.Clone()
		news[v.ID] = false
		if answer(c, v, alive[v.ID], now) {
			changed = append(changed, v.ID)
			news[v.ID] = c.Status != e.Status
		}
	}
	t.mu.Unlock()
	if len(changed) == 0 {
		return news, nil
	}
	_, err := t.apply(ctx, changed, func(e *Entry) bool {
		v := byID[e.ID]
		if e.ChangedAt.After(asked) && !e.ChangedAt.After(now.Add(clockSlack)) { // else the clock was put back since
			v.Status = heygen.Unknown
		}
		return answer(e, v, alive[e.ID], now)
	})
	return news, err
}

// answer changes e by what HeyGen says of it at now, and says whether there is anything to store. alive is when this
// process last heard that the video is there, zero where it did not.
func answer(e *Entry, v heygen.Video, alive, now time.Time) bool {
	changed := noteVideo(e, v)
	status := v.Status
	if status == heygen.Unknown && e.Status != "" {
		status = e.Status // an answer without a status is no news
	}
	// The routes don't tell alike: one that names no reason takes none back which another gave of the same failure.
	if f := v.Failure; f != nil && (e.Failure == nil || *f != *e.Failure && (f.Given() || status != e.Status)) {
		copied := *f
		e.Failure = &copied
		changed = true
	}
	if status != e.Status {
		was := e.Status
		e.Status = status
		turned(e, was, v, alive, now)
		changed = true
	}
	if changed || v.Status == heygen.NotFound && e.Ended(now) && e.CheckedAt.Before(e.GraceUntil) { // no process asks once more
		e.CheckedAt = now
		return true
	}
	return false
}

// lived says that a status is one that HeyGen gives to a video which it knows.
func lived(s heygen.Status) bool { return s != "" && s != heygen.Unknown && s != heygen.NotFound }

// turned notes that e has just got another status than it was in.
func turned(e *Entry, was heygen.Status, v heygen.Video, alive, now time.Time) {
	e.ChangedAt = now
	e.History = append(e.History, Change{At: now, Status: e.Status})
	if len(e.History) > maxHistory {
		e.History = append(e.History[:1], e.History[len(e.History)-maxHistory+1:]...)
	}
	switch e.Status {
	case heygen.NotFound:
		if alive.IsZero() && lived(was) {
			alive = now // the last we heard of it, in another run of the program, is that it is there
		}
		e.GraceUntil = later(e.AddedAt, alive).Add(missingGrace)
	case heygen.Completed:
		if e.CompletedAt.IsZero() {
			e.CompletedAt = now
		}
		if v.Failure == nil {
			e.Failure = nil
		}
	case heygen.Failed:
	case heygen.Processing:
		if e.RenderingAt.IsZero() {
			e.RenderingAt = now
		}
		e.SeenAlive = true
	default:
		e.SeenAlive = e.SeenAlive || e.Status != heygen.Unknown
	}
}

// describe stores what answers tell that were not asked for a status. Those may be older than what we know: they
// don't take an end back, but for that of a video which was not found and is there after all.
func (t *Tracker) describe(ctx context.Context, videos []heygen.Video, asked time.Time) error {
	now := time.Now()
	t.mu.Lock()
	for i := range videos {
		e := t.list.get(videos[i].ID)
		if e == nil || !e.Ended(now) || e.Status == heygen.NotFound {
			continue
		}
		if videos[i].Status != e.Status { // its error belongs to the status, which is not taken either
			videos[i].Failure = nil
		}
		videos[i].Status = heygen.Unknown
	}
	t.mu.Unlock()
	_, err := t.store(ctx, videos, asked, now)
	return err
}

// takePage stores what a page of the account's list tells of our videos, and goes on with the walk or ends it.
func (t *Tracker) takePage(ctx context.Context, k kind, page heygen.Page, asked time.Time) error {
	t.mu.Lock()
	ours := false
	for _, v := range page.Videos {
		ours = ours || t.list.get(v.ID) != nil
	}
	t.mu.Unlock()
	if err := t.describe(ctx, page.Videos, asked); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.schedule.backoff.clear(time.Now())
	entries := t.list.all()
	if k == askTitlePage {
		t.schedule.titles.turned(page, ours, lackTitle(entries))
		return nil
	}
	t.schedule.lengths.turned(page, ours, lackLength(entries))
	return nil
}

// lackLength gives the completed videos whose length nobody told, and the failed ones without a reason.
func lackLength(entries []*Entry) (ids []string) {
	for _, e := range entries {
		if lacksLength(e) || lacksReason(e) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}
