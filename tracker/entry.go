package tracker

import (
	"maps"
	"time"

	"reelwatch/heygen"
)

// Entry is one tracked video: what HeyGen last said of it, and what we know of it locally. Entries handed out by
// the tracker are shared and must not be changed.
type Entry struct {
	ID     string        `json:"id"`
	Place  Place         `json:"place"`
	Origin Origin        `json:"origin,omitempty"`
	Status heygen.Status `json:"status"`

	Title      string          `json:"title,omitempty"`       // HeyGen's; hostile until cleaned
	LocalTitle string          `json:"local_title,omitempty"` // the user's own; shown instead
	Batch      string          `json:"batch,omitempty"`
	Failure    *heygen.Failure `json:"failure,omitempty"`   // the reason of a failed video, a note on a completed one
	Described  bool            `json:"described,omitempty"` // HeyGen has told its title, be it empty

	AddedAt     time.Time `json:"added_at"`
	CreatedAt   time.Time `json:"created_at,omitzero"`   // HeyGen's word
	CompletedAt time.Time `json:"completed_at,omitzero"` // HeyGen's word, else when we saw it
	CheckedAt   time.Time `json:"checked_at,omitzero"`   // the last answer that changed something
	ChangedAt   time.Time `json:"changed_at,omitzero"`   // when the status was last seen to change
	RenderingAt time.Time `json:"rendering_at,omitzero"` // when it was first seen rendering
	GraceUntil  time.Time `json:"grace_until,omitzero"`  // until when not_found is provisional
	History     []Change  `json:"history,omitempty"`     // oldest first, at most maxHistory

	Length       float64   `json:"length,omitempty"` // of the film, seconds
	VideoURL     string    `json:"video_url,omitempty"`
	ThumbnailURL string    `json:"thumbnail_url,omitempty"`
	PageURL      string    `json:"page_url,omitempty"`
	LinksReadAt  time.Time `json:"links_read_at,omitzero"`
	ExpiresAt    time.Time `json:"expires_at,omitzero"` // of VideoURL; zero where it names none

	// SeenAlive says that reelwatch itself saw the video before its end, so auto-download may take it.
	SeenAlive bool `json:"seen_alive,omitempty"`

	Request *Request `json:"request,omitempty"` // what was asked for; nil where reelwatch did not submit it

	// ToldAt is when the user was told of the video's end by a notification; zero while nobody did. See ClaimEnds.
	ToldAt time.Time `json:"told_at,omitzero"`

	Part      *Part     `json:"part,omitempty"` // a transfer that was begun and not finished
	File      string    `json:"file,omitempty"` // absolute path of the saved video; empty until it is whole
	FileBytes int64     `json:"file_bytes,omitempty"`
	SavedAt   time.Time `json:"saved_at,omitzero"`

	Assets map[Asset]AssetFile `json:"assets,omitempty"` // what was wanted beside the video; nil where nothing was

	Hook      HookState `json:"hook,omitempty"`       // of the user's command for its end
	BatchHook HookState `json:"batch_hook,omitempty"` // of the one for its batch's
}

// Place is where an entry stands in the list: newest Add first, within one Add as given.
type Place struct {
	Add   uint64 `json:"add"`   // grows with each add to this store; given by the store
	Index int    `json:"index"` // position within that add
}

// Before says whether p is shown above q.
func (p Place) Before(q Place) bool {
	if p.Add != q.Add {
		return p.Add > q.Add
	}
	return p.Index < q.Index
}

// The statuses that are ours: HeyGen has not been asked, or its answer was lost.
const (
	Queued heygen.Status = "queued" // written down, not yet sent
	Unsure heygen.Status = "unsure" // sent, and the answer was lost
)

// Origin is how an entry came into the list.
type Origin string

// The ways into the list.
const (
	Added     Origin = "added"
	Imported  Origin = "imported"
	Submitted Origin = "submitted"
)

// Change is one change of status as we saw it.
type Change struct {
	At     time.Time     `json:"at"`
	Status heygen.Status `json:"status"`
}

// maxHistory bounds an entry's History; the oldest changes but the first go.
const maxHistory = 40

// Part is an unfinished transfer: enough to go on with it after a crash.
type Part struct {
	Name         string `json:"name"`                    // absolute path of the final file; the bytes are in Name + ".part"
	Total        int64  `json:"total"`                   // announced length, -1 where none was
	ETag         string `json:"etag,omitempty"`          // strong only
	LastModified string `json:"last_modified,omitempty"` // used where there is no ETag
}

// Path is the file that holds the bytes so far.
func (p *Part) Path() string { return p.Name + partSuffix }

const partSuffix = ".part"

// Shown is the title to show, not yet cleaned: the user's own, else HeyGen's, else the empty string.
func (e *Entry) Shown() string {
	if e.LocalTitle != "" {
		return e.LocalTitle
	}
	return e.Title
}

// Ended says whether the service has nothing more to tell about the video at now: it completed, failed, or is
// still not found after its grace.
func (e *Entry) Ended(now time.Time) bool {
	switch e.Status {
	case heygen.Completed, heygen.Failed:
		return true
	case heygen.NotFound:
		return !now.Before(e.GraceUntil)
	}
	return false
}

// Local says that the entry has no video id, so that HeyGen can't be asked about it as about a video.
func (e *Entry) Local() bool {
	return e.Status == Queued || e.Status == Unsure || e.Request != nil && e.Request.Name == e.ID
}

// followed says that a Video Agent is at work on the entry's video, and is to be asked for its id.
func (e *Entry) followed() bool {
	return e.Local() && e.Status == heygen.Pending && e.Request.Session != ""
}

// Saved says whether the whole video was put on disk once; the file may have been moved or deleted since.
func (e *Entry) Saved() bool { return !e.SavedAt.IsZero() }

// Savable says whether the video can be saved now.
func (e *Entry) Savable() bool { return e.Status == heygen.Completed }

// AutoSaved says whether auto-download takes the video once it completes: reelwatch saw it before its end, or it was not
// just imported.
func (e *Entry) AutoSaved() bool { return e.SeenAlive || e.Origin != Imported }

// EndedAt is when the video ended as far as we know, zero while it has not.
func (e *Entry) EndedAt() time.Time {
	switch e.Status {
	case heygen.Completed:
		if !e.CompletedAt.IsZero() {
			return e.CompletedAt
		}
		return e.ChangedAt
	case heygen.Failed:
		return e.ChangedAt
	case heygen.NotFound:
		return e.GraceUntil
	}
	return time.Time{}
}

// Since is the time that the age column counts from: for an ended video its end, else its creation, else its adding.
func (e *Entry) Since(now time.Time) time.Time {
	if e.Ended(now) && e.Status != heygen.NotFound && !e.EndedAt().IsZero() {
		return e.EndedAt()
	}
	if !e.CreatedAt.IsZero() {
		return e.CreatedAt
	}
	return e.AddedAt
}

// Clone is a copy of e that shares nothing changeable with it.
func (e *Entry) Clone() *Entry {
	c := *e
	if e.Failure != nil {
		f := *e.Failure
		c.Failure = &f
	}
	if e.Part != nil {
		p := *e.Part
		c.Part = &p
	}
	c.Request = e.Request.clone()
	c.History = append([]Change(nil), e.History...)
	c.Assets = maps.Clone(e.Assets)
	return &c
}
