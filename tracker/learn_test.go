package tracker

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"reelwatch/heygen"
)

func TestLearnTriesAgainWhatPasses(t *testing.T) {
	down := &heygen.ServerError{Reply: heygen.Reply{HTTP: 500}}
	slow := &heygen.LimitError{Reply: heygen.Reply{HTTP: 429}, RetryAfter: time.Minute}
	long := &heygen.LimitError{Reply: heygen.Reply{HTTP: 429}, RetryAfter: 24 * time.Hour}
	lost := &heygen.TransportError{Op: "status", Err: errors.New("timed out")}
	for name, c := range map[string]struct {
		troubles []error // one a try; well after them
		waits    []time.Duration
		err      error
	}{
		"well":          {},
		"a fault":       {troubles: []error{down}, waits: []time.Duration{2 * time.Second}},
		"two faults":    {troubles: []error{lost, down}, waits: []time.Duration{2 * time.Second, 4 * time.Second}},
		"a limit":       {troubles: []error{slow}, waits: []time.Duration{time.Minute}},
		"a long limit":  {troubles: []error{long}, waits: []time.Duration{10 * time.Minute}},
		"for ever":      {troubles: []error{down, down, down, down, down, down}, waits: []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second}, err: down},
		"a refused key": {troubles: []error{&heygen.AuthError{}}, err: &heygen.AuthError{}},
		"a quota":       {troubles: []error{&heygen.LimitError{Quota: true}}, err: &heygen.LimitError{}},
		"a redirect":    {troubles: []error{&heygen.ServerError{Reply: heygen.Reply{HTTP: 302}}}, err: down},
	} {
		t.Run(name, func(t *testing.T) {
			left := c.troubles
			trouble := func(a *account) {
				a.trouble = func([]string) error {
					if len(left) == 0 {
						return nil
					}
					err := left[0]
					left = left[1:]
					return err
				}
			}
			asking(t, 2, trouble, func(t *testing.T, tr *Tracker, _ *account, ids []string) {
				var waits []time.Duration
				began := time.Now()
				err := tr.Learn(t.Context(), ids, func(why error, after time.Duration) {
					if why == nil {
						t.Error("no reason")
					}
					waits = append(waits, after)
				})
				if (err == nil) != (c.err == nil) || !slices.Equal(waits, c.waits) {
					t.Errorf("it waited %v and ended with %v", waits, err)
				}
				var sum time.Duration
				for _, w := range c.waits {
					sum += w
				}
				if took := time.Since(began); took < sum || took > sum+5*time.Second {
					t.Errorf("it took %v", took)
				}
				if err == nil && tr.Entry(ids[0]).Status != heygen.Completed {
					t.Error("nothing was learned")
				}
			})
		})
	}
}

func TestLearnIsStopped(t *testing.T) {
	down := func(a *account) {
		a.trouble = func([]string) error { return &heygen.ServerError{Reply: heygen.Reply{HTTP: 500}} }
	}
	asking(t, 2, down, func(t *testing.T, tr *Tracker, _ *account, ids []string) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := tr.Learn(ctx, ids, func(error, time.Duration) {}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ended with %v", err)
		}
	})
}
