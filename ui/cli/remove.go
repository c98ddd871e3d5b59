package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"reelwatch/tracker"
)

func (a *app) removeCommand() *cobra.Command {
	var choose selection
	cmd := &cobra.Command{
		Use:     "remove [ID...]",
		GroupID: groupList,
		Short:   "Stop tracking videos",
		Long: `Stop tracking videos: the given ones, or those that --batch, --status and --older-than choose together (list with the
same flags shows them first). Nothing is deleted at HeyGen, and no saved file. An id that is not tracked is named, and
the exit code is 1; the others are removed.`,
		Example: `  reelwatch remove 7f2c1f                # a prefix of six characters or more will do
  reelwatch remove - < done.txt
  reelwatch remove --status failed --older-than 7d`,
		ValidArgsFunction: a.completeIDs(nil),
		RunE:              a.run(func(ctx context.Context, args []string) error { return a.remove(ctx, args, choose) }),
	}
	a.selectable(cmd, &choose)
	return cmd
}

func (a *app) remove(ctx context.Context, args []string, choose selection) error {
	if len(args) == 0 && !choose.given() {
		return &usageError{errors.New("say which videos: ids, or --batch, --status, --older-than")}
	}
	t, ids, done, err := a.openChosen(ctx, args, choose)
	if err != nil {
		return err
	}
	defer done()
	if len(args) == 0 {
		for _, e := range t.Snapshot().Entries {
			ids = append(ids, e.ID)
		}
		if ids = a.chosen(t, choose, ids); len(ids) == 0 {
			a.say("nothing to remove: no tracked video is like that")
			return nil
		}
	}
	return a.forget(ctx, t, ids)
}

// forget stops tracking ids and says so. Its error names those that are not tracked.
func (a *app) forget(ctx context.Context, t *tracker.Tracker, ids []string) error {
	removed, err := t.Remove(ctx, ids)
	if err != nil {
		return err
	}
	if len(removed) > 0 {
		a.say("stopped tracking %s", count(len(removed), "video", "videos"))
	}
	gone := map[string]bool{}
	for _, e := range removed {
		gone[e.ID] = true
		if e.Status == tracker.Queued && e.Request != nil && !e.Request.SentAt.IsZero() {
			a.say("%s had been sent already: its video may be made all the same, and is tracked again if it is", e.ID)
		}
	}
	var missing []error
	for _, id := range ids {
		if !gone[id] {
			missing = append(missing, fmt.Errorf("%s: not tracked (reelwatch list shows what is)", id))
		}
	}
	return errors.Join(missing...)
}
