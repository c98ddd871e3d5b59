package tracker

import (
	"context"
	"maps"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Config is what a Tracker works with. API and Store are needed; the zero value of the rest has a default.
type Config struct {
	API    API
	Store  Store
	Lease  AskerLease // which of several processes asks; nil means that this one always does
	Sender Lease      // which of several processes sends what is queued; nil means that none but this one does
	Claims Claims     // which of several processes saves a video; nil means that none but this one does

	Interval     time.Duration     // shortest time between two rounds of questions; 0 means 5 s
	Output       string            // absolute folder of saved videos; nothing is saved where it is empty
	NameTemplate string            // file names as the README says of --name; empty means {title}-{id}, {id} without title
	Concurrency  int               // saves at once; 0 means 3
	Files        http.RoundTripper // for the host of the videos; nil means a transport of its own. No key ever goes there
	UserAgent    string            // for the host of the videos

	Assets   []Asset                        // saved beside each video, in this order
	Describe func(e *Entry) ([]byte, error) // makes what AssetJSON holds; needed where that is among Assets

	PrivateVideos bool // a video may lie in a private network, or on this machine; only where Files is nil
	PrivateAssets bool // so may what is saved beside it

	// The user's commands, nil where there is none; see KeepHooks. They return when the command has ended, with an error
	// where it failed, or as soon as ctx ends: the command is then left to itself.
	OnVideoEnd func(ctx context.Context, end VideoEnd) error
	OnBatchEnd func(ctx context.Context, end BatchEnd) error
}

const (
	defaultInterval    = 5 * time.Second
	defaultConcurrency = 3
)

// Tracker owns the list in memory and is the only one that changes it. Its methods may be called from many
// goroutines; those that take a context block until the work is done and on disk.
type Tracker struct {
	cfg    Config
	beside http.RoundTripper // as cfg.Files, for what is saved beside a video

	mu          sync.Mutex // guards everything below
	list        *list
	rev         uint64
	live        map[string]*Live     // replaced, never changed
	running     map[string]*transfer // saves under way or waiting
	service     Service
	asker       bool      // the lease was held at beatAt
	beatAt      time.Time // when that was looked at last
	attending   int       // how many are in Wait or Poll
	leftAt      time.Time // when the last of them left
	schedule    schedule
	page        time.Time // when Account read a page last, or will
	linkRead    time.Time // when a save read its video last
	balanceAt   time.Time // when the balance was asked for last
	balanceLost bool      // it did not come then
	snap        *Snapshot // of snapRev's rev, without running saves
	learned     Estimates // of the list at learnedRev
	learnedRev  uint64
	wake        chan struct{} // something may be due to be asked earlier
	news        chan struct{} // closed by the next change; nil while nobody waits for one
	sender      sender
	freed       chan struct{} // something may be due to be sent earlier
	retry       chan struct{} // the lease, given up with a refused credential, may be wanted before the next beat
	hooks       hooks

	storing sync.Mutex    // one store transaction of this process at a time; taken before mu
	polling sync.Mutex    // one Poll at a time
	sending chan struct{} // holds a token while a Send runs: one at a time
	places  chan struct{} // one token for each save that may run
}

// New makes a tracker with an empty list; Load fills it.
func New(cfg Config) *Tracker {
	if cfg.Interval <= 0 {
		cfg.Interval = defaultInterval
	}
	if cfg.Concurrency <= 0 {
		cfg.Concurrency = defaultConcurrency
	}
	beside := cfg.Files
	if cfg.Files == nil {
		cfg.Files = newFileTransport(cfg.PrivateVideos)
		beside = newFileTransport(cfg.PrivateAssets)
	}
	return &Tracker{
		cfg:      cfg,
		beside:   beside,
		list:     newList(),
		live:     map[string]*Live{},
		running:  map[string]*transfer{},
		schedule: newSchedule(cfg.Interval),
		hooks:    newHooks(),
		wake:     make(chan struct{}, 1),
		sender:   sender{queue: newSendQueue(rand.Float64)},
		freed:    make(chan struct{}, 1),
		retry:    make(chan struct{}, 1),
		sending:  make(chan struct{}, 1),
		places:   make(chan struct{}, cfg.Concurrency),
	}
}

// Load takes over what the store holds that this tracker does not know yet: everything at first, later what another
// process changed. It says whether anything was new. It also looks which videos other processes are saving.
func (t *Tracker) Load(ctx context.Context) (changed bool, err error) {
	defer t.lookElsewhere()
	return t.takeOver(ctx)
}

// takeOver is Load without the look at what other processes are saving.
func (t *Tracker) takeOver(ctx context.Context) (changed bool, err error) {
	t.storing.Lock()
	defer t.storing.Unlock()
	delta, err := t.cfg.Store.Load(ctx)
	if err != nil {
		return false, &StoreError{err}
	}
	if delta.Empty() {
		return false, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list.reserve(len(delta.Put))
	for _, e := range delta.Put {
		t.take(e)
	}
	for _, id := range delta.Gone {
		t.forget(id)
	}
	return true, nil
}

// Entry gives the entry that answers to this id, nil where none does. See Entry.Answers.
func (t *Tracker) Entry(id string) *Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.list.find(id)
}

// Snapshot gives the present state. Between two changes it gives the same one, but for the progress of saves.
func (t *Tracker) Snapshot() Snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.snap == nil || t.snap.Rev != t.rev {
		entries := t.list.all()
		t.snap = &Snapshot{
			Rev: t.rev, Entries: entries, Live: maps.Clone(t.live), Estimates: t.estimates(), Assets: t.cfg.Assets, Queue: queueOf(entries, time.Now()),
		}
	}
	s := *t.snap
	s.Service = t.service
	s.Service.Route = t.cfg.API.Route()
	if t.schedule.backoff.bidden {
		s.Service.Held = t.schedule.backoff.until
	}
	s.Queue = t.seenQueue(s.Queue)
	if len(t.running) > 0 {
		s.Live = maps.Clone(s.Live)
		for id, tr := range t.running {
			l := Live{}
			if old := s.Live[id]; old != nil {
				l = *old
			}
			l.Transfer = tr.seen()
			s.Live[id] = &l
		}
	}
	return s
}

