package tracker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"reelwatch/heygen"
)

const (
	mostTries  = 5
	firstPause = 2 * time.Second
	linkMargin = time.Minute // a link this near its end is not used
)

// saving is the work of one save: tries until one comes to the end.
type saving struct {
	t  *Tracker
	tr *transfer
	id string

	part     *partFile // held from the first byte to the end; nil before
	furthest int64     // offset ever reached
	stale    bool      // the link at hand did not work
	again    bool      // it was begun anew after a 416 already
}

// fatalError is an error that no further try can mend.
type fatalError struct{ err error }

func (e *fatalError) Error() string { return e.err.Error() }
func (e *fatalError) Unwrap() error { return e.err }

func fatal(err error) error { return &fatalError{err} }

// run tries until the video is saved. Five tries without a new byte are the end; the pauses between them double.
func (s *saving) run() (Saved, error) {
	if err := s.resume(); err != nil {
		return Saved{}, s.tell(err)
	}
	for tries := 1; ; tries++ {
		before := s.furthest
		saved, err := s.try()
		if err == nil {
			return saved, nil
		}
		var final *fatalError
		if s.tr.ctx.Err() != nil {
			return Saved{}, s.tr.ctx.Err()
		}
		if errors.As(err, &final) {
			return Saved{}, s.tell(final.err)
		}
		if s.furthest > before {
			tries = 1
		}
		if tries >= mostTries {
			return Saved{}, s.tell(err)
		}
		pause := max(firstPause<<(tries-1), min(retryAfter(err), longestBidden))
		s.tr.says(fmt.Sprintf("%s, again in %s", rowText(err), pause.Round(time.Second)))
		if !sleep(s.tr.ctx, pause) {
			return Saved{}, s.tr.ctx.Err()
		}
		s.tr.says("")
	}
}

// tell gives an error its id, unless it has one.
func (s *saving) tell(err error) error {
	var save *SaveError
	var store *StoreError
	var auth *heygen.AuthError
	if errors.As(err, &save) || errors.As(err, &store) || errors.As(err, &auth) {
		return err
	}
	return &SaveError{ID: s.id, What: "not saved", Err: err, Hint: "save it again to try once more"}
}

// resume takes hold of the part that an earlier save left, if there is one. Where it has gone, its name is kept.
func (s *saving) resume() error {
	e := s.t.Entry(s.id)
	if e == nil || e.Part == nil {
		return nil
	}
	part, err := openPart(e.Part.Name, false, true)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return s.diskError(e.Part.Name, err)
	}
	if kind := videoKind(part.head(sniffed)); part.size > 0 && kind != filepath.Ext(e.Part.Name) {
		if err := part.restart(); err != nil {
			_ = part.Close()
			return s.diskError(e.Part.Name, err)
		}
	}
	s.part, s.furthest = part, part.size
	return nil
}

// close lets go of the part, which stays where it is.
func (s *saving) close() {
	if s.part != nil {
		_ = s.part.Close() // its bytes are there or will be asked for again
	}
}

// diskError tells an error of the file system apart from a part that another process holds.
func (s *saving) diskError(path string, err error) error {
	if errors.Is(err, ErrBusy) {
		return fatal(&SaveError{ID: s.id, What: "not saved here", Err: ErrBusy})
	}
	return fatal(diskError(s.id, path, err))
}

// link gives a link that may work, asking HeyGen for a fresh one where ours is spent.
func (s *saving) link() (string, error) {
	e := s.t.Entry(s.id)
	if e == nil {
		return "", fatal(&SaveError{ID: s.id, What: "no longer tracked"})
	}
	if s.stale || e.wantsLink(time.Now()) {
		fresh, err := s.freshLink()
		if err != nil {
			return "", err
		}
		e = fresh
	}
	if err := heygen.CheckLink(e.VideoURL); err != nil {
		return "", fatal(&SaveError{ID: s.id, What: "HeyGen's link can't be used", Err: err})
	}
	return e.VideoURL, nil
}

// freshLink reads the video again and keeps its links.
func (s *saving) freshLink() (*Entry, error) {
	v, err := s.t.cfg.API.Video(s.tr.ctx, s.id)
	if err != nil {
		return nil, s.judge(err)
	}
	if v.VideoURL == "" {
		return nil, errors.New("HeyGen has no link for it yet")
	}
	s.stale = false
	now := time.Now()
	entries, err := s.t.apply(s.tr.ctx, []string{s.id}, func(e *Entry) bool {
		noteVideo(e, v)
		return noteLinks(e, v, now)
	})
	if err != nil {
		return nil, fatal(err)
	}
	if len(entries) == 0 {
		return nil, fatal(&SaveError{ID: s.id, What: "no longer tracked"})
	}
	return &entries[0], nil
}

// judge tells trouble of the API that passes apart from a word that stands.
func (s *saving) judge(err error) error {
	var auth *heygen.AuthError
	var missing *heygen.NotFoundError
	var request *heygen.RequestError
	switch {
	case errors.As(err, &auth):
		return fatal(err)
	case errors.As(err, &missing), errors.As(err, &request):
		return fatal(&SaveError{ID: s.id, What: "HeyGen gives no link for it", Err: err})
	}
	return err
}

// done notes that the part is whole.
func (s *saving) done() (Saved, error) {
	if s.part.size == 0 {
		return Saved{}, errors.New("the file host sent an empty file")
	}
	saved := Saved{Path: s.part.final, Bytes: s.part.size}
	for {
		err := s.part.finish()
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrExist) {
			return Saved{}, s.diskError(s.part.final, err)
		}
		if err := s.rename(); err != nil {
			return Saved{}, err
		}
		saved.Path = s.part.final
	}
	s.part = nil
	saved, _, err := s.t.noteSaved(s.tr.ctx, s.id, saved)
	if err != nil {
		return Saved{}, fatal(err)
	}
	return saved, nil
}

// note puts on disk what is needed to go on with the part after a crash.
func (s *saving) note(ctx context.Context, p Part) error {
	entries, err := s.t.apply(ctx, []string{s.id}, func(e *Entry) bool {
		if e.Part != nil && *e.Part == p {
			return false
		}
		e.Part = &p
		return true
	})
	switch {
	case err != nil:
		return fatal(err)
	case len(entries) == 0:
		return fatal(&SaveError{ID: s.id, What: "no longer tracked"})
	}
	return nil
}
