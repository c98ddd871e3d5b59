package cli

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// noon is the present of the tests.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func TestAge(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"30m": 30 * time.Minute, "1h": time.Hour, "48h": 48 * time.Hour, "7d": 7 * 24 * time.Hour, "2w": 14 * 24 * time.Hour,
		"36500d": 36500 * 24 * time.Hour, "007d": 7 * 24 * time.Hour,
	} {
		var a age
		if err := a.Set(value); err != nil || time.Duration(a) != want {
			t.Errorf("%s: %v, %v; want %v", value, time.Duration(a), err, want)
		}
		var again age
		if err := again.Set(a.String()); err != nil || again != a {
			t.Errorf("%s is shown as %q, which means %v, %v", value, a.String(), time.Duration(again), err)
		}
	}
	for _, value := range []string{
		"", "7", "d", "7y", "7s", "0d", "-7d", "+7d", "7 d", "1.5d", "7d12h", "1d ", "36501d", "99999999999999999999d", "4294967295w", "7D", "٧d",
	} {
		a := age(time.Hour)
		if err := a.Set(value); err == nil || !strings.Contains(err.Error(), "7d") {
			t.Errorf("%q gives %v, %v; want an error with an example", value, time.Duration(a), err)
		}
		if a != age(time.Hour) {
			t.Errorf("%q is refused and changed the value", value)
		}
	}
	if none := age(0); none.String() != "" {
		t.Errorf("no age is shown as %q", none.String())
	}
}

// assorted is a list with one video of each kind.
func assorted() []*tracker.Entry {
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	return []*tracker.Entry{
		{ID: "rendering", Status: heygen.Processing, Batch: "spring", AddedAt: ago(30 * day)},
		{ID: "done", Status: heygen.Completed, Batch: "spring", AddedAt: ago(30 * day), CompletedAt: ago(2 * day)},
		{ID: "saved", Status: heygen.Completed, AddedAt: ago(30 * day), CompletedAt: ago(9 * day), SavedAt: ago(8 * day)},
		{ID: "failed", Status: heygen.Failed, Batch: "autumn", AddedAt: ago(30 * day), ChangedAt: ago(8 * day)},
		{ID: "lost", Status: heygen.NotFound, AddedAt: ago(time.Hour), GraceUntil: ago(45 * time.Minute)},
		{ID: "perhaps", Status: heygen.NotFound, AddedAt: ago(20 * time.Minute), GraceUntil: noon.Add(10 * time.Minute)},
		{ID: "invented", Status: "paused", AddedAt: ago(time.Minute)},
		{ID: "q-00000001", Status: tracker.Queued, Batch: "spring", AddedAt: ago(time.Minute)},
		{ID: "fresh", Status: heygen.Unknown, AddedAt: ago(time.Minute)},
		{ID: "oddly", Status: heygen.Completed, AddedAt: ago(10 * day)}, // nobody knows when it ended
	}
}

func TestSelection(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		flags []string
		want  string
	}{
		{nil, "rendering done saved failed lost perhaps invented q-00000001 fresh oddly"},
		{[]string{"--batch", "spring"}, "rendering done q-00000001"},
		{[]string{"--batch", "Spring"}, ""},
		{[]string{"--batch", "spr"}, ""},
		{[]string{"--status", "completed"}, "done saved oddly"},
		{[]string{"--status", "saved"}, "saved"},
		{[]string{"--status", "rendering"}, "rendering"},
		{[]string{"--status", "processing"}, "rendering"},
		{[]string{"--status", "new"}, "fresh"},
		{[]string{"--status", "unknown"}, "fresh"},
		{[]string{"--status", "failed,not_found"}, "failed lost perhaps"},
		{[]string{"--status", "Failed", "--status", "Not found"}, "failed lost perhaps"},
		{[]string{"--status", "paused"}, "invented"},
		{[]string{"--status", "queued"}, "q-00000001"},
		{[]string{"--older-than", "7d"}, "rendering saved failed oddly"},
		{[]string{"--older-than", "40m"}, "rendering done saved failed lost oddly"},
		{[]string{"--older-than", "1w", "--status", "failed,completed"}, "saved failed oddly"},
		{[]string{"--older-than", "1w", "--status", "failed", "--batch", "spring"}, ""},
	} {
		s := parsed(t, c.flags...)
		var got []string
		for _, e := range s.of(assorted(), noon) {
			got = append(got, e.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v chooses %v, want %s", c.flags, got, c.want)
		}
		if s.given() != (len(c.flags) > 0) {
			t.Errorf("%v: given is %v", c.flags, s.given())
		}
	}
}

// Exactly at the age is not older than it.
func TestSelectionAtItsEdge(t *testing.T) {
	t.Parallel()
	s := parsed(t, "--older-than", "7d")
	for shift, want := range map[time.Duration]bool{0: false, time.Nanosecond: true, -time.Nanosecond: false} {
		e := &tracker.Entry{ID: "x", Status: heygen.Failed, AddedAt: noon, ChangedAt: noon.Add(-7*day - shift)}
		if got := s.keeps(e, noon); got != want {
			t.Errorf("7 days and %v old: chosen is %v", shift, got)
		}
	}
}

func TestSelectionRefuses(t *testing.T) {
	t.Parallel()
	for _, flags := range [][]string{
		{"--batch", ""}, {"--batch", " \t"}, {"--batch", "\x1b[31m"}, {"--status", ""}, {"--status", "failed,"}, {"--older-than", "soon"},
	} {
		var s selection
		if err := flagsOf(&s).Parse(flags); err == nil {
			t.Errorf("%q is taken, as %+v", flags, s)
		}
	}
	s := parsed(t, "--batch", "spring")
	if err := s.alone([]string{"an-id"}); exitCode(err) != exitUsage {
		t.Errorf("ids beside a selection: %v", err)
	}
	if err := s.alone(nil); err != nil {
		t.Errorf("a selection alone: %v", err)
	}
	if err := new(selection).alone([]string{"an-id"}); err != nil {
		t.Errorf("ids alone: %v", err)
	}
}

// A name goes to the store as it is looked for later: one clean line.
func TestBatchName(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"spring": "spring", " Spring  2026\n": "Spring 2026", "\x1b]0;x\x07a\u202eb": "ab", "プリン": "プリン"} {
		var b batchName
		if err := b.Set(given); err != nil || string(b) != want {
			t.Errorf("%q is %q, %v; want %q", given, b, err, want)
		}
	}
}

// Every status that reelwatch itself can store is offered.
func TestStatusChoices(t *testing.T) {
	t.Parallel()
	for _, status := range []heygen.Status{
		heygen.Pending, heygen.Processing, heygen.Completed, heygen.Failed, heygen.NotFound, heygen.Unknown, tracker.Queued, tracker.Unsure,
	} {
		if !slices.ContainsFunc(statusChoices(), func(word string) bool { return hasStatus(&tracker.Entry{Status: status}, word) }) {
			t.Errorf("nothing chooses %s", status)
		}
	}
}

func flagsOf(s *selection) *pflag.FlagSet {
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	s.register(flags)
	return flags
}

func parsed(t *testing.T, flags ...string) *selection {
	t.Helper()
	s := &selection{}
	if err := flagsOf(s).Parse(flags); err != nil {
		t.Fatalf("%q: %v", flags, err)
	}
	return s
}
