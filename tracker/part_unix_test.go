//go:build unix

package tracker

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// held makes a part, which is let go when the test ends.
func held(t *testing.T, final string) *partFile {
	t.Helper()
	p, err := makePart(final, false, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.drop)
	return p
}

func TestPartGrowsAndGetsItsName(t *testing.T) {
	final := filepath.Join(t.TempDir(), "new", "folder", "a.mp4")
	p := held(t, final)
	for _, text := range []string{"one ", "two"} {
		if err := p.append([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	wantNone(t, final)
	if err := p.finish(); err != nil {
		t.Fatal(err)
	}
	wantFile(t, final, "one two")
	wantNone(t, final+partSuffix)
}

func TestPartIsHeldByOne(t *testing.T) {
	final := filepath.Join(t.TempDir(), "a.mp4")
	p := held(t, final)
	for name, again := range map[string]func() (*partFile, error){
		"opened":      func() (*partFile, error) { return openPart(final) },
		"made":        func() (*partFile, error) { return makePart(final, false, 0o644) },
		"made as own": func() (*partFile, error) { return makePart(final, true, 0o644) },
	} {
		if _, err := again(); !errors.Is(err, ErrBusy) {
			t.Errorf("%s while it is held: %v", name, err)
		}
	}
	if err := p.append([]byte("x")); err != nil {
		t.Fatal(err)
	}
	p.drop()
	next, err := openPart(final)
	if err != nil {
		t.Fatal(err)
	}
	defer next.drop()
	if next.size != 1 {
		t.Errorf("%d bytes are left of it, want 1", next.size)
	}
}

func TestPartThatIsThere(t *testing.T) {
	folder := t.TempDir()
	final := filepath.Join(folder, "a.mp4")
	if _, err := openPart(final); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("opened one that is not there: %v", err)
	}
	write(t, final+partSuffix, "foreign")
	if _, err := makePart(final, false, 0o644); !errors.Is(err, errForeign) {
		t.Errorf("took a foreign one: %v", err)
	}
	wantFile(t, final+partSuffix, "foreign")
	p, err := makePart(final, true, 0o644)
	if err != nil || p.size != 7 {
		t.Fatalf("our own: %+v, %v", p, err)
	}
	if err := p.restart(); err != nil {
		t.Fatal(err)
	}
	p.drop()
	wantNone(t, final+partSuffix) // an empty one is not kept

	write(t, final+partSuffix, "")
	if p, err = makePart(final, false, 0o644); err != nil {
		t.Fatalf("an empty one: %v", err)
	}
	p.drop()
}

// What stands in the place of a part and is no file of its own is neither read nor written.
func TestPartIsARegularFile(t *testing.T) {
	folder := t.TempDir()
	victim := filepath.Join(folder, "victim")
	write(t, victim, "precious")
	final := filepath.Join(folder, "a.mp4")
	for name, plant := range map[string]func(path string) error{
		"a link":              func(path string) error { return os.Symlink(victim, path) },
		"a link to nowhere":   func(path string) error { return os.Symlink(filepath.Join(folder, "none"), path) },
		"a folder":            func(path string) error { return os.Mkdir(path, 0o700) },
		"a link to ourselves": func(path string) error { return os.Symlink(path, path) },
	} {
		if err := plant(final + partSuffix); err != nil {
			t.Fatal(err)
		}
		if _, err := openPart(final); !errors.Is(err, errNotFile) {
			t.Errorf("%s was opened: %v", name, err)
		}
		if _, err := makePart(final, true, 0o644); !errors.Is(err, errNotFile) {
			t.Errorf("%s was taken: %v", name, err)
		}
		if err := os.Remove(final + partSuffix); err != nil {
			t.Fatal(err)
		}
	}
	wantFile(t, victim, "precious")
	wantNone(t, filepath.Join(folder, "none"))
}

func TestFinishReplacesNothing(t *testing.T) {
	final := filepath.Join(t.TempDir(), "a.mp4")
	p := held(t, final)
	if err := p.append([]byte("video")); err != nil {
		t.Fatal(err)
	}
	write(t, final, "mine")
	if err := p.finish(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a taken name: %v", err)
	}
	wantFile(t, final, "mine")
	wantFile(t, final+partSuffix, "video")
}

func TestFinishOfAPartThatWasReplaced(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"deleted": os.Remove,
		"replaced": func(path string) error {
			return errors.Join(os.Remove(path), os.WriteFile(path, []byte("other"), 0o600))
		},
		"cut": func(path string) error { return os.Truncate(path, 2) },
	} {
		final := filepath.Join(t.TempDir(), "a.mp4")
		p := held(t, final)
		if err := p.append([]byte("video")); err != nil {
			t.Fatal(err)
		}
		if err := harm(final + partSuffix); err != nil {
			t.Fatal(err)
		}
		if err := p.finish(); !errors.Is(err, errTaken) {
			t.Errorf("%s: %v", name, err)
		}
		wantNone(t, final)
	}
}

// What another program cuts out of a part while it is written is noticed before more is written behind it: the length would
// be right in the end.
func TestPartThatIsCutWhileItIsWritten(t *testing.T) {
	for _, size := range []int64{0, 2} {
		p := held(t, filepath.Join(t.TempDir(), "a.mp4"))
		if err := p.append([]byte("vid")); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(p.Name(), size); err != nil {
			t.Fatal(err)
		}
		if err := p.append([]byte("eo")); !errors.Is(err, errTaken) {
			t.Errorf("cut to %d bytes: %v", size, err)
		}
		if info, err := p.Stat(); err != nil || info.Size() != size {
			t.Errorf("written all the same: %d bytes", info.Size())
		}
	}
}

func TestPlaceReplacesNothing(t *testing.T) {
	for name, place := range map[string]func(from, to string) error{"place": place, "placeByLink": placeByLink} {
		folder := t.TempDir()
		from, to := filepath.Join(folder, "from"), filepath.Join(folder, "to")
		if err := place(from, to); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s of nothing: %v", name, err)
		}
		write(t, from, "new")
		write(t, to, "old")
		if err := place(from, to); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s onto a file: %v", name, err)
		}
		wantFile(t, from, "new")
		wantFile(t, to, "old")
		if err := os.Remove(to); err != nil {
			t.Fatal(err)
		}
		if err := place(from, to); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		wantFile(t, to, "new")
		wantNone(t, from)
		if err := SyncFolder(folder); err != nil {
			t.Error(err)
		}
	}
}

