package tracker

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// wallet makes the service answer questions about the balance with so many dollars.
func (d *desk) wallet(dollars float64) {
	d.api.onAccount = func(context.Context) (heygen.Account, error) {
		return heygen.Account{Balance: dollars, HasBalance: true, Currency: "usd"}, nil
	}
}

// wantBalanceAsked offers to ask each second of a while, as a busy dashboard does, and holds how often that was taken.
func (d *desk) wantBalanceAsked(want int, while time.Duration) {
	d.t.Helper()
	before := d.api.requests()["account"]
	for end := time.Now().Add(while); time.Now().Before(end); pass(time.Second) {
		d.AskBalance(d.t.Context())
	}
	if got := d.api.requests()["account"] - before; got != want {
		d.t.Errorf("the balance was asked for %d times within %v, want %d", got, while, want)
	}
}

func TestTheBalanceIsAskedForOnceWhereNothingRenders(t *testing.T) {
	atDesk(t, nil, func(d *desk) {
		d.wallet(12.5)
		rev := d.Snapshot().Rev
		d.AskBalance(d.t.Context())
		if s := d.Snapshot(); s.Service.Purse != "$12.50" || s.Rev == rev {
			t.Errorf("the purse is %q, at %d after %d", s.Service.Purse, s.Rev, rev)
		}
		d.wantBalanceAsked(0, 2*time.Hour)
	})
}

func TestABalanceThatDidNotComeIsAskedForAgain(t *testing.T) {
	atDesk(t, nil, func(d *desk) {
		d.api.onAccount = func(context.Context) (heygen.Account, error) { return heygen.Account{}, errors.New("lost") }
		d.wantBalanceAsked(4, 31*time.Minute)
		d.wallet(12.5)
		d.wantBalanceAsked(1, time.Hour)
		if purse := d.Snapshot().Service.Purse; purse != "$12.50" {
			t.Errorf("the purse is %q", purse)
		}
	})
}

func TestTheBalanceIsAskedForEveryTenMinutesWhileSomethingRenders(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", time.Hour)
		pass(time.Second)
		d.wantBalanceAsked(6, 59*time.Minute)
		pass(10 * time.Minute)
		d.wantStatus("a", heygen.Completed)
		d.wantBalanceAsked(0, time.Hour)
	})
}

func TestTheBalanceIsAskedForAfterAFailureForLackOfCredit(t *testing.T) {
	atDesk(t, nil, func(d *desk) {
		d.wantBalanceAsked(1, time.Hour)
		fails := func(id string, f heygen.Failure) {
			e := Entry{ID: id, Status: heygen.Failed, ChangedAt: time.Now(), Failure: &f}
			if err := d.Restore(d.t.Context(), []Entry{e}); err != nil {
				t.Fatal(err)
			}
		}
		fails("a", heygen.Failure{Message: "the script is odd"})
		d.wantBalanceAsked(0, time.Hour)
		fails("b", heygen.Failure{Code: "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"})
		d.wantBalanceAsked(1, 10*time.Second)
		fails("c", heygen.Failure{Code: "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"})
		fails("d", heygen.Failure{Code: "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"})
		d.wantBalanceAsked(0, 40*time.Second) // a batch of them costs a question a minute
		d.wantBalanceAsked(1, time.Hour)
	})
}

func TestTheBalanceIsAskedForWhereTheQueueStopsForLackOfCredit(t *testing.T) {
	atDesk(t, nil, func(d *desk) {
		d.wantBalanceAsked(1, time.Hour)
		held := func(why HoldReason) {
			e := Entry{ID: "q-" + string(why), Status: Unsure, Request: &Request{Hold: &Hold{At: time.Now(), Why: why}}}
			if err := d.Restore(d.t.Context(), []Entry{e}); err != nil {
				t.Fatal(err)
			}
		}
		held(HeldByLimit)
		d.wantBalanceAsked(0, time.Hour)
		held(HeldByCredit)
		d.wantBalanceAsked(1, time.Hour)
	})
}

func TestABalanceThatCannotBeReadIsNoTrouble(t *testing.T) {
	for name, err := range map[string]error{
		"server": &heygen.ServerError{}, "key": &heygen.AuthError{Reply: heygen.Reply{HTTP: 401}}, "odd": errors.New("odd"),
	} {
		atDesk(t, []string{"a"}, func(d *desk) {
			d.renders("a", 3*time.Hour)
			d.wallet(3)
			pass(time.Second)
			d.AskBalance(d.t.Context())
			d.api.onAccount = func(context.Context) (heygen.Account, error) { return heygen.Account{}, err }
			d.wantBalanceAsked(1, 15*time.Minute)
			if s := d.Snapshot().Service; s.Trouble != nil || s.Purse != "$3.00" || s.Refused() {
				t.Errorf("%s: the service is shown as %+v", name, s)
			}
		})
	}
}

