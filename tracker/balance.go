package tracker

import (
	"context"
	"time"

	"reelwatch/heygen"
)

const (
	balanceGap   = 10 * time.Minute       // between two questions, while something renders or waits to
	shortGap     = time.Minute            // between two questions, while credit lacks
	politeBehind = 100 * time.Millisecond // by which it leaves the way to the questions about videos
)

// AskBalance asks what the account can spend, if that is due: at first, after a video failed or the queue came to a stop
// for lack of credit, and every 10 minutes while something renders or waits to, or while the last answer did not come. The answer is in Snapshot().Service.Purse.
// A question that fails is nobody's trouble, since statuses go on without it, unless HeyGen asks to wait: it comes
// again when it is due. A refused credential is not tried.
func (t *Tracker) AskBalance(ctx context.Context) {
	before, due := t.claimBalance(time.Now())
	if !due || !t.giveWay(ctx) || t.unclaimBalance(before, time.Now()) {
		return
	}
	account, err := t.cfg.API.Account(ctx)
	t.mu.Lock()
	t.balanceLost = err != nil
	t.mu.Unlock()
	if err != nil {
		t.limited(err)
		return
	}
	purse := account.Purse()
	if t.cfg.Lease != nil {
		t.cfg.Lease.Tell(purse)
	}
	t.holds(purse)
}

// holds notes what the account can spend.
func (t *Tracker) holds(purse string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if purse != t.service.Purse {
		t.service.Purse = purse
		t.changed()
	}
}

// follows takes over what the asker tells of the balance.
func (t *Tracker) follows(told string) {
	if told != "" {
		t.holds(CleanText(told))
	}
}

// claimBalance says whether the balance is due, takes note that it is asked for now, and gives when that was before.
func (t *Tracker) claimBalance(now time.Time) (before time.Time, due bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before = t.balanceAt
	if t.balanceWaits(now) || !balanceDue(t.list.all(), before, now) && !(t.balanceLost && now.Sub(before) >= balanceGap) {
		return before, false
	}
	t.balanceAt = now
	return before, true
}

// unclaimBalance takes a claim back where trouble came while way was given, and says whether it did.
func (t *Tracker) unclaimBalance(before, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.balanceWaits(now) {
		return false
	}
	t.balanceAt = before
	return true
}

// balanceWaits says that nothing is to be asked at present. The caller holds mu.
func (t *Tracker) balanceWaits(now time.Time) bool {
	return !t.schedule.refused.IsZero() || now.Before(t.schedule.backoff.until) || !t.mayAsk(now)
}

// balanceDue says whether a balance that was asked for at the time asked may have changed enough to be asked for again.
func balanceDue(entries []*Entry, asked, now time.Time) bool {
	if asked.IsZero() {
		return true
	}
	if h := holding(entries, now); h != nil && h.Why == HeldByCredit && h.At.After(asked) && now.Sub(asked) >= shortGap {
		return true
	}
	for _, e := range entries {
		switch e.Status {
		case heygen.Failed:
			if e.ChangedAt.After(asked) && now.Sub(asked) >= shortGap && e.Failure.LacksCredit() {
				return true
			}
		case heygen.Processing, heygen.Pending, Queued:
			if now.Sub(asked) >= balanceGap {
				return true
			}
		}
	}
	return false
}

// giveWay waits until no question about videos wants the next place, and takes it. It says whether ctx let it.
func (t *Tracker) giveWay(ctx context.Context) bool {
	for {
		t.mu.Lock()
		now := time.Now()
		wait := t.schedule.sent.Add(spacing(t.cfg.API.Route())).Sub(now)
		if wait < -politeBehind || t.schedule.sent.IsZero() {
			t.schedule.sent = now
			t.mu.Unlock()
			return true
		}
		t.mu.Unlock()
		if !sleep(ctx, wait+2*politeBehind) {
			return false
		}
	}
}
