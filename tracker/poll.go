package tracker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"reelwatch/heygen"
)

// nextPoll is when the next question to HeyGen is due; zero while there is none. It may be in the past.
func (t *Tracker) nextPoll() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, at := t.next(time.Now())
	t.service.Next = at
	return at
}

// next asks the schedule. The caller holds mu.
func (t *Tracker) next(now time.Time) (question, time.Time) {
	if refused := t.schedule.refused; !refused.IsZero() {
		return question{kind: askCredential}, refused.Add(credentialGap)
	}
	entries, route := t.list.all(), t.cfg.API.Route()
	if !t.mayAsk(now) {
		return t.schedule.nextForced(entries, route, now)
	}
	return t.schedule.next(entries, t.estimates(), route, now)
}

// Wait blocks until a question is due, or ctx ends.
func (t *Tracker) Wait(ctx context.Context) error {
	defer t.attend()()
	return waitFor(ctx, t.nextPoll, t.wake)
}

// waitFor blocks until the time that due gives, zero being never, or until ctx ends. wake has it asked again.
func waitFor(ctx context.Context, due func() time.Time, wake <-chan struct{}) error {
	for {
		at := due()
		var ripe <-chan time.Time
		if !at.IsZero() {
			wait := time.Until(at)
			if wait <= 0 {
				return ctx.Err()
			}
			ripe = time.After(wait)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ripe:
		case <-wake:
		}
	}
}

// Poll asks all that is due now, one question after another (up to four at a time on the routes that take one id
// each), and has the answers on disk when it returns. Its error is that of the last question that failed: it also
// stands in Snapshot().Service, with the time of the next try. Two calls at once take turns.
func (t *Tracker) Poll(ctx context.Context) error {
	defer t.attend()()
	t.polling.Lock()
	defer t.polling.Unlock()
	flight := newFlight()
	for ctx.Err() == nil && !flight.failed() {
		q, ok := t.claim(ctx)
		if !ok && flight.empty() {
			break
		}
		if !ok {
			t.await(ctx, flight.landed)
			continue
		}
		if q.kind == askStatuses && t.cfg.API.Route() != heygen.RouteBulk {
			flight.launch(func() error { return t.put(ctx, q) })
			continue
		}
		flight.note(t.put(ctx, q))
	}
	if err := flight.wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// await waits for the next question's time, or until a question that is under way has landed.
func (t *Tracker) await(ctx context.Context, landed <-chan struct{}) {
	var due <-chan time.Time
	if at := t.nextPoll(); !at.IsZero() {
		due = time.After(max(time.Until(at), 0))
	}
	select {
	case <-ctx.Done():
	case <-due:
	case <-landed:
	}
}

// claim takes the next question if it is due within the spacing of the route, and waits for its time.
func (t *Tracker) claim(ctx context.Context) (question, bool) {
	for {
		t.mu.Lock()
		now := time.Now()
		q, at := t.next(now)
		wait := at.Sub(now)
		if q.kind == nothing || wait > spacing(t.cfg.API.Route()) {
			t.mu.Unlock()
			return question{}, false
		}
		if wait <= 0 {
			if len(q.ids) > 0 || q.kind != askStatuses {
				t.schedule.asked(q, now)
				t.service.Asking = true
				t.mu.Unlock()
				return q, true
			}
			wait = spacing(t.cfg.API.Route()) // the time of one that is missing came this very moment
		}
		t.mu.Unlock()
		if !sleep(ctx, wait) {
			return question{}, false
		}
	}
}

// sleep waits, and says whether ctx let it.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// put sends one question and takes in its answer.
func (t *Tracker) put(ctx context.Context, q question) error {
	wanted := t.wanted(q)
	err := t.exchange(ctx, q)
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.service
	t.service.Asking, t.service.Route = false, t.cfg.API.Route()
	if q.kind == askSession {
		t.schedule.released(q.ids) // whatever the answer: it may have ended the entry without being one about its status
	}
	switch {
	case err == nil:
		if q.kind == askReason {
			t.reasonSought(q.ids[0]) // it is known by now, or never
		}
		if q.kind != askCredential {
			t.service.Trouble, t.service.LastAnswer = nil, time.Now()
		}
	case ctx.Err() != nil:
		t.schedule.released(q.ids)
	default:
		err = t.trouble(q, err, time.Now())
	}
	_, t.service.Next = t.next(time.Now())
	// What an answer changes on the list has been taken over by now. One without news changes nothing, unless somebody
	// waits for it.
	if wanted || before.LastAnswer.IsZero() || before.Trouble != nil || t.service.Trouble != nil || before.Route != t.service.Route {
		t.changed()
	}
	return err
}

// wanted says whether somebody asked for the question: see AskNow.
func (t *Tracker) wanted(q question) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.ContainsFunc(q.ids, func(id string) bool {
		a := t.schedule.asks[id]
		return a != nil && a.forced
	})
}

