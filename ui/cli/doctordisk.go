package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/dustin/go-humanize"

	"reelwatch/store"
	"reelwatch/tracker"
)

// scarce is the free space, in bytes, below which the doctor speaks up: a few videos.
const scarce = 1 << 30

// examineStore reads the whole list. It also gives the id of a tracked video, empty where there is none.
func examineStore(ctx context.Context, list *store.Store) (findings []finding, anyID string) {
	path := list.Path()
	found, err := list.Check(ctx)
	switch {
	case err != nil:
		return []finding{{bad, "store", err.Error(), ""}}, ""
	case found.Bytes == 0:
		findings = append(findings, examineNewStore(path))
	default:
		findings = append(findings, examineOldStore(path, found))
	}
	if is, kind := store.OnNetwork(path); is {
		findings = append(findings, finding{noted, "store", "on a network file system (" + kind + "), where locks may fail",
			"keep it on a local disk with --store"})
	}
	delta, err := list.Load(ctx)
	if err != nil {
		return append(findings, finding{bad, "store", err.Error(), ""}), ""
	}
	for i := range delta.Put {
		if !delta.Put[i].Local() {
			return findings, delta.Put[i].ID
		}
	}
	return findings, ""
}

// examineNewStore looks whether a list could be made at path.
func examineNewStore(path string) finding {
	text := path + ", no list yet; the first add makes it"
	if err := writable(filepath.Dir(path)); err != nil {
		return finding{bad, "store", path + " can't be made (" + err.Error() + ")", "name another place with --store"}
	}
	return finding{fine, "store", text, ""}
}

// examineOldStore looks at the file of a sound list: whether it can be written, and who may read it.
func examineOldStore(path string, found store.Report) finding {
	info, err := os.Stat(path)
	if err != nil {
		return finding{bad, "store", err.Error(), ""}
	}
	mode := info.Mode().Perm()
	text := fmt.Sprintf("%s, %s, mode %04o", path, reported(found), mode)
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		err = errors.Join(file.Close(), writable(filepath.Dir(path)))
	}
	switch {
	case err != nil:
		return finding{bad, "store", text + ", can't be written (" + err.Error() + ")", "look at its owner and mode, or name another with --store"}
	case runtime.GOOS != "windows" && mode&0o077 != 0:
		return finding{noted, "store", text + ", open to other users", "chmod 600 " + path}
	}
	return finding{fine, "store", text, ""}
}

// examineFolder looks whether videos can be saved.
func examineFolder(folder string) finding {
	const remedy = "name another folder with --output"
	if folder == "" {
		return finding{bad, "output", "HOME is not set (or not absolute), so videos have no folder", "name one with --output"}
	}
	if err := writable(folder); err != nil {
		return finding{bad, "output", folder + " can't be written (" + err.Error() + ")", remedy}
	}
	text := folder
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		text += ", made when it is needed"
	}
	free, err := tracker.FreeSpace(store.Existing(folder))
	if err != nil {
		return finding{noted, "output", text + ", free space unknown (" + err.Error() + ")", ""}
	}
	text += ", " + humanize.Bytes(free) + " free"
	if free < scarce {
		return finding{noted, "output", text, "free some, or " + remedy}
	}
	return finding{fine, "output", text, ""}
}

// writable says why no file could be made in a folder, which may have to be made itself first. It leaves nothing behind.
func writable(folder string) error {
	file, err := os.CreateTemp(store.Existing(folder), ".reelwatch-doctor-*")
	if err != nil {
		return reason(err)
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// reason is an error of the disk without the path that it is about.
func reason(err error) error {
	if wrapped, ok := errors.AsType[*fs.PathError](err); ok {
		return wrapped.Err
	}
	return err
}
