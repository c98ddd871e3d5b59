package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"
)

// kind is what a key press does to a long list.
type kind string

// The kinds. Uncounted ones lead from one to the next, and perhaps change nothing.
const (
	moving    kind = "moving"
	typing    kind = "typing a filter"
	filtered  kind = "moving in the filtered list"
	sorting   kind = "sorting"
	uncounted kind = ""
)

// keystroke is one key as a terminal sends it.
type keystroke struct {
	key  string
	kind kind
}

const (
	pageDown = "\x1b[6~"
	pageUp   = "\x1b[5~"
	enter    = "\r"
	escape   = "\x1b"
)

// round is the key presses that are made again and again. Each counted one changes the screen.
func round() (all []keystroke) {
	add := func(kind kind, keys ...string) {
		for _, key := range keys {
			all = append(all, keystroke{key, kind})
		}
	}
	add(uncounted, "g")
	add(moving, "j", "j", "k", pageDown, pageDown, "k", "G", "k", pageUp, "g", "j")
	add(typing, "/", "t", "e", "a")
	add(uncounted, enter)
	add(filtered, "j", pageDown, "k", "G", "g")
	add(uncounted, escape)
	add(sorting, "s")
	return all
}

// latencies are the times in milliseconds from a key press to the first byte of the answer.
type latencies map[kind]samples

func (l latencies) all() (out samples) {
	for _, s := range l {
		out = append(out, s...)
	}
	return out
}

// play presses keys until n are counted.
func (s *screen) play(n int) (latencies, error) {
	found := latencies{}
	for counted := 0; counted < n; {
		for _, k := range round() {
			if k.kind == uncounted {
				if err := s.nudge(k.key); err != nil {
					return nil, err
				}
				continue
			}
			took, err := s.press(k.key)
			if err != nil {
				return nil, err
			}
			found[k.kind] = append(found[k.kind], inMilliseconds(took))
			counted++
		}
	}
	return found, nil
}

func inMilliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }

func keysGroup() group {
	return group{
		name: "keys",
		how: "the program on a terminal of 120 x 48 with a list of ended videos; the keys `j k PgDn PgUp g G / t e a s` are pressed one after " +
			"another, each when the screen is still and at any time between two frames, and the time from the press to the first byte " +
			"of the answer counts. Then the same, while another process changes a record of the list each second",
		measure: measureKeys,
	}
}

func measureKeys(ctx context.Context, l *lab) ([]figure, error) {
	alone, err := l.keysOf(ctx, l.rows, func(context.Context, *home) error { return nil })
	if err != nil {
		return nil, err
	}
	shared, err := l.keysOf(ctx, l.rows, scribble)
	if err != nil {
		return nil, err
	}
	rows := humanize.Comma(int64(l.rows)) + " rows"
	all, others := alone.all(), shared.all()
	figures := []figure{
		{what: "key press to first byte, " + rows + ", median", value: all.median(), unit: milliseconds, bar: atMost(20), beside: fmt.Sprintf("%d presses", len(all))},
		{what: "key press to first byte, " + rows + ", 99th percentile", value: all.quantile(0.99), unit: milliseconds, bar: atMost(50)},
	}
	for _, k := range []kind{moving, typing, filtered, sorting} {
		figures = append(figures, figure{
			what: "of these, " + string(k) + ", median", value: alone[k].median(), unit: milliseconds,
			beside: "longest " + milliseconds.text(alone[k].quantile(1)),
		})
	}
	return append(figures,
		figure{what: "the same keys while another process writes each second, median", value: others.median(), unit: milliseconds},
		figure{what: "the same keys while another process writes each second, 99th percentile", value: others.quantile(0.99), unit: milliseconds},
	), nil
}

// keysOf presses keys in a list of n rows, while something else happens to that.
func (l *lab) keysOf(ctx context.Context, n int, meanwhile func(context.Context, *home) error) (found latencies, err error) {
	err = l.visit(ctx, nil, ended(n, time.Now()), func(h *home, s *screen) (err error) {
		beside, stop := context.WithCancel(ctx)
		over := make(chan error, 1)
		go func() { over <- meanwhile(beside, h) }()
		found, err = s.play(l.presses)
		stop()
		return errors.Join(err, <-over)
	})
	return found, err
}
