package cli

import (
	"testing"

	"github.com/spf13/pflag"
)

// Whether --auto-download was given decides whether what the dashboard remembers counts.
func TestAutoDownloadIsKnownToBeGiven(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args      []string
		variable  string
		on, given bool
	}{
		"neither":        {nil, "", false, false},
		"flag":           {[]string{"--auto-download"}, "", true, true},
		"flag, off":      {[]string{"--auto-download=false"}, "true", false, true},
		"variable":       {nil, "1", true, true},
		"variable, off":  {nil, "false", false, true},
		"flag, a word":   {[]string{"--auto-download=on"}, "off", true, true},
		"variable, on":   {nil, "on", true, true},
		"and off":        {nil, "off", false, true},
		"another's flag": {[]string{"--interval", "9s"}, "", false, false},
	} {
		var s settings
		flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
		s.register(flags)
		if err := flags.Parse(c.args); err != nil {
			t.Fatal(err)
		}
		getenv := func(name string) string {
			if name == "REELWATCH_AUTO_DOWNLOAD" {
				return c.variable
			}
			return ""
		}
		if err := s.complete(flags, getenv); err != nil {
			t.Fatal(err)
		}
		if s.autoDownload != c.on || s.autoGiven != c.given {
			t.Errorf("%s: on is %v, given %v", name, s.autoDownload, s.autoGiven)
		}
	}
}
