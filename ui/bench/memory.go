package main

import (
	"context"
	"os"
	"time"

	"github.com/dustin/go-humanize"
)

func memoryGroup() group {
	return group{
		name:    "memory",
		how:     "the resident memory of the dashboard (VmRSS) after keys were pressed in a long list of ended videos; the most it ever had (VmHWM) beside it",
		measure: measureMemory,
	}
}

func measureMemory(ctx context.Context, l *lab) ([]figure, error) {
	var resident, peak, file int64
	err := l.visit(ctx, nil, ended(l.rows, time.Now()), func(h *home, s *screen) (err error) {
		if _, err := s.play(l.presses / 4); err != nil {
			return err
		}
		if _, err := s.count(l.settle); err != nil {
			return err
		}
		if resident, peak, err = s.process().memory(); err != nil {
			return err
		}
		file, err = h.listSize()
		return err
	})
	rows := humanize.Comma(int64(l.rows)) + " rows"
	return []figure{
		{what: "resident memory, " + rows, value: inMebibytes(resident), unit: mebibytes, bar: atMost(64), beside: "at most so far " + mebibytes.text(inMebibytes(peak))},
		{what: "the list's file, " + rows, value: inMebibytes(file), unit: mebibytes},
	}, err
}

func inMebibytes(n int64) float64 { return float64(n) / (1 << 20) }

// listSize is how many bytes the user's list takes on disk.
func (h *home) listSize() (int64, error) {
	list, err := h.list()
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(list.Path())
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
