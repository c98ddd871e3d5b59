package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui"
)

// toldEvery is the time between two looks at what has been sent.
const toldEvery = 200 * time.Millisecond

// sendOut sends what is queued and prints the id of each of these entries as soon as it is known, in their order; the names of
// those that stay queued come last. Its error says which were refused or are unsure, and what is in the way of the rest.
func (a *app) sendOut(ctx context.Context, t *tracker.Tracker, names []string, asJSON bool) error {
	sent := make(chan error, 1)
	go func() {
		defer func() {
			if fault := recover(); fault != nil {
				sent <- fmt.Errorf("a fault of reelwatch's own: %v (the list is safe)", fault)
			}
		}()
		sent <- t.SendAll(ctx, names)
	}()
	o := outbox{a: a, t: t, names: names, json: asJSON}
	line := newLiveLine(a)
	beat := time.NewTicker(toldEvery)
	defer beat.Stop()
	var unprinted error // it ends the printing, and not what is sent: a request whose answer nobody waits for may be lost
	for {
		select {
		case <-beat.C:
			o.trouble(line)
			if unprinted == nil {
				unprinted = o.print(false, line)
			}
		case trouble := <-sent:
			if unprinted == nil {
				unprinted = o.print(true, line)
			}
			return errors.Join(unprinted, o.outcome(ctx, trouble))
		}
	}
}

// outbox is what submit sends, as far as it has told of it.
type outbox struct {
	a     *app
	t     *tracker.Tracker
	names []string
	json  bool
	told  int    // how many of names were printed
	wrong string // the trouble that was told of last; empty while all is well
}

// print prints the entries that have left the queue since the last time; at the end also those that have not.
func (o *outbox) print(end bool, line *liveLine) error {
	line.draw("")
	for ; o.told < len(o.names); o.told++ {
		e := o.t.Entry(o.names[o.told])
		if e == nil {
			continue // removed meanwhile
		}
		if e.Status == tracker.Queued && !end {
			break
		}
		if err := o.line(e); err != nil {
			return err
		}
	}
	if !end && o.told < len(o.names) {
		line.draw(fmt.Sprintf("sending %d of %d", o.told+1, len(o.names)))
	}
	return nil
}

// trouble says why sending takes a while, once for each kind of trouble.
func (o *outbox) trouble(line *liveLine) {
	err := o.t.Snapshot().Queue.Trouble
	kind := ""
	if err != nil {
		kind = fmt.Sprintf("%T", err)
	}
	if kind != o.wrong && err != nil {
		line.draw("")
		o.a.say("trying on: %s", err)
	}
	o.wrong = kind
}

func (o *outbox) line(e *tracker.Entry) error {
	if o.json {
		return o.a.printJSON(e)
	}
	return o.a.printLine(e.ID)
}

// outcome says how it went.
func (o *outbox) outcome(ctx context.Context, trouble error) error {
	var bad []error
	taken, waiting := 0, 0
	for _, name := range o.names {
		e := o.t.Entry(name)
		switch {
		case e == nil:
		case e.Status == tracker.Queued:
			waiting++
		case e.Status == tracker.Unsure:
			bad = append(bad, fmt.Errorf("%s: unsure: %s", e.ID, undecided(e)))
		case e.Status == heygen.Failed && e.Local():
			bad = append(bad, fmt.Errorf("%s: refused: %s: mend the request and submit it anew; reelwatch remove %s takes this one off the list",
				e.ID, e.Failure.Text(), e.ID))
		default:
			taken++
		}
	}
	if taken > 0 {
		o.a.say("started %s", count(taken, "video", "videos"))
	}
	if waiting > 0 {
		o.a.say("%s in the queue%s: the dashboard, reelwatch wait and reelwatch submit send them", count(waiting, "waits", "wait"), held(o.t.Snapshot().Queue.Hold))
	}
	if ctx.Err() != nil {
		o.a.report(errors.Join(bad...))
		o.a.say("stopped: what was not sent waits in the queue")
		return ctx.Err()
	}
	if waiting == 0 && !isAuth(trouble) {
		trouble = nil // it is over
	}
	return errors.Join(append(bad, trouble)...)
}

// undecided is what can be done about an unsure entry.
func undecided(e *tracker.Entry) string {
	return fmt.Sprintf("it was sent and the answer was lost. Look for the video at HeyGen, then reelwatch add --for %s ID; "+
		"or reelwatch submit --resend %s, which may pay twice; or reelwatch remove %s", e.ID, e.ID, e.ID)
}

// held is why the queue waits, in brackets; empty where nothing holds it.
func held(h *tracker.Hold) string {
	if h == nil {
		return ""
	}
	return " (" + ui.HoldText(h) + ")"
}

// isAuth says whether an error is that of the credential.
func isAuth(err error) bool {
	var auth *heygen.AuthError
	return errors.As(err, &auth)
}
