package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// manCommand is for those who package the program, so it is not in --help.
func (a *app) manCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual's pages into a folder",
		Long: `Write a manual page for reelwatch and for each of its commands into a folder. The same program writes the same bytes
anywhere; the pages carry a date only where SOURCE_DATE_EPOCH gives one.`,
		Example:           "  reelwatch man /usr/local/share/man/man1",
		Args:              oneWord("the folder to write to"),
		Hidden:            true,
		ValidArgsFunction: cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs),
	}
	cmd.RunE = a.run(func(_ context.Context, args []string) error { return a.man(cmd.Root(), args[0]) })
	return cmd
}

// man writes the pages of root and its commands.
func (a *app) man(root *cobra.Command, folder string) error {
	date, err := a.sourceDate()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	root.DisableAutoGenTag = true
	root.Long += "\n\n# ENVIRONMENT\n\n```\n" + environment + "```\n\n# EXIT CODES\n\n```\n" + exitTable + "```\n"
	for flag, where := range map[string]string{
		"store": "$XDG_DATA_HOME/reelwatch/reelwatch.db", "output": "$XDG_DOWNLOAD_DIR/reelwatch",
	} {
		root.PersistentFlags().Lookup(flag).DefValue = where // not this user's home
	}
	return manTree(root, folder, doc.GenManHeader{Section: "1", Date: &date, Source: "reelwatch " + a.Version, Manual: "reelwatch"})
}

// manTree writes the pages of a command and of those below it.
func manTree(cmd *cobra.Command, folder string, header doc.GenManHeader) error {
	for _, below := range cmd.Commands() {
		if below.IsAvailableCommand() {
			if err := manTree(below, folder, header); err != nil {
				return err
			}
		}
	}
	var page bytes.Buffer
	if err := doc.GenMan(cmd, &header, &page); err != nil {
		return fmt.Errorf("the manual's page of %s: %w", cmd.CommandPath(), err)
	}
	text := page.Bytes()
	if header.Date.IsZero() {
		text = bytes.Replace(text, []byte(header.Date.Format("Jan 2006")), nil, 1)
	}
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + "." + header.Section
	return os.WriteFile(filepath.Join(folder, name), text, 0o644)
}

// sourceDate is the date of the pages, as reproducible builds give it; the zero time where they don't.
func (a *app) sourceDate() (time.Time, error) {
	epoch := a.Getenv("SOURCE_DATE_EPOCH")
	if epoch == "" {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return time.Time{}, &usageError{fmt.Errorf("SOURCE_DATE_EPOCH: %q is no number of seconds", epoch)}
	}
	return time.Unix(seconds, 0).UTC(), nil
}
