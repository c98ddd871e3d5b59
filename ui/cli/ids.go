package cli

import (
	"errors"
	"fmt"
	"strings"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// shortestPrefix is the fewest characters that may stand for a tracked id.
const shortestPrefix = 6

// readIDs takes ids as they are written on the command line: bare, as links, or - for standard input. Bad ones are named
// with the line they stand on.
func (a *app) readIDs(args []string) (ids []heygen.ListedID, bad []error, err error) {
	for _, arg := range args {
		if arg == "-" {
			listed, wrong, err := heygen.ReadIDs(a.Stdin)
			if err != nil {
				return nil, nil, fmt.Errorf("standard input: %w", err)
			}
			ids = append(ids, listed...)
			for _, w := range wrong {
				bad = append(bad, fmt.Errorf("standard input, line %d: %q: %w", w.Line, w.Text, w.Err))
			}
			continue
		}
		id, err := heygen.ParseID(arg)
		if err != nil {
			bad = append(bad, fmt.Errorf("%q: %w", arg, err))
			continue
		}
		ids = append(ids, heygen.ListedID{ID: id})
	}
	return ids, bad, nil
}

// resolve is readIDs for commands about tracked videos: a unique prefix of a tracked id stands for it. An id that is not
// tracked comes back as it is.
func (a *app) resolve(args []string, entries []*tracker.Entry) ([]string, error) {
	listed, bad, err := a.readIDs(args)
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
		return nil, &usageError{errors.Join(bad...)}
	}
	return ids, nil
}

// complete gives the tracked id that the prefix stands for, the prefix itself where it stands for none.
func complete(prefix string, entries []*tracker.Entry) (string, error) {
	var match string
	for _, e := range entries {
		switch {
		case e.ID == prefix:
			return prefix, nil
		case len(prefix) < shortestPrefix || !strings.HasPrefix(e.ID, prefix):
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
