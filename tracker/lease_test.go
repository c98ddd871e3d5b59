package tracker

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// soleLease is a lease that nobody else has unless it is said so, and whose beats may hang, as on a disk that does not answer.
type soleLease struct {
	mu        sync.Mutex
	held      bool
	elsewhere bool
	word      string
	hangs     chan struct{} // closed when beats go on; nil while they do
}

func (l *soleLease) Try(time.Time) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = !l.elsewhere
	return l.held, nil
}

func (l *soleLease) Beat(time.Time) (bool, error) {
	l.mu.Lock()
	hangs := l.hangs
	l.mu.Unlock()
	if hangs != nil {
		<-hangs
	}
	return l.isHeld(), nil
}

func (l *soleLease) Release() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = false
	return nil
}

func (l *soleLease) Tell(word string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.word = word
}

func (l *soleLease) Told() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.word
}

// goes says whether another process has the lease from now on.
func (l *soleLease) goes(elsewhere bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.elsewhere = elsewhere
}

func (l *soleLease) isHeld() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held
}

// leased runs f beside a tracker that keeps a lease and has one video to ask about.
func leased(t *testing.T, f func(ctx context.Context, tr *Tracker, api *account, lease *soleLease)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer synctest.Wait()
		defer cancel()
		api, lease, now := newAccount(), &soleLease{}, time.Now()
		api.start(render{id: "a", started: now, renders: now, ended: now.Add(time.Hour)})
		tr := New(Config{API: api, Store: newMemStore(), Lease: lease})
		if _, err := tr.Add(ctx, additions("a"), Added); err != nil {
			t.Fatal(err)
		}
		go func() { _ = tr.KeepLease(ctx) }()
		f(ctx, tr, api, lease)
	})
}

// An asker whose own loop hangs gives the lease up in time for another to take over within 20 s, and takes it again when it
// has come back.
func TestAStuckAskerGivesTheLeaseUp(t *testing.T) {
	leased(t, func(ctx context.Context, tr *Tracker, api *account, lease *soleLease) {
		comesBack := make(chan struct{})
		go func() {
			for n := 0; tr.Wait(ctx) == nil; n++ {
				_ = tr.Poll(ctx)
				if n == 3 {
					<-comesBack
				}
			}
		}()
		for len(api.asked()) < 3 {
			pass(time.Second)
		}
		if !lease.isHeld() {
			t.Error("it gave the lease up while all was well")
		}
		for api.requests()["statuses"] < 4 {
			pass(time.Second)
		}
		pass(15 * time.Second)
		if lease.isHeld() || !tr.Snapshot().Service.Following {
			t.Error("nobody asks for 15 s, and it holds the lease")
		}
		close(comesBack)
		pass(6 * time.Second)
		if !lease.isHeld() || tr.Snapshot().Service.Following {
			t.Error("it has come back and does not ask")
		}
	})
}

// Whoever asks alone does so again as soon as the credential is another, and is not shown as a follower for a while.
func TestTheLeaseComesBackWithAnotherCredential(t *testing.T) {
	for name, again := range map[string]func(tr *Tracker, api *account){
		"the credential changed": func(_ *Tracker, api *account) {
			api.guard.Lock()
			defer api.guard.Unlock()
			api.credential = true
		},
		"the user wants it": func(tr *Tracker, api *account) { tr.AskNow(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			leased(t, func(ctx context.Context, tr *Tracker, api *account, lease *soleLease) {
				refuses := true
				api.onStatuses = func(ctx context.Context, ids []string) ([]heygen.Video, error) {
					if refuses {
						return nil, &heygen.AuthError{Reply: heygen.Reply{Op: "status", HTTP: 401}}
					}
					return nil, nil
				}
				go watch(ctx, tr)
				pass(beatEvery + 2*time.Second) // off the beat
				if lease.isHeld() {
					t.Fatal("it holds the lease with a refused credential")
				}
				refuses = false
				again(tr, api)
				for tr.Snapshot().Service.Refused() {
					pass(10 * time.Millisecond)
				}
				pass(10 * time.Millisecond)
				if !lease.isHeld() || tr.Snapshot().Service.Following {
					t.Error("it asks, and is shown as a follower")
				}
			})
		})
	}
}

// A holder whose last beat is 15 s old has perhaps lost the lease: it asks nothing before it has looked.
func TestAnAskerWithoutABeatAsksNothing(t *testing.T) {
	leased(t, func(ctx context.Context, tr *Tracker, api *account, lease *soleLease) {
		go watch(ctx, tr)
		pass(time.Minute)
		hangs := make(chan struct{})
		lease.mu.Lock()
		lease.hangs = hangs
		lease.mu.Unlock()
		pass(beatEvery + leaseLasts)
		asked := len(api.asked())
		pass(time.Minute)
		if n := len(api.asked()); n != asked {
			t.Errorf("it asked %d times without a beat", n-asked)
		}
		lease.mu.Lock()
		lease.hangs = nil
		lease.mu.Unlock()
		close(hangs)
		pass(time.Second)
		if n := len(api.asked()); n == asked {
			t.Error("the beats go on, and it does not ask")
		}
	})
}

// A follower shows the balance that the asker tells, and asks for none itself.
func TestTheBalanceIsAskedForByTheAskerAlone(t *testing.T) {
	leased(t, func(ctx context.Context, tr *Tracker, api *account, lease *soleLease) {
		api.onAccount = func(context.Context) (heygen.Account, error) {
			return heygen.Account{Balance: 7, HasBalance: true, Currency: "usd"}, nil
		}
		lease.goes(true)
		lease.Tell("$12.50\x1b[2J")
		go watch(ctx, tr)
		for range 20 {
			pass(time.Second)
			tr.AskBalance(ctx)
		}
		if n, purse := api.requests()["account"], tr.Snapshot().Service.Purse; n > 0 || purse != "$12.50" {
			t.Errorf("a follower asked %d times, and shows %q", n, purse)
		}
		lease.goes(false)
		rev := tr.Snapshot().Rev
		if _, err := tr.Changed(ctx, rev); err != nil { // which is when the dashboard offers to ask
			t.Fatal(err)
		}
		for range 20 {
			tr.AskBalance(ctx)
			pass(time.Second)
		}
		if n, purse := api.requests()["account"], tr.Snapshot().Service.Purse; n != 1 || purse != "$7.00" || lease.Told() != purse {
			t.Errorf("the asker asked %d times, shows %q and told %q", n, purse, lease.Told())
		}
	})
}
