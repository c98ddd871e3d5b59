package main

import (
	"context"
	"time"

	"github.com/dustin/go-humanize"
)

func largeGroup() group {
	return group{
		name:    "large",
		how:     "start and keys again, over a list five times as long",
		measure: measureLarge,
	}
}

func measureLarge(ctx context.Context, l *lab) ([]figure, error) {
	var (
		started  float64
		found    latencies
		resident int64
	)
	err := l.visit(ctx, nil, ended(l.large, time.Now()), func(h *home, s *screen) (err error) {
		if started, err = h.start(ctx); err != nil { // before a key changes the order, which is remembered
			return err
		}
		if found, err = s.play(l.presses / 4); err != nil {
			return err
		}
		resident, _, err = s.process().memory()
		return err
	})
	rows := humanize.Comma(int64(l.large)) + " rows"
	return []figure{
		{what: "start to first frame, " + rows, value: started, unit: milliseconds},
		{what: "key press to first byte, " + rows + ", moving, median", value: found[moving].median(), unit: milliseconds},
		{what: "key press to first byte, " + rows + ", typing a filter, median", value: found[typing].median(), unit: milliseconds},
		{what: "resident memory, " + rows, value: inMebibytes(resident), unit: mebibytes},
	}, err
}
