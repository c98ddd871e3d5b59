package tracker

import (
	"context"
	"errors"
	"net/http"
	"time"

	"reelwatch/heygen"
)

// Learn asks about ids as Check does without links, and tries again after trouble that passes, as often as a save does: five
// times, with pauses that double from 2 s, or as long as HeyGen asks, up to 10 minutes. say hears why it tries again, and
// after how long. Its error is that of the last try.
func (t *Tracker) Learn(ctx context.Context, ids []string, say func(why error, after time.Duration)) error {
	for tries := 1; ; tries++ {
		_, err := t.Check(ctx, ids, false)
		if err == nil || tries == mostTries || !passes(err) || ctx.Err() != nil {
			return err
		}
		pause := pauseAfter(tries, err)
		say(err, pause.Round(time.Second))
		if !sleep(ctx, pause) {
			return ctx.Err()
		}
	}
}

// pauseAfter is the wait after so many tries in vain, the last of which met err.
func pauseAfter(tries int, err error) time.Duration {
	return max(firstPause<<(tries-1), min(retryAfter(err), longestBidden))
}

// passes says that an error is of a kind that mends itself within minutes, unlike a used up quota or a wrong address.
func passes(err error) bool {
	limit, limited := errors.AsType[*heygen.LimitError](err)
	server, faulty := errors.AsType[*heygen.ServerError](err)
	_, silent := errors.AsType[*heygen.TransportError](err)
	return limited && !limit.Quota || faulty && server.HTTP >= http.StatusBadRequest || silent
}
