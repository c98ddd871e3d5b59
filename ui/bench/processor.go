package main

import (
	"context"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen/heygentest"
	"reelwatch/tracker"
)

// manyRendering is how many videos render at once in the processor's figure.
const manyRendering = 500

func processorGroup() group {
	return group{
		name:    "processor",
		how:     "the time that a dashboard takes of all cores (utime + stime) while it is left open, over the time that goes by; by the same program as the keys",
		measure: measureProcessor,
	}
}

func measureProcessor(ctx context.Context, l *lab) ([]figure, error) {
	now := time.Now()
	videos, some := rendering(manyRendering, now)
	parts, err := together(
		func() (float64, error) { return l.leftOpen(ctx, videos, some) },
		func() (float64, error) { return l.leftOpen(ctx, nil, ended(l.rows, now)) },
	)
	if err != nil {
		return nil, err
	}
	over := fmt.Sprintf("over %s", l.idle)
	return []figure{
		{what: fmt.Sprintf("processor, left open, %d rows rendering", manyRendering), value: parts[0], unit: percentOfCore, bar: atMost(1), beside: over},
		{what: "processor, left open, nothing rendering, " + humanize.Comma(int64(l.rows)) + " rows", value: parts[1], unit: percentOfCore, bar: atMost(0.6), beside: over},
	}, nil
}

// leftOpen gives what a dashboard takes of one core while nobody touches it, in percent.
func (l *lab) leftOpen(ctx context.Context, videos []heygentest.VideoSpec, entries []tracker.Entry) (part float64, err error) {
	err = l.visit(ctx, videos, entries, func(_ *home, s *screen) error {
		if _, err := s.count(l.settle); err != nil {
			return err
		}
		before, err := s.process().processorTime()
		if err != nil {
			return err
		}
		began := time.Now()
		if _, err := s.count(l.idle); err != nil {
			return err
		}
		after, err := s.process().processorTime()
		part = 100 * (after - before).Seconds() / time.Since(began).Seconds()
		return err
	})
	return part, err
}
