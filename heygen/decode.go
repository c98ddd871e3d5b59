package heygen

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Bounds of what is taken over from an answer, in bytes.
const (
	maxTitle  = 4 << 10
	maxReason = 1 << 10
	maxWord   = 64
	maxCode   = 128
	maxURL    = 8 << 10
	maxToken  = 4 << 10
)

// noReason is what a failed video says whose answer does not say why: both fields may be null (SEEN).
const noReason = "HeyGen gave no reason"

var errOdd = errors.New("not a video")

// decodeVideo reads one video in any of the shapes of v3 bulk, v3 single and list, v2, v1 and its list. It gives an
// error where raw is no object or names no valid id; any other field may be odd or missing.
func decodeVideo(raw json.RawMessage) (Video, error) {
	o, ok := parseObject(raw)
	if !ok {
		return Video{}, errOdd
	}
	v := describedBy(o)
	if !validID(v.ID) {
		return Video{}, fmt.Errorf("%w: its id is %q", errOdd, cut(v.ID, maxShown))
	}
	return v, nil
}

// describedBy is all that o says of a video, perhaps without id.
func describedBy(o object) Video {
	v := Video{
		ID:           o.text("video_id", "id"),
		Status:       ParseStatus(cut(o.text("status"), maxWord)),
		Title:        cut(o.text("title", "video_title"), maxTitle),
		CreatedAt:    o.time("created_at"),
		CompletedAt:  o.time("completed_at"),
		Duration:     o.duration("duration"),
		VideoURL:     o.link("video_url"),
		CaptionedURL: o.link("captioned_video_url", "video_url_caption"),
		SubtitleURL:  o.link("subtitle_url", "caption_url"),
		ThumbnailURL: o.link("thumbnail_url"),
		GIFURL:       o.link("gif_url"),
		PageURL:      o.link("video_page_url"),
	}
	switch v.Status {
	case Failed:
		v.Failure = failureOf(o)
		if v.Failure == nil {
			v.Failure = &Failure{Message: noReason}
		}
	case Completed:
		v.Failure = failureOf(o)
	}
	return v
}

// link is the first of keys that holds a string, byte for byte; one over maxURL is no link.
func (o object) link(keys ...string) string {
	if s := o.text(keys...); len(s) <= maxURL {
		return s
	}
	return ""
}

// failureOf is the reason that o gives, in failure_code and failure_message (v3) or in error (bulk and v1); nil where
// there is none.
func failureOf(o object) *Failure {
	f := Failure{
		Code:    cut(o.text("failure_code"), maxCode),
		Message: cut(o.text("failure_message"), maxReason),
	}
	if said := readReason(o["error"]); said != nil {
		if f.Code == "" {
			f.Code = said.Code
		}
		if f.Message == "" {
			f.Message = said.Message
		}
	}
	if f == (Failure{}) {
		return nil
	}
	return &f
}

// readReason reads an `error` in any of its shapes: null, a string, a number, or an object whose inner fields are
// not documented. What has none of the known fields is kept as JSON, so that no reason is lost, unless all its fields are
// empty: then there is none.
func readReason(raw json.RawMessage) *Failure {
	if void(raw) {
		return nil
	}
	if s := scalarText(raw); s != "" {
		if raw[0] != '"' {
			return &Failure{Code: cut(s, maxCode)}
		}
		return &Failure{Message: cut(s, maxReason)}
	}
	o, _ := parseObject(raw)
	f := Failure{
		Code:    cut(o.text("code", "failure_code"), maxCode),
		Message: joinDetail(o.text("message", "failure_message", "msg"), detailText(o["detail"])),
	}
	if f == (Failure{}) && !o.hollow() {
		f.Message = compact(raw, maxReason)
	}
	return &f
}

// detailText is a detail as text, be it a string or a structure.
func detailText(raw json.RawMessage) string {
	if void(raw) {
		return ""
	}
	if s := scalarText(raw); s != "" {
		return s
	}
	return compact(raw, maxReason)
}

// joinDetail puts message and detail together, once where one repeats the other.
func joinDetail(message, detail string) string {
	switch {
	case message == "" || strings.HasPrefix(detail, message):
		message = detail
	case detail != "" && !strings.Contains(message, detail):
		message += ": " + detail
	}
	return cut(message, maxReason)
}
