package tracker

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"

	"reelwatch/heygen"
)

// Saved is a video on disk, with what was wanted beside it.
type Saved struct {
	Path    string // absolute
	Bytes   int64
	Already bool // it was there before: nothing was transferred

	Beside []SavedAsset
	Lacks  []*AssetError // what is not there; no failure of the save
}

// SavedAsset is a file beside a saved video.
type SavedAsset struct {
	Asset   Asset
	Path    string // absolute
	Bytes   int64
	Already bool // it was there before: nothing was transferred
}

// Download saves one completed video under its final name, and then what is wanted beside it (Config.Assets), going on
// with what an earlier try left. It blocks until all that is saved or can't be, or ctx ends it (part files are kept);
// whatever happens, a file under its final name is whole or not there. Of a video that is there already, only what it lacks
// is saved. At most Config.Concurrency run at once, the others wait. A second call for the same video joins the first. Its
// error is about the video alone: a *SaveError, a *StoreError, one of package heygen, or that of ctx; it stands on the row
// too, and so does what is lacking. ErrBusy is none of the row, which says for how long another process saves the video. HeyGen is asked again about what it had not made.
func (t *Tracker) Download(ctx context.Context, id string) (Saved, error) {
	return t.download(ctx, id, true)
}

// download is Download, which asks again about what HeyGen had not made only where that is wanted.
func (t *Tracker) download(ctx context.Context, id string, askAgain bool) (Saved, error) {
	for {
		tr, first := t.begin(ctx, id, askAgain)
		if first {
			defer t.end(id, tr)
			tr.err = &SaveError{ID: id, What: "not saved", Err: errFault, Hint: "save it again"} // unless the save gets to an end
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

// errFault is the error of a save that a fault of the program cut short, for those who waited for it, too.
var errFault = errors.New("a fault of reelwatch's own")

// begin gives the save of id, a new one (true) where none runs.
func (t *Tracker) begin(ctx context.Context, id string, askAgain bool) (*transfer, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if tr := t.running[id]; tr != nil {
		return tr, false
	}
	tr := newTransfer(ctx, askAgain)
	t.running[id] = tr
	delete(t.hooks.gaveUp, id)
	t.setLiveLocked(id, func(l *Live) { l.Error, l.AssetError, l.Elsewhere = "", "", false })
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
	if !stopped && t.list.get(id) != nil {
		busy := errors.Is(tr.err, ErrBusy)
		t.setLiveLocked(id, func(l *Live) {
			l.Error, l.AssetError, l.Elsewhere = rowText(id, tr.err), tr.saved.lacking(), busy
			if busy {
				l.Error = ""
			}
		})
		if tr.err != nil && !busy {
			t.hooks.gaveUp[id] = tr.err
		}
	}
	t.changed()
	t.mu.Unlock()
	close(tr.done)
}

// Settle stops all saves and waits until their part files are closed, the answer to a request that is on its way has come or
// was given up (its sender must have been told to stop), and the user's commands are left to themselves, or ctx ends.
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
	select {
	case t.sending <- struct{}{}:
		<-t.sending
	case <-ctx.Done():
		return
	}
	t.leaveHooks(ctx)
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
	release, ours := t.claimSave(id)
	if !ours {
		return Saved{}, busy(id)
	}
	defer release()
	if _, err := t.Load(tr.ctx); err != nil { // another process may have saved it, or begun to
		return Saved{}, err
	}
	switch e := t.Entry(id); {
	case t.cfg.Output == "":
		return Saved{}, &SaveError{ID: id, What: "there is no folder to save to", Hint: "name one with --output"}
	case e == nil:
		return Saved{}, &SaveError{ID: id, What: "not tracked", Hint: "reelwatch add " + id}
	case e.Status != heygen.Completed:
		return Saved{}, notCompleted(e)
	}
	read := &reading{}
	saved, err := t.saveFile(tr, id, AssetVideo, read)
	if err != nil {
		return Saved{}, err
	}
	return t.saveBeside(tr, id, read, saved)
}

// saveFile saves one file of a video, unless it is there already.
func (t *Tracker) saveFile(tr *transfer, id string, a Asset, read *reading) (Saved, error) {
	if saved, done, err := t.settled(tr.ctx, id, a); done || err != nil {
		return saved, err
	}
	tr.turns(a)
	s := &saving{t: t, tr: tr, id: id, asset: a, read: read}
	defer s.close()
	switch {
	case a == AssetJSON:
		return s.describe()
	case read.err != nil:
		return Saved{}, s.tell(read.err)
	}
	return s.run()
}

// settled says whether there is nothing to transfer: the file is on disk already, be it that we were killed between giving
// it its name and noting so.
func (t *Tracker) settled(ctx context.Context, id string, a Asset) (Saved, bool, error) {
	e := t.Entry(id)
	if e == nil {
		return Saved{}, false, untracked(id)
	}
	path, bytes := e.file(a)
	p := e.part(a)
	switch {
	case path != "" && isFile(path, bytes):
		if a == AssetVideo {
			t.setLive(id, func(l *Live) { l.FileGone = false })
		}
		return Saved{Path: path, Bytes: bytes, Already: true}, true, nil
	case p != nil && p.Total > 0 && isFile(p.Name, p.Total):
		if _, err := os.Lstat(p.Path()); errors.Is(err, fs.ErrNotExist) {
			return t.noteSaved(ctx, id, a, Saved{Path: p.Name, Bytes: p.Total, Already: true})
		}
	}
	return Saved{}, false, nil
}

// notCompleted says why a video can't be saved yet, or ever.
func notCompleted(e *Entry) *SaveError {
	switch e.Status {
	case heygen.Failed:
		do, _ := e.Failure.Remedy()
		return &SaveError{ID: e.ID, What: "it failed, so there is no video: " + CleanText(e.Failure.Text()), Hint: do}
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

// noteSaved puts on disk that a file of a video is saved.
func (t *Tracker) noteSaved(ctx context.Context, id string, a Asset, saved Saved) (Saved, bool, error) {
	now := time.Now()
	// The file is there whatever becomes of the caller: this is noted even when it has been told to stop.
	_, err := t.apply(context.WithoutCancel(ctx), []string{id}, func(e *Entry) bool {
		e.noteFile(a, saved, now)
		return true
	})
	if err == nil && a == AssetVideo {
		t.setLive(id, func(l *Live) { l.FileGone = false })
	}
	return saved, true, err
}

// CheckShown looks whether the saved files of the rows on the screen are still there.
func (t *Tracker) CheckShown() {
	t.mu.Lock()
	shown := t.schedule.visible
	t.mu.Unlock()
	t.CheckFiles(slices.DeleteFunc(slices.Clone(shown), func(id string) bool {
		e := t.Entry(id)
		return e == nil || !e.Saved()
	}))
}

// CheckFiles looks whether the saved files of these entries are still there, and how much there is of those half saved.
func (t *Tracker) CheckFiles(ids []string) {
	for _, id := range ids {
		switch e := t.Entry(id); {
		case e == nil:
		case e.Saved():
			_, err := os.Lstat(e.File)
			gone := errors.Is(err, fs.ErrNotExist)
			t.setLive(id, func(l *Live) { l.FileGone = gone })
		case e.Part != nil:
			var begun int64
			if info, err := os.Lstat(e.Part.Path()); err == nil {
				begun = info.Size()
			}
			t.setLive(id, func(l *Live) { l.Begun = begun })
		}
	}
}
