package tracker_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// someVideo is one of the account's, and whatever may be odd about it.
func someVideo(rng *rand.Rand, title string) heygentest.VideoSpec {
	odds := func(n int) bool { return chance(rng, n) }
	v := heygentest.VideoSpec{
		Title: title, Queued: between(rng, 0, 3*time.Minute), Renders: between(rng, time.Minute, 15*time.Minute),
		Size: 5_000 + rng.Int64N(60_000), Odd: heygentest.Shape(rng.IntN(64)),
		WebM: odds(8), Unsigned: odds(12), NoRanges: odds(8), NoETag: odds(8), WeakETag: odds(8), Chunked: odds(8),
		Faults: troubleOfAFile(rng),
	}
	if odds(4) {
		v.NoLinkFor = between(rng, 0, time.Minute)
	}
	if odds(4) {
		v.LinkNotReady = []int{http.StatusForbidden, http.StatusNotFound}
	}
	if odds(6) {
		v.NotFoundFor = between(rng, 0, 4*time.Minute)
	}
	if odds(10) {
		v.Ends, v.FailMessage = heygen.Failed, "Script too long"
	}
	return v
}

// troubleOfAFile is what goes wrong with one video's file.
func troubleOfAFile(rng *rand.Rand) (faults []heygentest.Fault) {
	for range rng.IntN(3) {
		f := heygentest.Fault{On: heygentest.File, After: rng.Float64()}
		switch rng.IntN(11) {
		case 0, 1:
			f.Do = heygentest.Cut
		case 2:
			f.Do = heygentest.Stall
		case 3:
			f.Do = heygentest.IgnoreRange
		case 4:
			f.Do = heygentest.WrongStart
		case 5:
			f.Do = heygentest.OtherETag
		case 6:
			f.Do, f.After = heygentest.Page, 0
		case 7:
			f.Do, f.Status, f.After, f.RetryAfter = heygentest.Refuse, http.StatusServiceUnavailable, 0, "20"
		case 8:
			f.Do, f.Status, f.After = heygentest.Refuse, http.StatusGone, 0
		case 9:
			f.Do, f.To, f.After = heygentest.Redirect, heygentest.ToMirror, 0
		case 10:
			f.Do, f.Body, f.After = heygentest.Say, "", 0
		}
		faults = append(faults, f)
	}
	return faults
}

// troubleOfTheAPI is what goes wrong with a few answers.
func (w *world) troubleOfTheAPI() heygentest.Fault {
	f := heygentest.Fault{On: heygentest.API, Times: 1 + w.rng.IntN(4)}
	switch w.rng.IntN(12) {
	case 0:
		f.Do, f.Status, f.RetryAfter = heygentest.Refuse, http.StatusTooManyRequests, "30"
	case 1:
		at := w.ahead.of(time.Now()).Add(time.Minute).UTC().Format(http.TimeFormat)
		f.Do, f.Status, f.RetryAfter = heygentest.Refuse, http.StatusTooManyRequests, at
	case 2:
		f.Do, f.Status = heygentest.Refuse, http.StatusTooManyRequests
	case 3:
		f.Do, f.Status = heygentest.Refuse, http.StatusInternalServerError
	case 4:
		f.Do, f.Status = heygentest.Page, http.StatusBadGateway
	case 5:
		f.Do = heygentest.Page
	case 6:
		f.Do, f.After = heygentest.Cut, 0.5
	case 7:
		f.Do = heygentest.Stall
	case 8:
		f.Do, f.Body = heygentest.Say, `{"data":null,"error":null}`
	case 9:
		f.Do, f.Body = heygentest.Say, `[[1,{"data":`
	case 10:
		f.Do = heygentest.Huge
	case 11:
		f.Do, f.Status = heygentest.Page, http.StatusForbidden
	}
	return f
}

// strike makes something bigger go wrong.
func (w *world) strike() {
	w.struck++
	switch w.rng.IntN(9) {
	case 0:
		w.lose(refused(), w.between(time.Hour, 4*time.Hour))
	case 1:
		w.lose(unknownHost(), w.between(time.Minute, time.Hour))
	case 2:
		w.lose(errSilent, w.between(time.Minute, 3*time.Hour))
	case 3:
		key := fmt.Sprint("another key, of ", time.Now())
		w.server.SetKey(key)
		pass(w.between(time.Minute, 2*time.Hour))
		w.at.key.Store(key)
	case 4:
		w.server.RevokeLinks()
	case 5:
		w.ahead.set(w.ahead.of(time.Time{}).Sub(time.Time{}) + w.between(time.Minute, time.Hour)) // HeyGen's clock was slow
	case 6:
		w.reopen()
	case 7: // the clock of this machine is set, and set back
		w.at.clock.set(w.between(-5*time.Hour, 5*time.Hour))
		pass(w.between(time.Minute, time.Hour))
		w.at.clock.set(0)
	case 8: // another is open for a while, and is the last one for some of it
		other := w.beside()
		pass(w.between(time.Minute, time.Hour))
		w.reopen()
		pass(w.between(time.Minute, time.Hour))
		other.close()
	}
}

func (w *world) lose(why error, long time.Duration) {
	w.at.network.fail(why)
	pass(long)
	w.at.network.heal()
}
