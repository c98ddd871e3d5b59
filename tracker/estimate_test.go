package tracker

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"reelwatch/heygen"
)

// evening is when the videos of these tests are made.
func evening() time.Time { return time.Date(2026, 3, 4, 20, 0, 0, 0, time.UTC) }

// finished is a video that was watched from its creation on and took so long.
func finished(took time.Duration, ended time.Time) *Entry {
	return &Entry{
		Status: heygen.Completed, CreatedAt: ended.Add(-took), RenderingAt: ended.Add(-took), CompletedAt: ended, ChangedAt: ended.Add(3 * time.Second),
	}
}

func TestEstimateLearnsTheMedian(t *testing.T) {
	at := evening()
	if got := estimate(nil); got.Count != 0 || got.Typical != 0 {
		t.Errorf("from nothing: %+v", got)
	}
	entries := []*Entry{
		finished(5*time.Minute, at), finished(9*time.Minute, at), finished(40*time.Minute, at),
		{Status: heygen.Failed, RenderingAt: at.Add(-time.Minute), ChangedAt: at},
		{Status: heygen.Processing, RenderingAt: at.Add(-time.Minute)},
	}
	if got := estimate(entries); got.Typical != 9*time.Minute || got.Count != 3 {
		t.Errorf("from three: %+v", got)
	}
}

func TestEstimateForgetsWhatFinishedLongAgo(t *testing.T) {
	at := evening()
	var entries []*Entry
	for i := range 500 {
		entries = append(entries, finished(30*time.Minute, at.Add(-time.Hour*time.Duration(i+100))))
	}
	for i := range mostLearned {
		entries = append(entries, finished(6*time.Minute, at.Add(-time.Minute*time.Duration(i))))
	}
	shuffled := slices.Clone(entries)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	backwards := slices.Clone(entries)
	slices.Reverse(backwards)
	for order, entries := range map[string][]*Entry{"oldest first": entries, "newest first": backwards, "in no order": shuffled} {
		if got := estimate(entries); got.Typical != 6*time.Minute || got.Count != mostLearned {
			t.Errorf("%s: %+v", order, got)
		}
	}
}