// exchange sends one question and stores what its answer changes.
func (t *Tracker) exchange(ctx context.Context, q question) error {
	asked, route := time.Now(), t.cfg.API.Route()
	switch q.kind {
	case askStatuses:
		videos, err := t.cfg.API.Statuses(ctx, q.ids)
		found := t.cfg.API.Route()
		if found != route {
			t.mu.Lock()
			t.schedule.probed(route, found)
			t.mu.Unlock()
		}
		if err != nil {
			return err
		}
		if found != route {
			q.ids = t.leaveOut(q.ids, videos)
		}
		return t.takeStatuses(ctx, q, videos, asked)
	case askTitle, askReason:
		v, err := t.cfg.API.Video(ctx, q.ids[0])
		if err != nil {
			return err
		}
		return t.describe(ctx, []heygen.Video{v}, asked)
	case askTitlePage, askLengthPage:
		page, err := t.cfg.API.Videos(ctx, heygen.PageRequest{Token: q.token})
		if err != nil {
			return err
		}
		return t.takePage(ctx, q.kind, page, asked)
	case askSession:
		return t.follow(ctx, q)
	case askCredential:
		return t.lookAtCredential()
	}
	return fmt.Errorf("tracker: unknown question %d", q.kind)
}

// leaveOut takes back the ids that were not asked about after all, since the route for many at once turned out to be
// missing, and gives the others.
func (t *Tracker) leaveOut(ids []string, videos []heygen.Video) (asked []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, id := range ids {
		if slices.ContainsFunc(videos, func(v heygen.Video) bool { return v.ID == id }) {
			asked = append(asked, id)
			continue
		}
		t.schedule.released([]string{id})
	}
	return asked
}

// trouble decides what a failed question means for the next ones. It gives nil where the failure concerns one row
// alone and stands there. The caller holds mu.
func (t *Tracker) trouble(q question, err error, now time.Time) error {
	t.schedule.released(q.ids)
	var auth *heygen.AuthError
	var request *heygen.RequestError
	var store *StoreError
	barred := errors.As(err, &auth) && auth.HTTP == http.StatusForbidden // the credential, from this route alone perhaps
	if q.kind == askTitle && !final(err) && !barred {
		delete(t.schedule.titles.alone, q.ids[0])
	}
	if q.kind == askReason && !final(err) && !barred {
		delete(t.schedule.lengths.alone, q.ids[0])
	}
	switch {
	case errors.As(err, &store):
		t.schedule.backoff.meet(err, t.schedule.jitter(), now)
	case barred && (q.kind == askTitlePage || q.kind == askLengthPage):
		t.pagesFailed(q.kind, err, now)
		return nil
	case q.kind == askTitle && (final(err) || barred):
		return nil // the video goes without a title
	case q.kind == askReason && (final(err) || barred):
		t.reasonSought(q.ids[0])
		return nil
	case errors.As(err, &auth):
		t.schedule.refused = now
	case errors.As(err, &request) && q.kind == askStatuses:
		if t.schedule.split(q.ids, now) {
			return nil
		}
		t.setLiveLocked(q.ids[0], func(l *Live) { l.AskError = heygen.AdvisedBeside(err) })
		return nil
	case q.kind == askTitlePage || q.kind == askLengthPage:
		if t.pagesFailed(q.kind, err, now) {
			return nil // no trouble: nothing but titles and lengths hangs on it
		}
	case errors.As(err, &request) && q.kind == askSession:
		t.schedule.skip(q.ids, now)
		t.setLiveLocked(q.ids[0], func(l *Live) { l.AskError = heygen.AdvisedBeside(err) })
		return nil
	case lonely(err):
		t.schedule.skip(q.ids, now)
	default:
		t.schedule.backoff.meet(err, t.schedule.jitter(), now)
	}
	t.service.Trouble = err
	return err
}

