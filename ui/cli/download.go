package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func (a *app) downloadCommand() *cobra.Command {
	var asJSON bool
	var choose selection
	cmd := &cobra.Command{
		Use:     "download [ID...]",
		GroupID: groupService,
		Short:   "Save completed videos",
		Long: `Save the given videos, or all that are completed and were never saved. An interrupted save goes on where it
stopped, and trouble that passes is tried again, five times, with a line for each on standard error. Each saved file is a
line on standard output. What --assets asks for is saved beside each video under the same
name; by its id, a video that was saved without gets it now. That HeyGen made no such file is said and is no error; one
that could not be saved is, and the next download ID tries again. --batch, --status and --older-than narrow what is saved
without ids; what was saved once is saved again only by its id.`,
		Example: `  reelwatch download
  reelwatch download --batch spring --name '{batch}/{title}'
  reelwatch download 7f2c1f --output ~/Videos
  reelwatch download --assets subtitles,thumbnail 7f2c1f`,
		ValidArgsFunction: a.completeIDs((*tracker.Entry).Savable),
		RunE:              a.run(func(ctx context.Context, args []string) error { return a.download(ctx, args, choose, asJSON) }),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	a.selectable(cmd, &choose)
	return cmd
}

func (a *app) download(ctx context.Context, args []string, choose selection, asJSON bool) error {
	if err := a.needShell(); err != nil {
		return err
	}
	t, ids, done, err := a.openChosen(ctx, args, choose)
	if err != nil {
		return err
	}
	defer done()
	if len(args) == 0 {
		if ids = a.chosen(t, choose, t.Unsaved()); len(ids) == 0 {
			a.say("nothing to save: no completed video is unsaved%s", stillOpen(len(choose.among(t, t.Unended()))))
			return nil
		}
	}
	t.ExpectSaves(ids)
	learned, saved := a.learn(ctx, t, ids), error(nil)
	if learned == nil || ctx.Err() == nil && slices.ContainsFunc(ids, func(id string) bool { return savable(t.Entry(id)) }) {
		saved = a.save(ctx, t, ids, asJSON)
	}
	return errors.Join(learned, saved, a.finishHooks(ctx, t, ids))
}

// stillOpen says what may be there to save later; empty where nothing is.
func stillOpen(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s not ended, as far as is known: reelwatch wait --download asks, and saves what completes)", count(n, "has", "have"))
}

func savable(e *tracker.Entry) bool { return e != nil && e.Savable() }

// learn tracks the ids that are new and asks about those that are not known to be completed.
func (a *app) learn(ctx context.Context, t *tracker.Tracker, ids []string) error {
	var open []string
	for _, id := range ids {
		if e := t.Entry(id); e == nil || e.Status != heygen.Completed {
			open = append(open, id)
		}
	}
	if err := track(ctx, t, ids); err != nil {
		return err
	}
	if len(open) == 0 {
		return nil
	}
	return t.Learn(ctx, open, func(why error, after time.Duration) { a.say("%s, again in %s", why, after) })
}

// save saves the videos and tells of each as it ends. Its error joins those of the files that could not be saved.
func (a *app) save(ctx context.Context, t *tracker.Tracker, ids []string, asJSON bool) error {
	type result struct {
		id    string
		saved tracker.Saved
		err   error
	}
	results := make(chan result)
	var group sync.WaitGroup
	for _, id := range ids {
		var saved tracker.Saved
		group.Add(1)
		guarded(func(err error) {
			defer group.Done()
			results <- result{id, saved, err}
		}, func() (err error) {
			saved, err = t.Download(ctx, id)
			return err
		})
	}
	go func() {
		group.Wait()
		close(results)
	}()
	var failed []error
	tries := newTriesTold(a, ids)
	beat := time.NewTicker(triesSeen)
	defer beat.Stop()
	for open := true; open; {
		var r result
		select {
		case <-beat.C:
			tries.tell(t.Snapshot())
			continue
		case r, open = <-results:
		}
		if r.err != nil && ctx.Err() == nil {
			failed = append(failed, unstopped(r.id, r.err))
		}
		if r.saved.Path != "" {
			failed = append(failed, a.tellSaved(t.Entry(r.id), r.saved, asJSON))
		}
	}
	if ctx.Err() != nil {
		a.say("stopped; what was saved so far is kept, and reelwatch download goes on with it")
		return ctx.Err()
	}
	return errors.Join(failed...)
}

// unstopped is the error of a save that we did not stop. One that was cancelled all the same has lost its video: another process
// took it off the list.
func unstopped(id string, err error) error {
	if errors.Is(err, context.Canceled) {
		return &tracker.SaveError{ID: id, What: "not saved: it was removed from the list meanwhile", Hint: "reelwatch add " + id}
	}
	return err
}

// tellSaved prints a saved video: its entry, or a line for each of its files. What HeyGen has not made beside it is said;
// what could not be saved there is the error, since a later download may mend it.
func (a *app) tellSaved(e *tracker.Entry, saved tracker.Saved, asJSON bool) error {
	var failed []error
	switch {
	case !asJSON:
		paths := []string{saved.Path}
		for _, f := range saved.Beside {
			paths = append(paths, f.Path)
		}
		failed = append(failed, a.printLine(strings.Join(paths, "\n")))
	case e != nil:
		failed = append(failed, a.printJSON(e))
	}
	for _, l := range saved.Lacks {
		if l.Err == nil {
			a.say("%s", l)
			continue
		}
		failed = append(failed, l)
	}
	return errors.Join(failed...)
}
