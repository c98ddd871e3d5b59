package tracker

import (
	"cmp"
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

// Queued gives the names of all entries that are not sent yet, in the order in which they will be.
func (t *Tracker) Queued() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return idsOf(waiting(t.list.all()))
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
// not tracked are answered and not tracked; entries that have no video yet are given as they are. Where whole is true,
// completed ones come with their links, at a question each; otherwise tracked ones come with the titles that the account's
// list tells. A failed one whose reason is left out is asked about by itself. With an error it gives those that were answered
// before it. A *SilenceError names those that HeyGen said nothing about: they are given as they were, with the status Unknown
// where they are not tracked.
func (t *Tracker) Check(ctx context.Context, ids []string, whole bool) ([]Entry, error) {
	c := &check{t: t, ctx: ctx, pace: pacer{ctx: ctx}, strangers: map[string]*Entry{}, answered: map[string]time.Time{}}
	asked := c.known(ids)
	done, err := c.alone(asked)
	if !done && err == nil {
		err = c.statuses(asked)
	}
	if err == nil {
		c.listen(asked)
	}
	switch {
	case err != nil, done:
	case whole:
		err = c.details(ids, func(e *Entry) bool {
			return e.Status == heygen.Completed && e.wantsLink(time.Now()) || c.hidesReason(e)
		})
	case t.cfg.API.Route() == heygen.RouteBulk:
		if err = c.titles(ids); err == nil {
			err = c.details(ids, c.hidesReason)
		}
	}
	if err == nil && len(c.silent) > 0 {
		err = &SilenceError{c.silent}
	}
	return c.entries(ids), err
}

// check is one Check under way.
type check struct {
	t         *Tracker
	ctx       context.Context
	pace      pacer
	strangers map[string]*Entry    // answered, and not tracked
	answered  map[string]time.Time // when each id was; zero for the silent ones
	silent    []string             // asked about, and left out of the answers
}

// known leaves out the ids that HeyGen can't know.
func (c *check) known(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		e := c.t.Entry(id)
		return e != nil && e.Local()
	})
}

