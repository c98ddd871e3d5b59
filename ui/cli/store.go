package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"reelwatch/store"
)

func (a *app) storeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "store",
		GroupID: groupHouse,
		Short:   "Check the list's file, or copy it",
		Long:    `Check the list's file, or write a copy of it. Both may run while dashboards are open.`,
		Example: `  reelwatch store check
  reelwatch store backup ~/reelwatch-$(date +%F).db`,
		Args: knownCommand,
		RunE: a.run(func(context.Context, []string) error {
			return &usageError{errors.New("say what to do with the store: check, or backup FILE")}
		}),
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "check",
		Short: "Read every page and every record",
		Long:  `Read every page and every record of the list's file, and say what is there. Nothing is changed. A damaged file exits 1.`,
		Example: `  reelwatch store check
  reelwatch --store /mnt/backup/reelwatch.db store check`,
		Args: noWords("it checks the list of --store"),
		RunE: a.run(func(ctx context.Context, _ []string) error { return a.storeCheck(ctx) }),
	}, &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a consistent, compact copy",
		Long: `Write a consistent, compact copy of the list to a new file of mode 0600. A file that is there is never replaced.
To go back to it, stop every reelwatch and put it in the store's place.`,
		Example:           `  reelwatch store backup ~/reelwatch-$(date +%F).db`,
		Args:              oneWord("the FILE to write"),
		ValidArgsFunction: cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault),
		RunE:              a.run(func(ctx context.Context, args []string) error { return a.storeBackup(ctx, args[0]) }),
	})
	return cmd
}

func (a *app) storeCheck(ctx context.Context) error {
	list, done, err := a.openStore(store.Options{})
	if err != nil {
		return err
	}
	defer done()
	found, err := list.Check(ctx)
	if err != nil {
		return err
	}
	return a.printLine(list.Path() + ": " + reported(found))
}

// reported is what a check found in a sound store.
func reported(found store.Report) string {
	if found.Bytes == 0 {
		return "no list yet; the first add makes it"
	}
	return fmt.Sprintf("sound: %s, %s, %s (%s of it free)", count(found.Entries, "video", "videos"),
		count(found.Names, "file name", "file names"), humanize.Bytes(uint64(found.Bytes)), humanize.Bytes(uint64(found.FreeBytes)))
}

func (a *app) storeBackup(ctx context.Context, path string) error {
	list, done, err := a.openStore(store.Options{})
	if err != nil {
		return err
	}
	defer done()
	if err := list.Backup(ctx, path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			err = fmt.Errorf("%w; nothing is replaced: give a new name", err)
		}
		return err
	}
	a.say("wrote %s", path)
	return nil
}
