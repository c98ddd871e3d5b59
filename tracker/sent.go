package tracker

import (
	"context"
	"errors"
	"time"

	"reelwatch/heygen"
)

// making is a video that HeyGen has begun to make.
type making struct {
	of *Entry // as it was sent
	heygen.Generation
}

// writeMade stores what HeyGen answered to requests that it took. What can't be stored is kept for the next call.
func (t *Tracker) writeMade(ctx context.Context) error {
	for {
		t.mu.Lock()
		made := t.sender.made
		t.mu.Unlock()
		if len(made) == 0 {
			return nil
		}
		if err := t.taken(ctx, made[0]); err != nil {
			return err
		}
		t.mu.Lock()
		t.sender.made = made[1:]
		t.sender.queue.clear(made[0].of.ID)
		t.mu.Unlock()
	}
}

// taken stores that HeyGen makes the video of a request.
func (t *Tracker) taken(ctx context.Context, m making) error {
	now := time.Now()
	t.mu.Lock()
	entries := t.list.all()
	more := holding(entries, now).outdated(running(entries))
	t.mu.Unlock()
	note := func(r *Request) {
		r.RequestID = m.RequestID
		if more {
			r.Hold = &Hold{At: now}
		}
	}
	if m.VideoID == "" {
		return t.takenBySession(ctx, m, note)
	}
	err := t.bearID(ctx, m.of.ID, m.VideoID, m.Status, (*Entry).sendable, note)
	var gone *StateError
	if errors.As(err, &gone) {
		return t.revive(ctx, m, note)
	}
	return err
}

// revive brings back an entry that was removed while its request was on its way, or that another process took for lost: the
// video is there, and paid for.
func (t *Tracker) revive(ctx context.Context, m making, note func(*Request)) error {
	e := found(m.of, nil, m.Status, time.Now())
	e.ID = m.VideoID
	note(e.Request)
	_, err := t.insert(ctx, []Entry{e})
	return err
}

// takenBySession stores that a Video Agent works on a request. An entry that was removed meanwhile comes back, as in revive.
func (t *Tracker) takenBySession(ctx context.Context, m making, note func(*Request)) error {
	now := time.Now()
	follows := func(e *Entry) bool {
		note(e.Request)
		e.Request.SentAt, e.Request.Session = time.Time{}, m.SessionID
		e.becomes(heygen.Pending, now)
		return true
	}
	there, err := t.apply(ctx, []string{m.of.ID}, follows)
	if err == nil && len(there) == 0 {
		e := m.of.Clone()
		follows(e)
		_, err = t.insert(ctx, []Entry{*e})
	}
	return err
}

// bearID gives an entry the id of its video, where it is still one that may. Where the video is that of another request, the
// entry becomes unsure instead: one of the two is lost, and only the user can find out which. A *StateError says that the
// entry is gone, or has changed.
func (t *Tracker) bearID(
	ctx context.Context, name, id string, status heygen.Status, may func(*Entry) bool, note func(*Request),
) error {
	now := time.Now()
	taken := false
	_, err := t.rename(ctx, name, id, func(old, known *Entry) (Entry, error) {
		taken = known != nil && known.Request != nil && known.Request.Name != old.Request.Name
		if taken || !may(old) {
			return Entry{}, &StateError{ID: name, What: "not what it was"}
		}
		e := found(old, known, status, now)
		note(e.Request)
		return e, nil
	})
	if !taken {
		return err
	}
	_, err = t.apply(ctx, []string{name}, func(e *Entry) bool {
		note(e.Request)
		e.Failure = &heygen.Failure{Message: "HeyGen answered with the video of another request, " + id}
		e.becomes(Unsure, now)
		return true
	})
	return err
}

// sendable says that an answer may still come to the entry's request.
func (e *Entry) sendable() bool {
	return e.Request != nil && (e.Status == Queued || e.Status == Unsure)
}

// unmade stores what an error of a request means for it, and decides what it means for the queue. It gives the error where
// the queue has to wait for it.
func (t *Tracker) unmade(ctx context.Context, r *Request, again bool, cause error) error {
	now := time.Now()
	lost := heygen.Lost(cause)
	t.mu.Lock()
	hold := refusal(cause, t.list.all(), now)
	t.mu.Unlock()
	final := !lost && turnedDown(r.Endpoint, cause)
	_, err := t.apply(ctx, []string{r.Name}, func(e *Entry) bool {
		switch was := e.Request; {
		case e.Status != Queued:
			return false // another process took it for lost meanwhile
		case lost && was.Key == "":
			e.becomes(Unsure, now)
		case lost:
			return false // it goes out again under the same key
		case final && again: // of the time before, only that its answer was lost is known
			was.note(cause)
			e.Failure = failureOf(cause)
			e.becomes(Unsure, now)
		case final:
			was.renew()
			was.note(cause)
			e.Failure = failureOf(cause)
			e.becomes(heygen.Failed, now)
		case hold == nil && again:
			return false // it may have arrived the time before
		default:
			if hold != nil {
				was.Hold = hold
			}
			switch _, auth := errors.AsType[*heygen.AuthError](cause); {
			case again:
			case auth, hold != nil && hold.Why == HeldByCredit:
				was.renew() // HeyGen may answer the same for as long as it knows the key
			default:
				was.SentAt = time.Time{}
			}
		}
		return true
	})
	if err != nil { // what can't be written down must be heeded all the same
		t.mu.Lock()
		defer t.mu.Unlock()
		t.sender.queue.backoff.meet(cause, t.schedule.jitter(), now)
		return err
	}
	return t.judge(r, hold, final || lost && r.Key == "", cause, now)
}

// note keeps the number that HeyGen gave its refusal, which its support asks for.
func (r *Request) note(cause error) {
	if reply, ok := heygen.ReplyOf(cause); ok {
		r.RequestID = reply.RequestID
	}
}

// judge decides what a request without success means for those after it: settled says that it is out of their way.
func (t *Tracker) judge(r *Request, hold *Hold, settled bool, cause error, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var auth *heygen.AuthError
	switch {
	case settled && !heygen.Lost(cause):
		t.sender.queue.clear(r.Name)
		return nil
	case hold != nil:
		t.sender.queue.clear(r.Name)
		return nil
	case errors.As(cause, &auth): // asking for statuses goes on: it may be allowed all the same
		t.sender.refused = true
		t.sender.queue.backoff.until = now.Add(credentialGap)
	case errors.Is(cause, context.Canceled):
	default:
		t.sender.queue.unclear(r.Name, cause, now)
	}
	return cause
}

// turnedDown says that an error is HeyGen's last word about a request: sent again as it is, it fails again. That a route is
// missing is that only of the generation which is retired; elsewhere it is an edge's fault of the moment.
func turnedDown(to heygen.Endpoint, err error) bool {
	_, request := errors.AsType[*heygen.RequestError](err)
	_, missing := errors.AsType[*heygen.NotFoundError](err)
	_, route := errors.AsType[*heygen.RouteError](err)
	return request || missing || route && !to.TakesKey()
}

// failureOf is the reason of an entry whose request was turned down.
func failureOf(err error) *heygen.Failure {
	if reply, ok := heygen.ReplyOf(err); ok && (reply.Message != "" || reply.Code != "") {
		text := reply.Message
		if reply.Param != "" {
			text += " (" + reply.Param + ")"
		}
		return &heygen.Failure{Code: reply.Code, Message: text}
	}
	return &heygen.Failure{Message: err.Error()}
}
