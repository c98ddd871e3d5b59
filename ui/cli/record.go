package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"reelwatch/tracker"
)

// record is a video as --json prints it; absent values are omitted.
type record struct {
	ID           string    `json:"id"`
	Title        string    `json:"title,omitempty"`
	Status       string    `json:"status"`
	Error        string    `json:"error,omitempty"`
	Duration     float64   `json:"duration,omitempty"` // seconds
	VideoURL     string    `json:"video_url,omitempty"`
	ThumbnailURL string    `json:"thumbnail_url,omitempty"`
	AddedAt      time.Time `json:"added_at,omitzero"`
	CreatedAt    time.Time `json:"created_at,omitzero"`
	CompletedAt  time.Time `json:"completed_at,omitzero"`
	CheckedAt    time.Time `json:"checked_at,omitzero"`
	ExpiresAt    time.Time `json:"expires_at,omitzero"`
	Batch        string    `json:"batch,omitempty"`
	File         string    `json:"file,omitempty"`
	FileBytes    int64     `json:"file_bytes,omitempty"`
	SavedAt      time.Time `json:"saved_at,omitzero"`

	// Of submitted videos.
	RequestID string `json:"request_id,omitempty"` // HeyGen's number of the request, for its support; ours where it gave none
	Endpoint  string `json:"endpoint,omitempty"`
	Script    string `json:"script,omitempty"` // its first 200 characters
	AvatarID  string `json:"avatar_id,omitempty"`
	VoiceID   string `json:"voice_id,omitempty"`
}

// recordOf is an entry as --json prints it. Times are UTC, cut to seconds as HeyGen gives them.
func recordOf(e *tracker.Entry) record {
	r := record{
		ID: e.ID, Title: e.Shown(), Status: string(e.Status), Error: e.Failure.Text(), Duration: e.Length,
		VideoURL: e.VideoURL, ThumbnailURL: e.ThumbnailURL, AddedAt: utc(e.AddedAt), CreatedAt: utc(e.CreatedAt),
		CompletedAt: utc(e.CompletedAt), CheckedAt: utc(e.CheckedAt), ExpiresAt: utc(e.ExpiresAt), Batch: e.Batch,
		File: e.File, FileBytes: e.FileBytes, SavedAt: utc(e.SavedAt),
	}
	if e.Request != nil {
		asked := e.Request.Summary()
		r.RequestID, r.Endpoint = cmp.Or(e.Request.RequestID, e.Request.Name), string(e.Request.Endpoint)
		r.Script, r.AvatarID, r.VoiceID = asked.Script, asked.AvatarID, asked.VoiceID
	}
	return r
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Second)
}

// writeJSON prints one object a line. Characters that a terminal could act on are escaped, so that the line is harmless
// to look at and means the same.
func writeJSON(w io.Writer, e *tracker.Entry) error {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(recordOf(e)); err != nil {
		return err
	}
	_, err := io.WriteString(w, escapeInvisible(b.String()))
	return err
}

// describe is what stands beside a saved video in its file of details: the line that --json prints.
func describe(e *tracker.Entry) ([]byte, error) {
	var b bytes.Buffer
	err := writeJSON(&b, e)
	return b.Bytes(), err
}

// escapeInvisible writes C1 controls, DEL and format characters as JSON escapes. They stand in strings only.
func escapeInvisible(line string) string {
	var b strings.Builder
	for _, r := range line {
		if r != '\n' && invisible(r) {
			if r > 0xffff {
				r -= 0x10000
				fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
				continue
			}
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