func TestEstimateTakesWhatHeyGenTimed(t *testing.T) {
	at := evening()
	imported := &Entry{Status: heygen.Completed, CreatedAt: at.Add(-8 * time.Minute), CompletedAt: at, ChangedAt: at.Add(time.Hour)}
	if got := estimate([]*Entry{imported}); got.Typical != 8*time.Minute {
		t.Errorf("a video that HeyGen timed itself: %+v", got)
	}
	for name, e := range map[string]*Entry{
		"never seen before its end, which we timed": {Status: heygen.Completed, CreatedAt: at.Add(-8 * time.Minute), CompletedAt: at, ChangedAt: at},
		"seen complete the morning after":           {Status: heygen.Completed, RenderingAt: at.Add(-9 * time.Hour), CompletedAt: at, ChangedAt: at},
		"ended before it began":                     {Status: heygen.Completed, RenderingAt: at.Add(time.Minute), CompletedAt: at},
		"no times":                                  {Status: heygen.Completed},
	} {
		if got := estimate([]*Entry{e}); got.Count != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestEstimateTellsKindsApart(t *testing.T) {
	at := evening()
	asked := func(e *Entry, at heygen.Endpoint) *Entry {
		e.Request = &Request{Endpoint: at}
		return e
	}
	var entries []*Entry
	for range leastLearned {
		entries = append(entries, asked(finished(2*time.Minute, at), heygen.VideosEndpoint), asked(finished(20*time.Minute, at), heygen.AgentsEndpoint))
	}
	entries = append(entries, asked(finished(time.Hour, at), heygen.LegacyEndpoint), finished(20*time.Minute, at))
	est := estimate(entries)
	rendering := &Entry{Status: heygen.Processing, RenderingAt: at.Add(-time.Minute)}
	for kind, want := range map[heygen.Endpoint]time.Duration{
		heygen.VideosEndpoint: 2 * time.Minute, heygen.AgentsEndpoint: 20 * time.Minute,
		heygen.LegacyEndpoint: 20 * time.Minute, // one alone teaches nothing yet
	} {
		e := asked(rendering.Clone(), kind)
		if got := est.Of(e).Typical; got != want {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
		if _, left, ok := est.Progress(e, at); !ok || left != want-time.Minute {
			t.Errorf("%s: %v left, want %v", kind, left, want-time.Minute)
		}
	}
	if got := est.Of(rendering); got.Typical != 20*time.Minute || got.Count != len(entries) {
		t.Errorf("of no known kind: %+v", got)
	}
	if late := asked(&Entry{Status: heygen.Processing, RenderingAt: at.Add(-30 * time.Minute)}, heygen.AgentsEndpoint); est.Overdue(late, at) {
		t.Error("overdue after 30 minutes, where its kind takes 20")
	}
}

func TestProgressCountsFromTheStart(t *testing.T) {
	at := evening()
	est := Estimates{Typical: 10 * time.Minute, Count: 3}
	waited := &Entry{Status: heygen.Processing, CreatedAt: at.Add(-time.Hour), RenderingAt: at.Add(-5 * time.Minute), History: []Change{
		{At: at.Add(-50 * time.Minute), Status: heygen.Pending}, {At: at.Add(-5 * time.Minute), Status: heygen.Processing},
	}}
	late := &Entry{Status: heygen.Processing, CreatedAt: at.Add(-8 * time.Minute), RenderingAt: at.Add(-time.Minute)}
	skewed := &Entry{Status: heygen.Processing, CreatedAt: at.Add(time.Minute), RenderingAt: at.Add(-4 * time.Minute)}
	for name, c := range map[string]struct {
		entry *Entry
		done  float64
		left  time.Duration
	}{
		"seen waiting before":               {waited, 0.5, 5 * time.Minute},
		"added while it rendered":           {late, 0.8, 2 * time.Minute},
		"made later by the service's clock": {skewed, 0.4, 6 * time.Minute},
	} {
		done, left, ok := est.Progress(c.entry, at)
		if !ok || done != c.done || left != c.left {
			t.Errorf("%s: %v, %v, %v", name, done, left, ok)
		}
	}
}

func TestProgressNeverSaysDone(t *testing.T) {
	at := evening()
	e := &Entry{Status: heygen.Processing, RenderingAt: at.Add(-3 * time.Hour)}
	est := Estimates{Typical: 10 * time.Minute, Count: 3}
	if done, left, ok := est.Progress(e, at); done != mostGuessed || left != 0 || !ok {
		t.Errorf("after hours: %v, %v, %v", done, left, ok)
	}
	if !est.Overdue(e, at) {
		t.Error("it is not overdue")
	}
	for name, e := range map[string]*Entry{
		"complete":             finished(time.Minute, at),
		"waiting":              {Status: heygen.Pending, CreatedAt: at.Add(-3 * time.Hour)},
		"never seen rendering": {Status: heygen.Processing, CreatedAt: at.Add(-3 * time.Hour)},
	} {
		if _, _, ok := est.Progress(e, at); ok || est.Overdue(e, at) {
			t.Errorf("%s: progress %v, overdue %v", name, ok, est.Overdue(e, at))
		}
	}
	if _, _, ok := (Estimates{}).Progress(e, at); ok {
		t.Error("a guess without anything to go by")
	}
}

func TestOverdueCountsFromTheSighting(t *testing.T) {
	at := evening()
	e := &Entry{Status: heygen.Processing, CreatedAt: at.Add(-time.Hour), RenderingAt: at.Add(-15 * time.Minute)}
	for typical, want := range map[time.Duration]bool{0: false, 9 * time.Minute: false, 11 * time.Minute: false} {
		if got := (Estimates{Typical: typical}).Overdue(e, at); got != want {
			t.Errorf("15 minutes, others %v: %v", typical, got)
		}
	}
	later := at.Add(6 * time.Minute)
	for typical, want := range map[time.Duration]bool{0: true, 9 * time.Minute: true, 11 * time.Minute: false} {
		if got := (Estimates{Typical: typical}).Overdue(e, later); got != want {
			t.Errorf("21 minutes, others %v: %v", typical, got)
		}
	}
}
