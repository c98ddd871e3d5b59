package main

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

// tiny measures next to nothing: whether every figure can be got, not what it is.
func tiny() size {
	return size{
		rows: 60, large: 90, watch: 200 * time.Millisecond, idle: 200 * time.Millisecond, settle: 100 * time.Millisecond,
		presses: 8, repeats: 1, file: 3_000_000, short: true,
	}
}

func TestEveryFigureCanBeGot(t *testing.T) {
	t.Parallel()
	l, err := newLab(t.Context(), tiny())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.close(); err != nil {
			t.Error(err)
		}
	}()
	if !strings.Contains(l.version, "linux") {
		t.Errorf("version %q", l.version)
	}
	for _, g := range groups() {
		switch g.name {
		case "bytes": // waits for a good moment, and builds the peer; its parts are below
			continue
		case "requests": // runs the tests of this folder
			continue
		case "saving":
			if _, err := exec.LookPath("curl"); err != nil {
				continue
			}
		}
		figures, err := g.measure(t.Context(), l)
		if err != nil || len(figures) == 0 {
			t.Errorf("%s: %v, %v", g.name, figures, err)
		}
		for _, f := range figures {
			t.Logf("%s: %s", f.what, f.unit.text(f.value))
		}
	}
	if _, err := l.halfRendering(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := l.still(t.Context()); err != nil {
		t.Error(err)
	}
}
