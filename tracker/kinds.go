package tracker

import (
	"bytes"
	"io/fs"
	"regexp"
)

const (
	sniffed = 12  // bytes that tell a video or a picture
	named   = 512 // bytes that tell a text, and what a file is instead
)

// sniffs is the number of first bytes that tell whether a file is what it should be.
func (a Asset) sniffs() int {
	if a == AssetSubtitles {
		return named
	}
	return sniffed
}

// kind is the suffix that a file's first bytes ask for; empty where they are not this asset's.
func (a Asset) kind(head []byte) string {
	switch a {
	case AssetSubtitles:
		return subtitlesKind(head)
	case AssetThumbnail:
		return pictureKind(head)
	case AssetGIF:
		if bytes.HasPrefix(head, []byte("GIF8")) {
			return ".gif"
		}
		return ""
	case AssetJSON:
		return ".json" // our own
	}
	return videoKind(head)
}

// most is the number of bytes that the asset may have; 0 means any. A film is as long as it is; a service that sends more
// than this as a picture or a text is out of its mind.
func (a Asset) most() int64 {
	switch a {
	case AssetSubtitles, AssetThumbnail:
		return 20 << 20
	case AssetGIF:
		return 64 << 20
	}
	return 0
}

// mode is that of an asset's file, before the umask. The entry holds signed links, with which anybody could fetch the video.
func (a Asset) mode() fs.FileMode {
	if a == AssetJSON {
		return 0o600
	}
	return 0o644
}

// mark stands in an asset's name before its suffix, where the suffix alone would not tell it from the video.
func (a Asset) mark() string {
	if a == AssetCaptioned {
		return ".captioned"
	}
	return ""
}

// videoKind is the suffix that a file's first bytes ask for; empty where they are no video's.
func videoKind(head []byte) string {
	switch {
	case len(head) >= 8 && string(head[4:8]) == "ftyp":
		return ".mp4"
	case bytes.HasPrefix(head, []byte{0x1a, 0x45, 0xdf, 0xa3}):
		return ".webm"
	}
	return ""
}

// pictureKind is the suffix that a file's first bytes ask for; empty where they are no picture's.
func pictureKind(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return ".jpg"
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return ".png"
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return ".webp"
	}
	return ""
}

var (
	// srtHead is how SRT begins: a number on a line of its own, which some leave out, and a time.
	srtHead = regexp.MustCompile(`^(\d+[ \t]*\r?\n)?[ \t]*\d+:\d\d:\d\d[,.]\d+[ \t]+-->`)
	// assHead is how ASS begins, after comments.
	assHead = regexp.MustCompile(`(?i)^(;[^\n]*\n\s*)*\[script info\]`)
)

// subtitlesKind is the suffix that a text's beginning asks for; empty where it is no subtitles'. v3 has SRT and v1 ASS, but
// what counts is what came.
func subtitlesKind(head []byte) string {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	switch {
	case srtHead.Match(text):
		return ".srt"
	case assHead.Match(text):
		return ".ass"
	}
	return ""
}
