package heygen

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Statuses asks one question about at most Route().PerQuestion() ids; further ones are left for the next. An id that
// the answer leaves out is unknown, ask again. While the way is not settled yet it may ask once or twice more to find
// the route that the server has, and then answers for the first id alone. A video that is gone is NotFound in the
// answer, not an error.
func (c *Client) Statuses(ctx context.Context, ids []string) ([]Video, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	route := c.Route()
	ids = ids[:min(len(ids), route.PerQuestion())]
	for _, id := range ids {
		if err := checkID(id); err != nil {
			return nil, err
		}
	}
	switch route {
	case RouteBulk:
		videos, err := c.bulk(ctx, ids)
		switch {
		case routeMissing(err) && c.straysFromBulk():
			reply, _ := ReplyOf(err)
			return nil, &ServerError{Reply: reply}
		case routeMissing(err):
			return c.findRoute(ctx, ids[0])
		}
		return videos, err
	case RouteSingle:
		return oneStatus(c.single(ctx, ids[0]))
	}
	return oneStatus(c.oldSingle(ctx, ids[0]))
}

// bulk asks v3's bulk route (SRC cli gen/video.go VideoStatusesList).
func (c *Client) bulk(ctx context.Context, ids []string) ([]Video, error) {
	q := question{
		op:    statusOp(ids),
		path:  []string{"v3", "videos", "statuses"},
		query: url.Values{"video_ids": {strings.Join(ids, ",")}},
	}
	p, err := c.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	items, ok := parseArray(p.data)
	if !ok {
		return nil, p.from.odd(q, errShape)
	}
	videos, read := asked(ids, items)
	if len(items) > 0 && read == 0 {
		return nil, p.from.odd(q, errShape)
	}
	c.mu.Lock()
	c.v3, c.bulkSeen, c.bulkMissed = true, true, false
	c.mu.Unlock()
	return videos, nil
}

// straysFromBulk says that the bulk route has answered in this run and is missing for the first time since: a fault of the
// moment, and no reason yet to take another route for the rest of the run.
func (c *Client) straysFromBulk() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := c.bulkSeen && !c.bulkMissed
	c.bulkMissed = true
	return first
}

// statusOp names a question about ids.
func statusOp(ids []string) string {
	if len(ids) == 1 {
		return "status of video " + ids[0]
	}
	return fmt.Sprintf("status of %d videos", len(ids))
}

// asked reads the items that answer for one of ids, each once, and counts all that are videos. Order and number of the
// items are not promised, and an odd one must not lose the others.
func asked(ids []string, items []json.RawMessage) (videos []Video, read int) {
	open := make(map[string]bool, len(ids))
	for _, id := range ids {
		open[id] = true
	}
	for _, item := range items {
		v, err := decodeVideo(item)
		if err != nil {
			continue
		}
		read++
		if open[v.ID] {
			open[v.ID] = false
			videos = append(videos, v)
		}
	}
	return videos, read
}

// findRoute looks for the best route of a server that has no bulk route, by asking about one id. Only an answer that
// speaks of the video proves a route: a 404 may come from anywhere.
func (c *Client) findRoute(ctx context.Context, id string) ([]Video, error) {
	v, err := c.single(ctx, id)
	switch {
	case err == nil || isNotFound(err):
		c.stepDown(RouteSingle)
	case routeMissing(err) && c.mayUseV1():
		v, err = c.oldSingle(ctx, id)
		if err == nil || isNotFound(err) {
			c.stepDown(RouteV1)
		}
		err = noRoute(err, "neither v3's status routes nor v1's are there")
	case routeMissing(err) && c.mode == ModeV3:
		err = noRoute(err, "neither of v3's status routes is there")
	}
	return oneStatus(v, err)
}

// noRoute says why, where err means that the server lacks the route, and leaves any other err as it is.
func noRoute(err error, why string) error {
	if !routeMissing(err) {
		return err
	}
	reply, _ := ReplyOf(err)
	reply.Message = why
	return &RouteError{reply}
}

// oneStatus turns the reading of one video into the answer of a question about statuses.
func oneStatus(v Video, err error) ([]Video, error) {
	if err != nil && !isNotFound(err) {
		return nil, err
	}
	return []Video{v}, nil
}

func isNotFound(err error) bool {
	_, ok := errors.AsType[*NotFoundError](err)
	return ok
}

// routeMissing says whether err may mean that the server lacks the route: 404 that does not speak of a video, 405, 410, 501.
func routeMissing(err error) bool {
	if isNotFound(err) {
		return false
	}
	reply, ok := ReplyOf(err)
	if !ok {
		return false
	}
	switch reply.HTTP {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented:
		return true
	}
	return false
}

// checkID refuses what cannot be a video's id before it is sent.
func checkID(id string) error {
	if validID(id) {
		return nil
	}
	return &RequestError{Reply{Op: "status", Message: fmt.Sprintf("%q is no video id", cut(id, maxWord))}}
}
