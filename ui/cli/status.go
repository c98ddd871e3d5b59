package cli

import (
	"context"

	"github.com/spf13/cobra"

	"reelwatch/tracker"
)

func (a *app) statusCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status [ID...]",
		Short: "Ask HeyGen once, now, and print",
		Long: `Ask HeyGen once about the given videos, or about all that have not ended, and print what it says. An id that is
not tracked is answered and not tracked. A video has ended when it is completed, failed or not_found.`,
		Example: `  reelwatch status
  reelwatch status --json 7f2c1f | jq -r .status`,
		RunE: a.run(func(ctx context.Context, args []string) error { return a.status(ctx, args, asJSON) }),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

func (a *app) status(ctx context.Context, args []string, asJSON bool) error {
	t, _, done, err := a.openReal(ctx)
	if err != nil {
		return err
	}
	defer done()
	ids, err := a.resolve(args, t.Snapshot().Entries)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		ids = t.Unended()
	}
	entries, askErr := t.Check(ctx, ids)
	shown := make([]*tracker.Entry, len(entries))
	for i := range entries {
		shown[i] = &entries[i]
	}
	if err := a.print(shown, asJSON); err != nil {
		return err
	}
	return askErr
}
