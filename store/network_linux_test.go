package store

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func TestKindOfMagic(t *testing.T) {
	for magic, want := range map[uint32]string{
		unix.NFS_SUPER_MAGIC: "nfs", unix.CIFS_SUPER_MAGIC: "smb", unix.SMB2_SUPER_MAGIC: "smb", unix.FUSE_SUPER_MAGIC: "fuse",
		unix.V9FS_MAGIC: "9p", unix.AFS_FS_MAGIC: "afs", unix.EXT4_SUPER_MAGIC: "", unix.TMPFS_MAGIC: "", unix.BTRFS_SUPER_MAGIC: "",
	} {
		if got := kindOfMagic(magic); got != want {
			t.Errorf("%#x is %q, not %q", magic, got, want)
		}
	}
}

// Where the store's folder is not there yet, the one that it would be made in counts.
func TestOnNetworkLooksAtWhatIsThere(t *testing.T) {
	folder := t.TempDir()
	here, kind := OnNetwork(folder)
	if deep, deepKind := OnNetwork(filepath.Join(folder, "a", "b", "reelwatch.db")); deep != here || deepKind != kind {
		t.Fatal(deepKind, kind)
	}
	if on, kind := OnNetwork("/proc/self/none"); on || kind != "" {
		t.Fatal(kind)
	}
}
