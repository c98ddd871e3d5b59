package tracker

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseAssets(t *testing.T) {
	t.Parallel()
	for list, want := range map[string][]Asset{
		"video":                         {},
		"captioned":                     {AssetCaptioned},
		"json,thumbnail":                {AssetThumbnail, AssetJSON},
		" gif , video,gif,subtitles":    {AssetSubtitles, AssetGIF},
		strings.Join(all(), ","):        {AssetCaptioned, AssetSubtitles, AssetThumbnail, AssetGIF, AssetJSON},
		"thumbnail,thumbnail,thumbnail": {AssetThumbnail},
	} {
		if got, err := ParseAssets(list); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v", list, got, err)
		}
	}
	for _, list := range []string{"", "video,", ",", "srt", "Video", "video;gif", "thumb nail"} {
		got, err := ParseAssets(list)
		if err == nil {
			t.Errorf("%q: %v", list, got)
			continue
		}
		for _, choice := range all() {
			if !strings.Contains(err.Error(), choice) {
				t.Errorf("%q: %v does not name %s", list, err, choice)
			}
		}
	}
}

func all() []string { return texts(Assets()) }

func TestWhatWasNotMade(t *testing.T) {
	t.Parallel()
	for want, assets := range map[string][]Asset{
		"no captions were made":                   {AssetCaptioned},
		"no GIF was made":                         {AssetGIF},
		"no thumbnail or GIF was made":            {AssetThumbnail, AssetGIF},
		"no captions or GIF were made":            {AssetCaptioned, AssetGIF},
		"no captions, GIF or subtitles were made": {AssetCaptioned, AssetGIF, AssetSubtitles},
	} {
		if got := NoneMade(assets); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLacks(t *testing.T) {
	t.Parallel()
	e := &Entry{Assets: map[Asset]AssetFile{
		AssetThumbnail: {File: "/videos/a.jpg", Bytes: 1},
		AssetGIF:       {None: true},
		AssetCaptioned: {Part: Part{Name: "/videos/a.captioned.mp4", Total: 9}},
	}}
	wanted := []Asset{AssetSubtitles, AssetThumbnail, AssetGIF, AssetCaptioned}
	if open, none := e.Lacks(wanted); open != nil || none != nil {
		t.Errorf("a video that was never saved lacks %v, %v", open, none)
	}
	e.SavedAt = time.Now()
	open, none := e.Lacks(wanted)
	if !slices.Equal(open, []Asset{AssetSubtitles, AssetCaptioned}) || !slices.Equal(none, []Asset{AssetGIF}) {
		t.Errorf("it lacks %v, and %v were not made", open, none)
	}
	if open, none := e.Lacks(nil); open != nil || none != nil {
		t.Errorf("it lacks %v, %v of nothing", open, none)
	}
}

func TestCloneSharesNoAssets(t *testing.T) {
	t.Parallel()
	e := &Entry{Assets: map[Asset]AssetFile{AssetGIF: {None: true}}}
	c := e.Clone()
	c.noteAsset(AssetThumbnail, AssetFile{None: true})
	c.Assets[AssetGIF] = AssetFile{}
	if len(e.Assets) != 1 || !e.Assets[AssetGIF].None {
		t.Errorf("the first one has %+v", e.Assets)
	}
}
