package tracker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"reelwatch/heygen"
)

// patience is that of SendAll with trouble that may pass.
const patience = time.Minute

// sender is what this process knows of its sending. The tracker guards it.
type sender struct {
	queue   sendQueue
	now     string   // the request that is under way; empty while none is
	trouble error    // why the last request got no clear answer; nil when it got one
	refused bool     // the credential was, for new videos: nothing is sent before it changes or the user wants it tried
	made    []making // answers that could not be written down yet
}

// sendAt is when the next request is to go out; zero while none can. It may be in the past.
func (t *Tracker) sendAt() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, at := t.nextSend(time.Now())
	return at
}

// nextSend asks the queue. The caller holds mu.
func (t *Tracker) nextSend(now time.Time) (*Entry, time.Time) {
	switch {
	case len(t.sender.made) > 0: // before anything else is sent
		return nil, later(t.sender.queue.backoff.until, time.Unix(1, 0))
	case t.list.queued == 0:
		return nil, time.Time{}
	}
	return t.sender.queue.next(t.list.all(), now)
}

// WaitToSend blocks until a request is to go out, or ctx ends.
func (t *Tracker) WaitToSend(ctx context.Context) error { return waitFor(ctx, t.sendAt, t.freed) }

// hurrySending has the queue tried at once, where it waits for credit, for a free place or for trouble to pass. A wait that
// HeyGen asked for (Retry-After) is kept. The caller holds mu and wakes the sender.
func (t *Tracker) hurrySending(now time.Time) {
	t.sender.refused = false
	t.sender.queue.hurry(now)
}

// Send sends what is queued, in order and one after another, until the queue is empty or has to wait. Each answer is on
// disk before the next request goes out. Where another process over the same store is sending, it does nothing. Its error
// is the trouble that makes the queue wait, which also stands in Snapshot().Queue; that HeyGen refused one request stands
// on its entry and is no error. Two calls at once take turns.
func (t *Tracker) Send(ctx context.Context) error {
	select {
	case t.sending <- struct{}{}:
		defer func() { <-t.sending }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if at := t.sendAt(); at.IsZero() || at.After(time.Now()) {
		return ctx.Err()
	}
	turn, leave, ok, err := t.takeTurn(ctx)
	if err != nil {
		return t.met(err)
	}
	defer leave()
	if _, err := t.Load(ctx); err != nil || !ok { // what another process sends shows here, too
		return t.met(err)
	}
	ctx = turn
	if err := t.refusedStill(); err != nil {
		return err
	}
	for ctx.Err() == nil {
		if err := t.writeMade(ctx); err != nil {
			return t.met(err)
		}
		t.mu.Lock()
		e, at := t.nextSend(time.Now())
		t.mu.Unlock()
		if e == nil || at.After(time.Now()) {
			return nil
		}
		if err := t.met(aboutRequest(e.ID, t.dispatch(ctx, e.ID))); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// aboutRequest puts the name of the request before an error that HeyGen or the way to it gave.
func aboutRequest(name string, err error) error {
	var store *StoreError
	if err == nil || errors.As(err, &store) || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// refusedStill looks whether a credential that was refused has changed, and gives the refusal where it has not.
func (t *Tracker) refusedStill() error {
	t.mu.Lock()
	refused, trouble := t.sender.refused, t.sender.trouble
	t.mu.Unlock()
	if !refused {
		return nil
	}
	changed, err := t.cfg.API.ReloadCredential()
	t.mu.Lock()
	defer t.mu.Unlock()
	if changed && err == nil {
		t.sender.refused = false
		return nil
	}
	t.sender.queue.backoff.until = time.Now().Add(credentialGap)
	return cmp.Or(err, trouble)
}

// SendAll sends what is queued until each of these entries has left the queue, or the queue waits for a free place or for
// credit. Trouble that may pass is waited out for a minute. Its error is the trouble that is left then.
func (t *Tracker) SendAll(ctx context.Context, names []string) error {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := t.Send(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case hopeless(err):
			return err
		case !t.undecided(names):
			return nil
		case t.WaitToSend(limited) != nil:
			return cmp.Or(err, ctx.Err())
		}
	}
}

// undecided says whether one of these entries is still to be sent, and nothing but passing trouble is in the way.
func (t *Tracker) undecided(names []string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	entries := t.list.all()
	stopped := holding(entries, time.Now()) != nil
	return slices.ContainsFunc(names, func(name string) bool {
		e := t.list.get(name)
		return e != nil && e.Status == Queued && (!stopped || !e.Request.SentAt.IsZero())
	})
}

// dispatch sends one request and stores what becomes of it.
func (t *Tracker) dispatch(ctx context.Context, name string) error {
	if err := t.mayNotAskAgain(name); err != nil {
		return t.judge(&Request{Name: name}, nil, false, err, time.Now())
	}
	e, again, err := t.claimRequest(ctx, name)
	if e == nil || err != nil {
		return err
	}
	r := e.Request
	t.mu.Lock()
	t.sender.now = name
	t.changed()
	t.mu.Unlock()
	// What is on its way may cost credits: its answer is waited for a little longer than anything else.
	patient, cancel := graceful(ctx, lastWait)
	defer cancel()
	g, err := t.cfg.API.Create(patient, r.Endpoint, []byte(r.Body), r.Key)
	stored := context.WithoutCancel(ctx) // the answer is there, whoever has lost interest
	if err != nil {
		return t.unmade(stored, r, again, err)
	}
	t.mu.Lock()
	t.sender.made = append(t.sender.made, making{e, g})
	t.mu.Unlock()
	return t.writeMade(stored)
}

// mayNotAskAgain gives the *AuthError of a process without a credential, where a request went out under a key: only with that
// key its answer can be asked for, and a process that has it may come.
func (t *Tracker) mayNotAskAgain(name string) error {
	e := t.Entry(name)
	if e == nil || e.Request == nil || e.Request.SentAt.IsZero() || e.Request.SentBy == "" || t.cfg.API.KeyMark() != "" {
		return nil
	}
	var auth *heygen.AuthError
	if _, err := t.cfg.API.ReloadCredential(); errors.As(err, &auth) {
		return err
	}
	return nil
}

// claimRequest notes on disk that a request goes out now, and gives its entry; nil where it is not to be sent after all: it
// was taken back, or it went out before and can't be repeated. again says that it went out before.
func (t *Tracker) claimRequest(ctx context.Context, name string) (claimed *Entry, again bool, err error) {
	now, mark := time.Now(), t.cfg.API.KeyMark()
	_, err = t.apply(ctx, []string{name}, func(e *Entry) bool {
		if claimed = nil; e.Status != Queued || e.Request == nil {
			return false
		}
		if again = !e.Request.SentAt.IsZero(); !e.Request.repeatable(mark, now) {
			e.becomes(Unsure, now)
			return true
		}
		if !again {
			e.Request.SentAt, e.Request.SentBy = now, mark
		}
		claimed = e.Clone()
		return !again
	})
	return claimed, again, err
}

// met takes note of how a try ended, for the screen.
func (t *Tracker) met(err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sender.now, t.sender.trouble = "", err
	if store := (*StoreError)(nil); errors.As(err, &store) {
		t.sender.queue.backoff.meet(err, t.schedule.jitter(), time.Now())
	}
	t.changed()
	return err
}

// seenQueue is the queue with what this process is doing about it. The caller holds mu.
func (t *Tracker) seenQueue(q Queue) Queue {
	if len(q.Line) > 0 {
		_, q.Next = t.nextSend(time.Now())
		q.Sending, q.Trouble = t.sender.now, t.sender.trouble
	}
	return q
}
