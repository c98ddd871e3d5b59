package tracker

import (
	"errors"
	"time"

	"reelwatch/heygen"
)

// backoff is the wait of the whole queue after trouble that is not about one video.
type backoff struct {
	until  time.Time
	wait   time.Duration // of the last trouble; 0 while all is well
	bidden bool          // the service named the wait: nobody shortens it
}

const (
	firstBackoff   = time.Second
	longestBackoff = time.Minute
	longestBidden  = 10 * time.Minute
)

// meet lengthens the wait after err: doubling, with jitter that only shortens, or as long as the service asks.
func (b *backoff) meet(err error, jitter float64, now time.Time) {
	asked := min(retryAfter(err), longestBidden)
	if now.Before(b.until) && !now.Add(asked).After(b.until) {
		b.bidden = b.bidden || asked > 0
		return // the question went out before the wait began, beside the one that began it
	}
	b.wait = min(max(2*b.wait, firstBackoff), longestBackoff)
	wait := b.wait - time.Duration(jitter*jitterShortened*float64(b.wait))
	b.bidden = asked > 0
	b.until = now.Add(max(wait, asked))
}

// clear forgets the trouble after a good answer, unless the answer is to a question from before it.
func (b *backoff) clear(now time.Time) {
	if !now.Before(b.until) {
		*b = backoff{}
	}
}

// hurry ends a wait of our own; one that the service asked for stays. The try that comes of it is one more than the doubling
// counts: where it fails too, the wait is as long as it was.
func (b *backoff) hurry() {
	if !b.bidden && !b.until.IsZero() {
		b.until, b.wait = time.Time{}, b.wait/2
	}
}

// retryAfter is the wait that an error's answer asked for, 0 where it named none.
func retryAfter(err error) time.Duration {
	var limit *heygen.LimitError
	var server *heygen.ServerError
	var busy *heygen.InProgressError
	switch {
	case errors.As(err, &limit):
		if limit.RetryAfter == 0 && limit.Quota {
			return longestBidden
		}
		return limit.RetryAfter
	case errors.As(err, &server):
		return server.RetryAfter
	case errors.As(err, &busy):
		return busy.RetryAfter
	}
	return 0
}
