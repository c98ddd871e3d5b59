package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	xterm "golang.org/x/term"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Print what is tracked, without asking HeyGen",
		Long: `Print what is tracked, from the list on disk alone: no request is made. On a terminal an aligned table; elsewhere
a line a video with tabs between id, status, title, time of adding, file and error.`,
		Example: `  reelwatch list
  reelwatch list --json | jq -r 'select(.status == "completed") | .id'`,
		Args: cobra.NoArgs,
		RunE: a.run(func(ctx context.Context, _ []string) error { return a.list(ctx, asJSON) }),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

func (a *app) list(ctx context.Context, asJSON bool) error {
	t, _, done, err := a.openReal(ctx)
	if err != nil {
		return err
	}
	defer done()
	return a.print(t.Snapshot().Entries, asJSON)
}

// print writes entries to standard output in the form that it takes.
func (a *app) print(entries []*tracker.Entry, asJSON bool) error {
	out := bufio.NewWriter(a.Stdout)
	width, _, sizeErr := xterm.GetSize(int(a.Stdout.Fd()))
	var err error
	switch {
	case asJSON:
		for _, e := range entries {
			if err = writeJSON(out, e); err != nil {
				break
			}
		}
	case sizeErr != nil || !xterm.IsTerminal(int(a.Stdout.Fd())):
		err = writeTabbed(out, entries)
	default:
		err = a.writeTable(out, entries, width)
	}
	if err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	return nil
}

// writeTabbed writes a line an entry, for other programs.
func writeTabbed(w io.Writer, entries []*tracker.Entry) error {
	for _, e := range entries {
		fields := []string{e.ID, string(e.Status), e.Shown(), utc(e.AddedAt).Format(time.RFC3339), e.File, e.Failure.Text()}
		for i := range fields {
			fields[i] = tracker.CleanText(fields[i])
		}
		if _, err := fmt.Fprintln(w, strings.Join(fields, "\t")); err != nil {
			return err
		}
	}
	return nil
}

// writeTable writes the entries in columns that fit width cells.
func (a *app) writeTable(w io.Writer, entries []*tracker.Entry, width int) error {
	mark := term.Ellipsis
	if a.asciiOnly() {
		mark = term.EllipsisASCII
	}
	const idWidth, statusWidth, gap = 32, 10, 2
	last := max(width-idWidth-statusWidth-2*gap, 10)
	titleWidth := last / 2
	for _, e := range entries {
		line := strings.Join([]string{
			term.Pad(term.CutMiddle(e.ID, idWidth, mark), idWidth),
			term.Pad(term.Cut(plain(statusWord(e)), statusWidth, mark), statusWidth),
			term.Pad(term.CutMiddle(plain(e.Shown()), titleWidth, mark), titleWidth),
			term.Cut(plain(note(e)), last-titleWidth-gap, mark),
		}, strings.Repeat(" ", gap))
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}

// statusWord is the status as people read it.
func statusWord(e *tracker.Entry) string {
	switch {
	case e.Saved():
		return "saved"
	case e.Status == heygen.Processing:
		return "rendering"
	case e.Status == heygen.NotFound:
		return "not found"
	}
	return string(e.Status)
}

// note is the one thing that matters about an entry beside its status.
func note(e *tracker.Entry) string {
	switch {
	case e.Saved():
		return filepath.Base(e.File)
	case e.Status == heygen.Failed:
		return e.Failure.Text()
	case e.Status == heygen.Completed:
		return "not saved yet"
	}
	return ""
}

// asciiOnly says whether only ASCII may be drawn.
func (a *app) asciiOnly() bool { return a.settings.ascii || !term.Detect(a.Getenv).UTF8 }
