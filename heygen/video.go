package heygen

import (
	"strings"
	"time"
)

// Status is what HeyGen says of a video, in one vocabulary for all versions of the API. A word that HeyGen
// invents later is kept as it came, in lower case, and does not end the video.
type Status string

// The statuses that reelwatch knows. Only Completed and Failed end a video for certain; NotFound is believed
// after a grace that the tracker keeps.
const (
	Pending    Status = "pending"    // accepted, not started; HeyGen also says queued and waiting
	Processing Status = "processing" // being rendered; HeyGen also says running
	Completed  Status = "completed"
	Failed     Status = "failed" // HeyGen also says error
	NotFound   Status = "not_found"
	Unknown    Status = "unknown" // the answer held no status at all
)

// ParseStatus maps one of HeyGen's words to a Status, without regard to case. An empty word is Unknown; a word
// that is not known passes through.
func ParseStatus(word string) Status {
	word = strings.ToLower(strings.TrimSpace(word))
	switch word {
	case "", "generating", "thinking", "reviewing", "waiting_for_input":
		return Unknown // the words but the empty one speak of a Video Agent session, never of a video
	case "queued", "waiting":
		return Pending
	case "running":
		return Processing
	case "error":
		return Failed
	}
	return Status(word)
}

// Failure is the reason HeyGen gives with a video. Either field may be empty. On a completed video it is a note
// (a watermark for want of credit), not a failure.
type Failure struct {
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

// Text is the failure as one line: its message, else its code, else the empty string.
func (f *Failure) Text() string {
	switch {
	case f == nil:
		return ""
	case f.Message != "":
		return f.Message
	}
	return f.Code
}

// Given says that the failure holds a reason of HeyGen's, not only that the answer named none.
func (f *Failure) Given() bool { return f != nil && *f != Failure{Message: noReason} }

// Video is one answer about one video. Zero fields were absent from the answer. Its strings are as the service
// sent them: hostile until cleaned.
type Video struct {
	ID          string
	Status      Status
	Title       string
	Failure     *Failure
	CreatedAt   time.Time
	CompletedAt time.Time
	Duration    time.Duration // length of the film

	VideoURL     string // signed; see LinkExpiry
	CaptionedURL string
	SubtitleURL  string
	ThumbnailURL string
	GIFURL       string
	PageURL      string

	// Described says that the answer was of a kind that carries titles (v3 single, v3 and v1 lists), so an empty
	// Title means that the video has none.
	Described bool
}

// PageRequest selects a page of the account's videos.
type PageRequest struct {
	Limit int    // 1 to 100; 0 means 100
	Token string // Page.Next of the page before; empty for the first
	Title string // a part of the title, filtered by the server; v3 only
}

// Page is one page of the account's videos, newest first in practice (the order is undocumented).
type Page struct {
	Videos []Video
	Next   string // token of the next page, empty at the end
}
