package ui

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
)

// bindings is every binding of the key map, by the name of its field.
func bindings(k *keyMap) map[string]key.Binding {
	out := map[string]key.Binding{}
	v := reflect.ValueOf(k).Elem()
	for i := range v.NumField() {
		out[v.Type().Field(i).Name] = v.Field(i).Interface().(key.Binding)
	}
	return out
}

func TestEveryBindingIsInTheHelp(t *testing.T) {
	play(t, Config{CanSuspend: true}, 160, 45, threeRows, func(d *driver) {
		d.Press("x", "y", "space", "?")
		for name, b := range bindings(&d.model.keys) {
			line := regexp.MustCompile(regexp.QuoteMeta(b.Help().Key) + " +([a-z, ]+: )?" + regexp.QuoteMeta(strings.TrimSuffix(b.Help().Desc, " filter")))
			if !line.MatchString(d.Screen()) {
				t.Errorf("%s (%s %s) is not in the help", name, b.Help().Key, b.Help().Desc)
			}
		}
	})
}

func TestNoTwoKeysOfTheListAreTheSame(t *testing.T) {
	k := newKeyMap()
	seen := map[string]string{}
	for name, b := range bindings(&k) {
		switch name {
		case "Resend", "Found", "GiveUp", "Join", "EditSave", "EditNext", "Pick", "Retry", "Stop", "FilterKeep", "FilterDrop", "Yes", "No", "Track", "TrackEmpty", "Close":
			continue // of questions and boxes
		}
		for _, s := range b.Keys() {
			if seen[s] != "" {
				t.Errorf("%s and %s are both %s", seen[s], name, s)
			}
			seen[s] = name
		}
	}
}

// TestEveryEnabledKeyDoesSomething presses each key where the key map says that it can do something.
func TestEveryEnabledKeyDoesSomething(t *testing.T) {
	toUnsure := []string{"j", "j", "j", "j", "j", "enter"}
	before := map[string][]string{ // keys that lead to where the key means something
		"Yes": {"x"}, "No": {"x"}, "Track": {"a"}, "TrackEmpty": {"a"}, "Close": {"?"}, "All": {"2"}, "Clear": {"space"}, "Undo": {"x", "y"},
		"Up": {"j"}, "Save": {"j"}, "CopyLink": {"j"}, "CopyPath": {"j", "d"}, "Top": {"G"}, "PageUp": {"G"}, "Saved": {"1"},
		"Pick": {"i"}, "Retry": {"i"}, "EditSave": {"e", "tab", "b"}, "EditNext": {"e"}, "FilterKeep": {"/", "t"}, "FilterDrop": {"/", "t"},
		"ScrollDown": {"enter"}, "ScrollUp": {"enter", "J"},
		"Again": {"G", "k"}, "Resend": toUnsure, "Found": toUnsure, "GiveUp": toUnsure, "Join": append(slices.Clone(toUnsure), "f", "!"),
	}
	scenes := map[string]func(*stage){"Pick": shelves, "Retry": shelves, "Again": fullHouse, "Resend": fullHouse, "Found": fullHouse, "GiveUp": fullHouse, "Join": fullHouse}
	low := map[string]bool{"ScrollDown": true, "ScrollUp": true} // what scrolls, on a screen that is too low
	k := newKeyMap()
	for name, b := range bindings(&k) {
		if name == "Stop" {
			continue // works while a long add runs: see TestALongAddIsToldAndStopped
		}
		for _, press := range b.Keys() {
			t.Run(name+" "+press, func(t *testing.T) {
				height := 24
				if low[name] {
					height = 12
				}
				scene := scenes[name]
				if scene == nil {
					scene = threeRows
				}
				play(t, Config{CanSuspend: true}, 80, height, scene, func(d *driver) {
					d.Press(before[name]...)
					if name == "TrackEmpty" {
						d.Paste(id(70) + "\n")
					}
					if !bindings(&d.model.keys)[name].Enabled() {
						d.t.Fatal("the binding is disabled, so this test proves nothing")
					}
					d.stage.took()
					was := d.Screen()
					d.Press(press)
					if d.Screen() == was && !d.quit && !d.interrupted && !d.suspended && !d.cleared && len(d.stage.took()) == 0 {
						t.Errorf("nothing happened:\n%s", was)
					}
				})
			})
		}
	}
}

