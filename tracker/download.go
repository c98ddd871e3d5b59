package tracker

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"reelwatch/heygen"
)

// Saved is a video on disk.
type Saved struct {
	Path    string // absolute
	Bytes   int64
	Already bool // it was there before: nothing was transferred
}

// Download saves one completed video under its final name, going on with what an earlier try left. It blocks until
// the video is saved, can't be saved, or ctx ends it (its part file is kept); whatever happens, the file under the final name is
// whole or not there. At most Config.Concurrency run at once, the others wait. A second call for the same video joins the
// first. Its error is a *SaveError, a *StoreError, one of package heygen, or that of ctx; it stands on the row too.
func (t *Tracker) Download(ctx context.Context, id string) (Saved, error) {
	for {
		tr, first := t.begin(ctx, id)
		if first {
			defer t.end(id, tr)
			tr.saved, tr.err = t.save(tr, id)
			return tr.saved, tr.err
		}
		select {
		case <-tr.done:
			if tr.left && ctx.Err() == nil {
				continue // the one who began it went away; we still want it
			}
			return tr.saved, tr.err
		case <-ctx.Done():
			return Saved{}, ctx.Err()
		}
	}
}

// begin gives the save of id, a new one (true) where none runs.
func (t *Tracker) begin(ctx context.Context, id string) (*transfer, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if tr := t.running[id]; tr != nil {
		return tr, false
	}
	tr := newTransfer(ctx)
	t.running[id] = tr
	t.setLiveLocked(id, func(l *Live) { l.Error = "" })
	t.changed()
	return tr, true
}

// end takes a save out of those that run. A save that was stopped on purpose has no error to show.
func (t *Tracker) end(id string, tr *transfer) {
	stopped := tr.ctx.Err() != nil
	tr.left = tr.asked.Err() != nil && errors.Is(tr.err, tr.asked.Err())
	tr.stop()
	t.mu.Lock()
	delete(t.running, id)
	if tr.err != nil && !stopped && t.list.get(id) != nil {
		t.setLiveLocked(id, func(l *Live) { l.Error = rowText(tr.err) })
	}
	t.changed()
	t.mu.Unlock()
	close(tr.done)
}

// Settle stops all saves and waits until their part files are closed, or ctx ends.
func (t *Tracker) Settle(ctx context.Context) {
	t.mu.Lock()
	var running []*transfer
	for _, tr := range t.running {
		tr.stop()
		running = append(running, tr)
	}
	t.mu.Unlock()
	for _, tr := range running {
		select {
		case <-tr.done:
		case <-ctx.Done():
			return
		}
	}
}

// save waits for a place and saves the video.
func (t *Tracker) save(tr *transfer, id string) (Saved, error) {
	select {
	case t.places <- struct{}{}:
		defer func() { <-t.places }()
	case <-tr.ctx.Done():
		return Saved{}, tr.ctx.Err()
	}
	tr.says("")
	if _, err := t.Load(tr.ctx); err != nil { // another process may have saved it, or begun to
		return Saved{}, err
	}
	if saved, done, err := t.settled(tr.ctx, id); done || err != nil {
		return saved, err
	}
	s := &saving{t: t, tr: tr, id: id}
	defer s.close()
	return s.run()
}

// settled says whether there is nothing to transfer: the video is on disk already, be it that we were killed between giving
// it its name and noting so.
func (t *Tracker) settled(ctx context.Context, id string) (Saved, bool, error) {
	e := t.Entry(id)
	switch {
	case e == nil:
		return Saved{}, false, &SaveError{ID: id, What: "not tracked", Hint: "reelwatch add " + id}
	case e.Status != heygen.Completed:
		return Saved{}, false, notCompleted(e)
	case e.Saved() && isFile(e.File, e.FileBytes):
		t.setLive(id, func(l *Live) { l.FileGone = false })
		return Saved{Path: e.File, Bytes: e.FileBytes, Already: true}, true, nil
	case e.Part != nil && e.Part.Total > 0 && isFile(e.Part.Name, e.Part.Total):
		if _, err := os.Lstat(e.Part.Path()); errors.Is(err, fs.ErrNotExist) {
			return t.noteSaved(ctx, id, Saved{Path: e.Part.Name, Bytes: e.Part.Total, Already: true})
		}
	}
	return Saved{}, false, nil
}

// notCompleted says why a video can't be saved yet, or ever.
func notCompleted(e *Entry) *SaveError {
	switch e.Status {
	case heygen.Failed:
		return &SaveError{ID: e.ID, What: "it failed, so there is no video: " + CleanText(e.Failure.Text())}
	case heygen.NotFound:
		return &SaveError{ID: e.ID, What: "HeyGen does not know this id, so there is no video", Hint: "check the id and the account"}
	}
	return &SaveError{ID: e.ID, What: "not completed yet (" + string(e.Status) + ")", Hint: "it can be saved when HeyGen has rendered it"}
}

// isFile says whether a regular file of this length stands at path.
func isFile(path string, size int64) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == size
}

// noteSaved puts on disk that the video is saved.
func (t *Tracker) noteSaved(ctx context.Context, id string, saved Saved) (Saved, bool, error) {
	now := time.Now()
	// The file is there whatever becomes of the caller: this is noted even when it has been told to stop.
	_, err := t.apply(context.WithoutCancel(ctx), []string{id}, func(e *Entry) bool {
		e.File, e.FileBytes, e.SavedAt, e.Part = saved.Path, saved.Bytes, now, nil
		return true
	})
	if err == nil {
		t.setLive(id, func(l *Live) { l.FileGone = false })
	}
	return saved, true, err
}

// CheckFiles looks whether the saved files of these entries are still there.
func (t *Tracker) CheckFiles(ids []string) {
	for _, id := range ids {
		e := t.Entry(id)
		if e == nil || !e.Saved() {
			continue
		}
		_, err := os.Lstat(e.File)
		gone := errors.Is(err, fs.ErrNotExist)
		t.setLive(id, func(l *Live) { l.FileGone = gone })
	}
}
