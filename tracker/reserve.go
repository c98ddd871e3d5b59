package tracker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// mostNames bounds the search for a free name.
const mostNames = 999

// errSaved says that a file of the right length stands there already.
var errSaved = errors.New("already saved")

// reserve finds a name for a video of total bytes (-1 where unknown) that is of this kind (".mp4", ".webm"), makes its
// part file and takes hold of it. The name belongs to the entry from then on. It gives errSaved with the path where the
// video is there already.
func (s *saving) reserve(ext string, total int64) (string, error) {
	e := s.t.Entry(s.id)
	if e == nil {
		return "", fatal(&SaveError{ID: s.id, What: "no longer tracked"})
	}
	stem := filepath.Join(s.t.cfg.Output, fileName(s.t.cfg.NameTemplate, e))
	for n := 1; n <= mostNames; n++ {
		path := numbered(stem, ext, n)
		if info, err := os.Lstat(path); err == nil {
			if namesVideo(path, s.id) && info.Mode().IsRegular() && info.Size() == total {
				return path, errSaved
			}
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", s.diskError(path, err)
		}
		owner, err := s.t.reserveName(s.tr.ctx, s.id, path)
		if err != nil {
			return "", fatal(err)
		}
		if owner != s.id {
			continue
		}
		switch s.part, err = openPart(path, true, namesVideo(path, s.id)); {
		case errors.Is(err, errForeign):
			continue
		case err != nil:
			return "", s.diskError(path, err)
		}
		return path, nil
	}
	return "", fatal(&SaveError{ID: s.id, What: fmt.Sprintf("%d files have its name", mostNames), Hint: "tidy the folder, or change --name"})
}

// rename gives the part, which is whole, another name: its own was taken meanwhile.
func (s *saving) rename() error {
	ext := filepath.Ext(s.part.final)
	stem := s.part.final[:len(s.part.final)-len(ext)]
	for n := 2; n <= mostNames; n++ {
		path := numbered(stem, ext, n)
		owner, err := s.t.reserveName(s.tr.ctx, s.id, path)
		if err != nil {
			return fatal(err)
		}
		if owner != s.id {
			continue
		}
		err = place(s.part.final+partSuffix, path+partSuffix)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return s.diskError(path, err)
		}
		s.part.final = path
		return s.note(s.tr.ctx, Part{Name: path, Total: s.part.size})
	}
	return fatal(&SaveError{ID: s.id, What: fmt.Sprintf("%d files have its name", mostNames), Hint: "tidy the folder, or change --name"})
}

// reserveName asks the store for a name.
func (t *Tracker) reserveName(ctx context.Context, id, path string) (owner string, err error) {
	t.storing.Lock()
	defer t.storing.Unlock()
	if owner, err = t.cfg.Store.ReserveName(ctx, id, path); err != nil {
		return "", &StoreError{err}
	}
	return owner, nil
}
