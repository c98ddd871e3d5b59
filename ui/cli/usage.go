package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// noWords refuses arguments of a command that takes none. instead says what the user may have meant; empty where nobody
// knows.
func noWords(instead string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		if instead == "" {
			instead = cmd.CommandPath() + " --help says what it does"
		}
		return fmt.Errorf("%s takes nothing like %q: %s", called(cmd), args[0], instead)
	}
}

// oneWord asks for just one argument, and says which.
func oneWord(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch len(args) {
		case 0:
			return fmt.Errorf("%s: give %s", called(cmd), what)
		case 1:
			return nil
		}
		return fmt.Errorf("%s takes %s and nothing else, as %q is", called(cmd), what, args[1])
	}
}

// someWords asks for at least one argument, and says which.
func someWords(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return fmt.Errorf("%s: give %s", called(cmd), what)
	}
}

// called is a command as one calls it, without the program's name, which every error begins with.
func called(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// knownCommand refuses what is no command, and names those that are spelled alike.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	const alike = 2 // letters that may differ
	cmd.SuggestionsMinimumDistance = alike
	hint := cmd.CommandPath() + " --help lists them"
	if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
		hint = "did you mean " + strings.Join(like, " or ") + "?"
	}
	return fmt.Errorf("unknown command %q: %s", args[0], hint)
}

// knownTopic refuses what help knows nothing about.
func knownTopic(cmd *cobra.Command, args []string) error {
	topic, rest, err := cmd.Root().Find(args)
	if err != nil || !topic.HasSubCommands() {
		return err
	}
	return knownCommand(topic, rest)
}

// flagTrouble says what is wrong with a flag in the program's own words, and where they are explained.
func flagTrouble(cmd *cobra.Command, err error) error {
	if wrong := (*pflag.InvalidValueError)(nil); errors.As(err, &wrong) {
		flag := wrong.GetFlag()
		between := " "
		if flag.Value.Type() == "bool" {
			between = "="
		}
		if want := fitting(flag); want != "" {
			return fmt.Errorf("--%s%s%s: give %s", flag.Name, between, wrong.GetValue(), want)
		}
		return fmt.Errorf("--%s %s: %w", flag.Name, wrong.GetValue(), wrong.Unwrap())
	}
	return fmt.Errorf("%w: %s --help shows its flags", err, cmd.CommandPath())
}

// fitting is what a flag takes; empty where its value says that itself.
func fitting(flag *pflag.Flag) string {
	if _, ok := flag.Value.(*toggle); ok {
		return "on or off"
	}
	switch flag.Value.Type() {
	case "duration":
		return "a time such as 30s, 20m or 1h30m"
	case "int":
		return "a number"
	case "bool":
		return "true or false"
	}
	return ""
}
