package tracker

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// partFile is a part file that this process holds: nobody else writes to it.
type partFile struct {
	*os.File
	final string // the name that it gets once it is whole
	size  int64
}

var (
	errForeign = errors.New("a file of somebody else has its name")
	errNotFile = errors.New("it is not a regular file")
	errTaken   = errors.New("the part file was moved, deleted, cut or replaced while it was being written")
)

// openPart opens and locks the part file of final that is there: fs.ErrNotExist where none is, ErrBusy where another
// process holds it, errNotFile where a link or a folder stands in its place.
func openPart(final string) (*partFile, error) {
	path := final + partSuffix
	for {
		info, err := os.Lstat(path)
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() {
			return nil, &os.PathError{Op: "open", Path: path, Err: errNotFile}
		}
		f, err := openFile(path, 0)
		if err != nil {
			return nil, err
		}
		part, err := hold(f, final)
		if err == nil {
			return part, nil
		}
		_ = f.Close() // nothing was written to it
		if !errors.Is(err, errTaken) {
			return nil, err
		}
	}
}

// makePart makes the part file of final with this mode, and its folder, and locks it. One that is there is taken where it is ours or
// empty, and is errForeign otherwise; errors are openPart's.
func makePart(final string, ours bool, mode fs.FileMode) (*partFile, error) {
	path := final + partSuffix
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	for {
		f, err := openFile(path, mode)
		if err == nil {
			part, err := hold(f, final)
			if err != nil {
				_ = f.Close() // nothing was written to it
			}
			return part, err
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		part, err := openPart(final)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, err
		case !ours && part.size > 0:
			_ = part.Close() // nothing was written to it
			return nil, errForeign
		}
		return part, nil
	}
}

// hold locks an open part file. It is errTaken where the file has another name by now: its last holder finished it, and
// it must not be touched.
func hold(f *os.File, final string) (*partFile, error) {
	if err := lockPatiently(f); err != nil {
		return nil, err
	}
	part := &partFile{File: f, final: final}
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errNotFile
	case !part.named(info):
		return nil, errTaken
	}
	part.size = info.Size()
	return part, nil
}

// lockPatiently is lockPart that is not put off by one who only looks whether the part is held.
func lockPatiently(f *os.File) error {
	const looks, lookTakes = 3, 5 * time.Millisecond
	for tries := 1; ; tries++ {
		if err := lockPart(f); tries == looks || !errors.Is(err, ErrBusy) {
			return err
		}
		time.Sleep(lookTakes)
	}
}

// named says whether the file still stands under the part's name.
func (p *partFile) named(info fs.FileInfo) bool {
	there, err := os.Lstat(p.final + partSuffix)
	return err == nil && os.SameFile(info, there)
}

// append writes at the end of the part. It is errTaken where somebody else has cut it: what was cut out would be zeros, and
// the length right in the end.
func (p *partFile) append(b []byte) error {
	if info, err := p.Stat(); err != nil || info.Size() != p.size {
		return cmp.Or(err, errTaken)
	}
	n, err := p.WriteAt(b, p.size)
	p.size += int64(n)
	return err
}

// restart throws the bytes away, for good: what is noted of the next ones must never meet these again.
func (p *partFile) restart() error {
	if p.size == 0 {
		return nil
	}
	if err := p.Truncate(0); err != nil {
		return err
	}
	p.size = 0
	return p.Sync()
}

// head gives the first bytes of the part, at most n.
func (p *partFile) head(n int) []byte {
	b := make([]byte, min(int64(n), p.size))
	got, _ := p.ReadAt(b, 0) // a short read is judged as what it is
	return b[:got]
}

// finish puts the bytes on disk for good and gives the file its final name, replacing nothing: fs.ErrExist where the
// name has been taken meanwhile. The file stays locked until it is closed.
func (p *partFile) finish() error {
	if err := p.Sync(); err != nil {
		return err
	}
	info, err := p.Stat()
	if err != nil {
		return err
	}
	if !p.named(info) || info.Size() != p.size {
		return errTaken
	}
	if err := place(p.final+partSuffix, p.final); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(p.final))
}

// drop closes the part. An empty one goes: it is worth nothing.
func (p *partFile) drop() {
	if info, err := p.Stat(); p.size == 0 && err == nil && info.Size() == 0 && p.named(info) {
		_ = os.Remove(p.final + partSuffix) // one that stays does no harm
	}
	_ = p.Close() // its bytes are there, or will be asked for again
}
