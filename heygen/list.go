package heygen

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
)

// maxPage is the largest page of both generations (SRC cli gen/video.go, DOC old/reference/video-list).
const maxPage = 100

// Videos reads one page of the account's videos: at v3 with titles, links and lengths, on RouteV1 with titles alone.
// Items that are no videos are left out. A server may repeat a token for ever: the caller should stop at one it has seen.
func (c *Client) Videos(ctx context.Context, page PageRequest) (Page, error) {
	if c.Route() == RouteV1 {
		return c.oldPage(ctx, page)
	}
	p, err := c.page(ctx, page)
	if routeMissing(err) && c.mayUseV1() {
		return c.oldPage(ctx, page)
	}
	return p, err
}

// page reads a page at v3 (SRC cli gen/video.go VideoList): the paging fields stand beside data.
func (c *Client) page(ctx context.Context, want PageRequest) (Page, error) {
	q := question{op: "list of videos", path: []string{"v3", "videos"}, query: want.query()}
	if want.Title != "" {
		q.query.Set("title", want.Title)
	}
	p, err := c.ask(ctx, q)
	if err != nil {
		return Page{}, err
	}
	videos, ok := readPage(p.data, func(v *Video) { v.Described = true })
	if !ok {
		return Page{}, p.from.odd(q, errShape)
	}
	c.sawV3()
	next := Page{Videos: videos, Next: token(p.top, "next_token")}
	if string(p.top["has_more"]) == "false" {
		next.Next = ""
	}
	return next, nil
}

// oldPage reads a page at v1 (DOC old/reference/video-list): list and token stand within data.
func (c *Client) oldPage(ctx context.Context, want PageRequest) (Page, error) {
	q := question{op: "list of videos", path: []string{"v1", "video.list"}, query: want.query(), v1: true}
	p, err := c.ask(ctx, q)
	if err != nil {
		return Page{}, retired(err)
	}
	data, isObject := parseObject(p.data)
	videos, ok := readPage(data["videos"], func(v *Video) { v.Described = true })
	if !isObject && !void(p.data) || !ok {
		return Page{}, p.from.odd(q, errShape)
	}
	return Page{Videos: videos, Next: token(data, "token")}, nil
}

// query is what both generations take.
func (r PageRequest) query() url.Values {
	limit := r.Limit
	if limit <= 0 {
		limit = maxPage
	}
	q := url.Values{"limit": {strconv.Itoa(min(limit, maxPage))}}
	if r.Token != "" {
		q.Set("token", r.Token)
	}
	return q
}

// readPage reads the videos of a list, and marks each with what its kind of answer carries. null and nothing are an
// empty page.
func readPage(raw json.RawMessage, mark func(*Video)) ([]Video, bool) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, true
	}
	items, ok := parseArray(raw)
	if !ok {
		return nil, false
	}
	videos := make([]Video, 0, len(items))
	for _, item := range items {
		if v, err := decodeVideo(item); err == nil {
			mark(&v)
			videos = append(videos, v)
		}
	}
	return videos, true
}

// token is the token of the next page; one over maxToken cannot be sent and ends the list.
func token(o object, key string) string {
	if t := o.text(key); len(t) <= maxToken {
		return t
	}
	return ""
}
