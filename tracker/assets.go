package tracker

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"reelwatch/heygen"
)

// Asset is one of the files that belong to a video.
type Asset string

// The assets. The video itself is always saved; the others lie beside it.
const (
	AssetVideo     Asset = "video"
	AssetCaptioned Asset = "captioned" // the video with captions in the picture
	AssetSubtitles Asset = "subtitles" // SRT from v3, ASS from v1
	AssetThumbnail Asset = "thumbnail"
	AssetGIF       Asset = "gif"
	AssetJSON      Asset = "json" // the entry, as Config.Describe writes it
)

// Assets gives all there are, in the order in which they are saved. The entry comes last, since saving changes it.
func Assets() []Asset {
	return []Asset{AssetVideo, AssetCaptioned, AssetSubtitles, AssetThumbnail, AssetGIF, AssetJSON}
}

// ParseAssets reads a list with commas, such as "video,thumbnail", and gives what it asks for beside the video, in the
// order in which that is saved. Its error names the choices.
func ParseAssets(list string) ([]Asset, error) {
	all := Assets()
	wanted := map[Asset]bool{}
	for word := range strings.SplitSeq(list, ",") {
		a := Asset(strings.TrimSpace(word))
		if !slices.Contains(all, a) {
			return nil, fmt.Errorf("%q is not one of %s", a, strings.Join(texts(all), ", "))
		}
		wanted[a] = true
	}
	return slices.DeleteFunc(all, func(a Asset) bool { return a == AssetVideo || !wanted[a] }), nil
}

func texts(assets []Asset) []string {
	out := make([]string, len(assets))
	for i, a := range assets {
		out[i] = string(a)
	}
	return out
}

// Noun is what people call the asset: "captions".
func (a Asset) Noun() string {
	switch a {
	case AssetCaptioned:
		return "captions"
	case AssetGIF:
		return "GIF"
	case AssetJSON:
		return "details"
	}
	return string(a)
}

// Nouns is what people call several assets: "captions, thumbnail or GIF", where or is the last word between.
func Nouns(assets []Asset, or string) string {
	var b strings.Builder
	for i, a := range assets {
		switch {
		case i == 0:
		case i == len(assets)-1:
			b.WriteString(" " + or + " ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(a.Noun())
	}
	return b.String()
}

// NoneMade says that HeyGen made none of these, one or more: "no captions were made".
func NoneMade(assets []Asset) string {
	verb := "was"
	if slices.ContainsFunc(assets, func(a Asset) bool { return strings.HasSuffix(a.Noun(), "s") }) {
		verb = "were"
	}
	return "no " + Nouns(assets, "or") + " " + verb + " made"
}

// linkIn is the link to the asset in an answer; empty where the answer has none.
func (a Asset) linkIn(v heygen.Video) string {
	switch a {
	case AssetCaptioned:
		return v.CaptionedURL
	case AssetSubtitles:
		return v.SubtitleURL
	case AssetThumbnail:
		return v.ThumbnailURL
	case AssetGIF:
		return v.GIFURL
	}
	return v.VideoURL
}

// AssetFile is what became of an asset that was wanted beside a video.
type AssetFile struct {
	File  string `json:"file,omitempty"` // absolute path; empty until it is whole
	Bytes int64  `json:"bytes,omitempty"`
	None  bool   `json:"none,omitempty"` // HeyGen had made none when it was last asked
	Part  Part   `json:"part,omitzero"`  // a transfer that was begun and not finished
}

// Lacks tells apart what a saved video has not beside it of all that is wanted: what may be saved yet, and what HeyGen has
// made none of. A video that was never saved lacks nothing else.
func (e *Entry) Lacks(wanted []Asset) (open, none []Asset) {
	if !e.Saved() {
		return nil, nil
	}
	for _, a := range wanted {
		switch f := e.Assets[a]; {
		case f.File != "":
		case f.None:
			none = append(none, a)
		default:
			open = append(open, a)
		}
	}
	return open, none
}

// file is where a file of the video's is, empty until it was saved once, and its length.
func (e *Entry) file(a Asset) (path string, bytes int64) {
	if a == AssetVideo {
		return e.File, e.FileBytes
	}
	return e.Assets[a].File, e.Assets[a].Bytes
}

// noteFile notes that a file of the video's is saved.
func (e *Entry) noteFile(a Asset, saved Saved, now time.Time) {
	if a == AssetVideo {
		e.File, e.FileBytes, e.SavedAt, e.Part = saved.Path, saved.Bytes, now, nil
		return
	}
	e.noteAsset(a, AssetFile{File: saved.Path, Bytes: saved.Bytes})
}

// part is what is noted of an unfinished transfer of a file of the video's; nil where there is none.
func (e *Entry) part(a Asset) *Part {
	if a == AssetVideo {
		return e.Part
	}
	if f := e.Assets[a]; f.Part.Name != "" {
		return &f.Part
	}
	return nil
}

// notePart notes an unfinished transfer of a file of the video's, or with nil its end.
func (e *Entry) notePart(a Asset, p *Part) {
	if a == AssetVideo {
		e.Part = p
		return
	}
	f := e.Assets[a]
	f.Part = Part{}
	if p != nil {
		f.Part = *p
	}
	e.noteAsset(a, f)
}

func (e *Entry) noteAsset(a Asset, f AssetFile) {
	noted := maps.Clone(e.Assets)
	if noted == nil {
		noted = map[Asset]AssetFile{}
	}
	noted[a] = f
	e.Assets = noted
}
