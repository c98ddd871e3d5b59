package tracker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// mostNames bounds the search for a free name.
const mostNames = 999

// errSaved says that a file of the right length stands there already.
var errSaved = errors.New("already saved")

// claim takes hold of a part file for a file of total bytes (-1 where unknown) that is of this kind (".mp4", ".webm"):
// under the name that the entry has, where that fits, else under a new one. It gives errSaved with the path where the
// file is there already.
func (s *saving) claim(kind string, total int64) (path string, err error) {
	e := s.t.Entry(s.id)
	if e == nil || s.asset != AssetVideo && !e.Saved() { // removed, and perhaps added anew
		return "", fatal(untracked(s.id))
	}
	if p := e.part(s.asset); p != nil && filepath.Ext(p.Name) == kind && s.fits(e, p.Name) {
		s.part, err = makePart(p.Name, true, s.asset.mode())
		switch {
		case err == nil:
			return p.Name, nil
		case !errors.Is(err, errForeign):
			return "", s.diskError(p.Name, err)
		}
	}
	return s.reserve(e, kind, total)
}

// fits says whether a path is where the file belongs: the video below the output folder as it is set now, the rest beside
// the video.
func (s *saving) fits(e *Entry, path string) bool {
	if s.asset != AssetVideo {
		return strings.HasPrefix(path, s.stem(e))
	}
	way, err := filepath.Rel(s.t.cfg.Output, path)
	return err == nil && filepath.IsLocal(way)
}

// stem is the path of the file without what tells its kind.
func (s *saving) stem(e *Entry) string {
	if s.asset != AssetVideo {
		return strings.TrimSuffix(e.File, filepath.Ext(e.File))
	}
	return filepath.Join(s.t.cfg.Output, fileName(s.t.cfg.NameTemplate, e))
}

// reserve finds a name, makes it the entry's, and makes its part file.
func (s *saving) reserve(e *Entry, kind string, total int64) (string, error) {
	for n := 1; n <= mostNames; n++ {
		path := numbered(s.stem(e), s.asset.mark()+kind, n)
		if info, err := os.Lstat(path); err == nil {
			if namesVideo(path, s.id) && info.Mode().IsRegular() && info.Size() == total {
				return path, errSaved
			}
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", s.diskError(path, err)
		}
		ours, err := s.own(s.tr.ctx, path)
		switch {
		case err != nil:
			return "", err
		case !ours:
			continue
		}
		s.part, err = makePart(path, namesVideo(path, s.id), s.asset.mode())
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
	suffix := s.asset.mark() + filepath.Ext(s.part.final)
	stem := strings.TrimSuffix(s.part.final, suffix)
	for n := 2; n <= mostNames; n++ {
		path := numbered(stem, suffix, n)
		ours, err := s.own(ctx, path)
		switch {
		case err != nil:
			return err
		case !ours:
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

// own makes a name the video's, in the store, and says whether it is. What lies beside the video needs no more than the
// video's own name: its part is locked, and it replaces nothing.
func (s *saving) own(ctx context.Context, path string) (bool, error) {
	if s.asset != AssetVideo {
		return true, nil
	}
	s.t.storing.Lock()
	defer s.t.storing.Unlock()
	owner, err := s.t.cfg.Store.ReserveName(ctx, s.id, path)
	if err != nil {
		return false, fatal(&StoreError{err})
	}
	return owner == s.id, nil
}
