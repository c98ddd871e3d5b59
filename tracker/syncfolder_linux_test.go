package tracker

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
)

// A file system that refuses to sync its folders, as some of the network do, is no reason to call a save failed.
func TestFolderThatCannotBeSynced(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"/proc", t.TempDir()} {
		if err := SyncFolder(folder); err != nil {
			t.Errorf("%s: %v", folder, err)
		}
	}
	if err := SyncFolder(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}
