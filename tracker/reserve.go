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

// claim takes hold of a part file for a video of total bytes (-1 where unknown) that is of this kind (".mp4", ".webm"):
// under the name that the entry has, where that fits, else under a new one. It gives errSaved with the path where the
// video is there already.
func (s *saving) claim(kind string, total int64) (path string, err error) {
	e := s.t.Entry(s.id)
	if e == nil {
		return "", fatal(untracked(s.id))
	}
	if e.Part != nil && filepath.Ext(e.Part.Name) == kind && s.below(e.Part.Name) {
		s.part, err = makePart(e.Part.Name, true)
		switch {
		case err == nil:
			return e.Part.Name, nil
		case !errors.Is(err, errForeign):
			return "", s.diskError(e.Part.Name, err)
		}
	}
	return s.reserve(e, kind, total)
}

// below says whether a path lies in the output folder as it is set now.
func (s *saving) below(path string) bool {
	way, err := filepath.Rel(s.t.cfg.Output, path)
	return err == nil && filepath.IsLocal(way)
}

// reserve finds a name, makes it the entry's, and makes its part file.
func (s *saving) reserve(e *Entry, kind string, total int64) (string, error) {
	stem := filepath.Join(s.t.cfg.Output, fileName(s.t.cfg.NameTemplate, e))
	for n := 1; n <= mostNames; n++ {
		path := numbered(stem, kind, n)
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
		s.part, err = makePart(path, namesVideo(path, s.id))
		switch {
		case errors.Is(err, errForeign):
			continue
		case err != nil:
			return "", s.diskError(path, err)
		}
		return path, nil
	}
	return "", s.crowded()
}

// rename gives the part, which is whole, another name: its own was taken meanwhile.
func (s *saving) rename(ctx context.Context) error {
	ext := filepath.Ext(s.part.final)
	stem := s.part.final[:len(s.part.final)-len(ext)]
	for n := 2; n <= mostNames; n++ {
		path := numbered(stem, ext, n)
		owner, err := s.t.reserveName(ctx, s.id, path)
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
		return s.note(ctx, Part{Name: path, Total: s.part.size})
	}
	return s.crowded()
}

func (s *saving) crowded() error {
	return fatal(&SaveError{
		ID: s.id, What: fmt.Sprintf("%d files have its name", mostNames), Hint: "tidy the folder, or change --name",
	})
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