func TestNothingIsAskedAfterTheBalanceWasRefusedForTooManyQuestions(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", 3*time.Hour)
		pass(time.Second)
		d.api.onAccount = func(context.Context) (heygen.Account, error) {
			return heygen.Account{}, &heygen.LimitError{RetryAfter: 2 * time.Minute}
		}
		d.AskBalance(d.t.Context())
		before := d.statusQuestions()
		pass(119 * time.Second)
		if n := d.statusQuestions() - before; n != 0 {
			t.Errorf("%d questions within the two minutes that HeyGen asked to wait", n)
		}
		if s := d.Snapshot().Service; s.Trouble == nil || s.Next.Before(time.Now()) {
			t.Errorf("the wait is shown as %+v", s)
		}
		pass(2 * time.Second)
		if s := d.Snapshot().Service; s.Trouble != nil || d.statusQuestions() == before {
			t.Errorf("after it the service is shown as %+v", s)
		}
	})
}

func TestNothingIsAskedAfterALinkToCopyWasRefusedForTooManyQuestions(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", 3*time.Hour)
		if err := d.Restore(d.t.Context(), []Entry{{ID: "done", Status: heygen.Completed, AddedAt: time.Now()}}); err != nil {
			d.t.Fatal(err)
		}
		pass(20 * time.Second)
		d.api.onVideo = func(context.Context, string) (heygen.Video, error) {
			return heygen.Video{}, &heygen.LimitError{RetryAfter: 2 * time.Minute}
		}
		if link, err := d.Link(d.t.Context(), "done"); err == nil {
			d.t.Fatalf("got %q", link)
		}
		before := d.statusQuestions()
		pass(119 * time.Second)
		if n := d.statusQuestions() - before; n != 0 {
			t.Errorf("%d questions within the two minutes that HeyGen asked to wait", n)
		}
	})
}

func TestNoBalanceIsAskedForWithARefusedKey(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", 3*time.Hour)
		d.wallet(3)
		pass(time.Second)
		d.wantBalanceAsked(1, 5*time.Second)
		d.answerWith(&heygen.AuthError{Reply: heygen.Reply{HTTP: 401}})
		pass(20 * time.Second)
		d.wantBalanceAsked(0, time.Hour)
		d.answerWith(nil)
		d.api.guard.Lock()
		d.api.credential = true
		d.api.guard.Unlock()
		pass(61 * time.Second)
		if s := d.Snapshot().Service; s.Purse != "" {
			t.Errorf("the new key's purse is said to hold %s", s.Purse)
		}
		d.wantBalanceAsked(1, 5*time.Second)
	})
}

func TestNoBalanceIsAskedForWithinABackOff(t *testing.T) {
	atDesk(t, []string{"a"}, func(d *desk) {
		d.renders("a", 3*time.Hour)
		d.answerWith(&heygen.LimitError{RetryAfter: 5 * time.Minute})
		pass(time.Second)
		d.wantBalanceAsked(0, 4*time.Minute)
		d.answerWith(nil)
		d.wantBalanceAsked(1, 2*time.Minute)
	})
}

// At the start the first question about videos goes out just before that about the balance.
func TestNoBalanceIsAskedForWhereTroubleComesWhileItGivesWay(t *testing.T) {
	for name, err := range map[string]error{
		"slow down": &heygen.LimitError{RetryAfter: 5 * time.Minute}, "key": &heygen.AuthError{Reply: heygen.Reply{HTTP: 401}},
	} {
		atOddDesk(t, []string{"a"}, func(a *account) {
			a.onStatuses = func(ctx context.Context, _ []string) ([]heygen.Video, error) {
				sleep(ctx, 500*time.Millisecond)
				return nil, err
			}
		}, func(d *desk) {
			pass(time.Millisecond) // the question is under way
			d.AskBalance(d.t.Context())
			if n := d.api.requests()["account"]; n != 0 {
				t.Errorf("%s: the balance was asked for %d times", name, n)
			}
		})
	}
}

// The question keeps the distance from its neighbours, and lets those about videos go first.
func TestTheBalanceKeepsItsDistance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer synctest.Wait()
		defer cancel()
		api := newAccount()
		var mu sync.Mutex
		var times []time.Time
		note := func() {
			mu.Lock()
			defer mu.Unlock()
			times = append(times, time.Now())
		}
		answers := api.onStatuses
		api.onStatuses = func(ctx context.Context, ids []string) ([]heygen.Video, error) {
			note()
			return answers(ctx, ids)
		}
		api.onAccount = func(context.Context) (heygen.Account, error) {
			note()
			return heygen.Account{}, nil
		}
		var all []Addition
		for _, r := range "abcdefghijklmnopqrstuvwxyz" {
			for _, q := range "abcdefghijklmnopqrstuvwxyz" {
				all = append(all, Addition{ID: string(r) + string(q)})
			}
		}
		tr := New(Config{API: api, Store: newMemStore()})
		if _, err := tr.Add(ctx, all, Added); err != nil {
			t.Fatal(err)
		}
		go watch(ctx, tr)
		pass(time.Millisecond)
		tr.AskBalance(ctx)
		mu.Lock()
		sent := len(times)
		mu.Unlock()
		if sent < 8 { // seven of the first round
			t.Errorf("%d questions before the balance, want 7 or more", sent-1)
		}
		pass(30 * time.Second)
		cancel()
		mu.Lock()
		defer mu.Unlock()
		for i := 1; i < len(times); i++ {
			if gap := times[i].Sub(times[i-1]); gap < bulkSpacing {
				t.Errorf("question %d came %v after the one before", i, gap)
			}
		}
		if tr.giveWay(ctx) {
			t.Error("it went on after its end")
		}
	})
}
