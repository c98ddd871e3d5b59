package cli

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"os"
	"time"

	"reelwatch/heygen"
	"reelwatch/store"
	"reelwatch/tracker"
)

// service is where HeyGen is and how it is reached: the real one, or the simulated one of the demo.
type service struct {
	base       string
	allowHTTP  bool // base may be plain http although its host is not loopback
	simulated  bool // no command of the user's runs for what happens there
	credential func() (heygen.Credential, error)
	shared     bool              // other processes may use the same store
	api        http.RoundTripper // nil: the real network
	files      http.RoundTripper // nil: the real network
	list       store.Options     // of the list, but for its log

	privateVideos bool // its videos may lie in a private network
	privateAssets bool // so may what is saved beside them
}

// real is HeyGen itself, or the server that HEYGEN_API_BASE names.
func (a *app) real() (service, error) {
	home, _ := os.UserHomeDir() // without a home there is no credentials file: ResolveCredential says so
	at := service{shared: true, base: a.Getenv("HEYGEN_API_BASE"), allowHTTP: a.Getenv("HEYGEN_ALLOW_HTTP") != ""}
	base, err := heygen.ParseBase(at.base, at.allowHTTP)
	if err != nil {
		return service{}, &usageError{err}
	}
	at.privateVideos = !heygen.Official(base) // a server that the user names may have its files where it is itself
	at.privateAssets = heygen.Loopback(base)
	at.credential = func() (heygen.Credential, error) { return heygen.ResolveCredential(a.Getenv, home, time.Now()) }
	return at, nil
}

// open wires the rooms together and reads the list. The function it gives closes what was opened.
func (a *app) open(ctx context.Context, at service, lease bool) (*tracker.Tracker, *heygen.Client, func(), error) {
	list, closeLog, err := a.openStore(at.list)
	if err != nil {
		return nil, nil, nil, err
	}
	client, err := a.client(at)
	if err != nil {
		return nil, nil, nil, err
	}
	assets, err := tracker.ParseAssets(a.settings.assets)
	if err != nil {
		return nil, nil, nil, &usageError{err}
	}
	config := tracker.Config{
		API: client, Store: list, Interval: a.settings.interval, Output: a.settings.output,
		NameTemplate: a.settings.name, Concurrency: a.settings.concurrency, Files: at.files,
		UserAgent: "reelwatch/" + a.Version, Assets: assets, Describe: describe,
		PrivateVideos: at.privateVideos, PrivateAssets: at.privateAssets,
	}
	if at.shared {
		config.Sender = store.NewSenderLease(a.settings.store)
		config.Claims = store.NewClaims(a.settings.store)
	}
	if lease {
		config.Lease = store.NewLease(a.settings.store)
	}
	if !at.simulated {
		a.hookUp(&config)
	}
	t := tracker.New(config)
	t.SetAutoSave(a.settings.autoDownload)
	if _, err := t.Load(ctx); err != nil {
		return nil, nil, nil, err
	}
	if lease { // what goes on asking has to write the answers down
		if err := list.Make(); err != nil {
			return nil, nil, nil, err
		}
	}
	if err := t.SettleAbandoned(ctx); err != nil {
		a.say("what was sent without an answer is still shown as queued: %v", err)
	}
	return t, client, closeLog, nil
}

// client makes what asks HeyGen, or the server that stands for it. The log of --debug is open by then.
func (a *app) client(at service) (*heygen.Client, error) {
	mode, err := heygen.ParseMode(a.settings.api)
	if err != nil {
		return nil, &usageError{err}
	}
	client, err := heygen.New(heygen.Config{
		Base: at.base, AllowHTTP: at.allowHTTP, Credentials: at.credential, Mode: mode,
		Transport: at.api, Version: a.Version, Debug: a.log,
	})
	if err != nil {
		return nil, &usageError{err}
	}
	return client, nil
}

// openStore opens the log of --debug and the store. The function it gives closes the log; a store is never left open.
func (a *app) openStore(o store.Options) (*store.Store, func(), error) {
	closeLog, err := a.openLog()
	if err != nil {
		return nil, nil, err
	}
	if a.settings.store == "" {
		closeLog()
		return nil, nil, &usageError{errHomeless}
	}
	o.Log = a.log
	list, err := store.Open(a.settings.store, o)
	if err != nil {
		closeLog()
		return nil, nil, err
	}
	return list, closeLog, nil
}

// openReal is open for the real service.
func (a *app) openReal(ctx context.Context) (*tracker.Tracker, *heygen.Client, func(), error) {
	at, err := a.real()
	if err != nil {
		return nil, nil, nil, err
	}
	t, client, closeLog, err := a.open(ctx, at, false)
	if err != nil {
		return nil, nil, nil, err
	}
	return t, client, func() {
		a.warnNetwork()
		closeLog()
	}, nil
}

// openLasting is open for the real service and a command that goes on asking, in turn with other processes. What is to be
// said of the list's place is said at once: the end may be far.
func (a *app) openLasting(ctx context.Context, list store.Options) (*tracker.Tracker, *heygen.Client, func(), error) {
	at, err := a.real()
	if err != nil {
		return nil, nil, nil, err
	}
	at.list = list
	t, client, done, err := a.open(ctx, at, true)
	if err != nil {
		return nil, nil, nil, err
	}
	a.warnNetwork()
	return t, client, done, nil
}

// openLog opens the log of --debug, where one is wanted.
func (a *app) openLog() (done func(), err error) {
	if a.settings.debug == "" {
		return func() {}, nil
	}
	file, err := os.OpenFile(a.settings.debug, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, &usageError{fmt.Errorf("--debug: %w", err)}
	}
	if err := file.Chmod(0o600); err != nil {
		_ = file.Close() // nothing was written to it
		return nil, &usageError{fmt.Errorf("--debug: %w", err)}
	}
	a.log = slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{Level: slog.LevelDebug}))
	log.SetOutput(libraryLog{a.log})
	return func() {
		silenceLibraries()
		_ = file.Close()
	}, nil
}

// debugf writes to the log of --debug, where there is one.
func (a *app) debugf(format string, args ...any) {
	if a.log != nil {
		a.log.Warn(fmt.Sprintf(format, args...))
	}
}