// apply changes stored records and takes them over. It gives the entries as they stand now; those that another
// process removed are missing and are forgotten here too.
func (t *Tracker) apply(ctx context.Context, ids []string, change func(e *Entry) bool) ([]Entry, error) {
	t.storing.Lock()
	defer t.storing.Unlock()
	now, err := t.cfg.Store.Apply(ctx, ids, t.owing(change))
	if err != nil {
		return nil, &StoreError{err}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	there := make(map[string]bool, len(now))
	for i := range now {
		there[now[i].ID] = true
		t.take(&now[i])
	}
	for _, id := range ids {
		if !there[id] {
			t.forget(id)
		}
	}
	return now, nil
}

// take puts a stored record into the list. The caller holds mu.
func (t *Tracker) take(e *Entry) {
	switch old := t.list.get(e.ID); {
	case old == nil:
		t.schedule.added(e.ID)
		t.poke()
	case e.Saved() && !e.SavedAt.Equal(old.SavedAt):
		t.setLiveLocked(e.ID, func(l *Live) { l.Error, l.FileGone, l.Elsewhere, l.Begun = "", false, false, 0 })
	}
	t.list.put(e)
	t.watch(e)
	t.changed()
}

// forget drops an entry that the store no longer has, and stops its save. The caller holds mu.
func (t *Tracker) forget(id string) {
	if t.list.get(id) == nil {
		return
	}
	t.list.drop(id)
	t.schedule.dropped(id)
	t.sender.queue.drop(id)
	delete(t.live, id)
	delete(t.hooks.watched, id)
	delete(t.hooks.gaveUp, id)
	if tr := t.running[id]; tr != nil {
		tr.stop()
	}
	t.changed()
}

// changed marks the snapshot as old, and wakes those who wait for a change, to send or to run the user's commands. The caller
// holds mu.
func (t *Tracker) changed() {
	t.rev++
	signal(t.freed)
	signal(t.hooks.wake)
	if t.news != nil {
		close(t.news)
		t.news = nil
	}
}

// Changed blocks until the state is no longer that of rev (Snapshot().Rev), or ctx ends, and gives the present rev. What
// came in between is seen as one change.
func (t *Tracker) Changed(ctx context.Context, rev uint64) (uint64, error) {
	for {
		t.mu.Lock()
		if t.rev != rev {
			defer t.mu.Unlock()
			return t.rev, ctx.Err()
		}
		if t.news == nil {
			t.news = make(chan struct{})
		}
		news := t.news
		t.mu.Unlock()
		select {
		case <-ctx.Done():
			return rev, ctx.Err()
		case <-news:
		}
	}
}

// poke wakes the one that waits for the next question. The caller may hold mu.
func (t *Tracker) poke() { signal(t.wake) }

// signal leaves word in a channel that holds one.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// estimates gives what the list teaches about render times. The caller holds mu.
func (t *Tracker) estimates() Estimates {
	if t.learnedRev != t.rev {
		t.learned, t.learnedRev = estimate(t.list.all()), t.rev
	}
	return t.learned
}

// setLive changes what is known locally of an entry. The caller must not hold mu.
func (t *Tracker) setLive(id string, change func(l *Live)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.setLiveLocked(id, change)
}

// setLiveLocked is setLive for a caller who holds mu.
func (t *Tracker) setLiveLocked(id string, change func(l *Live)) {
	l := Live{}
	if old := t.live[id]; old != nil {
		l = *old
	}
	before := l
	change(&l)
	switch {
	case l == before:
		return
	case l == Live{}:
		delete(t.live, id)
	default:
		t.live[id] = &l
	}
	t.changed()
}

// StoreError says that the list could not be read or written; its text is the store's own. Nothing that was asked for
// has happened.
type StoreError struct{ Err error }

// Error is the store's error.
func (e *StoreError) Error() string { return e.Err.Error() }

// Unwrap gives the store's error.
func (e *StoreError) Unwrap() error { return e.Err }
