package tracker

import (
	"context"
	"errors"
	"time"

	"reelwatch/heygen"
)

// nextSession gives the next question for the video of a Video Agent's session. Each session has an interval of its own.
func (s *schedule) nextSession(entries []*Entry, _ heygen.Route, now time.Time) (question, time.Time) {
	var q question
	var at time.Time
	for _, e := range entries {
		if !e.followed() {
			continue
		}
		due := now
		if a := s.asks[e.ID]; a != nil && !a.forced && !a.at.IsZero() {
			due = a.at.Add(a.gap)
		}
		if q.kind == nothing || due.Before(at) {
			q, at = question{kind: askSession, ids: []string{e.ID}}, due
		}
	}
	return q, at
}

// follow asks about the session of an entry, and gives the entry its video's id once there is one.
func (t *Tracker) follow(ctx context.Context, q question) error {
	name := q.ids[0]
	e := t.Entry(name)
	if e == nil || !e.followed() {
		return nil
	}
	session, err := t.cfg.API.Session(ctx, e.Request.Session)
	if missing := (*heygen.NotFoundError)(nil); errors.As(err, &missing) {
		return t.sessionEnds(ctx, name, Unsure, &heygen.Failure{Message: "HeyGen no longer knows the session that makes it (" + e.Request.Session + ")"})
	}
	switch {
	case err != nil:
		return err
	case session.VideoID != "":
		err = t.bearID(ctx, name, session.VideoID, heygen.Pending, (*Entry).followed, func(*Request) {})
		if gone := (*StateError)(nil); errors.As(err, &gone) {
			return nil // it was removed, and stays so
		}
	case session.Failure != nil:
		return t.sessionEnds(ctx, name, heygen.Failed, session.Failure)
	}
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.schedule.answered(q, nil, nil, time.Now())
	return nil
}

// sessionEnds notes that a session ended without a video that we know of.
func (t *Tracker) sessionEnds(ctx context.Context, name string, status heygen.Status, why *heygen.Failure) error {
	now := time.Now()
	_, err := t.apply(ctx, []string{name}, func(e *Entry) bool {
		if !e.followed() {
			return false
		}
		e.Failure = why
		e.becomes(status, now)
		return true
	})
	return err
}
