package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"reelwatch/tracker"
)

// submission is what submit was asked for.
type submission struct {
	template string
	batch    batchName
	limit    int
	yes      bool
	dry      bool
	asJSON   bool
	resend   bool
	again    bool
}

func (a *app) submitCommand() *cobra.Command {
	var s submission
	cmd := &cobra.Command{
		Use:     "submit [FILE...]",
		GroupID: groupService,
		Short:   "Start generations, and track what becomes of them",
		Long: `Start generations: each JSON file, each line of a .jsonl, each row of a .csv or .tsv is the body of one request to HeyGen;
- reads JSON from standard input. A table fills the {{column}}s of --template: inside a JSON string a value becomes a part of
it, elsewhere a number, true, false or null stands for itself. A body goes where its shape belongs: "type" to /v3/videos, "prompt"
to /v3/video-agents, "template_id" with "variables" to /v3/templates/ID, "video_inputs" to /v2/video/generate.

All requests are written down before the first is sent, each under a key of its own, so that nothing is lost or paid for twice,
whatever happens. The id of each video is a line on standard output; nothing is waited for. What is over the account's limit, or
its credit, stays queued under a name (q-1a2b3c4d) that every command takes: the dashboard, wait, and submit without files send
it, in order, as places become free. On a terminal more than one request asks before it spends; --yes answers.

Where the answer to a request was lost and can't be asked for again, its entry is unsure, and yours to decide: submit --resend NAME
sends it again, add --for NAME ID says which video it became, remove NAME gives it up. --again makes failed videos anew,
each in its place in the list, where the id of the failed one goes on being an answer to.`,
		Example: `  reelwatch submit --batch spring --template body.json rows.csv && reelwatch wait --batch spring --download
  reelwatch submit --dry-run bodies.jsonl
  jq -c '.[]' bodies.json | reelwatch submit -
  reelwatch submit                                  # send what is queued
  reelwatch submit --again 7f2c1f                   # once more`,
		ValidArgsFunction: a.completeSubmit(&s),
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		if cmd.Flags().Changed("limit") && s.limit < 1 {
			return &usageError{fmt.Errorf("--limit %d: give 1 or more", s.limit)}
		}
		return a.submit(ctx, args, s)
	})
	flags := cmd.Flags()
	flags.StringVar(&s.template, "template", "", "the `FILE` with the body whose {{column}}s a table fills")
	flags.Var(&s.batch, "batch", "the batch `NAME` that these videos belong to")
	flags.IntVar(&s.limit, "limit", 0, "take only the first `N` requests (default all)")
	flags.BoolVarP(&s.yes, "yes", "y", false, "start without asking")
	flags.BoolVar(&s.dry, "dry-run", false, "check the requests and print what would be started")
	flags.BoolVar(&s.resend, "resend", false, "send unsure ones again, given by their names, under new keys")
	flags.BoolVar(&s.again, "again", false, "make failed ones anew, given by their ids")
	flags.BoolVar(&s.asJSON, "json", false, "one JSON object a line")
	a.completeBatch(cmd)
	completeFlag(cmd, "template", cobra.FixedCompletions([]cobra.Completion{"json"}, cobra.ShellCompDirectiveFilterFileExt))
	return cmd
}

// completeSubmit offers what submit takes: files, or the entries that its flags are about.
func (a *app) completeSubmit(s *submission) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		switch {
		case s.resend:
			return a.completeIDs(func(e *tracker.Entry) bool { return e.Status == tracker.Unsure })(cmd, args, begun)
		case s.again:
			return a.completeIDs((*tracker.Entry).MayTryAgain)(cmd, args, begun)
		}
		return []cobra.Completion{"json", "jsonl", "ndjson", "csv", "tsv"}, cobra.ShellCompDirectiveFilterFileExt
	}
}

// check refuses flags that do not go together.
func (s *submission) check(args []string) error {
	of := s.template != "" || s.batch != "" || s.limit != 0 || s.dry
	switch {
	case s.resend && s.again:
		return errors.New("give --resend or --again, not both")
	case (s.resend || s.again) && of:
		return errors.New("--resend and --again send what was written down before: --template, --batch, --limit and --dry-run are for files")
	case (s.resend || s.again) && len(args) == 0:
		return errors.New("say which: names or ids (reelwatch list shows them)")
	case len(args) == 0 && of:
		return errors.New("say which files; without files submit sends what is queued")
	}
	return nil
}

func (a *app) submit(ctx context.Context, args []string, s submission) error {
	if err := s.check(args); err != nil {
		return &usageError{err}
	}
	var drafts []tracker.Draft
	if len(args) > 0 && !s.resend && !s.again {
		var err error
		if drafts, err = a.readDrafts(ctx, args, s.template); err != nil {
			return asUsage(ctx, err)
		}
		if len(drafts) == 0 {
			return &usageError{errors.New("there is no request in it: nothing was sent")}
		}
		if s.limit > 0 && s.limit < len(drafts) {
			a.say("the first %d of %d requests are taken", s.limit, len(drafts))
			drafts = drafts[:s.limit]
		}
		if s.dry {
			return a.showDrafts(drafts, s)
		}
	}
	t, client, done, err := a.openReal(ctx)
	if err != nil {
		return err
	}
	defer done()
	if _, err := client.ReloadCredential(); err != nil {
		return err
	}
	names, err := a.writeDown(ctx, t, client, args, drafts, s)
	if len(names) > 0 { // with an error they are those that are in the queue all the same
		return errors.Join(err, a.sendOut(ctx, t, names, s.asJSON))
	}
	if err == nil {
		a.say("nothing to send: nothing is queued")
	}
	return err
}

// asUsage is the error of a wrong command line, unless the program was told to stop meanwhile.
func asUsage(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	return &usageError{err}
}

// writeDown puts on disk what is to be sent, after the user agreed, and gives the names of all that is.
func (a *app) writeDown(
	ctx context.Context, t *tracker.Tracker, account accountant, args []string, drafts []tracker.Draft, s submission,
) (names []string, err error) {
	var entries []tracker.Entry
	switch {
	case s.resend || s.again:
		ids, bad := a.resolve(ctx, args, t.Snapshot().Entries)
		if bad != nil {
			return nil, bad
		}
		if err := a.agree(ctx, account, question{n: len(ids), again: true, yes: s.yes}); err != nil {
			return nil, err
		}
		if s.again {
			entries, err = t.Again(ctx, ids)
		} else {
			entries, err = t.Resend(ctx, ids)
		}
	case len(drafts) > 0:
		ask := question{n: len(drafts), known: knownBodies(t.Snapshot().Entries, drafts), yes: s.yes}
		if err := a.agree(ctx, account, ask); err != nil {
			return nil, err
		}
		entries, err = t.Submit(ctx, drafts, string(s.batch))
	default:
		t.AskNow(nil)
		return t.Queued(), nil
	}
	for _, e := range entries {
		names = append(names, e.ID)
	}
	return names, err
}

// knownBodies counts the drafts that the list holds already, word for word: a command that is run again would pay twice.
func knownBodies(entries []*tracker.Entry, drafts []tracker.Draft) (n int) {
	known := map[string]bool{}
	for _, e := range entries {
		if e.Request != nil {
			known[e.Request.Body] = true
		}
	}
	for _, d := range drafts {
		if known[d.Body] {
			n++
		}
		known[d.Body] = true // one that stands twice in the files is known the second time
	}
	return n
}
