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
		Use:   "demo",
		Short: "Open the dashboard over a simulated HeyGen: no key, no network",
		Long: `Open the same dashboard over a simulated HeyGen inside the program. Nothing is sent anywhere, and nothing is written
outside a temporary folder. A batch renders at many times real speed and shows every state, failures included.`,
		Args: cobra.NoArgs,
		RunE: a.run(a.demo),
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
	additions := make([]tracker.Addition, len(ids))
	for i, id := range ids {
		additions[i] = tracker.Addition{ID: id}
	}
	if _, err := t.Add(ctx, additions, tracker.Added); err != nil {
		return err
	}
	return a.show(t, "a demo: nothing here is real, and nothing leaves this machine")
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
