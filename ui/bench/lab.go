package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// size is how long and how often is measured, and on what.
type size struct {
	rows, large int           // of the long list, and of the very long one
	watch       time.Duration // how long bytes are counted: in whole minutes the screen steps as often as it does on average
	idle        time.Duration // how long the processor's time is counted
	settle      time.Duration // how long a dashboard is left alone before
	presses     int           // of keys
	repeats     int           // of starts, saves and adds
	file        int64         // bytes of the video that is saved
	short       bool          // fewer batches are simulated
}

func full() size {
	return size{
		rows: 10_000, large: 50_000, watch: time.Minute, idle: 40 * time.Second, settle: 5 * time.Second,
		presses: 320, repeats: 7, file: 200_000_000,
	}
}

func short() size {
	s := full()
	s.idle, s.presses, s.repeats, s.short = 10*time.Second, 80, 3, true
	return s
}

// lab is where the figures are measured: the program as it is shipped, and a folder that goes when all is done.
type lab struct {
	size
	folder  string
	binary  string
	version string
}

// newLab builds the program once. It is closed by close.
func newLab(ctx context.Context, s size) (*lab, error) {
	folder, err := os.MkdirTemp("", "reelwatch-bench-")
	if err != nil {
		return nil, err
	}
	l := &lab{size: s, folder: folder, binary: filepath.Join(folder, "reelwatch")}
	if err := output(exec.CommandContext(ctx, "go", "build", "-buildvcs=auto", "-o", l.binary, "reelwatch"), nil); err != nil {
		return nil, errors.Join(err, l.close())
	}
	var version string
	if err := output(exec.CommandContext(ctx, l.binary, "version"), &version); err != nil {
		return nil, errors.Join(err, l.close())
	}
	l.version = strings.TrimPrefix(strings.TrimSpace(version), "reelwatch ")
	return l, nil
}

func (l *lab) close() error { return os.RemoveAll(l.folder) }

// output runs a command to its end and gives what it printed, where out is not nil.
func output(cmd *exec.Cmd, out *string) error {
	var said strings.Builder
	cmd.Stderr = &said
	printed, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s%s", strings.Join(cmd.Args, " "), err, printed, said.String())
	}
	if out != nil {
		*out = string(printed)
	}
	return nil
}
