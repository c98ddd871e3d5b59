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

// saving is the work of saving one file of a video: tries until one comes to the end.
type saving struct {
	t     *Tracker
	tr    *transfer
	id    string
	asset Asset
	read  *reading

	part     *partFile // held from the first byte to the end; nil before
	known    string    // the Part.Name that we know of: another one in the store is another process's
	furthest int64     // offset ever reached
	stale    bool      // the link at hand did not work
	anew     bool      // the part's bytes are worth nothing: the next try asks for the whole file
	again    bool      // it was begun anew after a 416 already
}

// fatalError is an error that no further try can mend.
type fatalError struct{ err error }

func (e *fatalError) Error() string { return e.err.Error() }
func (e *fatalError) Unwrap() error { return e.err }

func fatal(err error) error { return &fatalError{err} }

// run tries until the file is saved. Five tries without a new byte are the end; the pauses between them double.
func (s *saving) run() (Saved, error) {
	if err := s.resume(); err != nil {
		return Saved{}, s.tell(err)
	}
	if s.part != nil && !s.anew && s.part.size > 0 && s.part.size == s.total() {
		saved, err := s.done()
		return saved, s.tell(err)
	}
	for tries := 1; ; tries++ {
		before := s.furthest
		saved, err := s.try()
		if err == nil {
			return saved, nil
		}
		if s.tr.ctx.Err() != nil {
			return Saved{}, s.tr.ctx.Err()
		}
		if s.furthest > before {
			tries = 1
		}
		if final := (*fatalError)(nil); tries >= mostTries || errors.As(err, &final) {
			return Saved{}, s.tell(err)
		}
		pause := pauseAfter(tries, err)
		s.tr.says(fmt.Sprintf("%s, again in %s", rowText(s.id, err), pause.Round(time.Second)))
		if !sleep(s.tr.ctx, pause) {
			return Saved{}, s.tr.ctx.Err()
		}
		s.tr.says("")
	}
}

// tell gives an error its id and what to do, unless it has them.
func (s *saving) tell(err error) error {
	var final *fatalError
	stands := errors.As(err, &final)
	if stands {
		err = final.err
	}
	var save *SaveError
	var store *StoreError
	var auth *heygen.AuthError
	if err == nil || errors.As(err, &save) || errors.As(err, &store) || errors.As(err, &auth) {
		return err
	}
	return &SaveError{ID: s.id, What: "not saved", Err: err, Hint: "save it again to try once more", Passing: !stands}
}

// resume takes hold of the part that an earlier save left, if there is one that can be used.
func (s *saving) resume() error {
	e := s.t.Entry(s.id)
	if e == nil || e.part(s.asset) == nil {
		return nil
	}
	name := e.part(s.asset).Name
	ours, err := s.own(s.tr.ctx, name)
	if err != nil {
		return err
	}
	if !ours || s.asset != AssetVideo && !s.fits(e, name) { // its name went to another video, or the video to another place
		return s.forgetPart()
	}
	s.known = name
	part, err := openPart(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, ErrBusy) || err != nil && s.fits(e, name):
		return s.diskError(name, err)
	case err != nil:
		return nil // the output folder has changed since, perhaps because of just this error
	}
	s.part, s.furthest = part, part.size
	s.anew = s.asset.kind(part.head(s.asset.sniffs())) != filepath.Ext(name)
	// Until now another process may have held it, and begun it anew.
	if _, err := s.t.Load(s.tr.ctx); err != nil {
		return fatal(err)
	}
	return nil
}

// forgetPart gives up what is noted of an unfinished transfer.
func (s *saving) forgetPart() error {
	if _, err := s.t.apply(s.tr.ctx, []string{s.id}, func(e *Entry) bool {
		e.notePart(s.asset, nil)
		return true
	}); err != nil {
		return fatal(err)
	}
	return nil
}

// close lets go of the part, which stays where it is.
func (s *saving) close() {
	if s.part != nil {
		s.part.drop()
		s.part = nil
	}
}

// diskError tells an error of the file system apart from a part that another process holds.
func (s *saving) diskError(path string, err error) error {
	switch {
	case errors.Is(err, ErrBusy):
		return fatal(busy(s.id))
	case errors.Is(err, errNotFile):
		return fatal(&SaveError{ID: s.id, What: path + partSuffix, Err: errNotFile, Hint: "move it away, then save again"})
	}
	needed := int64(-1)
	if total := s.total(); s.part != nil && total >= 0 {
		needed = total - s.part.size
	}
	return fatal(diskError(s.id, path, needed, err))
}

