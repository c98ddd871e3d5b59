package ui

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"reelwatch/tracker"
)

// dressed is saved videos with everything, with something missing for each reason, and with more on the way.
func dressed(s *stage) {
	s.snap.Assets = []tracker.Asset{tracker.AssetCaptioned, tracker.AssetSubtitles, tracker.AssetThumbnail, tracker.AssetGIF}
	var entries []*tracker.Entry
	for i, title := range []string{"All of it", "No captions and no GIF", "Saved before", "Thumbnail failed", "On the way", "Moved"} {
		e := saved(id(i+1), title, fmt.Sprintf("%d-%s.mp4", i+1, id(i + 1)[:12]), time.Duration(i+3)*time.Minute, 62, 41_000_000)
		stem := e.File[:len(e.File)-len(".mp4")]
		e.Assets = map[tracker.Asset]tracker.AssetFile{
			tracker.AssetCaptioned: {File: stem + ".captioned.mp4"}, tracker.AssetSubtitles: {File: stem + ".srt"},
			tracker.AssetThumbnail: {File: stem + ".jpg"}, tracker.AssetGIF: {File: "/elsewhere/a.gif"},
		}
		entries = append(entries, e)
	}
	entries[1].Assets[tracker.AssetCaptioned] = tracker.AssetFile{None: true}
	entries[1].Assets[tracker.AssetGIF] = tracker.AssetFile{None: true}
	entries[2].Assets = nil
	delete(entries[3].Assets, tracker.AssetThumbnail)
	delete(entries[4].Assets, tracker.AssetCaptioned)
	delete(entries[5].Assets, tracker.AssetGIF)
	s.put(entries...)
	answered(s)
	s.setLive(id(4), tracker.Live{AssetError: "thumbnail: not saved: the link does not work (HTTP 403) (save it again to try once more)"})
	s.setLive(id(5), tracker.Live{Transfer: &tracker.Transfer{Asset: tracker.AssetCaptioned, Done: 22_000_000, Total: 50_000_000, Speed: 4_200_000}})
	s.gone[id(6)] = true
}

func TestRowsOfWhatIsBesideTheVideo(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 10}} {
		name := fmt.Sprintf("assets-%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			play(t, Config{}, size[0], size[1], dressed, func(d *driver) { d.Golden(name) })
		})
	}
	for name, theme := range map[string]Theme{"dark": ThemeDark, "light": ThemeLight} {
		t.Run(name, func(t *testing.T) {
			play(t, Config{Theme: theme}, 120, 32, dressed, func(d *driver) { d.Painted("assets-" + name) })
		})
	}
}

// d is there for what is missing and can be had, and for nothing else.
func TestSavingWhatIsMissingBesideAVideo(t *testing.T) {
	play(t, Config{}, 120, 32, dressed, func(d *driver) {
		for _, c := range []struct {
			row  string
			save bool
		}{{"All of it", false}, {"No captions and no GIF", false}, {"Saved before", true}, {"Thumbnail failed", true}} {
			d.selected(c.row)
			if c.save {
				d.Shows("d save ")
			} else {
				d.Hides("d save ")
			}
			d.Press("j")
		}
		d.Press("g", "j", "j")
		d.stage.ends = map[string]tracker.Saved{
			id(3): {Path: "/videos/3.mp4", Already: true, Beside: []tracker.SavedAsset{{Asset: tracker.AssetThumbnail}}},
		}
		d.Press("d")
		d.took("save " + id(3))
		d.Shows("✓ Saved before has its thumbnail now")
	})
}

func TestDetailsTellWhatIsBesideTheVideo(t *testing.T) {
	play(t, Config{}, 80, 32, dressed, func(d *driver) {
		for _, want := range [][]string{
			{"beside it  .captioned.mp4, .srt, .jpg, /elsewhere/a.gif"},
			{"beside it  .srt, .jpg", "no captions or GIF were made"},
			{"d saves its captions, subtitles, thumbnail and GIF"},
			{"thumbnail: not saved: the link does not work (HTTP 403) (save it", "again to try once more)"},
		} {
			d.Press("enter")
			d.Shows(want...)
			d.Press("esc", "j")
		}
	})
}

func TestHowASaveEndedIsTold(t *testing.T) {
	none := &tracker.AssetError{ID: "a", Asset: tracker.AssetGIF}
	bad := &tracker.AssetError{ID: "a", Asset: tracker.AssetThumbnail, Err: errors.New("disk\x1b[1m full")}
	there := tracker.SavedAsset{Asset: tracker.AssetSubtitles, Already: true}
	fresh := tracker.SavedAsset{Asset: tracker.AssetCaptioned}
	for want, c := range map[string]struct {
		saved tracker.Saved
		tone  tone
	}{
		"is saved, 1.0 kB":                               {tracker.Saved{Bytes: 1000, Beside: []tracker.SavedAsset{fresh}}, green},
		"is saved, 1.0 kB, no GIF was made":              {tracker.Saved{Bytes: 1000, Lacks: []*tracker.AssetError{none}}, green},
		"is saved, 1.0 kB, but thumbnail: disk full":     {tracker.Saved{Bytes: 1000, Lacks: []*tracker.AssetError{none, bad}}, amber},
		"was there already, whole":                       {tracker.Saved{Already: true, Beside: []tracker.SavedAsset{there}}, green},
		"was there already, whole, no GIF was made":      {tracker.Saved{Already: true, Lacks: []*tracker.AssetError{none}}, green},
		"has its captions now, but thumbnail: disk full": {tracker.Saved{Already: true, Beside: []tracker.SavedAsset{there, fresh}, Lacks: []*tracker.AssetError{bad}}, amber},
	} {
		if gotTone, got := outcome(c.saved); got != want || gotTone != c.tone {
			t.Errorf("%+v: %q in %v, want %q", c.saved, got, gotTone, want)
		}
	}
}
