package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"reelwatch/tracker"
)

func (a *app) statusCommand() *cobra.Command {
	var asJSON bool
	var choose selection
	cmd := &cobra.Command{
		Use:     "status [ID...]",
		GroupID: groupService,
		Short:   "Ask HeyGen once, now, and print",
		Long: `Ask HeyGen once about the given videos, or about all that have not ended, and print what it says. An id that is
not tracked is answered and not tracked. A video has ended when it is completed, failed or not_found.
--batch and --older-than narrow what is asked about without ids; --status does too, and may name ended videos.`,
		Example: `  reelwatch status
  reelwatch status --batch spring
  reelwatch status --json 7f2c1f | jq -r .status`,
		ValidArgsFunction: a.completeIDs(nil),
		RunE:              a.run(func(ctx context.Context, args []string) error { return a.status(ctx, args, choose, asJSON) }),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	a.selectable(cmd, &choose)
	return cmd
}

func (a *app) status(ctx context.Context, args []string, choose selection, asJSON bool) error {
	if err := a.needShell(); err != nil {
		return err
	}
	t, ids, done, err := a.openChosen(ctx, args, choose)
	if err != nil {
		return err
	}
	defer done()
	if len(args) == 0 {
		ids = a.toAsk(t, choose)
	}
	entries, askErr := t.Check(ctx, ids, asJSON || len(args) > 0)
	shown := make([]*tracker.Entry, len(entries))
	for i := range entries {
		shown[i] = &entries[i]
	}
	if err := a.print(shown, asJSON); err != nil {
		return err
	}
	return errors.Join(askErr, a.finishHooks(ctx, t, ids))
}

// toAsk gives the videos that status is about without ids: the chosen ones that have not ended, and with --status the
// ended ones too. What HeyGen does not know of yet is left out.
func (a *app) toAsk(t *tracker.Tracker, choose selection) []string {
	if len(choose.statuses) == 0 {
		return a.chosen(t, choose, t.Unended())
	}
	var ids []string
	for _, e := range t.Snapshot().Entries {
		if !e.Local() {
			ids = append(ids, e.ID)
		}
	}
	return a.chosen(t, choose, ids)
}
