package ui

import (
	"path/filepath"
	"strings"

	"github.com/dustin/go-humanize"

	"reelwatch/tracker"
)

// lacks says what is missing of all that is wanted beside a saved video; empty where nothing is. Amber wants the user.
func (s subject) lacks() (tone, string) {
	open, none := s.Lacks(s.wanted)
	switch {
	case s.live.FileGone:
		return grey, ""
	case len(open) > 0 && s.live.AssetError != "":
		return amber, clean(s.live.AssetError)
	case len(open) > 0:
		return grey, "d saves its " + tracker.Nouns(open, "and")
	case len(none) > 0:
		return grey, tracker.NoneMade(none)
	}
	return grey, ""
}

// savedBeside is what lies beside a saved video: the ends of the names, since they begin as the video's does.
func savedBeside(e *tracker.Entry) string {
	stem := strings.TrimSuffix(e.File, filepath.Ext(e.File))
	var names []string
	for _, a := range tracker.Assets() {
		if f := e.Assets[a].File; f != "" {
			names = append(names, clean(strings.TrimPrefix(strings.TrimPrefix(f, stem), filepath.Dir(e.File)+string(filepath.Separator))))
		}
	}
	return strings.Join(names, ", ")
}

// asset is which file of the video a save is at; empty for the video itself.
func asset(t *tracker.Transfer) string {
	if t.Asset == "" || t.Asset == tracker.AssetVideo {
		return ""
	}
	return t.Asset.Noun()
}

// outcome is how a save ended well, or well enough: behind the title of its video.
func outcome(saved tracker.Saved) (tone, string) {
	var fresh, none []tracker.Asset
	var failed []string
	for _, f := range saved.Beside {
		if !f.Already {
			fresh = append(fresh, f.Asset)
		}
	}
	for _, l := range saved.Lacks {
		if l.Err == nil {
			none = append(none, l.Asset)
			continue
		}
		failed = append(failed, clean(l.Row()))
	}
	text := "is saved, " + humanize.Bytes(uint64(max(saved.Bytes, 0)))
	switch {
	case saved.Already && len(fresh) > 0:
		text = "has its " + tracker.Nouns(fresh, "and") + " now"
	case saved.Already:
		text = "was there already, whole"
	}
	switch {
	case len(failed) > 0:
		return amber, text + ", but " + strings.Join(failed, "; ")
	case len(none) > 0:
		text += ", " + tracker.NoneMade(none)
	}
	return green, text
}
