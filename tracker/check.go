package tracker

import (
	"context"
	"errors"
	"slices"
	"time"

	"reelwatch/heygen"
)

// Unended gives the ids of all videos that have not ended, in list order.
func (t *Tracker) Unended() []string {
	now := time.Now()
	return t.choose(func(e *Entry) bool { return !e.Ended(now) && !e.Local() })
}

// Unsaved gives the ids of all videos that are completed and were never saved, in list order.
func (t *Tracker) Unsaved() []string {
	return t.choose(func(e *Entry) bool { return e.Savable() && !e.Saved() })
}

func (t *Tracker) choose(want func(e *Entry) bool) (ids []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range t.list.all() {
		if want(e) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// Check asks about ids once, now, ended or not, and gives the entries as they then are, in the order of ids. Ids that are
// not tracked are answered and not tracked. Completed ones come with their links. With an error it gives those that were
// answered before it.
func (t *Tracker) Check(ctx context.Context, ids []string) ([]Entry, error) {
	var out []Entry
	pace := pacer{ctx: ctx}
	for len(ids) > 0 {
		route := t.cfg.API.Route()
		some := ids[:min(len(ids), route.PerQuestion())]
		if !pace.wait(spacing(route)) {
			return out, ctx.Err()
		}
		asked := time.Now()
		videos, err := t.cfg.API.Statuses(ctx, some)
		var refused *heygen.RequestError
		if errors.As(err, &refused) && len(some) > 1 {
			return t.checkHalves(ctx, out, ids, len(some))
		}
		if err != nil {
			return out, err
		}
		if route != t.cfg.API.Route() {
			some = some[:1] // the route was missing: the client answered for the first alone
		}
		entries, err := t.checked(ctx, &pace, some, videos, asked)
		out = append(out, entries...)
		if err != nil {
			return out, err
		}
		ids = ids[len(some):]
	}
	return out, nil
}

// checkHalves goes on after the service refused the first n of ids as a whole, so that one bad id does not hide the others.
func (t *Tracker) checkHalves(ctx context.Context, out []Entry, ids []string, n int) ([]Entry, error) {
	var errs []error
	for _, part := range [][]string{ids[:n/2], ids[n/2 : n], ids[n:]} {
		if len(part) == 0 {
			continue
		}
		if !sleep(ctx, spacing(t.cfg.API.Route())) {
			return out, ctx.Err()
		}
		entries, err := t.Check(ctx, part)
		out = append(out, entries...)
		errs = append(errs, err)
	}
	return out, errors.Join(errs...)
}

// checked stores the answers about ids and gives the entries as they are now.
func (t *Tracker) checked(
	ctx context.Context, pace *pacer, ids []string, videos []heygen.Video, asked time.Time,
) ([]Entry, error) {
	if err := t.link(ctx, pace, videos); err != nil {
		return nil, err
	}
	now := time.Now()
	if _, err := t.store(ctx, videos, asked, now); err != nil {
		return nil, err
	}
	var out []Entry
	for _, id := range ids {
		i := slices.IndexFunc(videos, func(v heygen.Video) bool { return v.ID == id })
		e := t.Entry(id)
		if i < 0 && e == nil {
			continue
		}
		if e == nil {
			e = &Entry{ID: id, Status: heygen.Unknown}
			answer(e, videos[i], time.Time{}, now)
		}
		c := e.Clone()
		c.CheckedAt = now
		out = append(out, *c)
	}
	return out, nil
}

// link reads the completed ones of videos whole, with their links. One that HeyGen will not tell more about stays as it is.
func (t *Tracker) link(ctx context.Context, pace *pacer, videos []heygen.Video) error {
	for i, v := range videos {
		if v.Status != heygen.Completed || v.Linked {
			continue
		}
		if !pace.wait(singleSpacing) {
			return ctx.Err()
		}
		full, err := t.cfg.API.Video(ctx, v.ID)
		var missing *heygen.NotFoundError
		var request *heygen.RequestError
		switch {
		case err == nil:
			videos[i] = full
		case !errors.As(err, &missing) && !errors.As(err, &request):
			return err
		}
	}
	return nil
}

// pacer keeps questions apart.
type pacer struct {
	ctx  context.Context
	last time.Time
}

// wait waits until the next question may go out, and says whether the context let it.
func (p *pacer) wait(gap time.Duration) bool {
	if wait := time.Until(p.last.Add(gap)); !p.last.IsZero() && wait > 0 && !sleep(p.ctx, wait) {
		return false
	}
	p.last = time.Now()
	return p.ctx.Err() == nil
}
