package heygentest_test

import (
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// states counts the statuses of a demo's ids at this moment.
func states(w *world, ids []string) map[string]int {
	w.t.Helper()
	count := map[string]int{}
	for _, it := range w.bulk(ids...) {
		count[it.Status]++
	}
	return count
}

func TestDemoShowsEveryState(t *testing.T) {
	for seed := range uint64(20) {
		bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
			videos, ids := heygentest.Demo(time.Now(), seed)
			w.Add(videos...)
			if len(ids) != 24 || len(videos) != 23 {
				t.Fatalf("seed %d: %d ids of %d videos", seed, len(ids), len(videos))
			}
			at := states(w, ids)
			if at["completed"] < 3 || at["queued"] < 10 || at["processing"] < 2 || at["not_found"] != 1 || at["failed"] != 0 {
				t.Errorf("seed %d: at first %v", seed, at)
			}
			pass(22 * time.Second)
			middle := states(w, ids)
			if middle["failed"] != 1 || middle["processing"] < 3 || middle["completed"] <= at["completed"] {
				t.Errorf("seed %d: after 22 s %v", seed, middle)
			}
			pass(70 * time.Second)
			want := map[string]int{"completed": 19, "failed": 3, "processing": 1, "not_found": 1}
			if end := states(w, ids); !reflect.DeepEqual(end, want) {
				t.Errorf("seed %d: in the end %v", seed, end)
			}
		})
	}
}

func TestDemoEndsOneAfterAnother(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	videos, _ := heygentest.Demo(now, 1)
	var ends []time.Duration
	for _, v := range videos {
		end := v.Created.Add(v.Queued + v.Renders).Sub(now)
		if end > 0 && v.Ends == "" {
			ends = append(ends, end)
		}
	}
	slices.Sort(ends)
	if len(ends) != 15 || ends[0] < 10*time.Second || ends[len(ends)-1] > 90*time.Second {
		t.Fatalf("the ends are %v", ends)
	}
	if gap := ends[len(ends)-1] - ends[0]; gap < time.Minute {
		t.Errorf("all end within %v", gap)
	}
}

func TestDemoIsLikeLife(t *testing.T) {
	videos, ids := heygentest.Demo(time.Unix(1_800_000_000, 0), 3)
	hex := regexp.MustCompile(`^[0-9a-f]{32}$`)
	for _, id := range ids {
		if !hex.MatchString(id) {
			t.Errorf("id %s", id)
		}
	}
	if len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(ids) {
		t.Error("an id is there twice")
	}
	wide, credit, noReason := false, false, false
	for _, v := range videos {
		if v.Size < 3_000_000 || v.Size > 40_000_000 || v.BytesPerSecond != 4<<20 || v.Title == "" {
			t.Errorf("%q has %d bytes at %d a second", v.Title, v.Size, v.BytesPerSecond)
		}
		wide = wide || regexp.MustCompile(`\p{Han}|\p{Hangul}`).MatchString(v.Title)
		failed := v.Ends == heygen.Failed
		credit = credit || failed && v.FailCode == "MOVIO_PAYMENT_INSUFFICIENT_CREDIT" && v.Queued+v.Renders == 20*time.Second
		noReason = noReason || failed && v.FailCode == "" && v.FailMessage == ""
	}
	if !wide || !credit || !noReason {
		t.Errorf("wide title %v, no credit %v, no reason %v", wide, credit, noReason)
	}
}

func TestDemoIsTheSameAgain(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	first, ids := heygentest.Demo(now, 5)
	second, again := heygentest.Demo(now, 5)
	if !reflect.DeepEqual(first, second) || !slices.Equal(ids, again) {
		t.Error("one seed gives two batches")
	}
	if _, other := heygentest.Demo(now, 6); slices.Equal(ids, other) {
		t.Error("two seeds give one batch")
	}
}

func TestDemoFilesCanBeSaved(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		videos, _ := heygentest.Demo(time.Now(), 1)
		w.Add(videos...)
		webm := videos[slices.IndexFunc(videos, func(v heygentest.VideoSpec) bool { return v.WebM })]
		began := time.Now()
		got := w.fetch(w.link(webm.ID))
		if got.status != http.StatusOK || int64(len(got.body)) != webm.Size {
			t.Errorf("status %d, %d bytes, error %v", got.status, len(got.body), got.err)
		}
		want := time.Duration(float64(webm.Size) / (4 << 20) * float64(time.Second))
		if took := time.Since(began); took.Round(time.Millisecond) != want.Round(time.Millisecond) {
			t.Errorf("it took %v, want %v", took, want)
		}
	})
}
