package main

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
)

// buildPeer builds the table in Bubble Tea v1, which is a module of its own, and gives the program's path.
func (l *lab) buildPeer(ctx context.Context) (string, error) {
	var here string
	if err := output(exec.CommandContext(ctx, "go", "list", "-f", "{{.Dir}}", "reelwatch/ui/bench"), &here); err != nil {
		return "", err
	}
	path := filepath.Join(l.folder, "v1peer")
	if err := output(exec.CommandContext(ctx, "go", "build", "-C", filepath.Join(strings.TrimSpace(here), "v1peer"), "-o", path), nil); err != nil {
		return "", errors.New("go can't build it") // the reasons take many lines, and no table has room for them
	}
	return path, nil
}
