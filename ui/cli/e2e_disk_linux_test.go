//go:build e2e

package cli

import (
	"fmt"
	"os"
	"syscall"
	"testing"
)

// disk is a file system of a test's own, which can be full.
type disk struct {
	t      *testing.T
	folder string
}

// diskAt mounts a disk on a new folder; nil where the system does not let this user do so.
func diskAt(t *testing.T, folder string) *disk {
	t.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	d := &disk{t, folder}
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, roomy); err != nil {
		t.Logf("no disk of our own (%v), so it is never full", err)
		return nil
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) }) // with the temporary folder it is mounted on
	return d
}

const roomy = "size=2g"

// fill leaves room for less than the next video, and says whether it could: what is being written takes from what is left.
func (d *disk) fill() bool {
	for left := int64(8 << 10); left < 1<<20; left *= 2 {
		var now syscall.Statfs_t
		if err := syscall.Statfs(d.folder, &now); err != nil {
			d.t.Error(err)
			return false
		}
		used := int64(now.Blocks-now.Bfree)*now.Bsize + left
		if d.size(fmt.Sprintf("size=%dk", used>>10)) == nil {
			return true
		}
	}
	return false
}

// clear makes room again.
func (d *disk) clear() {
	if err := d.size(roomy); err != nil {
		d.t.Error(err)
	}
}

// size sets how much the disk holds, which is no less than it does already.
func (d *disk) size(option string) error {
	return syscall.Mount("tmpfs", d.folder, "tmpfs", syscall.MS_REMOUNT, option)
}
