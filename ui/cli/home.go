package cli

import (
	"errors"
	"path/filepath"
	"runtime"

	"github.com/spf13/pflag"
)

// errHomeless says that nobody knows where the list is.
var errHomeless = errors.New("HOME is not set (or not absolute), so the list has no place: name its file with --store")

// leaveHome takes back the default places that lie below no home: a relative one would be below whatever folder one is in,
// an empty one below the root. On Windows the system itself knows where they are.
func (s *settings) leaveHome(flags *pflag.FlagSet, getenv func(string) string) {
	if runtime.GOOS == "windows" || filepath.IsAbs(getenv("HOME")) {
		return
	}
	if !flags.Changed("store") && !filepath.IsAbs(getenv("XDG_DATA_HOME")) {
		s.store = ""
	}
	if !flags.Changed("output") && !filepath.IsAbs(getenv("XDG_DOWNLOAD_DIR")) {
		s.output = ""
	}
}