func TestDiskErrorsSayWhatToDo(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.mp4")
	for name, c := range map[string]struct {
		err    error
		needed int64
		says   []string
	}{
		"full":            {&os.PathError{Op: "write", Path: path, Err: syscall.ENOSPC}, 5_000_000, []string{"disk full: " + folder, "needs 5.0 MB", "free", "goes on where it stopped"}},
		"full, no length": {syscall.ENOSPC, -1, []string{"disk full: " + folder, "free"}},
		"quota":           {errQuota, 1, []string{"disk full"}},
		"no permission":   {&os.PathError{Op: "open", Path: path, Err: syscall.EACCES}, 1, []string{"can't write to " + folder, "permission denied", "--output"}},
		"read-only":       {errReadOnly, 1, []string{folder, "--output"}},
		"folder gone":     {&os.LinkError{Op: "rename", Old: path, New: path, Err: syscall.ENOENT}, 1, []string{folder, "make it again"}},
		"anything":        {syscall.EIO, 1, []string{folder, "input/output error", "save again"}},
	} {
		t.Run(name, func(t *testing.T) {
			wantSays(t, diskError("abc", path, c.needed, c.err), append(c.says, "abc: ")...)
		})
	}
}

func TestFreeSpace(t *testing.T) {
	if free, err := FreeSpace(t.TempDir()); err != nil || free == 0 {
		t.Errorf("%d bytes free, %v", free, err)
	}
	if _, err := FreeSpace(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there has free space")
	}
}

// The entry holds signed links: other users of the machine have no business there.
func TestTheEntryIsForItsOwnerAlone(t *testing.T) {
	inDressing(t, theWorks(), Assets(), func(s *studio) {
		s.wantSaved()
		for path, want := range map[string]fs.FileMode{".json": 0o600, ".jpg": 0o644, ".mp4": 0o644} {
			info, err := os.Stat(s.stem() + path)
			if err != nil {
				t.Fatal(err)
			}
			if got := info.Mode().Perm(); got&^want != 0 || got&0o600 != 0o600 {
				t.Errorf("%s has mode %o", path, got)
			}
		}
	})
}
