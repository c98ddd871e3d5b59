package tracker

import (
	"cmp"
	"time"

	"reelwatch/heygen"
)

// noteVideo copies what an answer tells beside the status into e, and says whether anything is new. Links are signed
// anew in every answer: one that is no better than ours is not news. See noteLinks for when a link is wanted.
func noteVideo(e *Entry, v heygen.Video) bool {
	before := *e
	if v.Described && (!e.Described || v.Title != "" && v.Title != e.Title) {
		e.Described, e.Title = true, cmp.Or(v.Title, e.Title) // what we sent may have one, although HeyGen shows none
	}
	if !v.CreatedAt.IsZero() {
		e.CreatedAt = v.CreatedAt
	}
	if !v.CompletedAt.IsZero() {
		e.CompletedAt = v.CompletedAt
	}
	if v.Duration > 0 {
		e.Length = v.Duration.Seconds()
	}
	if v.PageURL != "" {
		e.PageURL = v.PageURL
	}
	now := time.Now()
	linked := e.wantsLink(now) && noteLinks(e, v, now)
	return linked || e.Described != before.Described || e.Title != before.Title || e.PageURL != before.PageURL ||
		!e.CreatedAt.Equal(before.CreatedAt) || !e.CompletedAt.Equal(before.CompletedAt) || e.Length != before.Length
}

// noteLinks takes the links of an answer, and says whether it had any.
func noteLinks(e *Entry, v heygen.Video, now time.Time) bool {
	if v.VideoURL == "" {
		return false
	}
	e.VideoURL, e.ThumbnailURL = v.VideoURL, v.ThumbnailURL
	e.LinksReadAt, e.ExpiresAt = now, heygen.LinkExpiry(v.VideoURL)
	return true
}
