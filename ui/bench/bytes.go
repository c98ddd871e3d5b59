package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"reelwatch/heygen/heygentest"
)

func bytesGroup() group {
	return group{
		name: "bytes",
		how: "what a terminal of 120 x 48 with 40 rows gets after the first frame: every second row is rendering, or all have ended more than an hour " +
			"ago. Beside it what the same plain table costs with Bubble Tea v1 (`ui/bench/v1peer`), stepping as ours does, and with a step each second",
		measure: measureBytes,
	}
}

func measureBytes(ctx context.Context, l *lab) ([]figure, error) {
	peer, err := l.buildPeer(ctx)
	left := ""
	if err != nil {
		left = fmt.Sprintf("Bubble Tea v1 left out: %v", err)
	}
	if err := l.avoidHour(ctx, time.Now()); err != nil {
		return nil, err
	}
	tasks := []func() (float64, error){
		func() (float64, error) { return l.halfRendering(ctx) },
		func() (float64, error) { return l.still(ctx) },
	}
	if peer != "" {
		tasks = append(tasks,
			func() (float64, error) { return l.peer(exec.CommandContext(ctx, peer)) },
			func() (float64, error) { return l.peer(exec.CommandContext(ctx, peer, "-step", "1s")) },
		)
	}
	rates, err := together(tasks...)
	if err != nil {
		return nil, err
	}
	if peer != "" {
		left = fmt.Sprintf("Bubble Tea v1: %s, with a step each second %s", bytesPerSecond.text(rates[2]), bytesPerSecond.text(rates[3]))
	}
	return []figure{
		{what: "bytes to the terminal, 40 rows, 20 of them rendering", value: rates[0], unit: bytesPerSecond, bar: atMost(100), beside: left},
		{what: "bytes to the terminal, 40 rows, nothing rendering, all ages over an hour", value: rates[1], unit: bytesPerSecond, bar: atMost(0)},
	}, nil
}

// avoidHour waits where an hour is about to begin: ages in hours change then, and would be counted as many a minute.
func (l *lab) avoidHour(ctx context.Context, now time.Time) error {
	left := now.Truncate(time.Hour).Add(time.Hour).Sub(now)
	if left > l.settle+l.watch+patience {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(left):
		return nil
	}
}

// halfRendering is the rate of a list that fills the screen, every second row rendering.
func (l *lab) halfRendering(ctx context.Context) (rate float64, err error) {
	now := time.Now()
	entries := ended(visibleRows, now)
	videos, some := rendering(visibleRows, now)
	var account []heygentest.VideoSpec
	for i := 0; i < visibleRows; i += 2 {
		entries[i] = some[i]
		account = append(account, videos[i])
	}
	err = l.visit(ctx, account, entries, func(_ *home, s *screen) (err error) {
		rate, err = l.rate(s)
		return err
	})
	return rate, err
}

// still is the rate of a list that fills the screen and has long ended.
func (l *lab) still(ctx context.Context) (rate float64, err error) {
	err = l.visit(ctx, nil, ended(visibleRows, time.Now()), func(_ *home, s *screen) (err error) {
		rate, err = l.rate(s)
		return err
	})
	return rate, err
}

// peer is the rate of the same table as another program draws it.
func (l *lab) peer(cmd *exec.Cmd) (rate float64, err error) {
	s, err := openScreen(cmd)
	if err != nil {
		return 0, err
	}
	if _, err = s.shows(firstTitle); err == nil {
		rate, err = l.rate(s)
	}
	return rate, errors.Join(err, s.close())
}

// rate is how many bytes a second come to a screen that nobody touches.
func (l *lab) rate(s *screen) (float64, error) {
	if _, err := s.count(l.settle); err != nil {
		return 0, err
	}
	n, err := s.count(l.watch)
	return float64(n) / l.watch.Seconds(), err
}
