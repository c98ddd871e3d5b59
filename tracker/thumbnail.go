package tracker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"reelwatch/heygen"
)

const (
	// mostThumbnail is the most bytes that the picture of a video may have.
	mostThumbnail = 5 << 20
	// thumbnailTime is for how long somebody who looks at a video waits for its picture.
	thumbnailTime = 20 * time.Second
)

// ErrNoThumbnail says that HeyGen has no picture of a video.
var ErrNoThumbnail = errors.New("HeyGen has none")

// errSpent says that a link works no longer, or not yet.
var errSpent = errors.New("the link does not work")

// Thumbnail gives the picture of a completed video as its host sends it, at most mostThumbnail bytes of whatever kind. A
// link that is missing, spent or refused is renewed first, at one question. Its error is a *SaveError, a *StoreError,
// ErrNoThumbnail, one of package heygen, or says why the host sent nothing.
func (t *Tracker) Thumbnail(ctx context.Context, id string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, thumbnailTime)
	defer cancel()
	e := t.Entry(id)
	switch {
	case e == nil:
		return nil, untracked(id)
	case e.Status != heygen.Completed:
		return nil, notCompleted(e)
	case e.ThumbnailURL != "" && lasts(e.ThumbnailURL, time.Now()):
		picture, err := t.picture(ctx, e.ThumbnailURL)
		if !errors.Is(err, errSpent) {
			return picture, err
		}
	case e.linkLasts(linkMargin, time.Now()) && e.ThumbnailURL == "":
		return nil, ErrNoThumbnail
	}
	if err := t.refused(); err != nil {
		return nil, err
	}
	if err := t.bidden(id, time.Now()); err != nil {
		return nil, err
	}
	fresh, _, err := t.renew(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case fresh.ThumbnailURL == "":
		return nil, ErrNoThumbnail
	}
	return t.picture(ctx, fresh.ThumbnailURL)
}

// lasts says that a link works for a while yet, as far as it tells.
func lasts(link string, now time.Time) bool {
	end := heygen.LinkExpiry(link)
	return end.IsZero() || end.Sub(now) >= linkMargin
}

// refused is why HeyGen is not asked at all: the credential. Nil where it is.
func (t *Tracker) refused() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.service.Refused() {
		return t.service.Trouble
	}
	return nil
}

// picture fetches a picture from the host of the videos, under the same rules as a video.
func (t *Tracker) picture(ctx context.Context, link string) ([]byte, error) {
	if err := heygen.CheckLink(link); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return nil, errors.New("the link is malformed")
	}
	req.URL.User = nil // would be sent as a credential
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", t.cfg.UserAgent)
	resp, err := t.client(AssetThumbnail).Do(req)
	if err != nil {
		return nil, unseen(ctx, err)
	}
	defer resp.Body.Close()
	if err := pictured(resp); err != nil {
		return nil, err
	}
	picture, err := io.ReadAll(io.LimitReader(resp.Body, mostThumbnail+1))
	switch {
	case err != nil:
		return nil, unseen(ctx, err)
	case len(picture) > mostThumbnail:
		return nil, errTooLarge
	case len(picture) == 0:
		return nil, errEmpty
	}
	return picture, nil
}

// unseen says in plain words why no picture came.
func unseen(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("it did not come within %s", thumbnailTime)
	}
	return transportError(ctx, err)
}

var errTooLarge = fmt.Errorf("it is larger than %d MiB", mostThumbnail>>20)

// pictured says why an answer holds no picture.
func pictured(resp *http.Response) error {
	switch {
	case resp.StatusCode == http.StatusForbidden, resp.StatusCode == http.StatusNotFound, resp.StatusCode == http.StatusGone:
		return fmt.Errorf("%w: the file host says HTTP %d", errSpent, resp.StatusCode)
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("the file host says HTTP %d", resp.StatusCode)
	case resp.ContentLength > mostThumbnail:
		return errTooLarge
	case !encodedAsIs(resp):
		return errors.New("the file host sent it compressed, which was not asked for")
	}
	return nil
}
