package tracker

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
)

// openPart opens and locks the part file of final, and makes it and its folder where make is true. Without make, a part
// file that is not there is fs.ErrNotExist; with make, one that is there is errForeign unless ours is true. A part that
// another process holds is ErrBusy.
func openPart(final string, make, ours bool) (*partFile, error) {
	path := final + partSuffix
	flags := os.O_RDWR | noFollow
	if make {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		flags |= os.O_CREATE
		if !ours {
			flags |= os.O_EXCL
		}
	}
	for {
		f, err := os.OpenFile(path, flags, 0o644)
		switch {
		case make && errors.Is(err, fs.ErrExist):
			return nil, errForeign
		case err != nil:
			return nil, err
		}
		part, current, err := hold(f, path, final)
		if err != nil || !current {
			_ = f.Close()
		}
		if err != nil {
			return nil, err
		}
		if current {
			return part, nil
		}
	}
}

// hold locks an open part file. It says false where the file has got another name since it was opened: its last holder
// finished it, and it must not be touched.
func hold(f *os.File, path, final string) (*partFile, bool, error) {
	opened, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	if !opened.Mode().IsRegular() {
		return nil, false, &os.PathError{Op: "open", Path: path, Err: errNotFile}
	}
	if err := lockPart(f); err != nil {
		return nil, false, ErrBusy
	}
	named, err := os.Lstat(path)
	if err != nil || !os.SameFile(opened, named) {
		return nil, false, nil
	}
	now, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	return &partFile{File: f, final: final, size: now.Size()}, true, nil
}

// append writes at the end of the part.
func (p *partFile) append(b []byte) error {
	n, err := p.WriteAt(b, p.size)
	p.size += int64(n)
	return err
}

// restart throws the bytes away.
func (p *partFile) restart() error {
	if err := p.Truncate(0); err != nil {
		return err
	}
	p.size = 0
	return nil
}

// head gives the first bytes of the part, at most n.
func (p *partFile) head(n int) []byte {
	b := make([]byte, min(int64(n), p.size))
	got, _ := p.ReadAt(b, 0) // a short read is judged as what it is
	return b[:got]
}

// finish puts the bytes on disk for good and gives the file its final name, replacing nothing: fs.ErrExist where the
// name has been taken meanwhile. The part is closed unless there is an error.
func (p *partFile) finish() error {
	if err := p.Sync(); err != nil {
		return err
	}
	if closeFirst {
		if err := p.Close(); err != nil {
			return err
		}
	}
	if err := place(p.final+partSuffix, p.final); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(p.final)); err != nil {
		return err
	}
	if closeFirst {
		return nil
	}
	return p.Close()
}
