package cli

import (
	"bufio"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"reelwatch/store"
)

// verdict is how a check of the doctor's went.
type verdict string

// The verdicts, as they are printed.
const (
	fine  verdict = "ok"
	noted verdict = "note" // works, and could be better
	bad   verdict = "bad"
)

// finding is one line of the doctor's.
type finding struct {
	verdict verdict
	subject string
	text    string // what was found
	remedy  string // what to do about it; empty where there is nothing to do
}

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "doctor",
		GroupID: groupHouse,
		Short:   "Check key, route, store, folder and terminal",
		Long: `Check what reelwatch needs: the key (HeyGen is asked once who it belongs to), the route that answers about statuses, the
list's file, the output folder, and what the terminal can do. Each check is a line, ok, note or bad, with its remedy.
The exit code is 1 if one is bad. The key itself is never printed.`,
		Example: `  reelwatch doctor
  ssh -t HOST reelwatch doctor       # what a dashboard there would find`,
		Args: noWords(""),
		RunE: a.run(a.doctor),
	}
}

func (a *app) doctor(ctx context.Context, _ []string) error {
	at, err := a.real()
	if err != nil {
		return err
	}
	list, done, err := a.openStore(store.Options{})
	if err != nil {
		return err
	}
	defer done()
	client, err := a.client(at)
	if err != nil {
		return err
	}
	findings, anyID := examineStore(ctx, list)
	findings = append(examineService(ctx, client, at.credential, anyID), findings...)
	findings = append(findings, examineFolder(a.settings.output), a.examineTerminal())
	findings = append(findings, a.examineTmux(ctx)...)
	if err := ctx.Err(); err != nil {
		return err
	}
	return a.tell(findings)
}

// tell prints the findings. Its error counts the bad ones.
func (a *app) tell(findings []finding) error {
	out := bufio.NewWriter(a.Stdout)
	bads := 0
	for _, f := range findings {
		line := fmt.Sprintf("%-4s  %-9s  %s", f.verdict, f.subject, plain(f.text))
		if f.remedy != "" {
			line += ": " + plain(f.remedy)
		}
		fmt.Fprintln(out, line)
		if f.verdict == bad {
			bads++
		}
	}
	if err := out.Flush(); err != nil {
		return written(err)
	}
	if bads > 0 {
		return fmt.Errorf("%s; what to do stands behind the colon", count(bads, "check is bad", "checks are bad"))
	}
	return nil
}
