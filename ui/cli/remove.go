package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) removeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remove ID...",
		Short: "Stop tracking videos",
		Long: `Stop tracking videos. Nothing is deleted at HeyGen, and no saved file. An id that is not tracked is named, and the
exit code is 1; the others are removed.`,
		Example: `  reelwatch remove 7f2c1f                # a prefix of six characters or more will do
  reelwatch remove - < done.txt`,
		Args: cobra.MinimumNArgs(1),
		RunE: a.run(a.remove),
	}
}

func (a *app) remove(ctx context.Context, args []string) error {
	t, _, done, err := a.openReal(ctx)
	if err != nil {
		return err
	}
	defer done()
	ids, err := a.resolve(args, t.Snapshot().Entries)
	if err != nil {
		return err
	}
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
	}
	var missing []error
	for _, id := range ids {
		if !gone[id] {
			missing = append(missing, fmt.Errorf("%s: not tracked (reelwatch list shows what is)", id))
		}
	}
	return errors.Join(missing...)
}
