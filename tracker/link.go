package tracker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"reelwatch/heygen"
)

// linkGood is how long a link that is handed out has to work yet.
const linkGood = time.Hour

// Link gives a link to the completed video, for people and other programs: it works for another hour at least, as far
// as HeyGen gives such ones. One that does not is renewed, at one question. It holds a signature, so it is for the user's
// eyes alone. Where no new one is to be had, the one at hand is given while it works. Its error is a *SaveError, a
// *StoreError, or one of package heygen.
func (t *Tracker) Link(ctx context.Context, id string) (string, error) {
	e, now := t.Entry(id), time.Now()
	switch {
	case e == nil:
		return "", &SaveError{ID: id, What: "not tracked", Hint: "reelwatch add " + id}
	case e.Status != heygen.Completed:
		return "", notCompleted(e)
	case e.linkLasts(linkGood, now):
		return e.usableLink()
	}
	var fresh *Entry
	err := t.bidden(id, now)
	if err == nil {
		_, fresh, err = t.renew(ctx, id)
	}
	switch {
	case err == nil:
		return fresh.usableLink()
	case e.linkLasts(linkMargin, now) && ctx.Err() == nil:
		return e.usableLink()
	case errors.Is(err, errNoLink):
		err = &SaveError{ID: id, What: err.Error(), Hint: "try again in a minute"}
	}
	return "", err
}

// Links is Link for several videos, one after another at HeyGen's pace. It gives those it got, in the order of ids, and
// the first error; an error that is not about one video alone ends it.
func (t *Tracker) Links(ctx context.Context, ids []string) (links []string, err error) {
	pace := pacer{ctx: ctx}
	for _, id := range ids {
		if e := t.Entry(id); e != nil && e.Savable() && !e.linkLasts(linkGood, time.Now()) && !pace.wait(singleSpacing) {
			return links, cmp.Or(err, ctx.Err())
		}
		link, failed := t.Link(ctx, id)
		if failed == nil {
			links = append(links, link)
			continue
		}
		err = cmp.Or(err, failed)
		if own := (*SaveError)(nil); !errors.As(failed, &own) {
			break
		}
	}
	return links, err
}

// errNoLink says that a completed video has no link yet, which happens within moments of its end.
var errNoLink = errors.New("HeyGen has no link for it yet")

// renew reads the video again, keeps its links, and gives what it read and the entry with the links. Its error is a
// *SaveError where HeyGen's word stands, a *StoreError, errNoLink, or one of package heygen.
func (t *Tracker) renew(ctx context.Context, id string) (heygen.Video, *Entry, error) {
	v, err := t.cfg.API.Video(ctx, id)
	var missing *heygen.NotFoundError
	var request *heygen.RequestError
	switch {
	case errors.As(err, &missing), errors.As(err, &request):
		return heygen.Video{}, nil, &SaveError{ID: id, What: "HeyGen gives no link for it", Err: err, Hint: heygen.Advice(err)}
	case err != nil:
		t.limited(err)
		return heygen.Video{}, nil, err
	case v.VideoURL == "":
		return heygen.Video{}, nil, errNoLink
	}
	now := time.Now()
	entries, err := t.apply(ctx, []string{id}, func(e *Entry) bool {
		noteVideo(e, v)
		return noteLinks(e, v, now)
	})
	switch {
	case err != nil:
		return heygen.Video{}, nil, err
	case len(entries) == 0:
		return heygen.Video{}, nil, untracked(id)
	}
	return v, &entries[0], nil
}

// bidden is the error of a question about the video id that is not asked at now, since HeyGen asked to wait with all of them; nil
// where it may be asked.
func (t *Tracker) bidden(id string, now time.Time) error {
	until := t.biddenUntil()
	if !until.After(now) {
		return nil
	}
	left := until.Sub(now).Round(time.Second)
	return &SaveError{ID: id, What: fmt.Sprintf("not asked about: HeyGen asks to wait %s", left), Hint: "try again then", Passing: true}
}

// biddenUntil is until when HeyGen asked to wait; in the past, or zero, where it does not.
func (t *Tracker) biddenUntil() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.schedule.backoff.bidden {
		return time.Time{}
	}
	return t.schedule.backoff.until
}

// linkTurn waits for the turn of a save to read its video: at the pace of questions about one video each, shared with all
// others of this kind, and not before the time that HeyGen asked to wait for. Its error is that of ctx.
func (t *Tracker) linkTurn(ctx context.Context) error {
	for ctx.Err() == nil {
		t.mu.Lock()
		now, alone := time.Now(), t.cfg.API.Route() != heygen.RouteBulk
		at := t.linkRead.Add(singleSpacing)
		if alone {
			at = later(at, t.schedule.sent.Add(singleSpacing))
		}
		if t.schedule.backoff.bidden {
			at = later(at, t.schedule.backoff.until)
		}
		if !at.After(now) {
			t.linkRead = now
			if alone {
				t.schedule.sent = now
			}
			t.mu.Unlock()
			return nil
		}
		t.mu.Unlock()
		sleep(ctx, at.Sub(now))
	}
	return ctx.Err()
}

// limited makes all questions wait where the error of one beside them is that HeyGen asks for fewer, or names a wait, and says so
// where one is due: its answer ends the trouble.
func (t *Tracker) limited(err error) {
	if limit := (*heygen.LimitError)(nil); !errors.As(err, &limit) && retryAfter(err) <= 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.schedule.backoff.meet(err, t.schedule.jitter(), now)
	if q, at := t.next(now); q.kind != nothing {
		t.service.Trouble, t.service.Next = err, at
		t.changed()
	}
}

// linkLasts says that the link at hand works for so long yet, as far as it tells.
func (e *Entry) linkLasts(d time.Duration, now time.Time) bool {
	return e.VideoURL != "" && (e.ExpiresAt.IsZero() || e.ExpiresAt.Sub(now) >= d)
}

// wantsLink says that the link is missing or near its end.
func (e *Entry) wantsLink(now time.Time) bool { return !e.linkLasts(linkMargin, now) }

// usableLink is the entry's link, if it is one that other programs may be given.
func (e *Entry) usableLink() (string, error) {
	err := heygen.CheckLink(e.VideoURL)
	if err == nil && CleanText(e.VideoURL) != e.VideoURL {
		err = errors.New("it holds characters that no link has")
	}
	if err != nil {
		return "", unusable(e.ID, err)
	}
	return e.VideoURL, nil
}
