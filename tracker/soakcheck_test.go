package tracker_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"reelwatch/heygen"
	"reelwatch/store"
	"reelwatch/tracker"
)

// check holds that the list on disk is what was put into it, and the folder what HeyGen has, and counts that.
func (w *world) check(all *tally) {
	w.t.Helper()
	entries := w.listed()
	made := w.server.Created()
	if len(made) != w.sent {
		w.t.Errorf("%d requests became %d videos", w.sent, len(made))
	}
	for _, m := range made {
		w.kept[m.VideoID] = true
	}
	there, saved := map[string]bool{}, map[string]bool{}
	for _, e := range entries {
		there[e.ID] = true
		if !w.kept[e.ID] {
			w.t.Errorf("%s (%s) came from nowhere, or back from the dead", e.ID, e.Status)
		}
		w.checkEntry(e)
		if e.Saved() {
			saved[e.File] = true
		}
	}
	for id := range w.kept {
		if !there[id] {
			w.t.Errorf("%s is lost", id)
			all.lost++
		}
	}
	all.saved = len(saved)
	w.checkFolder(saved)
}

// listed is what is on disk, which nobody has open any more.
func (w *world) listed() []*tracker.Entry {
	w.t.Helper()
	list, err := store.Open(w.at.store, store.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := list.Check(w.t.Context()); err != nil {
		w.t.Error(err)
	}
	delta, err := list.Load(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return delta.Put
}

// checkEntry holds that a video has ended and, where it completed, is saved byte for byte.
func (w *world) checkEntry(e *tracker.Entry) {
	w.t.Helper()
	switch {
	case e.Status == heygen.Completed:
		if sumOf(e.File) != w.server.SHA256(e.ID) {
			w.t.Errorf("%s: %q is not what HeyGen has", e.ID, e.File)
		}
	case e.Status != heygen.Failed:
		w.t.Errorf("%s is %s", e.ID, e.Status)
	}
	if !strings.Contains(e.Title, " ") {
		w.t.Errorf("%s is titled %q", e.ID, e.Title)
	}
}

// checkFolder holds that there is nothing beside what was saved, but for the parts of what was removed.
func (w *world) checkFolder(saved map[string]bool) {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(w.at.output, "*"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, path := range files {
		if !saved[path] && !w.wasRemoved(path) {
			w.t.Errorf("left over: %s", path)
		}
	}
}

func (w *world) wasRemoved(path string) bool {
	for id := range w.drop {
		if strings.Contains(path, id) {
			return true
		}
	}
	return false
}

// sumOf is the SHA-256 of a file in hex, empty where it can't be read.
func sumOf(path string) string {
	film, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(film)
	return hex.EncodeToString(sum[:])
}
