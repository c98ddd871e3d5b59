package store

import (
	"bytes"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"reelwatch/tracker"
)

// linked is an entry whose links are read only where they are wanted: signed ones are two thirds of it, and live for a week.
type linked struct {
	tracker.Entry

	VideoURL     span `json:"video_url"`
	ThumbnailURL span `json:"thumbnail_url"`
}

// decode reads the body of the entry id, as decode does; where it is to be sparing, without links that have expired.
func (l *linked) decode(id string, body []byte, sparing bool) error {
	if err := unmarshal(id, body, l); err != nil {
		return err
	}
	l.ID = id
	spent, ok, fine := sparing && !l.ExpiresAt.IsZero() && l.ExpiresAt.Before(time.Now()), true, true
	if !spent {
		l.Entry.VideoURL, ok = l.VideoURL.text(body)
	}
	if !spent || !l.ThumbnailURL.signed(body) {
		l.Entry.ThumbnailURL, fine = l.ThumbnailURL.text(body)
	}
	if !ok || !fine {
		return noEntry(id)
	}
	return nil
}

// span is where the value of a member lies that was read over; empty where there is none.
type span struct{ from, to int32 }

// UnmarshalJSONFrom reads over the value.
func (s *span) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	s.from = int32(d.InputOffset())
	err := d.SkipValue()
	s.to = int32(d.InputOffset())
	return err
}

// signed says that a link lies there which has an end of its own, as those have that were signed with the video's: not so those
// of public pictures.
func (s span) signed(body []byte) bool { return bytes.Contains(body[s.from:s.to], []byte("Expires=")) }

// text is the string that lies there in body; ok is false where it is none.
func (s span) text(body []byte) (text string, ok bool) {
	value := bytes.TrimLeft(body[s.from:s.to], ": \t\r\n")
	if len(value) == 0 || string(value) == "null" {
		return "", true
	}
	var room [1 << 10]byte // more than most links take
	unquoted, err := jsontext.AppendUnquote(room[:0], value)
	return string(unquoted), err == nil
}
