package main

import (
	"io"
	"slices"
	"strings"
	"testing"
)

func TestGroupsAreChosenByName(t *testing.T) {
	for only, want := range map[string][]string{
		"":              {"bytes", "keys", "start", "memory", "processor", "saving", "adding", "requests", "large"},
		"keys":          {"keys"},
		"requests,keys": {"keys", "requests"},
	} {
		chosen, err := choose(groups(), only)
		if got := names(chosen); err != nil || !slices.Equal(got, want) {
			t.Errorf("-only %q: %v, %v; want %v", only, got, err, want)
		}
	}
	if _, err := choose(groups(), "keys,speed"); err == nil || !strings.Contains(err.Error(), `"speed"`) || !strings.Contains(err.Error(), "processor") {
		t.Errorf("an unknown group: %v", err)
	}
}

func TestCommandLine(t *testing.T) {
	o, err := parse([]string{"-quick", "-only", "start", "-o", "out.md"}, io.Discard)
	if err != nil || len(o.groups) != 1 || o.size != short() || o.file != "out.md" {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err := parse(nil, io.Discard); err != nil || o.size != full() || o.file != "" {
		t.Errorf("%+v, %v", o, err)
	}
	for _, args := range [][]string{{"-only", "x"}, {"-slow"}, {"keys"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}

// What the quick form measures is on the same lists and against the same bars.
func TestQuickIsShorterOnTheSameLists(t *testing.T) {
	if f, q := full(), short(); q.rows != f.rows || q.large != f.large || q.file != f.file || q.watch != f.watch {
		t.Errorf("full %+v, quick %+v", f, q)
	}
}

func TestEveryGroupSaysHow(t *testing.T) {
	for _, g := range groups() {
		if g.how == "" || strings.HasSuffix(g.how, ".") || strings.Contains(g.how, "\n") {
			t.Errorf("%s: %q", g.name, g.how)
		}
	}
}
