package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
	"reelwatch/tracker"
)

// demoSeed makes every demo the same.
const demoSeed = 7

// demoInterval asks a little more often than is polite to the real service, since the demo's videos render in seconds.
const demoInterval = 2 * time.Second

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "demo",
		GroupID: groupHouse,
		Short:   "Open the dashboard over a simulated HeyGen: no key, no network",
		Long: `Open the same dashboard over a simulated HeyGen inside the program. Nothing is sent anywhere, and nothing is written
outside a temporary folder. A batch renders at many times real speed and shows every state, failures included.`,
		Example: "  reelwatch demo",
		Args:    noWords(""),
		RunE:    a.run(a.demo),
	}
}

func (a *app) demo(ctx context.Context, _ []string) (err error) {
	if err := a.needTerminal(); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "reelwatch-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.tidyDemo(folder)) }()
	server := heygentest.New(heygentest.Options{Balance: 12.50, Concurrent: demoPlaces, CreateSpec: demoRender})
	defer server.Close()
	videos, ids := heygentest.Demo(time.Now(), demoSeed)
	server.Add(videos...)
	server.Add(heygentest.Archive(time.Now(), demoSeed)...)

	a.settings.store = filepath.Join(folder, "reelwatch.db")
	a.settings.output = filepath.Join(folder, "videos")
	a.settings.interval = demoInterval
	network := server.Pipes()
	t, _, done, err := a.open(ctx, service{
		base: server.BaseURL(), allowHTTP: true, simulated: true, api: network, files: network,
		credential: func() (heygen.Credential, error) { return heygen.Credential{Key: "demo", Source: "the demo"}, nil },
	}, false)
	if err != nil {
		return err
	}
	defer done()
	entries := append(demoRequests(time.Now()), demoEntries(videos, ids, a.settings.output)...)
	if err := t.Restore(ctx, entries); err != nil {
		return err
	}
	return a.show(ctx, t, banner{text: "a demo: nothing here is real, and nothing leaves this machine"}, nil)
}

// In the list the demo's requests stand between these of its videos.
const (
	placeStep     = 10
	requestsAfter = 14 * placeStep
)

// demoPlaces is how many videos the demo's account may have made at once.
const demoPlaces = 12

// demoRender is what becomes of a video that the demo submits.
func demoRender(n int, title string) heygentest.VideoSpec {
	return heygentest.VideoSpec{
		Title: title, Queued: 4 * time.Second, Renders: time.Duration(20+5*n) * time.Second, Length: time.Minute,
		Size: 12_000_000, BytesPerSecond: 4 << 20,
	}
}

// demoRequests is what the demo has submitted: some wait in the queue, and of one the answer was lost.
func demoRequests(now time.Time) (entries []tracker.Entry) {
	for i, title := range []string{"Spring launch – teaser PT", "Spring launch – teaser NL", "Spring launch – teaser PL"} {
		name := fmt.Sprintf("q-de0000%02x", i)
		entries = append(entries, tracker.Entry{
			ID: name, Place: tracker.Place{Index: requestsAfter + 1 + i}, Origin: tracker.Submitted, Status: tracker.Queued, Title: title,
			Batch: "spring", AddedAt: now, SeenAlive: true,
			Request: &tracker.Request{
				Name: name, Key: name, Endpoint: heygen.VideosEndpoint,
				Body: fmt.Sprintf(`{"type":"avatar","avatar_id":"Wayne","voice_id":"075a","script":"Hello!","title":%q}`, title),
			},
		})
	}
	entries[0].Request.Hold = &tracker.Hold{At: now, Why: tracker.HeldByLimit, For: 20 * time.Second, Running: demoPlaces}
	sent := now.Add(-2 * time.Hour)
	lost := tracker.Entry{
		ID: "q-de000010", Place: tracker.Place{Index: requestsAfter + placeStep - 1}, Origin: tracker.Submitted, Status: tracker.Unsure,
		Title: "Onboarding 10 – invoices", AddedAt: sent, SeenAlive: true,
		Request: &tracker.Request{
			Name: "q-de000010", Endpoint: heygen.LegacyEndpoint, SentAt: sent,
			Body: `{"title":"Onboarding 10 – invoices","video_inputs":[{"voice":{"input_text":"Hello!"}}]}`,
		},
	}
	return append(entries, lost)
}

// demoEntries is the list that the demo begins with: as if some of its videos had been watched for a while, so that
// states which take long in life are there from the start.
func demoEntries(videos []heygentest.VideoSpec, ids []string, output string) []tracker.Entry {
	now := time.Now()
	entries := make([]tracker.Entry, len(ids))
	for i, id := range ids {
		entries[i] = tracker.Entry{
			ID: id, Place: tracker.Place{Index: i * placeStep}, Origin: tracker.Added, Status: heygen.Unknown, AddedAt: now,
		}
	}
	saved := false
	for i, v := range videos {
		e := &entries[i]
		started, ended := v.Created.Add(v.Queued), v.Created.Add(v.Queued+v.Renders)
		switch {
		case v.Ends == heygen.Processing && started.Before(now):
			e.Status, e.AddedAt, e.RenderingAt, e.SeenAlive = heygen.Processing, v.Created, started, true
		case !saved && v.Ends == "" && ended.Before(now):
			saved = true
			e.Status, e.CompletedAt, e.ChangedAt, e.SavedAt = heygen.Completed, ended, ended, ended
			e.File, e.FileBytes = filepath.Join(output, "an-earlier-video.mp4"), 38_000_000 // it has been moved since
		}
	}
	return entries
}

// tidyDemo removes the demo's folder, unless videos were saved into it.
func (a *app) tidyDemo(folder string) error {
	if saved, _ := filepath.Glob(filepath.Join(folder, "videos", "*")); len(saved) > 0 {
		a.say("the demo's files are in %s", folder)
		return nil
	}
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("the demo's folder: %w", err)
	}
	return nil
}
