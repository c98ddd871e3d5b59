package cli

import (
	"path/filepath"
	"testing"

	"reelwatch/store"
	"reelwatch/tracker"
)

// Two processes may be told to wait for the same new video at the same moment.
func TestTrackingWhatAnotherProcessHasJustTracked(t *testing.T) {
	t.Parallel()
	const id = "7f2c1f0fde5a4b8a9c1e000000000001"
	file := filepath.Join(t.TempDir(), "reelwatch.db")
	process := func() *tracker.Tracker {
		s, err := store.Open(file, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		list := tracker.New(tracker.Config{Store: s})
		if _, err := list.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		return list
	}
	first, second := process(), process()
	for name, list := range map[string]*tracker.Tracker{"first": first, "second": second} {
		if err := track(t.Context(), list, []string{id}); err != nil {
			t.Fatal(err)
		}
		if list.Entry(id) == nil {
			t.Errorf("the %s process does not have the video in its list", name)
		}
	}
}
