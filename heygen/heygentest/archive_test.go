package heygentest_test

import (
	"reflect"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

func TestArchiveIsOverAndNotInTheDemo(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	videos := heygentest.Archive(now, 7)
	if len(videos) <= 100 || !reflect.DeepEqual(videos, heygentest.Archive(now, 7)) {
		t.Fatalf("%d videos, of which a page holds 100", len(videos))
	}
	seen := map[string]bool{}
	_, ids := heygentest.Demo(now, 7)
	for _, id := range ids {
		seen[id] = true
	}
	for i, v := range videos {
		if seen[v.ID] {
			t.Errorf("%s is there already", v.ID)
		}
		seen[v.ID] = true
		if end := v.Created.Add(v.Queued + v.Renders); !end.Before(now) || v.Ends != "" {
			t.Errorf("%s ends %v", v.Title, end)
		}
		if i > 0 && !v.Created.Before(videos[i-1].Created) {
			t.Errorf("%s is newer than the one before", v.Title)
		}
	}
}
