package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"reelwatch/heygen"
	"reelwatch/store"
	"reelwatch/tracker"
	"reelwatch/ui"
)

// The shells that can be taught to complete.
const (
	bash = "bash"
	zsh  = "zsh"
	fish = "fish"
)

func (a *app) completionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "completion bash|zsh|fish",
		GroupID: groupHouse,
		Short:   "Print what teaches a shell to complete commands, flags and tracked ids",
		Long: `Print a script that teaches your shell to complete reelwatch's commands, flags and tracked ids, which it shows with
their titles. It reads the list alone: no request is made.`,
		Example: `  source <(reelwatch completion bash)                                     # in ~/.bashrc; needs bash-completion
  reelwatch completion zsh > "${fpath[1]}/_reelwatch"                     # then start a new shell
  reelwatch completion fish > ~/.config/fish/completions/reelwatch.fish`,
		Args:      shellWord,
		ValidArgs: []cobra.Completion{bash, zsh, fish},
	}
	cmd.RunE = a.run(func(_ context.Context, args []string) error { return a.completion(cmd.Root(), args[0]) })
	return cmd
}

// shellWord asks for a shell that can be taught.
func shellWord(_ *cobra.Command, args []string) error {
	if len(args) == 1 && slices.Contains([]string{bash, zsh, fish}, args[0]) {
		return nil
	}
	if len(args) == 0 {
		return fmt.Errorf("completion: name your shell: %s, %s or %s", bash, zsh, fish)
	}
	return fmt.Errorf("completion knows %s, %s and %s, and not %q", bash, zsh, fish, strings.Join(args, " "))
}

// completion writes the script of a shell to standard output.
func (a *app) completion(root *cobra.Command, shell string) error {
	switch shell {
	case zsh:
		return written(root.GenZshCompletion(a.Stdout))
	case fish:
		return written(root.GenFishCompletion(a.Stdout, true))
	}
	return written(root.GenBashCompletionV2(a.Stdout, true))
}

// completeIDs offers the tracked ids that want says true of (nil: all), newest first, each with its title.
func (a *app) completeIDs(want func(e *tracker.Entry) bool) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var offers []cobra.Completion
		for _, e := range a.listed(cmd) {
			if strings.HasPrefix(e.ID, begun) && !slices.Contains(args, e.ID) && (want == nil || want(e)) {
				offers = append(offers, cobra.CompletionWithDesc(e.ID, described(e)))
			}
		}
		return offers, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// described is an entry beside its id: its title, else its status.
func described(e *tracker.Entry) string {
	if title := plain(e.Shown()); title != "" {
		return title
	}
	return plain(ui.StatusWord(statusOf(e)))
}

// listed reads the list from the disk, newest add first. A completion has no place to complain: where the list can't be
// read, there is nothing to offer.
func (a *app) listed(cmd *cobra.Command) []*tracker.Entry {
	if a.settings.complete(cmd.Flags(), a.Getenv) != nil || a.settings.store == "" {
		return nil
	}
	list, err := store.Open(a.settings.store, store.Options{})
	if err != nil {
		return nil
	}
	delta, err := list.Load(cmd.Context())
	if err != nil {
		return nil
	}
	slices.SortFunc(delta.Put, tracker.CompareEntries)
	return delta.Put
}

// selectable gives a command the flags of a selection, with what completes them.
func (a *app) selectable(cmd *cobra.Command, s *selection) {
	s.register(cmd.Flags())
	a.completeBatch(cmd)
	completeFlag(cmd, "status", cobra.FixedCompletions(statusChoices(), cobra.ShellCompDirectiveNoFileComp))
}

// completeBatch completes --batch with the batches that are there.
func (a *app) completeBatch(cmd *cobra.Command) {
	completeFlag(cmd, "batch", func(cmd *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var offers []cobra.Completion
		for _, e := range a.listed(cmd) {
			name := tracker.CleanText(e.Batch)
			if name != "" && strings.HasPrefix(name, begun) && !slices.Contains(offers, name) {
				offers = append(offers, name)
			}
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	})
}

// completeSettings completes the settings' values.
func completeSettings(root *cobra.Command) {
	const none = cobra.ShellCompDirectiveNoFileComp
	root.CompletionOptions.SetDefaultShellCompDirective(none)
	completeFlag(root, "api", cobra.FixedCompletions(
		[]cobra.Completion{string(heygen.ModeAuto), string(heygen.ModeV3), string(heygen.ModeV1)}, none))
	completeFlag(root, "notify", cobra.FixedCompletions(notifyWays(), none))
	completeFlag(root, "theme", cobra.FixedCompletions(
		[]cobra.Completion{string(ui.ThemeAuto), string(ui.ThemeDark), string(ui.ThemeLight)}, none))
	completeFlag(root, "mouse", cobra.FixedCompletions([]cobra.Completion{"on", "off"}, none))
	completeFlag(root, "assets", completeAssets)
	completeFlag(root, "output", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs))
	completeFlag(root, "store", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault))
	completeFlag(root, "debug", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault))
}

// completeAssets completes the last word of a list with commas by those that are not in it yet.
func completeAssets(_ *cobra.Command, _ []string, begun string) (offers []cobra.Completion, how cobra.ShellCompDirective) {
	before := begun[:strings.LastIndexByte(begun, ',')+1]
	for _, a := range tracker.Assets() {
		word := string(a)
		if strings.HasPrefix(word, begun[len(before):]) && !slices.Contains(strings.Split(before, ","), word) {
			offers = append(offers, before+word)
		}
	}
	return offers, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
}

// completeFlag says what completes a flag. It can fail only where the flag is not declared, and then always.
func completeFlag(cmd *cobra.Command, flag string, offer cobra.CompletionFunc) {
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc(flag, offer))
}
