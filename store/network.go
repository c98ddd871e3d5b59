package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// OnNetwork says whether path lies, or would lie, on a network file system, and on which kind. Locks are not to be
// relied on there. It is false where that cannot be told; a file system that does not answer within 5 s is a network's.
func OnNetwork(path string) (bool, string) {
	path, err := filepath.Abs(path)
	if err != nil {
		return false, ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	kind, err := beside(ctx, func() (string, error) { return networkKind(Existing(path)), nil }, func(string) {})
	if err != nil {
		return true, "one that does not answer"
	}
	return kind != "", kind
}

// Existing is path, or the nearest folder above it that is there.
func Existing(path string) string {
	for filepath.Dir(path) != path {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		path = filepath.Dir(path)
	}
	return path
}