// busy says that another process saves the video.
func busy(id string) *SaveError {
	return &SaveError{ID: id, What: "not saved here", Err: ErrBusy, Hint: "wait for it, or stop that one first"}
}

// link gives a link that may work, asking HeyGen for a fresh one where ours is spent.
func (s *saving) link() (string, error) {
	e := s.t.Entry(s.id)
	if e == nil {
		return "", fatal(untracked(s.id))
	}
	link, good := s.atHand(e, time.Now())
	if s.stale || !good {
		if err := s.renew(); err != nil {
			return "", err
		}
		link = s.asset.linkIn(s.read.video)
	}
	if link == "" {
		return "", fatal(errNotMade)
	}
	if err := heygen.CheckLink(link); err != nil {
		return "", fatal(unusable(s.id, err))
	}
	return link, nil
}

// atHand is the link that we have, and whether it is good for a while: the video's own is kept in the entry, the others are
// those of the last reading.
func (s *saving) atHand(e *Entry, now time.Time) (link string, good bool) {
	if s.asset == AssetVideo {
		return e.VideoURL, !e.wantsLink(now)
	}
	link = s.asset.linkIn(s.read.video)
	return link, s.read.done && lasts(link, now)
}

// renew reads the video again and keeps its links. Trouble of the API that passes is tried again, a word that stands is not.
func (s *saving) renew() error {
	if time.Until(s.t.biddenUntil()) > 0 {
		s.tr.says("HeyGen asks to wait")
		defer s.tr.says("")
	}
	if err := s.t.linkTurn(s.tr.ctx); err != nil {
		return err
	}
	v, _, err := s.t.renew(s.tr.ctx, s.id)
	var auth *heygen.AuthError
	var store *StoreError
	var own *SaveError
	switch {
	case err == nil:
		s.stale = false
		s.read.video, s.read.done = v, true
	case errors.As(err, &auth), errors.As(err, &store), errors.As(err, &own):
		err = fatal(err)
	}
	s.read.err = err
	return err
}

// done notes that the part is whole. From here on nobody stops it: what is left takes a moment.
func (s *saving) done() (Saved, error) {
	ctx := context.WithoutCancel(s.tr.ctx)
	if s.part.size == 0 {
		return Saved{}, errEmpty
	}
	if s.total() != s.part.size { // no length was announced: after a crash only this tells that the file is whole
		if err := s.note(ctx, Part{Name: s.part.final, Total: s.part.size}); err != nil {
			return Saved{}, err
		}
	}
	for {
		err := s.part.finish()
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrExist) {
			return Saved{}, s.diskError(s.part.final, err)
		}
		if err := s.rename(ctx); err != nil {
			return Saved{}, err
		}
	}
	saved, _, err := s.t.noteSaved(ctx, s.id, s.asset, Saved{Path: s.part.final, Bytes: s.part.size})
	if err != nil {
		return Saved{}, fatal(err)
	}
	return saved, nil
}

// note puts on disk what is needed to go on with the part after a crash.
func (s *saving) note(ctx context.Context, p Part) error {
	taken := false
	entries, err := s.t.apply(ctx, []string{s.id}, func(e *Entry) bool {
		old := e.part(s.asset)
		taken = old != nil && old.Name != s.known && old.Name != p.Name
		if taken || old != nil && *old == p {
			return false
		}
		noted := p
		e.notePart(s.asset, &noted)
		return true
	})
	switch {
	case err != nil:
		return fatal(err)
	case len(entries) == 0:
		return fatal(untracked(s.id))
	case taken:
		return fatal(busy(s.id))
	}
	s.known = p.Name
	return nil
}

// total is the length that was announced for the part, -1 where none was.
func (s *saving) total() int64 {
	if p := s.noted(); p != nil {
		return p.Total
	}
	return -1
}

// noted is what is on disk about the part that we hold; nil where nothing is.
func (s *saving) noted() *Part {
	e := s.t.Entry(s.id)
	if e == nil || s.part == nil {
		return nil
	}
	if p := e.part(s.asset); p != nil && p.Name == s.part.final {
		return p
	}
	return nil
}
