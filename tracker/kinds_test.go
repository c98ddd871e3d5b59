package tracker

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reelwatch/heygen"
)

func TestKindsByFirstBytes(t *testing.T) {
	t.Parallel()
	const srt, page = "1\n00:00:00,000 --> 00:00:02,000\nHello\n", "<!-- 00:00:00,000 --> <html>"
	for _, c := range []struct {
		asset Asset
		head  string
		want  string
	}{
		{AssetVideo, "\x00\x00\x00\x18ftypisom", ".mp4"},
		{AssetVideo, "\x00\x00\x00\x18ftyp", ".mp4"},
		{AssetVideo, "\x1a\x45\xdf\xa3\x9f\x42\x86\x81", ".webm"},
		{AssetVideo, "\x00\x00\x00\x18fty", ""},
		{AssetVideo, "<!DOCTYPE html>", ""},
		{AssetVideo, "ftypisom\x00\x00\x00\x00", ""},
		{AssetVideo, "", ""},
		{AssetVideo, "\xff\xd8\xff\xe0 a picture", ""},
		{AssetCaptioned, "\x00\x00\x00\x18ftypisom", ".mp4"},
		{AssetCaptioned, srt, ""},
		{AssetThumbnail, "\xff\xd8\xff\xe0\x00\x10JFIF", ".jpg"},
		{AssetThumbnail, "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d", ".png"},
		{AssetThumbnail, "RIFF\x24\x00\x00\x00WEBPVP8 ", ".webp"},
		{AssetThumbnail, "RIFF\x24\x00\x00\x00WAVEfmt ", ""},
		{AssetThumbnail, "RIFF", ""},
		{AssetThumbnail, "GIF89a", ""},
		{AssetThumbnail, "", ""},
		{AssetGIF, "GIF89a\x01\x00", ".gif"},
		{AssetGIF, "GIF87a\x01\x00", ".gif"},
		{AssetGIF, "\xff\xd8\xff\xe0", ""},
		{AssetSubtitles, srt, ".srt"},
		{AssetSubtitles, "\ufeff" + srt, ".srt"},
		{AssetSubtitles, "\r\n0 \r\n00:00:00,000 --> 00:00:02,000\r\n", ".srt"},
		{AssetSubtitles, "0:00:00.0 --> 0:00:02.0\n", ".srt"},
		{AssetSubtitles, "[Script Info]\nTitle: x\n", ".ass"},
		{AssetSubtitles, "\ufeff; made by somebody\r\n; twice\r\n\r\n[script info]\r\n", ".ass"},
		{AssetSubtitles, "WEBVTT\n\n00:00.000 --> 00:02.000\n", ""},
		{AssetSubtitles, page, ""},
		{AssetSubtitles, "1\n" + page, ""},
		{AssetSubtitles, `{"error":"[Script Info]"}`, ""},
		{AssetSubtitles, "", ""},
	} {
		if got := c.asset.kind([]byte(c.head)); got != c.want {
			t.Errorf("%s of %.30q: %q, want %q", c.asset, c.head, got, c.want)
		}
	}
}

// inKit is inReel where assets are wanted and HeyGen has made them all; the answers are those of the file host, from the
// video's own on.
func inKit(t *testing.T, wanted Asset, f func(r *reel), answers ...func(*http.Request) (*http.Response, error)) {
	t.Helper()
	inReel(t, func(r *reel) {
		r.cfg.Assets = []Asset{wanted}
		r.api.videos[someID] = heygen.Video{
			ID: someID, Status: heygen.Completed, VideoURL: aLink, CaptionedURL: aLink, SubtitleURL: aLink, ThumbnailURL: aLink, GIFURL: aLink,
		}
		f(r)
	}, append([]func(*http.Request) (*http.Response, error){cutAt(1000)}, answers...)...)
}

// wantBeside saves the video and holds that a file with this suffix and these bytes is beside it.
func (r *reel) wantBeside(suffix, text string) {
	r.t.Helper()
	saved, err := r.Download(r.t.Context(), someID)
	if err != nil || len(saved.Lacks) > 0 {
		r.t.Fatalf("%v, lacks %v", err, saved.Lacks)
	}
	wantFile(r.t, filepath.Join(r.folder, someID+suffix), text)
}

// wantNothingBeside saves the video and holds that nothing is beside it, and why.
func (r *reel) wantNothingBeside(says string) {
	r.t.Helper()
	saved, err := r.Download(r.t.Context(), someID)
	if err != nil || len(saved.Lacks) != 1 {
		r.t.Fatalf("%v, lacks %v", err, saved.Lacks)
	}
	wantSays(r.t, saved.Lacks[0], someID, says)
	if files, _ := os.ReadDir(r.folder); len(files) != 1 {
		r.t.Errorf("on the disk: %v", files)
	}
}

// What came decides the suffix, whatever was announced.
func TestSuffixesBesideTheVideo(t *testing.T) {
	for suffix, c := range map[string]struct {
		asset Asset
		body  string
	}{
		".png":            {AssetThumbnail, "\x89PNG\r\n\x1a\n and more"},
		".webp":           {AssetThumbnail, "RIFF\x24\x00\x00\x00WEBPVP8 and more"},
		".ass":            {AssetSubtitles, "[Script Info]\nTitle: x\n"},
		".srt":            {AssetSubtitles, "1\n00:00:00,000 --> 00:00:02,000\n" + strings.Repeat("and so on\n", 1000)},
		".captioned.webm": {AssetCaptioned, "\x1a\x45\xdf\xa3 and more"},
	} {
		for name, fields := range map[string][]string{"announced": nil, "without a length": {"Content-Length", noLength}} {
			t.Run(suffix+" "+name, func(t *testing.T) {
				inKit(t, c.asset, func(r *reel) { r.wantBeside(suffix, c.body) }, says(200, []byte(c.body), fields...))
			})
		}
	}
}

// A picture or a text that has no end is given up: at once where it says so, else when it has become too long.
func TestTooLongToBeAPicture(t *testing.T) {
	endless := append([]byte("\xff\xd8\xff"), make([]byte, 20<<20)...)
	for name, answer := range map[string]func(*http.Request) (*http.Response, error){
		"announced":  says(200, []byte("\xff\xd8\xff"), "Content-Length", "20971521"),
		"found out":  says(200, endless, "Content-Length", noLength),
		"a long one": says(200, endless),
	} {
		t.Run(name, func(t *testing.T) {
			inKit(t, AssetThumbnail, func(r *reel) {
				r.wantNothingBeside("thumbnail: not saved: it has more than 20 MiB")
				if len(r.seen) != 2 {
					t.Errorf("tried %d times", len(r.seen)-1)
				}
			}, answer)
		})
	}
}
