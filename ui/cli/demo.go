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
		Args:    cobra.NoArgs,
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
	server := heygentest.New(heygentest.Options{Balance: 12.50})
	defer server.Close()
	videos, ids := heygentest.Demo(time.Now(), demoSeed)
	server.Add(videos...)

	a.settings.store = filepath.Join(folder, "reelwatch.db")
	a.settings.output = filepath.Join(folder, "videos")
	a.settings.interval = demoInterval
	network := server.Pipes()
	t, _, done, err := a.open(ctx, service{
		base: server.BaseURL(), allowHTTP: true, api: network, files: network,
		credential: func() (heygen.Credential, error) { return heygen.Credential{Key: "demo", Source: "the demo"}, nil },
	}, false)
	if err != nil {
		return err
	}
	defer done()
	if err := t.Restore(ctx, demoEntries(videos, ids, a.settings.output)); err != nil {
		return err
	}
	return a.show(t, "a demo: nothing here is real, and nothing leaves this machine")
}

// demoEntries is the list that the demo begins with: as if some of its videos had been watched for a while, so that
// states which take long in life are there from the start.
func demoEntries(videos []heygentest.VideoSpec, ids []string, output string) []tracker.Entry {
	now := time.Now()
	entries := make([]tracker.Entry, len(ids))
	for i, id := range ids {
		entries[i] = tracker.Entry{
			ID: id, Place: tracker.Place{Index: i}, Origin: tracker.Added, Status: heygen.Unknown, AddedAt: now,
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
