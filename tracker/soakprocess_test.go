package tracker_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/store"
	"reelwatch/tracker"
)

// process is one reelwatch without a screen, made of the real rooms: it asks, sends, follows and saves as the dashboard does.
type process struct {
	*tracker.Tracker
	t     *testing.T
	ctx   context.Context
	stop  context.CancelFunc
	group sync.WaitGroup

	mu     sync.Mutex
	saving map[string]bool
	again  map[string]time.Time // when to try again what could not be saved
}

// outside is what a process finds around it.
type outside struct {
	store, output string
	base          string
	key           *atomic.Value // the credential, a string
	network       *network
	clock         *skew
	claims        *claims
}

// open starts a process over the store.
func open(t *testing.T, at outside) *process {
	t.Helper()
	list, err := store.Open(at.store, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	client, err := heygen.New(heygen.Config{
		Base: at.base, AllowHTTP: true, Transport: at.network,
		Credentials: func() (heygen.Credential, error) { return heygen.Credential{Key: at.key.Load().(string)}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, saving: map[string]bool{}, again: map[string]time.Time{}}
	p.ctx, p.stop = context.WithCancel(t.Context())
	p.Tracker = tracker.New(tracker.Config{
		API: client, Store: list, Lease: &skewed{store.NewLease(at.store), at.clock}, Sender: store.NewSenderLease(at.store), Claims: at.claims,
		Output: at.output, Files: at.network,
	})
	if _, err := p.Load(p.ctx); err != nil {
		t.Fatal(err)
	}
	for _, run := range []func(){p.lead, p.ask, p.send, p.follow, p.save} {
		p.group.Go(run)
	}
	return p
}

// close ends the process as q does.
func (p *process) close() {
	p.stop()
	p.Settle(context.Background())
	p.group.Wait()
}

func (p *process) lead() { _ = p.KeepLease(p.ctx) } // an error of the lease means that this process asks all the same

func (p *process) ask() {
	for p.Wait(p.ctx) == nil {
		_ = p.Poll(p.ctx) // stands in the snapshot
		p.AskBalance(p.ctx)
	}
}

func (p *process) send() {
	for p.WaitToSend(p.ctx) == nil {
		_ = p.Send(p.ctx) // stands in the snapshot
	}
}

// follow looks at what other processes changed: every half minute, since in these days a second is as good as nothing.
func (p *process) follow() {
	for p.sleeps(30 * time.Second) {
		if _, err := p.Load(p.ctx); err != nil && p.ctx.Err() == nil {
			p.t.Error(err)
		}
	}
}

// save saves what auto-download takes, and later again what trouble was in the way of.
func (p *process) save() {
	var saves sync.WaitGroup
	defer saves.Wait()
	for rev := uint64(0); ; {
		wait, cancel := context.WithTimeout(p.ctx, time.Minute)
		now, err := p.Changed(wait, rev)
		cancel()
		if p.ctx.Err() != nil {
			return
		}
		if err == nil {
			rev = now
		}
		for _, id := range p.wanted() {
			saves.Go(func() { p.saved(id) })
		}
	}
}

// wanted gives what is to be saved now, and takes note of it.
func (p *process) wanted() (ids []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.Snapshot().Entries {
		if e.Savable() && !e.Saved() && e.AutoSaved() && !p.saving[e.ID] && !time.Now().Before(p.again[e.ID]) && len(p.saving) < 16 {
			p.saving[e.ID] = true
			ids = append(ids, e.ID)
		}
	}
	return ids
}

func (p *process) saved(id string) {
	_, err := p.Download(p.ctx, id)
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.saving, id)
	switch {
	case errors.Is(err, tracker.ErrBusy):
		p.again[id] = time.Now().Add(time.Minute)
	case tracker.MayPass(err):
		p.again[id] = time.Now().Add(tracker.SaveAgainAfter)
	case err != nil && p.ctx.Err() == nil && p.Entry(id) != nil:
		p.t.Errorf("%s is given up: %v", id, err)
		p.again[id] = time.Now().Add(24 * time.Hour)
	}
}

func (p *process) sleeps(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-p.ctx.Done():
		return false
	}
}
