package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// shortestPrefix is the fewest characters that may stand for a tracked id.
const shortestPrefix = 6

// readIDs takes ids as they are written on the command line: bare, as links, or - for standard input. Bad ones are named
// with the line they stand on.
func (a *app) readIDs(ctx context.Context, args []string) (ids []heygen.ListedID, bad []error, err error) {
	for _, arg := range args {
		if arg == "-" {
			listed, wrong, err := a.readStdin(ctx)
			if ctx.Err() != nil {
				return nil, nil, ctx.Err()
			}
			if err != nil {
				return nil, nil, fmt.Errorf("standard input: %w", err)
			}
			ids = append(ids, listed...)
			for _, w := range wrong {
				bad = append(bad, misread(w))
			}
			continue
		}
		id, err := heygen.ParseID(arg)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		ids = append(ids, heygen.ListedID{ID: id})
	}
	return ids, bad, nil
}

// misread names a bad place of standard input, and once what stands there.
func misread(w heygen.BadID) error {
	if w.Text == "" || strings.HasPrefix(w.Err.Error(), strconv.Quote(w.Text)) {
		return fmt.Errorf("standard input, line %d: %w", w.Line, w.Err)
	}
	return fmt.Errorf("standard input, line %d: %q: %w", w.Line, w.Text, w.Err)
}

// mostMisread is how many bad ids are named: a file that holds none would fill the screen many times over.
const mostMisread = 10

// someOf gives the first few errors, and how many more there are.
func someOf(bad []error) []error {
	more := len(bad) - mostMisread
	if more <= 0 {
		return bad
	}
	return append(slices.Clone(bad[:mostMisread]), fmt.Errorf("and %s more", humanize.Comma(int64(more))))
}

// inVain is the error of what came to nothing because something in it is bad: one line where that is one thing.
func inVain(bad []error, outcome string) error {
	if len(bad) == 1 {
		return fmt.Errorf("%w; %s", bad[0], outcome)
	}
	return errors.Join(append(someOf(bad), errors.New(outcome))...)
}

// readStdin reads ids from standard input.
func (a *app) readStdin(ctx context.Context) (ids []heygen.ListedID, bad []heygen.BadID, err error) {
	err = leaving(ctx, func() (err error) {
		ids, bad, err = heygen.ReadIDs(asUTF8(a.Stdin))
		return err
	})
	if ctx.Err() != nil {
		return nil, nil, ctx.Err() // it may still be reading
	}
	return ids, bad, err
}

// allOfStdin reads standard input to its end.
func (a *app) allOfStdin(ctx context.Context) (text []byte, err error) {
	err = leaving(ctx, func() (err error) {
		text, err = readAll(a.Stdin)
		return err
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return text, err
}

// leaving runs a read, and gives up when ctx ends: nobody can make one come back that waits for a keyboard or another
// program, so it is left behind.
func leaving(ctx context.Context, read func() error) (err error) {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if fault := recover(); fault != nil {
				done <- fmt.Errorf("a fault of reelwatch's own: %v", fault)
			}
		}()
		done <- read()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// resolve is readIDs for commands about tracked videos: a unique prefix of a tracked id stands for it. An id that is not
// tracked comes back as it is.
func (a *app) resolve(ctx context.Context, args []string, entries []*tracker.Entry) ([]string, error) {
	listed, bad, err := a.readIDs(ctx, args)
	if err != nil {
		return nil, err
	}
	var ids []string
	seen := map[string]bool{}
	for _, l := range listed {
		id, err := complete(l.ID, entries)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	if len(bad) > 0 {
		return nil, &usageError{errors.Join(someOf(bad)...)}
	}
	return ids, nil
}

// complete gives the tracked id that the prefix stands for, the prefix itself where it stands for none.
func complete(prefix string, entries []*tracker.Entry) (string, error) {
	if i := slices.IndexFunc(entries, func(e *tracker.Entry) bool { return e.Answers(prefix) }); i >= 0 {
		return entries[i].ID, nil
	}
	if len(prefix) < shortestPrefix {
		return prefix, nil
	}
	var match string
	for _, e := range entries {
		switch {
		case !strings.HasPrefix(e.ID, prefix):
		case match != "":
			return "", fmt.Errorf("%s: begins several tracked ids (%s, %s): give more of it", prefix, match, e.ID)
		default:
			match = e.ID
		}
	}
	if match != "" {
		return match, nil
	}
	return prefix, nil
}
