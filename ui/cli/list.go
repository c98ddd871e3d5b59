package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	xterm "github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// usualWidth is the width, in cells, of a terminal that does not tell its own.
const usualWidth = 80

// listing is what list was asked for.
type listing struct {
	choose  selection
	asJSON  bool
	summary bool
}

func (a *app) listCommand() *cobra.Command {
	var l listing
	cmd := &cobra.Command{
		Use:     "list",
		GroupID: groupList,
		Short:   "Print what is tracked, without asking HeyGen",
		Long: `Print what is tracked, from the list on disk alone: no request is made, and no key is needed. On a terminal an
aligned table; elsewhere a line a video with tabs between id, status, title, time of adding, file and error.
--summary is one line for a status bar: "7/12 done, 1 failed, 4 rendering, ~3m left".`,
		Example: `  reelwatch list
  reelwatch list --batch spring --status failed,not_found
  reelwatch list --json | jq -r 'select(.status == "completed") | .id'
  tmux set -g status-right '#(reelwatch list --summary)'`,
		Args: noWords("reelwatch status ID asks about one, and --batch, --status, --older-than narrow the list"),
		RunE: a.run(func(ctx context.Context, _ []string) error { return a.list(ctx, l) }),
	}
	cmd.Flags().BoolVar(&l.asJSON, "json", false, "one JSON object a line")
	cmd.Flags().BoolVar(&l.summary, "summary", false, "one line of counts")
	a.selectable(cmd, &l.choose)
	return cmd
}

func (a *app) list(ctx context.Context, l listing) error {
	if l.asJSON && l.summary {
		return &usageError{errors.New("give --json or --summary, not both")}
	}
	t, _, done, err := a.openReal(ctx)
	if err != nil {
		return err
	}
	defer done()
	now, snapshot := time.Now(), t.Snapshot()
	a.mistyped(l.choose.statuses, snapshot.Entries)
	entries := l.choose.of(snapshot.Entries, now)
	if l.summary {
		return a.printLine(summary(entries, snapshot, now))
	}
	return a.print(entries, l.asJSON)
}

// printJSON writes an entry to standard output as --json has it.
func (a *app) printJSON(e *tracker.Entry) error {
	return written(writeJSON(a.Stdout, e))
}

// printLine writes one line to standard output.
func (a *app) printLine(line string) error {
	_, err := fmt.Fprintln(a.Stdout, line)
	return written(err)
}

// print writes entries to standard output in the form that it takes.
func (a *app) print(entries []*tracker.Entry, asJSON bool) error {
	out := bufio.NewWriter(a.Stdout)
	width, _, sizeErr := xterm.GetSize(a.Stdout.Fd())
	if width <= 0 {
		width = usualWidth // a terminal that does not say
	}
	var err error
	switch {
	case asJSON:
		for _, e := range entries {
			if err = writeJSON(out, e); err != nil {
				break
			}
		}
	case sizeErr != nil || !xterm.IsTerminal(a.Stdout.Fd()):
		err = writeTabbed(out, entries)
	default:
		err = a.writeTable(out, entries, width)
	}
	if err == nil {
		err = out.Flush()
	}
	return written(err)
}

// writeTabbed writes a line an entry, for other programs.
func writeTabbed(w io.Writer, entries []*tracker.Entry) error {
	for _, e := range entries {
		added := ""
		if !e.AddedAt.IsZero() { // as that of a video which is not tracked
			added = utc(e.AddedAt).Format(time.RFC3339)
		}
		fields := []string{e.ID, string(e.Status), e.Shown(), added, e.File, e.Failure.Text()}
		for i := range fields {
			fields[i] = tracker.CleanText(fields[i])
		}
		if _, err := fmt.Fprintln(w, strings.Join(fields, "\t")); err != nil {
			return err
		}
	}
	return nil
}

// readable makes text fit for a line of this terminal: see plain. What its encoding does not hold is a question mark.
func (a *app) readable(text string) string {
	if term.Detect(a.Getenv).UTF8 {
		return plain(text)
	}
	return term.ASCII(plain(text))
}

// asciiOnly says whether only ASCII may be drawn.
func (a *app) asciiOnly() bool { return a.settings.ascii || !term.Detect(a.Getenv).UTF8 }
