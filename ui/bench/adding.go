package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen/heygentest"
)

func addingGroup() group {
	return group{
		name:    "adding",
		how:     "`reelwatch add -` with one id a line on standard input, into a list that is not there yet",
		measure: measureAdding,
	}
}

func measureAdding(ctx context.Context, l *lab) ([]figure, error) {
	var took samples
	for range l.repeats {
		one, err := l.add(ctx)
		if err != nil {
			return nil, err
		}
		took = append(took, one.Seconds())
	}
	return []figure{{
		what:  "adding " + humanize.Comma(int64(l.rows)) + " ids from standard input, median",
		value: took.median(), unit: seconds, bar: atMost(1),
		beside: fmt.Sprintf("%d adds, longest %s", len(took), seconds.text(took.quantile(1))),
	}}, nil
}

// add adds the ids for a new user, and says how long that took.
func (l *lab) add(ctx context.Context) (took time.Duration, err error) {
	h, err := l.newHome(ctx, nil, nil)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	var ids strings.Builder
	for n := range l.rows {
		fmt.Fprintln(&ids, heygentest.ID(n))
	}
	cmd := h.command(ctx, "add", "-")
	cmd.Stdin = strings.NewReader(ids.String())
	began := time.Now()
	err = output(cmd, nil)
	return time.Since(began), err
}
