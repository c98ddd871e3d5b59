package main

import (
	"context"
	"time"

	"reelwatch/heygen/heygentest"
	"reelwatch/tracker"
)

// scribble changes one record of the user's list each second, as another reelwatch does, until ctx ends.
func scribble(ctx context.Context, h *home) error {
	list, err := h.list()
	if err != nil {
		return err
	}
	beat := time.NewTicker(time.Second)
	defer beat.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return nil
		case <-beat.C:
		}
		_, err := list.Apply(ctx, []string{heygentest.ID(100 + n)}, func(e *tracker.Entry) bool {
			e.FileBytes++
			return true
		})
		if err != nil && ctx.Err() == nil {
			return err
		}
	}
}
