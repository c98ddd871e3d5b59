package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"reelwatch/store"
	"reelwatch/tracker"
)

const refusedGap = time.Minute // between two words about refused deliveries

// webhookOrder is what webhook, or the dashboard with --webhook, was asked for.
type webhookOrder struct {
	listen     string
	path       string
	secretFile string
	register   string
	given      func(flag string) bool // a flag, or its variable, says something
}

func (a *app) webhookCommand() *cobra.Command {
	var o webhookOrder
	cmd := &cobra.Command{
		Use:     "webhook",
		GroupID: groupService,
		Short:   "Hear of ends by HeyGen's webhooks, and keep the list up to date",
		Long: `Receive HeyGen's webhook events, and keep the list up to date until it is stopped, with or without a dashboard open
over the same list. An event is a hint: the video that it names is asked about at once, and nothing else of it is believed.
Asking goes on as without events, what is queued is sent, and with --auto-download finished videos are saved.

Deliveries must be signed with the secret in --secret-file, or else in ` + secretVariable + `. Without a secret only
loopback is listened at, and what a proxy or a tunnel forwards is refused. HeyGen delivers to public HTTPS only: put a proxy or a tunnel in front (the README shows nginx and ssh -R).

--register URL has HeyGen send the events of videos to URL, prints the secret once (or writes it to --secret-file, mode
0600, which later runs read), and goes on receiving. Do that once.`,
		Example: `  reelwatch webhook --register https://hooks.example.org/heygen --secret-file ~/.config/reelwatch.secret
  reelwatch webhook --secret-file ~/.config/reelwatch.secret --auto-download
  reelwatch --webhook 127.0.0.1:8787                # the dashboard, hearing too`,
		Args: noWords(""),
		RunE: a.run(func(ctx context.Context, _ []string) error { return a.webhook(ctx, o) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&o.listen, "listen", usualListen, "`HOST:PORT` to listen at")
	flags.StringVar(&o.path, "path", usualPath, "the path of the events' address")
	flags.StringVar(&o.secretFile, "secret-file", "", "the `FILE` that holds the secret of deliveries")
	flags.VisitAll(tellVariable)
	o.given = flags.Changed
	flags.StringVar(&o.register, "register", "", "have HeyGen send events to this public https `URL`, then go on")
	completeFlag(cmd, "secret-file", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault))
	return cmd
}

func (a *app) webhook(ctx context.Context, o webhookOrder) error {
	h, err := a.plan(o)
	if err != nil {
		return err
	}
	if err := a.needShell(); err != nil {
		return err
	}
	t, client, done, err := a.openLasting(ctx, store.Options{})
	if err != nil {
		return err
	}
	defer done()
	if _, err := client.ReloadCredential(); err != nil {
		return err
	}
	l, err := a.listen(h, o.register != "", t.Hint)
	if err != nil {
		return err
	}
	defer l.close()
	for _, note := range h.notes {
		a.say("%s", note)
	}
	switch {
	case o.register != "":
		if err := a.registerHook(ctx, client, l, o); err != nil {
			return err
		}
	case h.secret == "":
		a.say("there is no secret (%s, --secret-file): deliveries from this machine alone are taken, unsigned", secretVariable)
	default:
		a.say("deliveries must be signed with the secret of %s", h.from)
	}
	a.say("listening at %s", l.where())
	return a.attend(ctx, t, l)
}

// attend keeps the list up to date until the program is told to stop or the listener breaks.
func (a *app) attend(ctx context.Context, t *tracker.Tracker, l *listener) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	guarded(stop, func() error {
		select {
		case err := <-l.done:
			if !errors.Is(err, http.ErrServerClosed) {
				return fmt.Errorf("listening for webhooks ended: %w", err)
			}
			<-ctx.Done()
		case <-ctx.Done():
		}
		return nil
	})
	said := refusals{a: a, l: l}
	return t.Attend(ctx, tracker.Waiting{
		Save: a.settings.autoDownload,
		Tell: func(n tracker.News) error {
			a.say("%s", newsText(n))
			return nil
		},
		Beat: func(tracker.Snapshot) { said.look(time.Now()) },
	})
}

// refusals tells of refused deliveries, seldom: anybody can send them.
type refusals struct {
	a    *app
	l    *listener
	told int
	at   time.Time
}

func (r *refusals) look(now time.Time) {
	d := r.l.Deliveries()
	if d.Refused == r.told || now.Sub(r.at) < refusedGap {
		return
	}
	r.a.say("%s refused so far, the last because %s", count(d.Refused, "delivery was", "deliveries were"), d.Why)
	r.told, r.at = d.Refused, now
}
