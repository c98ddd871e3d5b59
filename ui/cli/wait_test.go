package cli

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// Off a terminal there is a line for each change, and one a minute while nothing changes.
func TestWaitLinesOffATerminal(t *testing.T) {
	said := filepath.Join(t.TempDir(), "stderr")
	stderr, err := os.Create(said)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		busy := &tracker.Entry{ID: "busy", Status: heygen.Processing}
		done := &tracker.Entry{ID: "done", Status: heygen.Completed, Title: "A title"}
		state := tracker.Snapshot{Entries: []*tracker.Entry{busy, done}}
		p := newWaitProgress(&app{Process: Process{Stderr: stderr, Getenv: func(string) string { return "" }}}, []string{"busy", "done"}, waitOrder{})
		for second := range 200 {
			if second == 90 {
				if err := p.tell(tracker.News{What: tracker.Turned, ID: "done", Entry: done}); err != nil {
					t.Error(err)
				}
			}
			p.beat(state)
			<-time.After(time.Second)
		}
		p.end(state)
	})
	if err := stderr.Close(); err != nil {
		t.Fatal(err)
	}
	want := "[1m] 1/2 done, 1 rendering\n[1m] done: completed (A title)\n[2m] 1/2 done, 1 rendering\n[3m] 1/2 done, 1 rendering\n"
	if got, err := os.ReadFile(said); err != nil || string(got) != want {
		t.Errorf("got  %q, %v\nwant %q", got, err, want)
	}
}

// Each kind of news is a line that names its video.
func TestNewsText(t *testing.T) {
	t.Parallel()
	entry := func(status heygen.Status) *tracker.Entry {
		return &tracker.Entry{ID: "vid", Status: status, File: "/videos/vid.mp4", Failure: &heygen.Failure{}}
	}
	oops := errors.New("vid: oops")
	for want, n := range map[string]tracker.News{
		"vid: not found":                {What: tracker.Turned, Entry: entry(heygen.NotFound)},
		"vid: rendering":                {What: tracker.Turned, Entry: entry(heygen.Processing)},
		"vid: saved as /videos/vid.mp4": {What: tracker.Stored, Entry: entry(heygen.Completed)},
		"vid: oops":                     {What: tracker.Unsaved, Entry: entry(heygen.Completed), Err: oops},
		"vid: no longer tracked, so it is not waited for":                  {What: tracker.Removed},
		"vid: HeyGen would not answer, it is asked again later: vid: oops": {What: tracker.Unanswered, Err: oops},
		"trying on: vid: oops": {What: tracker.Troubled, Err: oops},
		"HeyGen answers again": {What: tracker.Recovered},
		"vid: unsure: it was sent and the answer was lost. Look for the video at HeyGen, then reelwatch add --for vid ID; " +
			"or reelwatch submit --resend vid, which may pay twice; or reelwatch remove vid": {What: tracker.Turned, Entry: entry(tracker.Unsure)},
	} {
		n.ID = "vid"
		if got := newsText(n); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestElapsed(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0s", 12*time.Second + time.Millisecond: "12s", time.Minute: "1m", 7*time.Minute + 59*time.Second: "7m",
		time.Hour + 5*time.Minute: "1h5m", 10 * time.Minute: "10m",
	} {
		if got := elapsed(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

func TestTheTimeRanOutIsFour(t *testing.T) {
	t.Parallel()
	if got := exitCode(errors.Join(&timeoutError{time.Minute}, errors.New("more"))); got != exitTimeout {
		t.Errorf("exit code %d", got)
	}
}

func TestAWaitSaysWhatItsSavesWaitFor(t *testing.T) {
	t.Parallel()
	one := &tracker.Entry{ID: "one", Status: heygen.Completed}
	two := &tracker.Entry{ID: "two", Status: heygen.Completed}
	waits := &tracker.Live{Transfer: &tracker.Transfer{Note: "the link is not ready, again in 4s"}}
	for name, c := range map[string]struct {
		save bool
		live map[string]*tracker.Live
		want string
	}{
		"bytes flow":      {true, map[string]*tracker.Live{"one": {Transfer: &tracker.Transfer{}}, "two": {}}, "2/2 done, 2 to save"},
		"one waits":       {true, map[string]*tracker.Live{"two": waits}, "2/2 done, 2 to save (two: the link is not ready, again in 4s)"},
		"both wait":       {true, map[string]*tracker.Live{"one": waits, "two": waits}, "2/2 done, 2 to save (one: the link is not ready, again in 4s)"},
		"none is to be":   {false, map[string]*tracker.Live{"two": waits}, "2/2 done"},
		"it is another's": {true, map[string]*tracker.Live{"else": waits}, "2/2 done, 2 to save"},
	} {
		p := &waitProgress{save: c.save}
		entries := []*tracker.Entry{one, two}
		if got := p.standing(entries, tracker.Snapshot{Entries: entries, Live: c.live}, time.Now()); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
