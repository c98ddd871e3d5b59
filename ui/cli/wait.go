package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"reelwatch/store"
	"reelwatch/tracker"
)

// waitOrder is what wait was asked for.
type waitOrder struct {
	choose  selection
	save    bool
	asJSON  bool
	timed   bool          // there is a timeout
	timeout time.Duration // above 0
}

func (a *app) waitCommand() *cobra.Command {
	var w waitOrder
	cmd := &cobra.Command{
		Use:     "wait [ID...]",
		GroupID: groupService,
		Short:   "Ask until every video has ended",
		Long: `Ask HeyGen until the given videos, or all that have not ended, are completed, failed or not_found (for a minute). Ids
that are new are tracked. With --download each is saved as it completes; without ids that goes for all that are completed
and were never saved, too. --batch, --status and --older-than narrow what is waited for without ids.

Progress goes to standard error: a bar on a terminal, elsewhere a line for each change and one a minute while nothing
changes. --json prints an object for each change and each save on standard output, and nothing else there. Beside an open
dashboard wait follows what that one learns. Trouble that passes is waited out.

It exits 0 only if all completed (and were saved), 1 if one did not, 4 when the time ran out. A second wait goes on where
the first stood.`,
		Example: `  reelwatch wait --download
  reelwatch wait --timeout 20m 7f2c1f && echo done
  reelwatch wait --batch spring --json | jq -r 'select(.status == "failed") | .error'`,
		ValidArgsFunction: a.completeIDs(func(e *tracker.Entry) bool { return !e.Ended(time.Now()) }),
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		w.timed = cmd.Flags().Changed("timeout")
		return a.wait(ctx, args, w)
	})
	cmd.Flags().BoolVar(&w.save, "download", false, "save each video as it completes")
	cmd.Flags().DurationVar(&w.timeout, "timeout", 0, "the `TIME` for the whole: 20m, 1h30m (default none)")
	cmd.Flags().BoolVar(&w.asJSON, "json", false, "one JSON object a line for each change")
	a.selectable(cmd, &w.choose)
	return cmd
}

func (a *app) wait(ctx context.Context, args []string, w waitOrder) error {
	if err := w.choose.alone(args); err != nil {
		return err
	}
	if w.timed && w.timeout <= 0 {
		return &usageError{fmt.Errorf("--timeout %s: give a time above 0, or leave it out to wait until all have ended", w.timeout)}
	}
	if err := a.needShell(); err != nil {
		return err
	}
	t, _, done, err := a.openLasting(ctx, store.Options{})
	if err != nil {
		return err
	}
	defer done()
	if err := w.choose.known(t.Snapshot().Entries); err != nil {
		return err
	}
	ids, err := a.toAwait(ctx, t, args, w)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		a.say("nothing to wait for: every video has ended")
		return a.finishHooks(ctx, t, allIDs(t))
	}
	return a.await(ctx, t, ids, w)
}

// allIDs gives the ids of all tracked videos.
func allIDs(t *tracker.Tracker) []string {
	entries := t.Snapshot().Entries
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	return ids
}

// toAwait gives the videos that wait is about, and tracks those that are new.
func (a *app) toAwait(ctx context.Context, t *tracker.Tracker, args []string, w waitOrder) ([]string, error) {
	if len(args) == 0 {
		return a.chosen(t, w.choose, t.Unfinished(w.save)), nil
	}
	ids, err := a.resolve(ctx, args, t.Snapshot().Entries)
	if err != nil {
		return nil, err
	}
	return ids, track(ctx, t, ids)
}

// await waits for the videos, and turns how that ended into an error.
func (a *app) await(ctx context.Context, t *tracker.Tracker, ids []string, w waitOrder) error {
	if w.timed {
		// Not a deadline: a question under way would take that for trouble of its own, a moment before the time is out.
		limited, cancel := context.WithCancelCause(ctx)
		defer time.AfterFunc(w.timeout, func() { cancel(&timeoutError{w.timeout}) }).Stop()
		defer cancel(nil)
		ctx = limited
	}
	p := newWaitProgress(a, ids, w)
	missed, err := t.WaitFor(ctx, tracker.Waiting{IDs: ids, Save: w.save, Tell: p.tell, Beat: p.beat})
	p.end(t.Snapshot())
	const next = "what is there is kept, and the same command goes on from here"
	var late *timeoutError
	switch {
	case errors.As(err, &late):
		return fmt.Errorf("%w: %s", err, next)
	case ctx.Err() != nil:
		a.say("stopped: %s", next)
		return err
	case err != nil:
		return err
	case len(missed) > 0 && w.save:
		return fmt.Errorf("%d of %s not completed and saved whole (the lines above and reelwatch list say why)", len(missed), count(len(ids), "video", "videos"))
	case len(missed) > 0:
		return fmt.Errorf("%d of %s not completed (reelwatch list says why)", len(missed), count(len(ids), "video", "videos"))
	}
	return nil
}
