package store

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"reelwatch/tracker"
)

// withoutLinks is an entry as it is read without its links. Signed ones are two thirds of it, and live for a week.
type withoutLinks struct {
	tracker.Entry

	VideoURL     passedOver `json:"video_url"`
	ThumbnailURL passedOver `json:"thumbnail_url"`
}

// passedOver is a member of a record that is not read.
type passedOver struct{}

// UnmarshalJSONFrom reads over the value.
func (passedOver) UnmarshalJSONFrom(d *jsontext.Decoder) error { return d.SkipValue() }

// decode is decodeInto into an empty one; where it is to be sparing, without links that have expired.
func (w *withoutLinks) decode(id string, body []byte, sparing bool) error {
	if !sparing {
		return decodeInto(&w.Entry, id, body)
	}
	err := unmarshal(id, body, w)
	w.ID = id
	if read := !w.LinksReadAt.IsZero(); err != nil || !read || !w.ExpiresAt.IsZero() && w.ExpiresAt.Before(time.Now()) {
		return err
	}
	w.Entry = tracker.Entry{}
	return decodeInto(&w.Entry, id, body)
}
