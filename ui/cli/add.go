package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func (a *app) addCommand() *cobra.Command {
	var l labels
	var skipBad bool
	cmd := &cobra.Command{
		Use:     "add ID...",
		GroupID: groupList,
		Short:   "Track videos by their ids",
		Long: `Track videos: bare ids, HeyGen links (https://app.heygen.com/videos/ID), or - for standard input, which may hold
ids separated by white space or JSON of any layout; a title and a batch that stand beside an id there are taken with it. A bad id is named and nothing is added, unless --skip-bad. With --for NAME
the id is that of the video which an unsure request became (see submit).`,
		Example: `  reelwatch add 7f2c1f0fde5a4b8a9c1e000000000001 https://app.heygen.com/videos/91ab4f21c30d4e17a2b3000000000002
  reelwatch add - < ids.txt
  heygen video list | reelwatch add --batch spring -`,
		Args: someWords("ids or links, or - for standard input"),
		RunE: a.run(func(ctx context.Context, args []string) error { return a.add(ctx, args, l, skipBad) }),
	}
	cmd.Flags().StringVar(&l.title, "title", "", "a `TEXT` of your own as the title of these videos")
	cmd.Flags().Var(&l.batch, "batch", "the batch `NAME` that these videos belong to")
	cmd.Flags().StringVar(&l.joins, "for", "", "the unsure request `NAME` whose video this is")
	cmd.Flags().BoolVar(&skipBad, "skip-bad", false, "pass over ids that are none")
	a.completeBatch(cmd)
	return cmd
}

// labels are what an add says of its videos.
type labels struct {
	title string
	batch batchName
	joins string // the name of an unsure request; empty where none
}

func (a *app) add(ctx context.Context, args []string, l labels, skipBad bool) error {
	if l.joins != "" {
		return a.joinTo(ctx, l.joins, args)
	}
	ids, bad, err := a.readIDs(ctx, args)
	if err != nil {
		return err
	}
	if len(ids) == 0 || len(bad) > 0 && !skipBad {
		return a.passOver(len(ids), bad, skipBad) // before the list is looked at, or made
	}
	t, _, done, err := a.openReal(ctx)
	if err != nil {
		return err
	}
	defer done()
	ids, names := strangers(t, ids)
	if err := a.passOver(len(ids), append(bad, names...), skipBad); err != nil {
		return err
	}
	videos := make([]tracker.Addition, len(ids))
	for i, id := range ids {
		videos[i] = tracker.Addition{ID: id.ID, Title: cmp.Or(l.title, id.Title), Batch: cmp.Or(string(l.batch), id.Batch)}
	}
	result, err := t.Add(ctx, videos, tracker.Added)
	if err != nil {
		return err
	}
	a.say("%s", addedText(len(result.Added), len(result.Known)))
	return nil
}

// passOver names what is no id, and says what comes of it: an error where there is something bad that was not to be passed
// over, or nothing good.
func (a *app) passOver(good int, bad []error, skipBad bool) error {
	if len(bad) > 0 && !skipBad {
		return &usageError{inVain(bad, "nothing was added (--skip-bad adds the others)")}
	}
	for _, b := range someOf(bad) {
		a.say("passed over: %s", b)
	}
	if good == 0 {
		return &usageError{errors.New("no ids were given: nothing was added")}
	}
	return nil
}

// strangers takes out what names a request that is not in this list, as in what another list printed of itself: it is no
// video's id, and what would be sent for it is there alone.
func strangers(t *tracker.Tracker, ids []heygen.ListedID) (rest []heygen.ListedID, bad []error) {
	for _, id := range ids {
		if tracker.IsName(id.ID) && t.Entry(id.ID) == nil {
			bad = append(bad, fmt.Errorf("%s is a request of another list that has no video yet: send it from there", id.ID))
			continue
		}
		rest = append(rest, id)
	}
	return rest, bad
}

// track tracks those of ids that are new. A name of a request that is not in the list is no video's id.
func track(ctx context.Context, t *tracker.Tracker, ids []string) error {
	var fresh []tracker.Addition
	var unknown []error
	for _, id := range ids {
		switch {
		case t.Entry(id) != nil:
		case tracker.IsName(id):
			unknown = append(unknown, &tracker.StateError{ID: id, What: "not tracked", Hint: "reelwatch list shows what is"})
		default:
			fresh = append(fresh, tracker.Addition{ID: id})
		}
	}
	if len(unknown) > 0 || len(fresh) == 0 {
		return errors.Join(unknown...)
	}
	added, err := t.Add(ctx, fresh, tracker.Added)
	if err == nil && len(added.Known) > 0 { // another process has tracked them since the list was read
		_, err = t.Load(ctx)
	}
	return err
}

// joinTo says which video a request became whose answer was lost.
func (a *app) joinTo(ctx context.Context, name string, args []string) error {
	if len(args) != 1 || args[0] == "-" {
		return &usageError{errors.New("--for NAME takes the one id of the video that NAME became")}
	}
	id, err := heygen.ParseID(args[0])
	if err != nil {
		return &usageError{err}
	}
	t, _, done, err := a.openReal(ctx)
	if err != nil {
		return err
	}
	defer done()
	if t.Entry(name) != nil {
		if err := a.exists(ctx, t, id); err != nil {
			return err
		}
	}
	if _, err := t.Join(ctx, name, id); err != nil {
		return err
	}
	a.say("%s is %s from now on", name, id)
	return nil
}

// exists asks HeyGen whether it knows a video. Where it can't be asked, that is said, and the user's word counts.
func (a *app) exists(ctx context.Context, t *tracker.Tracker, id string) error {
	entries, err := t.Check(ctx, []string{id}, false)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		a.say("HeyGen was not asked whether it knows %s: %s", id, err)
	case len(entries) == 1 && entries[0].Status == heygen.NotFound:
		return fmt.Errorf("%s: HeyGen knows no such video, so nothing was joined: look at its page for the right id", id)
	}
	return nil
}

// addedText tells what an add did.
func addedText(added, known int) string {
	switch {
	case added == 0:
		return fmt.Sprintf("%s tracked already", count(known, "video is", "videos are"))
	case known == 0:
		return fmt.Sprintf("tracking %s", count(added, "more video", "more videos"))
	}
	return fmt.Sprintf("tracking %s; %s tracked already", count(added, "more video", "more videos"), count(known, "was", "were"))
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
