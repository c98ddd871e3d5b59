package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// smallDisk mounts a disk of a size in bytes, and gives its folder; empty where the system does not allow it.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(folder, folderMode); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Logf("not tried: no disk can be mounted here (%v)", err)
		return ""
	}
	t.Cleanup(func() {
		if err := unix.Unmount(folder, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// regrow gives a small disk another size.
func regrow(t *testing.T, folder string, size int) {
	t.Helper()
	if err := unix.Mount("tmpfs", folder, "tmpfs", unix.MS_REMOUNT, fmt.Sprintf("size=%d", size)); err != nil {
		t.Fatal(err)
	}
}

// A disk gets full at any moment: the change that finds it so fails and says so, what was confirmed stays, and with room
// again it goes on.
func TestTortureFullDisk(t *testing.T) {
	sizes := []int{64 << 10, 200 << 10, 460 << 10, 2 << 20}
	if inFull() {
		for size := 4 << 10; size < 1<<20; size += 12 << 10 {
			sizes = append(sizes, size)
		}
	}
	f := &filling{t: t, random: rand.New(rand.NewPCG(tortureSeed, 0))}
	for _, size := range sizes {
		folder := smallDisk(t, size)
		if folder == "" {
			return
		}
		f.path, f.there = filepath.Join(folder, "reelwatch.db"), map[string]bool{}
		f.fill()
		f.confirm()
		regrow(t, folder, 2*size+8<<20)
		if err := f.add(3); err != nil {
			t.Errorf("with room again: %v", err)
		}
		f.confirm()
	}
	t.Logf("tried %d disks that were filled (seed %d): %d changes confirmed, %d refused for lack of room; lost 0", len(sizes), tortureSeed, f.done, f.refused)
}

// A disk that is read-only from one moment on is read, and says why it is not written.
func TestTortureReadOnlyDisk(t *testing.T) {
	folder := smallDisk(t, 1<<20)
	if folder == "" {
		return
	}
	s := open(t, filepath.Join(folder, "reelwatch.db"))
	insert(t, s, videos(0, 20)...)
	if err := unix.Mount("tmpfs", folder, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Store{s, open(t, s.Path())} {
		before := content(t, s.Path())
		load(t, s)
		if r := check(t, s); r.Entries != 20 {
			t.Errorf("%d are found", r.Entries)
		}
		_, added := s.Insert(t.Context(), videos(20, 1))
		_, removed := s.Delete(t.Context(), []string{video(1).ID})
		for _, err := range []error{added, removed} {
			if err == nil || !strings.Contains(err.Error(), s.Path()+": not allowed") {
				t.Errorf("a write says %v", err)
			}
		}
		if !bytes.Equal(before, content(t, s.Path())) {
			t.Error("it was changed")
		}
	}
	t.Log("tried a read-only disk; lost 0")
}

// filling is a list on a disk that is nearly full.
type filling struct {
	t      *testing.T
	random *rand.Rand
	path   string
	there  map[string]bool // what was confirmed
	next   int

	done, refused int
}

// fill changes the list until the disk has refused several times.
func (f *filling) fill() {
	f.t.Helper()
	for refused := 0; refused < 12; {
		var err error
		switch f.random.IntN(6) {
		case 0:
			err = f.remove()
		case 1:
			err = open(f.t, f.path).Backup(f.t.Context(), f.path+fmt.Sprint(".copy", f.done+f.refused))
		default:
			err = f.add(1 + f.random.IntN(60))
		}
		if err == nil || strings.Contains(err.Error(), errNothing.Error()) {
			f.done++
			continue
		}
		refused++
		f.refused++
		if !strings.Contains(err.Error(), "no space left") {
			f.t.Errorf("refused because of %v", err)
		}
	}
}

func (f *filling) add(n int) error {
	list := videos(f.next, n)
	f.next += n
	_, err := open(f.t, f.path).Insert(f.t.Context(), list)
	for _, e := range list {
		f.there[e.ID] = err == nil
	}
	return err
}

// remove takes out what is there of the first videos.
func (f *filling) remove() error {
	list := ids(videos(0, f.random.IntN(f.next+1)))
	gone, err := open(f.t, f.path).Delete(f.t.Context(), list)
	if err == nil {
		for _, e := range gone {
			f.there[e.ID] = false
		}
	}
	return err
}

// confirm holds that the list is what was confirmed, and that nothing half made lies about.
func (f *filling) confirm() {
	f.t.Helper()
	s := open(f.t, f.path)
	if _, err := s.Check(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
	stored := byID(load(f.t, s).Put)
	for id, there := range f.there {
		if _, found := stored[id]; found != there {
			f.t.Errorf("%s: stored %v, confirmed %v", id, found, there)
		}
	}
	for _, file := range f.beside() {
		if strings.Contains(file, buildMark) {
			f.t.Errorf("left behind: %s", file)
		} else if r, err := open(f.t, file).Check(f.t.Context()); err != nil || r.Bytes == 0 {
			f.t.Errorf("a copy of %d bytes: %v", r.Bytes, err)
		}
		if err := os.Remove(file); err != nil {
			f.t.Error(err)
		}
	}
}

func (f *filling) beside() []string {
	left, err := filepath.Glob(f.path + "?*")
	if err != nil {
		f.t.Fatal(err)
	}
	return left
}