// final says that an error is HeyGen's word about one video.
func final(err error) bool {
	var request *heygen.RequestError
	var missing *heygen.NotFoundError
	return errors.As(err, &request) || errors.As(err, &missing) || lonely(err)
}

// lonely says that an error is that of its own question and no reason to hold back the others.
func lonely(err error) bool {
	var body *heygen.BodyError
	return errors.As(err, &body)
}

// pagesFailed ends a walk through the list where it can't go on, so that titles are then asked for one by one, and says that it
// did; trouble that passes makes all questions wait instead.
func (t *Tracker) pagesFailed(k kind, err error, now time.Time) (ended bool) {
	var server *heygen.ServerError
	var limit *heygen.LimitError
	var transport *heygen.TransportError
	if errors.As(err, &server) || errors.As(err, &limit) || errors.As(err, &transport) {
		t.schedule.backoff.meet(err, t.schedule.jitter(), now)
		return false
	}
	if k == askTitlePage {
		t.schedule.titles.end(lackTitle(t.list.all()))
	} else {
		t.schedule.lengths.end(lackLength(t.list.all()))
	}
	return true
}

// lookAtCredential reads the refused credential again; a changed one lets the asking go on.
func (t *Tracker) lookAtCredential() error {
	changed, err := t.cfg.API.ReloadCredential()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.schedule.refused = time.Now()
	if changed {
		t.schedule.refused = time.Time{}
		t.service.Purse, t.balanceAt = "", time.Time{} // of another account, perhaps
		t.service.Trouble = nil
		signal(t.retry)
	}
	return err
}

// CheckCredential looks whether there is a credential to ask with, without asking. Where there is none, the trouble says so
// at once, even while there is nothing to ask about.
func (t *Tracker) CheckCredential() {
	_, err := t.cfg.API.ReloadCredential()
	var auth *heygen.AuthError
	if !errors.As(err, &auth) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.schedule.refused, t.service.Trouble = time.Now(), err
	t.changed()
}

// AskNow makes ids due at once, all that have not ended where it is empty; the one who waits goes on by itself. What is
// queued is tried at once, too. A wait that HeyGen asked for (Retry-After) is kept.
func (t *Tracker) AskNow(ids []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	all := len(ids) == 0
	if all {
		ids = idsOf(t.list.all())
	}
	var wanted []string
	for _, id := range ids {
		e := t.list.get(id)
		switch {
		case e != nil && e.Status == Queued:
			t.hurrySending(now)
		case e != nil && e.Local() && !e.followed(), e != nil && all && e.Ended(now):
		default:
			wanted = append(wanted, id)
		}
	}
	if refused := &t.schedule.refused; len(wanted) == 0 && !refused.IsZero() {
		*refused = now.Add(-credentialGap) // with nothing to ask, looking at the credential is all that can be tried
	} else {
		t.schedule.force(wanted)
		signal(t.retry)
	}
	t.poke()
	signal(t.freed)
}

// SetVisible says which rows are on the screen: their titles are asked for first.
func (t *Tracker) SetVisible(ids []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.schedule.visible = ids
}

// flight runs a few questions at once and keeps the last error. A panic in one is raised again in wait, where the
// caller's guard is.
type flight struct {
	group  sync.WaitGroup
	slots  chan struct{}
	landed chan struct{} // one has come back since it was read last
	mu     sync.Mutex
	err    error
	fault  any
}

func newFlight() *flight {
	return &flight{slots: make(chan struct{}, singleInFlight), landed: make(chan struct{}, 1)}
}

// empty says that none is under way.
func (f *flight) empty() bool { return len(f.slots) == 0 }

// launch runs f beside the others, at most singleInFlight at a time.
func (f *flight) launch(run func() error) {
	f.slots <- struct{}{}
	f.group.Go(func() {
		defer func() {
			<-f.slots
			select {
			case f.landed <- struct{}{}:
			default:
			}
		}()
		defer func() {
			if fault := recover(); fault != nil {
				f.mu.Lock()
				f.fault = fault
				f.mu.Unlock()
			}
		}()
		f.note(run())
	})
}

func (f *flight) note(err error) {
	if err != nil {
		f.mu.Lock()
		f.err = err
		f.mu.Unlock()
	}
}

func (f *flight) failed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err != nil || f.fault != nil
}

func (f *flight) wait() error {
	f.group.Wait()
	if f.fault != nil {
		panic(f.fault)
	}
	return f.err
}
