package heygen

import (
	"context"
	"errors"
	"net/url"
)

// Video reads one video with its links, and with its title on v3. A video that HeyGen does not know is a *NotFoundError.
func (c *Client) Video(ctx context.Context, id string) (Video, error) {
	if err := checkID(id); err != nil {
		return Video{}, err
	}
	v, err := Video{}, error(nil)
	if c.Route() == RouteV1 {
		v, err = c.oldSingle(ctx, id)
	} else if v, err = c.single(ctx, id); routeMissing(err) && c.mayUseV1() {
		v, err = c.oldSingle(ctx, id)
	}
	if err != nil {
		return Video{}, err
	}
	return v, nil
}

// aboutVideo is what a question about one video asks, for people.
func aboutVideo(id string) string { return "video " + id }

// single reads a video at v3. With a *NotFoundError comes the video as NotFound.
func (c *Client) single(ctx context.Context, id string) (Video, error) {
	q := question{op: aboutVideo(id), path: []string{"v3", "videos", id}, video: true}
	v, err := c.one(ctx, q, id)
	if err == nil {
		v.Described = true
	}
	if err == nil || isNotFound(err) {
		c.sawV3()
	}
	return v, err
}

// oldSingle reads a video at v1 (DOC old/reference/video-status). With a *NotFoundError comes the video as NotFound.
func (c *Client) oldSingle(ctx context.Context, id string) (Video, error) {
	q := question{
		op:    aboutVideo(id),
		path:  []string{"v1", "video_status.get"},
		query: url.Values{"video_id": {id}},
		video: true,
		v1:    true,
	}
	v, err := c.one(ctx, q, id)
	return v, retired(err)
}

// one asks q about the video id.
func (c *Client) one(ctx context.Context, q question, id string) (Video, error) {
	p, err := c.ask(ctx, q)
	if isNotFound(err) {
		return Video{ID: id, Status: NotFound}, err
	}
	if err != nil {
		return Video{}, err
	}
	o, ok := parseObject(p.data)
	if !ok || void(o["status"]) && o.text("video_id", "id") == "" {
		return Video{}, p.from.odd(q, errShape)
	}
	v := describedBy(o)
	if v.ID != "" && v.ID != id {
		return Video{}, p.from.odd(q, errOther)
	}
	v.ID = id
	return v, nil
}

var errOther = errors.New("the answer is about something else")

// retired says in plain words that v1 is gone, where that is what err means: the announced end of the first generation
// looks like a missing route or a page of HTML, and never says anything about a video.
func retired(err error) error {
	const why = "HeyGen's API v1 is retired"
	if odd, ok := errors.AsType[*BodyError](err); ok && errors.Is(err, errHTML) {
		odd.Message = why
		return &RouteError{odd.Reply}
	}
	return noRoute(err, why)
}
