package tracker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"reelwatch/heygen"
)

// Draft is a request that is not written down yet.
type Draft struct {
	Endpoint heygen.Endpoint
	Body     string
}

// maxRequest is the longest body that is taken, in bytes: pictures may be in it.
const maxRequest = 8 << 20

// NewDraft makes a draft of the body of a request, and says what keeps HeyGen from taking it.
func NewDraft(body []byte) (Draft, error) {
	switch {
	case len(body) > maxRequest:
		return Draft{}, fmt.Errorf("the request has %d MiB, over the limit of %d", len(body)>>20, maxRequest>>20)
	case !utf8.Valid(body):
		return Draft{}, errors.New("the request is not UTF-8")
	}
	endpoint, err := heygen.EndpointFor(body)
	if err != nil {
		return Draft{}, err
	}
	return Draft{Endpoint: endpoint, Body: string(body)}, nil
}

// Submit writes requests down, in the order given and all in one transaction, each under a key of its own. Nothing is
// sent yet: Send and SendAll do that. It gives the entries as stored.
func (t *Tracker) Submit(ctx context.Context, drafts []Draft, batch string) ([]Entry, error) {
	now := time.Now()
	entries := make([]Entry, len(drafts))
	given := map[string]bool{}
	for i, d := range drafts {
		name := t.freeName(given)
		given[name] = true
		r := &Request{Name: name, Endpoint: d.Endpoint, Body: d.Body}
		r.renew()
		entries[i] = Entry{
			ID: name, Place: Place{Index: i}, Origin: Submitted, Status: Queued, Title: r.Summary().Title, Batch: batch,
			AddedAt: now, SeenAlive: true, Request: r,
		}
	}
	added, err := t.insert(ctx, entries)
	if err == nil && len(added) < len(entries) {
		return added, errors.New("two requests got the same name: look at the list, then submit what is missing")
	}
	return added, err
}

// freeName makes a name that neither the list nor given has.
func (t *Tracker) freeName(given map[string]bool) string {
	for {
		if name := newName(); !given[name] && t.Entry(name) == nil {
			return name
		}
	}
}

// StateError says why the request of an entry can't be treated as it was wished. Nothing has changed then.
type StateError struct {
	ID   string
	What string // what is in the way, for people
	Hint string // what to do next; may be empty
}

// Error names the entry, what is in the way and what to do.
func (e *StateError) Error() string {
	if e.Hint == "" {
		return e.ID + ": " + e.What
	}
	return e.ID + ": " + e.What + ": " + e.Hint
}

// unlisted is the error of an id or a name that is not in the list.
func unlisted(id string) *StateError {
	return &StateError{ID: id, What: "not tracked", Hint: "reelwatch list shows what is"}
}

// Resend puts entries whose answer was lost back into the queue, under a new key: what was sent before may be made and
// paid for as well. It gives them as they are now; with an error only those that it gives are in the queue.
func (t *Tracker) Resend(ctx context.Context, ids []string) ([]Entry, error) {
	return t.requeue(ctx, ids, (*Entry).mayResend)
}

// Again puts failed entries back into the queue, each in its place in the list, to be made anew from the body that it was
// submitted with. What was known of the failed video goes, but for its id and the history. Errors are Resend's.
func (t *Tracker) Again(ctx context.Context, ids []string) ([]Entry, error) {
	return t.requeue(ctx, ids, (*Entry).mayTryAgain)
}

// MayTryAgain says whether Again takes the entry.
func (e *Entry) MayTryAgain() bool { return e.mayTryAgain() == nil }

func (e *Entry) mayResend() error {
	if e.Request != nil && (e.Status == Unsure || e.Status == heygen.NotFound) { // the last was joined to a wrong id
		return nil
	}
	return &StateError{ID: e.ID, What: "not unsure but " + string(e.Status), Hint: "only what was sent without an answer is sent again"}
}

func (e *Entry) mayTryAgain() error {
	switch {
	case e.Request == nil:
		return &StateError{ID: e.ID, What: "not submitted by reelwatch", Hint: "there is no request to send again"}
	case e.Status != heygen.Failed:
		return &StateError{ID: e.ID, What: "not failed but " + string(e.Status), Hint: "only failed ones are made again"}
	}
	return nil
}

