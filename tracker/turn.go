package tracker

import (
	"context"
	"fmt"
	"time"
)

// takeTurn takes the lease of the sender, so that no other process over the store sends at the same time, and keeps it until
// leave is called. ok is false where another has it. The context it gives ends with ctx, and when the lease is lost: a process
// that was stopped for long learns so that another took over.
func (t *Tracker) takeTurn(ctx context.Context) (turn context.Context, leave func(), ok bool, err error) {
	lease := t.cfg.Sender
	if lease == nil {
		return ctx, func() {}, true, nil
	}
	held, err := lease.Try(time.Now())
	if err != nil {
		return nil, nil, false, &StoreError{err}
	}
	if !held {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.sender.queue.elsewhere = time.Now().Add(elsewherePause)
		return nil, func() {}, false, nil
	}
	turn, stop := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if fault := recover(); fault != nil {
				stop(fmt.Errorf("a fault of reelwatch's own: %v", fault))
			}
		}()
		for sleep(turn, beatEvery) {
			if mine, err := lease.Beat(time.Now()); !mine {
				stop(err)
				return
			}
		}
	}()
	return turn, func() {
		stop(nil)
		<-done
		_ = lease.Release() // the system frees it, at the latest when this process ends
	}, true, nil
}

// graceful is a context that outlasts ctx by so much.
func graceful(ctx context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		if sleep(longer, by) {
			cancel()
		}
	})
	return longer, func() {
		stop()
		cancel()
	}
}

// lastWait is how long the answer to a request that is under way is waited for when its sender is told to stop.
const lastWait = 1200 * time.Millisecond
