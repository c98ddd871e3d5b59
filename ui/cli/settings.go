package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/pflag"

	"reelwatch/heygen"
	"reelwatch/tracker"
	"reelwatch/ui/term"
)

// settings are the flags that every command takes; each has a variable too.
type settings struct {
	store        string // empty where it is not named and there is no home
	output       string // the same
	name         string
	api          string
	interval     time.Duration
	autoDownload bool
	autoGiven    bool // autoDownload was given, so what the dashboard remembers does not count
	assets       string
	exec         string
	execBatch    string
	concurrency  int
	notify       string
	theme        string
	ascii        bool
	mouse        string
	debug        string
}

// variable is the environment variable of a flag: REELWATCH_AUTO_DOWNLOAD for --auto-download.
func variable(flag string) string {
	return "REELWATCH_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// register declares the flags with their defaults.
func (s *settings) register(flags *pflag.FlagSet) {
	flags.StringVar(&s.store, "store", filepath.Join(xdg.DataHome, "reelwatch", "reelwatch.db"), "the list's file")
	flags.StringVar(&s.output, "output", filepath.Join(xdg.UserDirs.Download, "reelwatch"), "folder of saved videos")
	flags.StringVar(&s.name, "name", "", "file names from {title} {id} {date} {batch}, / for folders (default {title}-{id})")
	flags.StringVar(&s.api, "api", "auto", "how to ask: auto, v3 or v1")
	flags.DurationVar(&s.interval, "interval", 5*time.Second, "shortest time between two rounds of questions")
	switchVar(flags, &s.autoDownload, "auto-download", "save each video as it completes (default: as you left it with t, at first off)")
	flags.StringVar(&s.assets, "assets", string(tracker.AssetVideo),
		"what to save, with commas: video, and beside it captioned, subtitles, thumbnail, gif, json")
	flags.StringVar(&s.exec, "exec", "", "run `CMD` by sh once for each video that ends; REELWATCH_VIDEO_* tell it which and how")
	flags.StringVar(&s.execBatch, "exec-batch", "", "run `CMD` by sh once when the last of a batch has ended")
	flags.IntVar(&s.concurrency, "concurrency", 3, "downloads at once")
	flags.StringVar(&s.notify, "notify", "auto", "how ends are told: auto, bell, osc9, osc777 or off")
	flags.StringVar(&s.theme, "theme", "auto", "colours: auto, dark or light")
	switchVar(flags, &s.ascii, "ascii", "draw with ASCII only (default: where the locale is not UTF-8)")
	flags.StringVar(&s.mouse, "mouse", "on", "wheel and click in the dashboard: on or off")
	flags.StringVar(&s.debug, "debug", "", "write a log without secrets to this file")
	flags.VisitAll(tellVariable)
}

// tellVariable gives a flag its variable, which its usage names.
func tellVariable(f *pflag.Flag) { f.Usage += " [" + variable(f.Name) + "]" }

// complete fills in what the environment sets and the command line does not, also for the flags of one command that have a
// variable, and checks the values.
func (s *settings) complete(flags *pflag.FlagSet, getenv func(string) string) error {
	var bad error
	flags.VisitAll(func(f *pflag.Flag) {
		if !strings.Contains(f.Usage, "["+variable(f.Name)+"]") || f.Changed || bad != nil {
			return
		}
		if value := getenv(variable(f.Name)); value != "" {
			if flags.Set(f.Name, value) != nil {
				bad = fmt.Errorf("%s=%s: give %s", variable(f.Name), value, fitting(f))
			}
		}
	})
	if bad != nil {
		return bad
	}
	s.autoGiven = flags.Changed("auto-download")
	if err := s.check(); err != nil {
		return err
	}
	s.leaveHome(flags, getenv)
	return s.absolute()
}

// check refuses values that no command can work with.
func (s *settings) check() error {
	switch {
	case s.store == "":
		return errors.New("--store: the list needs a file")
	case s.output == "":
		return errors.New("--output: saved videos need a folder")
	case s.interval < time.Second || s.interval > time.Hour:
		return fmt.Errorf("--interval %s: give 1s to 1h", s.interval)
	case s.concurrency < 1 || s.concurrency > 32:
		return fmt.Errorf("--concurrency %d: give 1 to 32", s.concurrency)
	case s.theme != "auto" && s.theme != "dark" && s.theme != "light":
		return fmt.Errorf("--theme %s: give auto, dark or light", s.theme)
	case s.mouse != "on" && s.mouse != "off":
		return fmt.Errorf("--mouse %s: give on or off", s.mouse)
	case !slices.Contains(notifyWays(), s.notify):
		return fmt.Errorf("--notify %s: give %s", s.notify, strings.Join(notifyWays(), ", "))
	}
	if _, err := heygen.ParseMode(s.api); err != nil {
		return fmt.Errorf("--api: %w", err)
	}
	if _, err := tracker.ParseAssets(s.assets); err != nil {
		return fmt.Errorf("--assets: %w", err)
	}
	if s.name != "" {
		if err := tracker.ValidateNameTemplate(s.name); err != nil {
			return fmt.Errorf("--name: %w", err)
		}
	}
	return nil
}

// notifyWays are the values of --notify.
func notifyWays() []string {
	var ways []string
	for _, way := range []term.Notify{term.NotifyAuto, term.NotifyBell, term.NotifyOSC9, term.NotifyOSC777, term.NotifyOff} {
		ways = append(ways, string(way))
	}
	return ways
}

// absolute makes the paths independent of the working folder. What has no place stays without.
func (s *settings) absolute() (err error) {
	for _, path := range []*string{&s.store, &s.output} {
		if *path == "" {
			continue
		}
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	return nil
}