// requeue puts entries back into the queue. All are looked at before the first is changed.
func (t *Tracker) requeue(ctx context.Context, ids []string, may func(*Entry) error) (now []Entry, err error) {
	var refused []error
	names := make([]string, len(ids))
	for i, id := range ids {
		e := t.Entry(id)
		if e == nil {
			refused = append(refused, unlisted(id))
			continue
		}
		names[i] = e.ID
		refused = append(refused, may(e))
	}
	if err := errors.Join(refused...); err != nil {
		return nil, err
	}
	for _, id := range names {
		name := t.freeName(nil)
		e, err := t.rename(ctx, id, name, func(old, _ *Entry) (Entry, error) {
			if err := may(old); err != nil {
				return Entry{}, err // another process was faster
			}
			return again(old, name), nil
		})
		if err != nil {
			return now, err
		}
		now = append(now, *e)
	}
	return now, nil
}

// again is the entry of old's request under a new name, as if it was never sent.
func again(old *Entry, name string) Entry {
	now, r := time.Now(), old.Request.clone()
	if old.ID != r.Name {
		r.Earlier = append(r.Earlier, old.ID)
	}
	r.Name, r.Session, r.RequestID, r.Hold = name, "", "", nil
	r.renew()
	e := Entry{
		Place: old.Place, Origin: old.Origin, Status: old.Status, Title: old.Title, LocalTitle: old.LocalTitle, Batch: old.Batch,
		AddedAt: now, History: old.Clone().History, SeenAlive: true, Request: r,
	}
	e.becomes(Queued, now)
	return e
}

// Join says that the request of the entry name, whose answer was lost, became the video id. Where that is tracked already,
// the two entries become one.
func (t *Tracker) Join(ctx context.Context, name, id string) (*Entry, error) {
	named := t.Entry(name)
	if named == nil {
		return nil, unlisted(name)
	}
	return t.rename(ctx, named.ID, id, func(old, known *Entry) (Entry, error) {
		if old.mayResend() != nil {
			return Entry{}, &StateError{ID: name, What: "not unsure but " + string(old.Status), Hint: "only what was sent without an answer is joined to a video"}
		}
		if known != nil && known.Request != nil {
			return Entry{}, &StateError{ID: id, What: "the video of another request (" + known.Request.Name + ")", Hint: "look for the right id"}
		}
		return found(old, known, heygen.Unknown, time.Now()), nil
	})
}

// found is the entry of the video that old's request became; known is the one that the video has already, nil where it has
// none. status is what HeyGen said of a video that is new.
func found(old, known *Entry, status heygen.Status, now time.Time) Entry {
	if status == heygen.Unknown && old.Status != Unsure || status == "" {
		status = heygen.Pending // HeyGen has just taken it
	}
	e := *old.Clone()
	if known == nil {
		e.Failure = nil
		e.becomes(status, now)
	} else {
		e = *known.Clone()
		e.Place, e.Origin, e.Request = old.Place, old.Origin, old.Request.clone()
		e.Batch, e.LocalTitle = cmp.Or(old.Batch, e.Batch), cmp.Or(old.LocalTitle, e.LocalTitle)
		e.Title = cmp.Or(e.Title, old.Title) // which HeyGen may not have told yet
	}
	e.SeenAlive, e.Request.SentAt, e.Request.Session = true, time.Time{}, ""
	return e
}

// becomes gives e another status.
func (e *Entry) becomes(status heygen.Status, now time.Time) {
	was := e.Status
	if e.Status = status; was != status {
		turned(e, was, heygen.Video{Status: status}, time.Time{}, now)
	}
	e.CheckedAt = now
}

// rename moves an entry to another id, in the store and in the list. change gives the entry to be stored, or refuses with a
// *StateError; known is the one that has the id already, nil where none has.
func (t *Tracker) rename(
	ctx context.Context, from, to string, change func(old, known *Entry) (Entry, error),
) (*Entry, error) {
	t.storing.Lock()
	defer t.storing.Unlock()
	now, there, err := t.cfg.Store.Rename(ctx, from, to, change)
	var refused *StateError
	switch {
	case errors.As(err, &refused):
		return nil, refused
	case err != nil:
		return nil, &StoreError{err}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.keepWatching(from, to)
	t.forget(from)
	if !there {
		return nil, &StateError{ID: from, What: "no longer tracked"}
	}
	t.take(&now)
	return &now, nil
}

// Answers says whether word names the entry: its id, the name that it bore before its video had one, or the id of a video
// that failed before the same request was made again.
func (e *Entry) Answers(word string) bool {
	return e.ID == word || e.Request != nil && (e.Request.Name == word || slices.Contains(e.Request.Earlier, word))
}