// alone asks about a single id in the one question that tells all of it, where many would be asked about by a question for
// their statuses, and a second later by another for titles or a link. It is not done where HeyGen answers so only to the first.
func (c *check) alone(ids []string) (done bool, err error) {
	if len(ids) != 1 || c.t.cfg.API.Route() != heygen.RouteBulk || !c.pace.wait(singleSpacing) {
		return false, c.ctx.Err()
	}
	asked := time.Now()
	v, err := c.t.cfg.API.Video(c.ctx, ids[0])
	var missing *heygen.NotFoundError
	var request *heygen.RequestError
	var route *heygen.RouteError
	switch {
	case errors.As(err, &missing), errors.As(err, &request), errors.As(err, &route), lonely(err):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, c.take([]heygen.Video{v}, asked)
}

// statuses asks about ids. A question that the service refuses as a whole is halved, so that one bad id does not hide the
// others.
func (c *check) statuses(ids []string) error {
	for len(ids) > 0 {
		route := c.t.cfg.API.Route()
		some := ids[:min(len(ids), route.PerQuestion())]
		if !c.pace.wait(spacing(route)) {
			return c.ctx.Err()
		}
		asked := time.Now()
		videos, err := c.t.cfg.API.Statuses(c.ctx, some)
		found := c.t.cfg.API.Route()
		c.pace.probed(route, found)
		var refused *heygen.RequestError
		if errors.As(err, &refused) && len(some) > 1 {
			half := len(some) / 2
			return errors.Join(c.statuses(some[:half]), c.statuses(some[half:]), c.statuses(ids[len(some):]))
		}
		if err != nil {
			return err
		}
		if err := c.take(videos, asked); err != nil {
			return err
		}
		if route != found {
			some = some[:1] // the route was missing: the client answered for the first alone
		}
		if out := leftOut(some, c.answered); len(out) > 0 && len(out) < len(some) { // it may tell about fewer than it was asked about
			if err := c.statuses(out); err != nil {
				return err
			}
		}
		ids = ids[len(some):]
	}
	return nil
}

// listen takes note of the ids that HeyGen said nothing about.
func (c *check) listen(asked []string) {
	c.silent = leftOut(asked, c.answered)
	for _, id := range c.silent {
		c.answered[id] = time.Time{}
		if c.t.Entry(id) == nil {
			c.strangers[id] = &Entry{ID: id, Status: heygen.Unknown}
		}
	}
}

// take stores answers, and keeps those about videos that are not tracked.
func (c *check) take(videos []heygen.Video, asked time.Time) error {
	now := time.Now()
	if _, err := c.t.store(c.ctx, videos, asked, now); err != nil {
		return err
	}
	for _, v := range videos {
		c.answered[v.ID] = now
		if c.t.Entry(v.ID) != nil {
			continue
		}
		e := c.strangers[v.ID]
		if e == nil {
			e = &Entry{ID: v.ID, Status: heygen.Unknown}
			c.strangers[v.ID] = e
		}
		answer(e, v, time.Time{}, now)
	}
	return nil
}

// hidesReason says that a video failed for a reason that the bulk route may have left out.
func (c *check) hidesReason(e *Entry) bool {
	return c.t.cfg.API.Route() == heygen.RouteBulk && lacksReason(e)
}

// details reads the wanted ones of ids whole. One that HeyGen will not tell more about stays as it is.
func (c *check) details(ids []string, want func(*Entry) bool) error {
	for _, id := range ids {
		e := cmp.Or(c.t.Entry(id), c.strangers[id])
		if e == nil || !want(e) {
			continue
		}
		if !c.pace.wait(singleSpacing) {
			return c.ctx.Err()
		}
		asked := time.Now()
		v, err := c.t.cfg.API.Video(c.ctx, id)
		var missing *heygen.NotFoundError
		var request *heygen.RequestError
		switch {
		case errors.As(err, &missing), errors.As(err, &request):
			continue
		case err != nil:
			return err
		}
		if err := c.take([]heygen.Video{v}, asked); err != nil {
			return err
		}
	}
	return nil
}

// titles reads list pages while each names one of our videos and one of ids lacks its title.
func (c *check) titles(ids []string) error {
	token := ""
	for range mostPages {
		if !slices.ContainsFunc(ids, func(id string) bool { return len(lackTitle(present(c.t.Entry(id)))) > 0 }) {
			return nil
		}
		if !c.pace.wait(bulkSpacing) {
			return c.ctx.Err()
		}
		asked := time.Now()
		page, err := c.t.cfg.API.Videos(c.ctx, heygen.PageRequest{Token: token})
		if err != nil {
			return err
		}
		ours := slices.ContainsFunc(page.Videos, func(v heygen.Video) bool { return c.t.Entry(v.ID) != nil })
		if err := c.t.describe(c.ctx, page.Videos, asked); err != nil {
			return err
		}
		if !ours || page.Next == "" || page.Next == token {
			return nil
		}
		token = page.Next
	}
	return nil
}

// present is e as a list of one, or of none where there is none.
func present(e *Entry) []*Entry {
	if e == nil {
		return nil
	}
	return []*Entry{e}
}

// entries gives what is known of ids now: the tracked ones, and the others that were answered.
func (c *check) entries(ids []string) (out []Entry) {
	for _, id := range ids {
		e := cmp.Or(c.t.Entry(id), c.strangers[id])
		if e == nil {
			continue
		}
		known := *e.Clone()
		at, answered := c.answered[id]
		if !at.IsZero() {
			known.CheckedAt = at
		}
		if answered || e.Local() {
			out = append(out, known)
		}
	}
	return out
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

// probed is that of schedule.
func (p *pacer) probed(from, found heygen.Route) {
	p.last = p.last.Add(time.Duration(found-from) * spacing(found))
}