func TestADisabledKeyDoesNothingAndIsNotInTheFooter(t *testing.T) {
	play(t, Config{}, 80, 24, nil, func(d *driver) {
		allButStatus := func() string { return strings.Replace(d.Screen(), d.statusText()+"\n", "\n", 1) }
		was := d.Screen()
		d.Press("j", "k", "space", "*", "d", "D", "x", "u", "r", "esc", "g", "G", "pgup", "pgdown", "ctrl+z", "z", "enter")
		d.took()
		if got := allButStatus(); got != was {
			t.Errorf("more than why not changed on the screen, from\n%s\nto\n%s", was, got)
		}
		d.Hides("remove", "undo", " save ")
	})
}

func TestFooterSaysWhatDWouldDo(t *testing.T) {
	play(t, Config{}, 100, 24, mixed, func(d *driver) {
		for _, step := range []struct{ keys, footer string }{
			{"", " x remove"}, // a rendering row can't be saved
			{"j j j j j j", "d stop"},
			{"j", "d save   x"},
			{"space", ""},
			{"j j j j j j j j j j", "x remove"},
			{"space", "d save 2   x remove 2"},
		} {
			d.Press(strings.Fields(step.keys)...)
			if !strings.Contains(d.Screen(), step.footer) {
				d.t.Fatalf("after %q the footer lacks %q:\n%s", step.keys, step.footer, d.Screen())
			}
		}
	})
}

func TestHelpScrolls(t *testing.T) {
	play(t, Config{Version: "1.2.3", OutputDir: "/videos"}, 40, 12, threeRows, func(d *driver) {
		d.Press("?")
		d.Shows("MOVE")
		for range 80 {
			d.Press("j")
		}
		d.Shows("reelwatch 1.2.3, saves to /videos")
		d.Press("k")
		for range 30 {
			d.Press("pgup")
		}
		d.Shows("MOVE")
		d.Press("pgdown")
		d.Hides("MOVE")
		d.Press("G")
		d.Shows("reelwatch 1.2.3, saves to /videos")
		d.Press("g")
		d.Shows("MOVE")
		d.Press("esc")
		d.Shows("TITLE")
	})
}

// TestTheReadmeNamesEveryKey holds the table of the README's Keys against the key map, both ways.
func TestTheReadmeNamesEveryKey(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "## Keys\n")
	section, _, _ = strings.Cut(section, "\n## ")
	section = strings.ReplaceAll(section, "`1` to `5`", "`1` `2` `3` `4` `5`")
	told := map[string]bool{}
	code := regexp.MustCompile("`([^`]+)`")
	for row := range strings.Lines(section) {
		row, inTable := strings.CutPrefix(row, "|")
		if !inTable {
			continue
		}
		cell, _, _ := strings.Cut(row, "|")
		for _, key := range code.FindAllStringSubmatch(cell, -1) {
			told[key[1]] = true
		}
	}
	k := newKeyMap()
	held := map[string]bool{}
	for _, b := range bindings(&k) {
		for _, key := range strings.Fields(b.Help().Key) {
			held[key] = true
		}
	}
	if got, want := slices.Sorted(maps.Keys(told)), slices.Sorted(maps.Keys(held)); !slices.Equal(got, want) {
		t.Errorf("the README tells of %q, the key map holds %q", got, want)
	}
}

func TestTheScreenIsDrawnAnewWhereverOneIs(t *testing.T) {
	for where, keys := range map[string]string{"the list": "", "a question": "x", "the help": "?", "the box": "a", "the filter": "/ t"} {
		play(t, Config{}, 80, 24, shelves, func(d *driver) {
			d.Press(strings.Fields(keys)...)
			was := d.Screen()
			d.Press("ctrl+l")
			if !d.cleared || d.Screen() != was {
				t.Errorf("in %s: cleared %v\n%s", where, d.cleared, d.Screen())
			}
		})
	}
}

// Keys of a box mean nothing without its name beside them.
func TestTheHelpNamesTheBoxOfAKey(t *testing.T) {
	play(t, Config{}, 80, 60, threeRows, func(d *driver) {
		d.Press("?")
		d.Shows("filter: keep", "filter: drop", "edit: save", "edit: other line", "add: track them", "add: on an empty line too", "import: track", "import: read more",
			"add, import: stop adding", "any box: close")
		d.Press("esc", "/")
		d.Shows("enter keep filter", "esc drop filter")
	})
}
