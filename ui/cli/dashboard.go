package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"syscall"

	xterm "github.com/charmbracelet/x/term"

	"reelwatch/heygen"
	"reelwatch/store"
	"reelwatch/tracker"
	"reelwatch/ui"
	"reelwatch/ui/term"
)

// dashboard opens the dashboard over the real service.
func (a *app) dashboard(ctx context.Context, hooked webhookOrder) error {
	h, err := a.planDashboard(hooked)
	if err != nil {
		return err
	}
	if err := errors.Join(a.needTerminal(), a.needShell()); err != nil {
		return err
	}
	go term.Prepare()
	t, _, done, err := a.openLasting(ctx, store.Options{WithoutExpiredLinks: true})
	if err != nil {
		return err
	}
	defer done()
	t.CheckCredential()
	if h == nil {
		return a.show(ctx, t, warning(a.notice()), nil)
	}
	l, err := a.listen(*h, false, t.Hint)
	if err != nil {
		return err
	}
	defer l.close()
	notice := a.notice()
	for _, note := range h.notes {
		a.say("%s", note)
		notice = note
	}
	return a.show(ctx, t, warning(notice), l.Receiver)
}

// needTerminal refuses to draw where nobody would see it.
func (a *app) needTerminal() error {
	const instead = "run it in a terminal (over SSH: ssh -t HOST reelwatch), or use the scriptable commands: add, submit, import, list, status, wait, download, remove"
	switch {
	case !xterm.IsTerminal(a.Stdout.Fd()):
		return &usageError{errors.New("standard output is not a terminal, and the dashboard needs one: " + instead)}
	case term.Detect(a.Getenv).Dumb:
		return &usageError{errors.New("this terminal can't place a cursor (TERM=dumb), and the dashboard needs that: " + instead)}
	}
	return nil
}

// notice is the line that the dashboard begins with; empty where there is nothing to warn of.
func (a *app) notice() string {
	if abilities := term.Detect(a.Getenv); abilities.SSH && !abilities.Survives() {
		return "this stops when the connection drops: run it in tmux, or use reelwatch wait --download"
	}
	return ""
}

// banner is the line that the dashboard begins with.
type banner struct {
	text  string
	warns bool
}

func warning(text string) banner { return banner{text, true} }

// show runs the dashboard on the terminal until it ends. Its error says how it ended.
func (a *app) show(ctx context.Context, t *tracker.Tracker, notice banner, hears *heygen.Receiver) error {
	left, err := t.Preferences(ctx)
	if err != nil {
		return err
	}
	auto := left.AutoDownload
	if a.settings.autoGiven {
		auto = a.settings.autoDownload
	}
	abilities := term.Detect(a.Getenv)
	session := term.NewSession(term.Options{
		Stdin: a.Stdin, Stdout: a.Stdout,
		Cleanup: t.Settle,
		Suspending: func() string {
			t.YieldLease()
			return "reelwatch is suspended: nothing is asked and nothing is saved until fg"
		},
	})
	model := ui.New(ui.Config{
		Tracker: t, Context: session.Context(), Abilities: abilities, Desktop: term.Desktop{}, Host: a.host(), Machine: a.machine(),
		Notify: term.Notify(a.settings.notify), Mouse: a.settings.mouse == "on", Theme: ui.Theme(a.settings.theme), ASCII: a.asciiOnly(), NoUnicode: !abilities.UTF8, AutoDownload: auto, Remembered: left,
		CanSuspend: term.CanSuspend(), Version: a.Version, Notice: notice.text, Warns: notice.warns, OutputDir: a.settings.output, Parting: session.Parting, Hears: hears,
	})
	session.Go(func() {
		if err := t.KeepLease(session.Context()); err != nil {
			a.debugf("the lease of the asker: %v", err)
		}
	})
	session.Go(func() { t.KeepHooks(session.Context()) })
	_, exit := session.Run(model)
	return a.ended(exit)
}

// host is this machine's name, where the user sits at it; empty where that is not known.
func (a *app) host() string {
	name, err := os.Hostname()
	if err != nil || term.Detect(a.Getenv).SSH {
		return ""
	}
	return name
}

// machine is this one as the user reaches it, where SSH is between.
func (a *app) machine() ui.Machine {
	connection := a.Getenv("SSH_CONNECTION")
	if connection == "" {
		return ui.Machine{}
	}
	name, err := os.Hostname()
	if err != nil {
		name = "localhost" // the user replaces it
	}
	account := ""
	if who, err := user.Current(); err == nil { // without one, scp takes the user's own
		account = who.Username
	}
	return ui.ParseMachine(connection, account, name)
}

// ended turns the way in which the dashboard ended into an error.
func (a *app) ended(exit term.Exit) error {
	switch exit.Reason {
	case term.Quit:
		return nil
	case term.Interrupted:
		return &signalError{os.Interrupt}
	case term.Terminated:
		return &signalError{syscall.SIGTERM}
	case term.Lost:
		return &signalError{syscall.SIGHUP}
	}
	var fault *term.PanicError
	if errors.As(exit.Err, &fault) {
		a.debugf("panic: %v\n%s", fault.Value, fault.Stack)
		return fmt.Errorf("a fault of reelwatch's own ended the dashboard: %w (the list is safe; --debug FILE notes where it happened)", exit.Err)
	}
	return exit.Err
}
