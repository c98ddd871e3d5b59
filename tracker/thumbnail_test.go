package tracker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
)

// picturedReel is inReel whose video has a thumbnail at HeyGen, under link where it is not empty.
func picturedReel(t *testing.T, link string, f func(r *reel), answers ...func(*http.Request) (*http.Response, error)) {
	t.Helper()
	inReel(t, func(r *reel) {
		v := r.api.videos[someID]
		v.ThumbnailURL = link
		r.api.videos[someID] = v
		if _, err := r.Load(r.t.Context()); err != nil {
			r.t.Fatal(err)
		}
		f(r)
	}, answers...)
}

// known stores links for the video.
func (r *reel) known(video, thumbnail string) {
	r.t.Helper()
	if _, err := r.apply(r.t.Context(), []string{someID}, func(e *Entry) bool {
		e.VideoURL, e.ThumbnailURL, e.ExpiresAt = video, thumbnail, heygen.LinkExpiry(video)
		return true
	}); err != nil {
		r.t.Fatal(err)
	}
}

// body answers with a status and these bytes.
func body(status int, text string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text))}, nil
	}
}

const aPicture = "https://files.test/t.jpeg?Expires=9999999999&Signature=Xy~z-_a__"

func TestThumbnailComesWithoutTheKey(t *testing.T) {
	picturedReel(t, aPicture, func(r *reel) {
		got, err := r.Thumbnail(r.t.Context(), someID)
		if err != nil || string(got) != "a picture" {
			t.Fatalf("%q, %v", got, err)
		}
		if n := len(r.api.asked()); n != 1 {
			t.Errorf("asked HeyGen %d times", n)
		}
		req := r.seen[0]
		if req.URL.String() != aPicture || req.Header.Get("X-Api-Key") != "" || req.Header.Get("Authorization") != "" {
			t.Errorf("sent %s with %v", req.URL, req.Header)
		}
		if req.Header.Get("User-Agent") != "reelwatch/test" || req.Header.Get("Accept-Encoding") != "identity" {
			t.Errorf("headers: %v", req.Header)
		}
		if _, err := r.Thumbnail(r.t.Context(), someID); err != nil || len(r.api.asked()) != 1 {
			t.Errorf("the second time: %v, asked %d times", err, len(r.api.asked()))
		}
	}, body(200, "a picture"))
}

func TestThumbnailRenewsASpentLink(t *testing.T) {
	picturedReel(t, aPicture, func(r *reel) {
		past := fmt.Sprintf("https://files.test/old.jpeg?Expires=%d&Signature=S", time.Now().Add(30*time.Second).Unix())
		r.known(aLink, past)
		if got, err := r.Thumbnail(r.t.Context(), someID); err != nil || string(got) != "a picture" || len(r.seen) != 1 {
			t.Fatalf("%q, %v after %d requests", got, err, len(r.seen))
		}
	}, body(200, "a picture"))
	for _, status := range []int{403, 404, 410} {
		picturedReel(t, aPicture, func(r *reel) {
			r.known(aLink, "https://files.test/revoked.jpeg")
			if got, err := r.Thumbnail(r.t.Context(), someID); err != nil || string(got) != "a picture" || len(r.api.asked()) != 1 {
				t.Errorf("after %d: %q, %v, asked %d times", status, got, err, len(r.api.asked()))
			}
		}, body(status, "<Error/>"), body(200, "a picture"))
	}
}

