package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"
)

func startGroup() group {
	return group{
		name:    "start",
		how:     "from the start of the process to the first frame with rows on it, again and again over one list",
		measure: measureStart,
	}
}

func measureStart(ctx context.Context, l *lab) (figures []figure, err error) {
	h, err := l.newHome(ctx, nil, ended(l.rows, time.Now()))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	var took samples
	for range l.repeats {
		one, err := h.start(ctx)
		if err != nil {
			return nil, err
		}
		took = append(took, one)
	}
	return []figure{{
		what:  "start to first frame, " + humanize.Comma(int64(l.rows)) + " rows in the store, median",
		value: took.median(), unit: milliseconds, bar: atMost(150),
		beside: fmt.Sprintf("%d starts, longest %s", len(took), milliseconds.text(took.quantile(1))),
	}}, nil
}

// start opens the dashboard, gives the milliseconds until its rows are there, and closes it.
func (h *home) start(ctx context.Context) (float64, error) {
	s, shown, err := h.dashboard(ctx)
	if err != nil {
		return 0, err
	}
	return inMilliseconds(shown.Sub(s.began)), s.close()
}
