package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// usualImport is how many videos import looks at unless it is told.
const usualImport = 100

// importOrder is what import was asked for.
type importOrder struct {
	limit    int
	since    age
	title    string
	statuses statusWords
	batch    batchName
	asJSON   bool
}

func (a *app) importCommand() *cobra.Command {
	var o importOrder
	cmd := &cobra.Command{
		Use:     "import",
		GroupID: groupService,
		Short:   "Track the account's recent videos",
		Long: `Track the videos of the account that HeyGen lists first, the newest. Those that are tracked already are left as they
are, and count towards --limit; drafts are passed over. Nothing is saved of videos that had ended, unless you ask for it
(reelwatch download). One that HeyGen gives no time for passes --since.`,
		Example: `  reelwatch import --since 24h
  reelwatch import --title spring --status completed --batch spring
  reelwatch import --limit 500 && reelwatch wait`,
		Args: noWords("it takes the recent videos (--limit, --since, --title); reelwatch add ID tracks one"),
		RunE: a.run(func(ctx context.Context, _ []string) error { return a.importRecent(ctx, o) }),
	}
	cmd.Flags().IntVar(&o.limit, "limit", usualImport, "the most videos")
	cmd.Flags().Var(&o.since, "since", "only videos created within `AGE`: 24h, 7d, 30m, 2w")
	cmd.Flags().StringVar(&o.title, "title", "", "only videos with this `TEXT` in their title")
	cmd.Flags().Var(&o.statuses, "status", "only videos with this `STATUS`: completed, rendering...; several with commas between")
	cmd.Flags().Var(&o.batch, "batch", "the batch `NAME` that the new ones belong to")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print the new ones, one JSON object a line")
	a.completeBatch(cmd)
	completeFlag(cmd, "status", cobra.FixedCompletions(statusChoices(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (a *app) importRecent(ctx context.Context, o importOrder) error {
	if o.limit < 1 {
		return &usageError{fmt.Errorf("--limit %d: give 1 or more", o.limit)}
	}
	t, _, done, err := a.openReal(ctx)
	if err != nil {
		return err
	}
	defer done()
	recent := tracker.Recent{Limit: o.limit, Title: o.title, Batch: string(o.batch)}
	if o.since > 0 {
		recent.Since = time.Now().Add(-time.Duration(o.since))
	}
	if len(o.statuses) > 0 {
		recent.Wants = o.wants
	}
	result, err := t.Import(ctx, recent)
	if err != nil {
		return err
	}
	if o.asJSON {
		shown := make([]*tracker.Entry, len(result.Added))
		for i := range result.Added {
			shown[i] = &result.Added[i]
		}
		if err := a.print(shown, true); err != nil {
			return err
		}
	}
	if len(result.Added)+len(result.Known) == 0 {
		a.mistyped(o.statuses, nil)
		a.say("nothing to import: the account has no video like that")
		return nil
	}
	a.say("%s", addedText(len(result.Added), len(result.Known)))
	return nil
}

// wants says whether a status is one of those that were asked for. Words are those of the table or of --json.
func (o *importOrder) wants(status heygen.Status) bool {
	e := &tracker.Entry{Status: status}
	return slices.ContainsFunc(o.statuses, func(word string) bool { return hasStatus(e, word) })
}
