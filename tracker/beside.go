package tracker

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"

	"reelwatch/heygen"
)

// reading is the last answer about a video that had links; those of all its files come together.
type reading struct {
	video heygen.Video
	done  bool  // there was one
	err   error // of a later try, which the next file need not repeat
}

// errNotMade says that HeyGen has no such file of a video.
var errNotMade = errors.New("HeyGen made none")

// AssetError says that something which was wanted beside a saved video is not there.
type AssetError struct {
	ID    string
	Asset Asset
	Err   error // why it was not saved; nil where HeyGen made none, which is no failure
}

// Error names the video, the asset and what became of it.
func (e *AssetError) Error() string { return e.ID + ": " + e.Row() }

// Row is the error as the video's own row shows it: without the id.
func (e *AssetError) Row() string {
	if e.Err == nil {
		return NoneMade([]Asset{e.Asset})
	}
	return e.Asset.Noun() + ": " + rowText(e.ID, e.Err)
}

// Unwrap gives the cause.
func (e *AssetError) Unwrap() error { return e.Err }

// lacking is what could not be saved beside a video, as its row shows it; empty where nothing failed.
func (s Saved) lacking() string {
	var rows []string
	for _, l := range s.Lacks {
		if l.Err != nil {
			rows = append(rows, l.Row())
		}
	}
	return strings.Join(rows, "; ")
}

// saveBeside saves what is wanted beside a video that is on disk, and adds what became of it. One that can't be saved does
// not keep the next from it. Its error is that of the transfer's end.
func (t *Tracker) saveBeside(tr *transfer, id string, read *reading, saved Saved) (Saved, error) {
	for _, a := range t.cfg.Assets {
		e := t.Entry(id)
		if a == AssetVideo || e != nil && e.Assets[a].None && !tr.askAgain {
			continue
		}
		file, err := t.saveAsset(tr, id, a, read)
		switch {
		case tr.ctx.Err() != nil:
			return saved, tr.ctx.Err()
		case err != nil:
			saved.Lacks = append(saved.Lacks, err)
		default:
			saved.Beside = append(saved.Beside, file)
		}
	}
	return saved, nil
}

// saveAsset saves one file beside the video, unless it is there already.
func (t *Tracker) saveAsset(tr *transfer, id string, a Asset, read *reading) (SavedAsset, *AssetError) {
	if _, err := t.Load(tr.ctx); err != nil { // another process may have saved it meanwhile
		return SavedAsset{}, &AssetError{ID: id, Asset: a, Err: err}
	}
	saved, err := t.saveFile(tr, id, a, read)
	if errors.Is(err, errNotMade) {
		if err = t.noteNone(tr.ctx, id, a); err == nil {
			return SavedAsset{}, &AssetError{ID: id, Asset: a}
		}
	}
	if err != nil {
		return SavedAsset{}, &AssetError{ID: id, Asset: a, Err: err}
	}
	return SavedAsset{Asset: a, Path: saved.Path, Bytes: saved.Bytes, Already: saved.Already}, nil
}

// noteNone puts on disk that HeyGen has made no such asset.
func (t *Tracker) noteNone(ctx context.Context, id string, a Asset) error {
	_, err := t.apply(ctx, []string{id}, func(e *Entry) bool {
		if e.Assets[a].None {
			return false
		}
		e.noteAsset(a, AssetFile{None: true})
		return true
	})
	return err
}

// describe puts the entry itself into its file: the same way as what is fetched, but from here. It is read anew, since what
// is in memory may lack links.
func (s *saving) describe() (Saved, error) {
	stored, err := s.t.apply(s.tr.ctx, []string{s.id}, func(*Entry) bool { return false })
	switch {
	case err != nil:
		return Saved{}, s.tell(err)
	case len(stored) == 0:
		return Saved{}, untracked(s.id)
	}
	text, err := s.t.cfg.Describe(&stored[0])
	if err == nil {
		err = s.resume()
	}
	if err != nil {
		return Saved{}, s.tell(err)
	}
	saved, err := s.prepare(http.Header{}, s.asset.kind(text), int64(len(text)))
	if err == nil && !saved.Already {
		saved, err = s.write(bytes.NewReader(text), int64(len(text)))
	}
	return saved, s.tell(err)
}
