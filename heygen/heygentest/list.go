package heygentest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"reelwatch/heygen"
)

// draft is the status of a project that was never rendered; only v1's list shows it (DOC old/reference/video-list).
const draft heygen.Status = "draft"

// defaultPage is how many videos v3 puts on a page unless it is told (SRC cli gen/video.go).
const defaultPage = 10

// list answers GET /v3/videos, newest first.
func (s *Server) list(q question) answer {
	query := q.URL.Query()
	limit, from, bad := s.paging(q, defaultPage)
	if bad != "" {
		return refusal(http.StatusBadRequest, "", "bad value", bad)
	}
	now := s.now()
	var all []*VideoSpec
	for _, spec := range s.newest(now) {
		if spec.status(now) != draft && strings.Contains(strings.ToLower(spec.Title), strings.ToLower(query.Get("title"))) {
			all = append(all, spec)
		}
	}
	videos, next := s.page(q, all, from, limit)
	data := make([]object, 0, len(videos))
	for _, spec := range videos {
		data = append(data, s.describe(spec, now))
	}
	return ok(object{"data": data, "has_more": next != nil, "next_token": next})
}

// listV1 answers GET /v1/video.list, newest first.
func (s *Server) listV1(q question) answer {
	limit, from, bad := s.paging(q, s.options.PageLimit)
	if bad != "" {
		return refusalV1(http.StatusBadRequest, 40012, "Invalid parameter: "+bad)
	}
	now := s.now()
	videos, next := s.page(q, s.newest(now), from, limit)
	items := make([]object, 0, len(videos))
	for _, spec := range videos {
		items = append(items, spec.describeV1List(now))
	}
	return ok(object{"code": 100, "data": object{"token": next, "videos": items}, "message": nil})
}

// describeV1List is a video in v1's list.
func (v *VideoSpec) describeV1List(now time.Time) object {
	return v.Odd.shape(object{
		"video_id":    v.ID,
		"video_title": orNull(v.Title),
		"status":      v.word(v.status(now), "waiting"),
		"created_at":  v.Created.Unix(),
		"type":        "GENERATED",
	}, "video_id", "id")
}

// place is what a page's token says, in base64: how many videos come before the page.
type place struct {
	Offset int `json:"o"`
}

func (p place) token() string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"o":` + strconv.Itoa(p.Offset) + `}`))
}

// paging reads limit and token, and names the one that is bad.
func (s *Server) paging(q question, usual int) (limit, from int, bad string) {
	query := q.URL.Query()
	limit = min(usual, s.options.PageLimit)
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		// v1 takes a limit of 0, and means the usual one.
		if err != nil || n > s.options.PageLimit || n < 0 || n == 0 && q.route != V1List {
			return 0, 0, "limit"
		}
		if n > 0 {
			limit = n
		}
	}
	if token := query.Get("token"); token != "" {
		var p place
		text, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || json.Unmarshal(text, &p) != nil || p.Offset < 0 {
			return 0, 0, "token"
		}
		from = p.Offset
	}
	return limit, from, ""
}

// page cuts a page out, and gives the next one's token, nil at the end.
func (s *Server) page(q question, all []*VideoSpec, from, limit int) (videos []*VideoSpec, next any) {
	from = min(from, len(all))
	end := min(from+limit, len(all))
	if end < len(all) {
		next = place{end}.token()
	}
	if s.wholly(RepeatToken, q.route) {
		next = place{from}.token()
	}
	return all[from:end], next
}