func TestThumbnailSaysWhyThereIsNone(t *testing.T) {
	for says, c := range map[string]struct {
		link    string
		prepare func(r *reel)
		answer  func(*http.Request) (*http.Response, error)
	}{
		"HeyGen has none":        {link: ""},
		"HTTP 403":               {link: aPicture, answer: body(403, "<Error/>")},
		"HTTP 500":               {link: aPicture, answer: body(500, "oops")},
		"empty file":             {link: aPicture, answer: body(200, "")},
		"larger than 5 MiB":      {link: aPicture, answer: body(200, strings.Repeat("x", mostThumbnail+1))},
		"neither http nor https": {link: "file:///etc/passwd"},
		"no such host": {link: aPicture, answer: func(*http.Request) (*http.Response, error) {
			return nil, &net.DNSError{Name: "files.test", Err: "no such host"}
		}},
		"did not come within 20s":   {link: aPicture, answer: speechless},
		"HeyGen does not know":      {prepare: func(r *reel) { r.set(heygen.NotFound) }},
		"not completed yet":         {prepare: func(r *reel) { r.set(heygen.Processing) }},
		"no longer tracked":         {prepare: func(r *reel) { r.drop() }},
		"HeyGen gives no link":      {prepare: func(r *reel) { delete(r.api.videos, someID) }},
		"sent it compressed":        {link: aPicture, answer: compressed},
		"redirect from https":       {link: aPicture, answer: downgraded},
		"private network":           {link: aPicture, answer: func(*http.Request) (*http.Response, error) { return nil, &privateError{"10.0.0.1"} }},
		"too many redirects":        {link: aPicture, answer: around},
		"larger than 5 MiB, untold": {link: aPicture, answer: untold(mostThumbnail + 1)},
	} {
		answer := c.answer
		if answer == nil {
			answer = body(200, "a picture")
		}
		picturedReel(t, c.link, func(r *reel) {
			if c.prepare != nil {
				c.prepare(r)
			}
			got, err := r.Thumbnail(r.t.Context(), someID)
			want, _, _ := strings.Cut(says, ", untold")
			if err == nil || got != nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %d bytes, %v", says, len(got), err)
			}
			if err != nil && strings.Contains(err.Error(), "Signature") {
				t.Errorf("%s: the error holds the link: %v", says, err)
			}
		}, answer)
	}
}

func TestThumbnailAsksNothingWhereNothingIsToBeGained(t *testing.T) {
	picturedReel(t, "", func(r *reel) {
		r.known(aLink, "")
		if _, err := r.Thumbnail(r.t.Context(), someID); !errors.Is(err, ErrNoThumbnail) || len(r.api.asked()) != 0 {
			t.Errorf("a fresh answer named no picture: %v, asked %d times", err, len(r.api.asked()))
		}
	}, body(200, "a picture"))
	picturedReel(t, aPicture, func(r *reel) {
		r.mu.Lock()
		r.service.Trouble = &heygen.AuthError{Reply: heygen.Reply{HTTP: 401}}
		r.mu.Unlock()
		if _, err := r.Thumbnail(r.t.Context(), someID); err == nil || len(r.api.asked()) != 0 {
			t.Errorf("with a refused key: %v, asked %d times", err, len(r.api.asked()))
		}
		r.known(aLink, aPicture)
		if _, err := r.Thumbnail(r.t.Context(), someID); err != nil {
			t.Errorf("a link at hand needs no key: %v", err)
		}
	}, body(200, "a picture"))
}

func TestThumbnailStopsWithItsContext(t *testing.T) {
	picturedReel(t, aPicture, func(r *reel) {
		ctx, cancel := context.WithTimeout(r.t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := r.Thumbnail(ctx, someID); err == nil || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	}, speechless)
}

func (r *reel) set(status heygen.Status) {
	r.t.Helper()
	if _, err := r.apply(r.t.Context(), []string{someID}, func(e *Entry) bool {
		e.Status = status
		return true
	}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reel) drop() {
	r.t.Helper()
	if _, err := r.Remove(r.t.Context(), []string{someID}); err != nil {
		r.t.Fatal(err)
	}
}

// speechless answers never.
func speechless(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

func compressed(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Encoding": {"br"}}, Body: io.NopCloser(bytes.NewReader(nil)), ContentLength: -1}, nil
}

func downgraded(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 302, Header: http.Header{"Location": {"http://files.test/t.jpeg"}}, Body: http.NoBody}, nil
}

func around(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 302, Header: http.Header{"Location": {"https://files.test/t.jpeg"}}, Body: http.NoBody}, nil
}

// untold sends n bytes without announcing them.
func untold(n int) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(strings.Repeat("x", n))), ContentLength: -1}, nil
	}
}
