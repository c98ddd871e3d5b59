package heygentest

import (
	"net/http"
	"time"

	"reelwatch/heygen"
)

// statusV1 answers GET /v1/video_status.get (DOC old/reference/video-status).
func (s *Server) statusV1(q question) answer {
	id := q.URL.Query().Get("video_id")
	if !wellFormed(id) {
		return refusalV1(http.StatusFailedDependency, 40031, "Invalid video id")
	}
	now := s.now()
	spec := s.known(id, now)
	if spec == nil {
		return refusalV1(http.StatusNotFound, 40031, "Video not found")
	}
	data := s.describeV1(spec, now)
	if spec.Odd&SwapID != 0 {
		return ok(object{"error": nil, "data": data})
	}
	return ok(object{"code": 100, "data": data, "message": "Success"})
}

// describeV1 is a video as v1 shows it: without a title.
func (s *Server) describeV1(spec *VideoSpec, now time.Time) object {
	status := spec.status(now)
	v := object{
		"callback_id":       nil,
		"caption_url":       s.link(spec, assetASS, now),
		"created_at":        spec.Created.Unix(),
		"duration":          nil,
		"error":             nil,
		"gif_url":           s.link(spec, assetGIF, now),
		"id":                spec.ID,
		"status":            spec.word(status, "waiting"),
		"thumbnail_url":     s.link(spec, assetThumbnail, now),
		"video_url":         s.link(spec, spec.film(), now),
		"video_url_caption": s.link(spec, assetCaptioned, now),
	}
	if status == heygen.Completed {
		v["duration"] = spec.Length.Seconds()
	}
	if spec.hasReason(status) {
		v["error"] = spec.reason()
		if detailed, ok := v["error"].(object); ok {
			detailed["detail"] = orNull(spec.FailMessage)
		}
	}
	return spec.Odd.shape(v, "id", "video_id")
}
