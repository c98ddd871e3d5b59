package tracker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	silence       = 30 * time.Second // without a byte ends a try
	chunk         = 512 << 10
	mostRedirects = 5
)

var errSilent = fmt.Errorf("no byte came for %s", silence)

// newFileTransport is the way to the host of the videos: no cookies, no compression, and no limit on the whole time. Unless
// private is true it reaches no private network.
func newFileTransport(private bool) http.RoundTripper {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression = true
	transport.ReadBufferSize = chunk
	transport.ResponseHeaderTimeout = silence
	if private {
		return transport
	}
	return newPublicOnly(transport)
}

// client follows redirects of the file host: few, never down to plain http, and without telling the next host the signed
// address.
func (t *Tracker) client(a Asset) *http.Client {
	transport := t.beside
	if a == AssetVideo {
		transport = t.cfg.Files
	}
	return &http.Client{
		Transport: transport,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			req.Header.Del("Referer")
			req.URL.User = nil // would be sent as a credential
			switch {
			case len(via) > mostRedirects:
				return errors.New("too many redirects")
			case req.URL.Scheme != "https" && req.URL.Scheme != "http":
				return fmt.Errorf("a redirect to %s is not followed", req.URL.Scheme)
			case req.URL.Scheme == "http" && via[len(via)-1].URL.Scheme == "https":
				return errors.New("a redirect from https to http is not followed")
			}
			return nil
		},
	}
}

// try makes one request for what is missing and takes in what comes.
func (s *saving) try() (Saved, error) {
	link, err := s.link()
	if err != nil {
		return Saved{}, err
	}
	ctx, cancel := context.WithCancelCause(s.tr.ctx)
	defer cancel(nil)
	watchdog := time.AfterFunc(silence, func() { cancel(errSilent) })
	defer watchdog.Stop()
	resp, from, err := s.request(ctx, link)
	if err != nil {
		return Saved{}, s.transportError(ctx, err)
	}
	defer resp.Body.Close()
	body := &kicked{r: resp.Body, kick: func() { watchdog.Reset(silence) }}
	saved, err := s.take(resp, from, body)
	if errors.Is(err, errCut) {
		err = s.transportError(ctx, err)
	}
	return saved, err
}

// kicked tells a watchdog of each read that brings something.
type kicked struct {
	r    io.Reader
	kick func()
}

func (k *kicked) Read(p []byte) (int, error) {
	n, err := k.r.Read(p)
	if n > 0 {
		k.kick()
	}
	return n, err
}

// request asks for the file, from the part's end on where that can be had safely (from > 0).
func (s *saving) request(ctx context.Context, link string) (resp *http.Response, from int64, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return nil, 0, errors.New("the link is malformed")
	}
	req.URL.User = nil // would be sent as a credential
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", s.t.cfg.UserAgent)
	if validator := s.validator(); validator != "" {
		from = s.part.size
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
		req.Header.Set("If-Range", validator)
	}
	resp, err = s.t.client(s.asset).Do(req)
	return resp, from, err
}

// validator proves that the bytes that follow belong to the same file; empty where nothing does, or nothing is there yet.
func (s *saving) validator() string {
	p := s.noted()
	if p == nil || s.anew || s.part.size == 0 {
		return ""
	}
	return cmp.Or(p.ETag, p.LastModified)
}

// transportError says in plain words why nothing more came, without the link.
func (s *saving) transportError(ctx context.Context, err error) error {
	if private := (*privateError)(nil); errors.As(err, &private) {
		return fatal(unusable(s.id, private))
	}
	return transportError(ctx, err)
}

// transportError is the same of any request to the file host.
func transportError(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errSilent) {
		return errSilent
	}
	var private *privateError
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &private):
		return private
	case errors.As(err, &dns):
		return fmt.Errorf("no such host: %s", dns.Name)
	case errors.As(err, &op):
		return fmt.Errorf("the connection to the file host broke: %w", op.Err)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, errCut):
		return errors.New("the file host ended the connection early")
	}
	return fmt.Errorf("the file host: %w", withoutURL(err))
}

// withoutURL is an error of net/http without any address: a link's query is its signature.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	if strings.ContainsAny(err.Error(), `?"`) { // it quotes what was sent
		return errors.New("what it sent makes no sense")
	}
	return err
}
