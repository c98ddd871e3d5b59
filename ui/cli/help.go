package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// The groups that --help lists the commands in.
const (
	groupList    = "list"
	groupService = "service"
	groupHouse   = "house"
)

// group declares the groups, and how help is laid out. A function and not a template: text/template would make the
// program a quarter larger, since the linker then keeps every method.
func group(root *cobra.Command) {
	root.AddGroup(
		&cobra.Group{ID: groupList, Title: "The list (no key, no network):"},
		&cobra.Group{ID: groupService, Title: "Asking HeyGen:"},
		&cobra.Group{ID: groupHouse, Title: "Keeping house:"},
	)
	root.SetHelpCommandGroupID(groupHouse)
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := io.WriteString(cmd.OutOrStdout(), usage(cmd))
		return err
	})
}

// usage is what --help says below a command's description. The settings, which every command takes, are explained
// once: at the root, with the environment and the exit codes.
func usage(cmd *cobra.Command) string {
	var b strings.Builder
	section := func(title, body string) {
		if body != "" {
			fmt.Fprintf(&b, "\n%s\n%s\n", title, strings.TrimRight(body, "\n"))
		}
	}
	fmt.Fprintf(&b, "Usage:\n  %s\n", cmd.UseLine())
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s COMMAND\n", cmd.CommandPath())
	}
	section("Examples:", cmd.Example)
	for _, g := range cmd.Groups() {
		section(g.Title, commands(cmd, g.ID))
	}
	section("Commands:", commands(cmd, ""))
	if cmd.HasParent() {
		section("Flags:", cmd.LocalFlags().FlagUsages())
		section("Every command takes the settings too:", "  --store, --output and others; "+cmd.Root().Name()+" --help explains them")
		return b.String()
	}
	section("Settings, each with its variable:", cmd.LocalFlags().FlagUsages())
	section("Environment:", environment)
	section("Exit codes:", exitTable)
	return b.String()
}

// commands lists the commands of a group, a line each.
func commands(cmd *cobra.Command, group string) string {
	var b strings.Builder
	for _, each := range cmd.Commands() {
		if each.GroupID == group && (each.IsAvailableCommand() || each.Name() == "help") {
			fmt.Fprintf(&b, "  %-*s  %s\n", each.NamePadding(), each.Name(), each.Short)
		}
	}
	return b.String()
}

// environment is what the program heeds beside the variables of its settings.
const environment = `  HEYGEN_API_KEY      the API key; without it the login of HeyGen's own tool is used (~/.heygen/credentials)
  HEYGEN_CONFIG_DIR   the folder of that login, where it is not ~/.heygen
  HEYGEN_API_BASE     another root of the API (default https://api.heygen.com); plain http only for loopback
  HEYGEN_ALLOW_HTTP   set: plain http for any host
  NO_COLOR            set: no colour
`

// exitTable is what the exit codes mean, as exitCode gives them.
const exitTable = `  0     all well
  1     the API, the network or a file failed, or a video that was waited for did
  2     the command line is wrong
  3     the key is missing or refused
  4     the time ran out
  130   interrupted (143: by SIGTERM, 129: the terminal was lost)
`
