package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// selection chooses among the tracked videos, where a command is not given ids. Its zero value chooses all.
type selection struct {
	batch    batchName
	statuses statusWords
	older    age
}

// register declares the flags.
func (s *selection) register(flags *pflag.FlagSet) {
	flags.Var(&s.batch, "batch", "only videos of the batch `NAME`")
	flags.Var(&s.statuses, "status", "only videos with this `STATUS`: failed, rendering, completed...; several with commas between")
	flags.Var(&s.older, "older-than", "only videos that ended (else were added) longer ago than `AGE`: 7d, 12h, 30m, 2w")
}

// given says whether any of the flags was.
func (s *selection) given() bool { return s.batch != "" || len(s.statuses) > 0 || s.older > 0 }

// alone refuses ids beside a selection: what the two would mean together nobody could guess.
func (s *selection) alone(args []string) error {
	if len(args) > 0 && s.given() {
		return &usageError{errors.New("give ids, or choose by --batch, --status and --older-than, but not both")}
	}
	return nil
}

// keeps says whether an entry is chosen.
func (s *selection) keeps(e *tracker.Entry, now time.Time) bool {
	return (s.batch == "" || e.Batch == string(s.batch)) &&
		(len(s.statuses) == 0 || slices.ContainsFunc(s.statuses, func(word string) bool { return hasStatus(e, word) })) &&
		(s.older == 0 || now.Sub(agedFrom(e, now)) > time.Duration(s.older))
}

// known refuses a batch that no tracked video is of: it is more often a slip than a wish, and a script would go on as if all
// were well.
func (s *selection) known(entries []*tracker.Entry) error {
	if s.batch == "" || slices.ContainsFunc(entries, func(e *tracker.Entry) bool { return e.Batch == string(s.batch) }) {
		return nil
	}
	return fmt.Errorf("--batch %s: no tracked video is in it (reelwatch list --json shows the batches)", s.batch)
}

// openChosen opens the list for a command that takes ids or a selection, and gives the ids: none where it was given none.
// done closes what was opened; it is nil beside an error.
func (a *app) openChosen(ctx context.Context, args []string, choose selection) (t *tracker.Tracker, ids []string, done func(), err error) {
	if err := choose.alone(args); err != nil {
		return nil, nil, nil, err
	}
	t, _, done, err = a.openReal(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	if err = choose.known(t.Snapshot().Entries); err == nil {
		ids, err = a.resolve(ctx, args, t.Snapshot().Entries)
	}
	if err != nil {
		done()
		return nil, nil, nil, err
	}
	return t, ids, done, nil
}

// chosen gives those of ids that a selection keeps, in their order.
func (a *app) chosen(t *tracker.Tracker, s selection, ids []string) []string {
	a.mistyped(s.statuses, t.Snapshot().Entries)
	return s.among(t, ids)
}

// among leaves those of ids that are chosen.
func (s *selection) among(t *tracker.Tracker, ids []string) []string {
	now := time.Now()
	return slices.DeleteFunc(ids, func(id string) bool {
		e := t.Entry(id)
		return e == nil || !s.keeps(e, now)
	})
}

// of gives the chosen ones of entries, in their order.
func (s *selection) of(entries []*tracker.Entry, now time.Time) []*tracker.Entry {
	if !s.given() {
		return entries
	}
	var chosen []*tracker.Entry
	for _, e := range entries {
		if s.keeps(e, now) {
			chosen = append(chosen, e)
		}
	}
	return chosen
}

// agedFrom is the time from which --older-than counts: the video's end, else its adding.
func agedFrom(e *tracker.Entry, now time.Time) time.Time {
	if end := e.EndedAt(); e.Ended(now) && !end.IsZero() {
		return end
	}
	return e.AddedAt
}

// hasStatus says whether a word of --status describes an entry. Beside the words of --json it may be one of the table's.
func hasStatus(e *tracker.Entry, word string) bool {
	switch word {
	case savedWord:
		return e.Saved()
	case renderingWord:
		return e.Status == heygen.Processing
	case newWord:
		return e.Status == heygen.Unknown || e.Status == ""
	}
	return string(e.Status) == word
}

// The words that the table shows where --json has others.
const (
	savedWord     = "saved"
	renderingWord = "rendering"
	newWord       = "new"
)

// statusChoices are the words of --status that reelwatch knows. HeyGen may invent others.
func statusChoices() []string {
	return []string{
		string(heygen.Pending), string(heygen.Processing), renderingWord, string(heygen.Completed), savedWord, string(heygen.Failed),
		string(heygen.NotFound), string(heygen.Unknown), newWord, "draft", string(tracker.Queued), string(tracker.Unsure),
	}
}

// mistyped warns of words of --status that reelwatch does not know and no entry has. They are no error: HeyGen may
// invent a status, and the next moment no video has it.
func (a *app) mistyped(words statusWords, entries []*tracker.Entry) {
	known := statusChoices()
	for _, word := range words {
		if !slices.Contains(known, word) && !slices.ContainsFunc(entries, func(e *tracker.Entry) bool { return hasStatus(e, word) }) {
			a.say("--status %s: no video here has it; the usual ones are %s", word, strings.Join(known, ", "))
		}
	}
}

// batchName is a flag's value: the name of a batch, one clean line.
type batchName string

// String is the name.
func (b *batchName) String() string { return string(*b) }

// Type is what help calls the value.
func (b *batchName) Type() string { return "name" }

// Set takes the name as it is stored. An empty one is refused: it is more often a script's unset variable than a wish.
func (b *batchName) Set(value string) error {
	name := tracker.CleanText(value)
	if name == "" {
		return errors.New("a batch needs a name")
	}
	*b = batchName(name)
	return nil
}

// statusWords is a flag's value: statuses with commas between, in lower case.
type statusWords []string

// String is the words as they are given.
func (w *statusWords) String() string { return strings.Join(*w, ",") }

// Type is what help calls the value.
func (w *statusWords) Type() string { return "status" }

// Set adds the words to those given before.
func (w *statusWords) Set(value string) error {
	for word := range strings.SplitSeq(value, ",") {
		word = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(word)), " ", "_")
		if word == "" {
			return fmt.Errorf("a status is missing; give one of %s", strings.Join(statusChoices(), ", "))
		}
		*w = append(*w, word)
	}
	return nil
}
