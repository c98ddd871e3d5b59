package tracker

import (
	"cmp"
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
	more := holding(entries).outdated(running(entries))
	t.mu.Unlock()
	note := func(r *Request) {
		r.RequestID = m.RequestID
		if more {
			r.Hold = &Hold{At: now}
		}
	}
	if m.VideoID != "" {
		return t.bearID(ctx, m.of, m.VideoID, m.Status, note)
	}
	_, err := t.apply(ctx, []string{m.of.ID}, func(e *Entry) bool {
		note(e.Request)
		e.Request.SentAt, e.Request.Session = time.Time{}, m.SessionID
		e.becomes(heygen.Pending, now)
		return true
	})
	return err
}

// bearID gives an entry the id of its video. One that was removed meanwhile comes back: the video is there, and paid for.
func (t *Tracker) bearID(ctx context.Context, of *Entry, id string, status heygen.Status, note func(*Request)) error {
	now := time.Now()
	if status == heygen.Unknown || status == "" {
		status = heygen.Pending
	}
	_, err := t.rename(ctx, of.ID, id, func(old, known *Entry) (Entry, error) {
		e := found(old, known, status, now)
		note(e.Request)
		return e, nil
	})
	var gone *StateError
	if errors.As(err, &gone) {
		e := found(of, nil, status, now)
		e.ID = id
		note(e.Request)
		_, err = t.insert(ctx, []Entry{e})
	}
	return err
}

// unmade stores what an error of a request means for it, and decides what it means for the queue. It gives the error where
// the queue has to wait for it.
func (t *Tracker) unmade(ctx context.Context, r *Request, again bool, cause error) error {
	now := time.Now()
	lost := heygen.Lost(cause)
	t.mu.Lock()
	hold := refusal(cause, t.list.all(), now)
	t.mu.Unlock()
	final := !lost && turnedDown(cause)
	_, err := t.apply(ctx, []string{r.Name}, func(e *Entry) bool {
		switch was := e.Request; {
		case e.Status != Queued:
			return false // another process took it for lost meanwhile
		case lost && was.Key == "":
			e.becomes(Unsure, now)
		case lost:
			return false // it goes out again under the same key
		case final:
			was.renew()
			e.Failure = failureOf(cause)
			e.becomes(heygen.Failed, now)
		case hold == nil && again:
			return false // it may have arrived the time before
		default:
			if hold != nil {
				was.Hold = hold
			}
			if hold != nil && hold.Why == HeldByCredit {
				was.renew() // HeyGen may answer the same for as long as it knows the key
			}
			if !again {
				was.SentAt = time.Time{}
			}
		}
		return true
	})
	return cmp.Or(err, t.judge(r, hold, final || lost && r.Key == "", cause, now))
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

// turnedDown says that an error is HeyGen's last word about a request: sent again as it is, it fails again.
func turnedDown(err error) bool {
	_, request := errors.AsType[*heygen.RequestError](err)
	_, missing := errors.AsType[*heygen.NotFoundError](err)
	_, route := errors.AsType[*heygen.RouteError](err)
	return request || missing || route
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
