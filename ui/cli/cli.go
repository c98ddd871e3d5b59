// Package cli is the scriptable face of reelwatch: one file a command. It is the only place that wires the rooms
// together, and the only one that knows exit codes.
package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"sync/atomic"
	"syscall"

	"github.com/spf13/cobra"
)

// Process is what a run of the program has of its surroundings.
type Process struct {
	Args    []string // without the program's name
	Stdin   *os.File
	Stdout  *os.File
	Stderr  *os.File
	Getenv  func(string) string
	Environ func() []string // all of the environment, as os.Environ has it; only commands of the user's get it
	Version string          // empty where the build stamped none
	Commit  string          // the same
	Date    string          // of the commit, the same
}

// app is one run of the program.
type app struct {
	Process
	settings settings
	log      *slog.Logger // of --debug; nil where none is wanted
	started  bool         // the command line was understood, and a command runs

	leftRunning atomic.Int32 // commands of the user's that had not ended when we did
}

// Main runs the command line and gives the process's exit code. Errors are on standard error by then, one line each.
func Main(p Process) (code int) {
	ctx, stop := interruptible(context.Background())
	defer stop()
	silenceLibraries()
	a := &app{Process: p}
	defer a.lastGuard(&code)
	if a.Version == "" {
		a.Version = builtVersion()
	}
	root := a.root()
	root.SetArgs(p.Args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	err := root.ExecuteContext(ctx)
	if err != nil && !a.started {
		err = &usageError{err}
	}
	if cause := context.Cause(ctx); cause != nil && errors.Is(err, context.Canceled) {
		err = cause
	}
	a.report(err)
	a.sayRunning()
	return exitCode(err)
}

// lastGuard ends a command that panics well: with one line, as the commands' users know errors. The dashboard has a guard of its
// own, which gives the terminal back.
func (a *app) lastGuard(code *int) {
	fault := recover()
	if fault == nil {
		return
	}
	if closeLog, err := a.openLog(); err == nil { // the command has closed it
		a.debugf("panic: %v\n%s", fault, debug.Stack())
		closeLog()
	}
	a.say("a fault of reelwatch's own: %v (the list is safe; --debug FILE notes where it happened)", fault)
	*code = exitFailed
}

// root is the command without a name: the dashboard.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "reelwatch",
		Short: "Watch a batch of HeyGen videos render, and save them",
		Long: `reelwatch is a terminal dashboard that you leave open while HeyGen videos render. It tracks any number of
video ids, learns their status with as few requests as possible, saves the finished videos, and never
loses the list. Without a command it opens the dashboard.`,
		Example: `  reelwatch demo                                   # look around: no key, no network
  reelwatch add 7f2c1f0fde5a4b8a9c1e000000000001    # track a video, then open the dashboard
  reelwatch
  tmux new -s renders reelwatch                     # over SSH: it outlives the connection`,
		Version:           a.versionLine(),
		Args:              knownCommand,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetVersionTemplate("{{.Version}}\n")
	var hooked webhookOrder
	root.RunE = a.run(func(ctx context.Context, _ []string) error { return a.dashboard(ctx, hooked) })
	root.Flags().StringVar(&hooked.listen, "webhook", "", "hear of ends by HeyGen's webhooks, at `HOST:PORT[/PATH]`")
	root.Flags().StringVar(&hooked.secretFile, "secret-file", "", "the `FILE` that holds the secret of webhook deliveries")
	root.Flags().VisitAll(tellVariable)
	hooked.given = root.Flags().Changed
	root.PersistentFlags().SortFlags = false
	a.settings.register(root.PersistentFlags())
	root.SetFlagErrorFunc(flagTrouble)
	group(root)
	completeSettings(root)
	completeFlag(root, "secret-file", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault))
	root.AddCommand(a.addCommand(), a.completionCommand(), a.demoCommand(), a.doctorCommand(), a.downloadCommand(),
		a.importCommand(), a.listCommand(), a.manCommand(), a.removeCommand(), a.statusCommand(), a.storeCommand(), a.submitCommand(), a.versionCommand(),
		a.waitCommand(), a.webhookCommand())
	root.InitDefaultHelpCmd()
	for _, each := range root.Commands() {
		if each.Name() == "help" {
			each.Args = knownTopic
		}
	}
	return root
}

// run wraps what a command does: by then the command line is understood, and the settings are checked first.
func (a *app) run(do func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := a.settings.complete(cmd.Flags(), a.Getenv); err != nil {
			return err
		}
		a.started = true
		return do(cmd.Context(), args)
	}
}

// interruptible gives a context that ctrl+c, SIGTERM and SIGHUP end, with the signal as its cause.
func interruptible(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	watched := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		watched = append(watched, syscall.SIGHUP)
	}
	signal.Notify(signals, watched...)
	go func() {
		if got, open := <-signals; open {
			signal.Stop(signals) // a second one ends the program the hard way
			cancel(&signalError{got})
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(signals)
		cancel(nil)
	}
}

// builtVersion is the version that the Go tool noted in the binary, "dev" where it noted none.
func builtVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}
