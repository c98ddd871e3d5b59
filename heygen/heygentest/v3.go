package heygentest

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"

	"reelwatch/heygen"
)

// idForm is what an id is made of, which is no longer than maxID.
var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]+$`) // a count in it would cost each start of the program milliseconds

const maxID = 128

// wellFormed says whether the service takes id for one.
func wellFormed(id string) bool { return len(id) <= maxID && idForm.MatchString(id) }

// bulk answers GET /v3/videos/statuses (SRC cli gen/video.go VideoStatusesList). The order of the answer is not that of
// the question, and an id that is asked for twice is answered once: neither is promised.
func (s *Server) bulk(q question) answer {
	ids := queryIDs("video_ids")(q.Request)
	switch {
	case len(ids) == 0:
		return refusal(http.StatusBadRequest, "", "video_ids or batch_ids is required", "video_ids")
	case len(ids) > heygen.BulkLimit:
		return refusal(http.StatusBadRequest, "", fmt.Sprintf("at most %d video_ids are allowed", heygen.BulkLimit), "video_ids")
	}
	for _, id := range ids {
		if !wellFormed(id) {
			return refusal(http.StatusBadRequest, "", "invalid video id", "video_ids")
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(spread(a), spread(b)), cmp.Compare(a, b)) })
	data := make([]object, 0, len(ids))
	none := s.wholly(Omit, Bulk)
	for _, id := range slices.Compact(ids) {
		if none || s.omits(id) {
			continue
		}
		data = append(data, s.bulkItem(id))
	}
	return ok(object{"data": data, "has_more": false, "next_token": nil})
}

// bulkItem is what bulk says about one id.
func (s *Server) bulkItem(id string) object {
	now := s.now()
	spec := s.known(id, now)
	if spec == nil {
		return object{"video_id": id, "status": string(heygen.NotFound)}
	}
	status := spec.status(now)
	item := object{
		"video_id":   id,
		"status":     spec.word(status, "queued"),
		"error":      nil,
		"batch_id":   nil,
		"item_index": nil,
	}
	if spec.hasReason(status) {
		item["error"] = spec.reason()
	}
	return spec.Odd.shape(item, "video_id", "id")
}

// spread gives ids an order that has nothing to do with them.
func spread(id string) uint64 {
	var sum uint64
	for _, c := range []byte(id) {
		sum = mix(sum ^ uint64(c))
	}
	return sum
}

// single answers GET /v3/videos/{video_id}.
func (s *Server) single(q question) answer {
	id := q.PathValue("id")
	if id == "" {
		id = "statuses" // the bulk route, where there is none
	}
	now := s.now()
	spec := s.known(id, now)
	if spec == nil {
		return refusal(http.StatusNotFound, "video_not_found", "Video "+id+" not found", "")
	}
	return ok(object{"data": s.describe(spec, now)})
}

// describe is a video as v3 shows it, alone and in lists.
func (s *Server) describe(spec *VideoSpec, now time.Time) object {
	status := spec.status(now)
	v := object{
		"id":                  spec.ID,
		"title":               orNull(spec.Title),
		"status":              spec.word(status, "pending"),
		"created_at":          spec.Created.Unix(),
		"completed_at":        nil,
		"duration":            nil,
		"video_url":           s.link(spec, spec.film(), now),
		"thumbnail_url":       s.link(spec, assetThumbnail, now),
		"gif_url":             s.link(spec, assetGIF, now),
		"captioned_video_url": s.link(spec, assetCaptioned, now),
		"subtitle_url":        s.link(spec, assetSRT, now),
		"folder_id":           nil,
		"output_language":     nil,
		"failure_code":        nil,
		"failure_message":     nil,
		"video_page_url":      "https://app.heygen.com/videos/" + spec.ID,
	}
	if status == heygen.Completed {
		v["completed_at"] = spec.ended().Unix()
		v["duration"] = spec.Length.Seconds()
	}
	if spec.hasReason(status) {
		v["failure_code"] = orNull(spec.FailCode)
		v["failure_message"] = orNull(spec.FailMessage)
	}
	return spec.Odd.shape(v, "id", "video_id")
}

// account answers GET /v3/users/me (SRC cli gen/user.go).
func (s *Server) account(question) answer {
	return ok(object{"data": object{
		"username":     "reelwatch",
		"email":        "reelwatch@example.com",
		"billing_type": "wallet",
		"wallet":       object{"currency": "usd", "remaining_balance": s.options.Balance},
		"subscription": nil,
		"usage_based":  nil,
	}})
}

// orNull is a text that an answer holds as null where it is empty.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
