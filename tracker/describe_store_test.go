package tracker_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/store"
	"reelwatch/tracker"
)

// What is written beside a video has its links, although the dashboard reads a list without those that have expired.
func TestTheFileOfAnEntryHasItsExpiredLinks(t *testing.T) {
	folder := t.TempDir()
	film, past := filepath.Join(folder, "film.mp4"), time.Now().Add(-time.Hour)
	if err := os.WriteFile(film, []byte("12345678"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "reelwatch.db")
	list, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	e := tracker.Entry{
		ID: "video-1", Status: heygen.Completed, AddedAt: past, CompletedAt: past, LinksReadAt: past, ExpiresAt: past,
		VideoURL: "https://f.example/v.mp4?Expires=1", ThumbnailURL: "https://f.example/t.jpg?Expires=1",
		File: film, FileBytes: 8, SavedAt: past,
	}
	if _, err := list.Insert(t.Context(), []tracker.Entry{e}); err != nil {
		t.Fatal(err)
	}
	if list, err = store.Open(path, store.Options{WithoutExpiredLinks: true}); err != nil {
		t.Fatal(err)
	}
	tr := tracker.New(tracker.Config{
		Store: list, Output: folder, Assets: []tracker.Asset{tracker.AssetVideo, tracker.AssetJSON},
		Describe: func(e *tracker.Entry) ([]byte, error) { return json.Marshal(e) },
	})
	if _, err := tr.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := tr.Download(t.Context(), e.ID); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "film.json"))
	var got tracker.Entry
	if err != nil || json.Unmarshal(text, &got) != nil || got.VideoURL != e.VideoURL || got.ThumbnailURL != e.ThumbnailURL {
		t.Errorf("%s, %v", text, err)
	}
}
