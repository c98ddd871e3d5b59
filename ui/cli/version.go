package cli

import (
	"context"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		GroupID: groupHouse,
		Short:   "Print the version",
		Long:    "Print the version of reelwatch, the commit and the Go version that built it, and the system it is for.",
		Example: "  reelwatch version",
		Args:    noWords(""),
		RunE: a.run(func(context.Context, []string) error {
			return a.printLine(a.versionLine())
		}),
	}
}

// versionLine is what version and --version print.
func (a *app) versionLine() string { return "reelwatch " + a.Version + " (" + a.built() + ")" }

// built is what the program was made of and for.
func (a *app) built() string {
	parts := []string{runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if a.Commit != "" {
		parts = append([]string{strings.TrimSpace("commit " + a.Commit + " " + a.Date)}, parts...)
	}
	return strings.Join(parts, ", ")
}
