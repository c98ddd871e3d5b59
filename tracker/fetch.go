package tracker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"time"

	"reelwatch/heygen"
)

const (
	silence       = 30 * time.Second // without a byte ends a try
	chunk         = 512 << 10
	sniffed       = 12 // bytes that tell what a file is
	mostRedirects = 5
)

var errSilent = fmt.Errorf("no byte came for %s", silence)

// newFileTransport is the way to the host of the videos: no cookies, no compression, and no limit on the whole time.
func newFileTransport() http.RoundTripper {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression = true
	transport.ReadBufferSize = chunk
	transport.ResponseHeaderTimeout = silence
	return transport
}

// client follows redirects of the file host: few, never down to plain http, and without telling the next host the signed
// address.
func (t *Tracker) client() *http.Client {
	return &http.Client{
		Transport: t.cfg.Files,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			req.Header.Del("Referer")
			switch {
			case len(via) > mostRedirects:
				return errors.New("too many redirects")
			case req.URL.Scheme != "https" && req.URL.Scheme != "http":
				return fmt.Errorf("a redirect to %q is not followed", req.URL.Scheme)
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
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", s.t.cfg.UserAgent)
	if validator := s.validator(); validator != "" && s.part.size > 0 {
		from = s.part.size
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
		req.Header.Set("If-Range", validator)
	}
	resp, err = s.t.client().Do(req)
	return resp, from, err
}

// validator proves that the bytes that follow belong to the same file; empty where nothing does.
func (s *saving) validator() string {
	e := s.t.Entry(s.id)
	if s.part == nil || e == nil || e.Part == nil || e.Part.Name != s.part.final {
		return ""
	}
	if e.Part.ETag != "" {
		return e.Part.ETag
	}
	return e.Part.LastModified
}

// transportError says in plain words why nothing more came, without the link.
func (s *saving) transportError(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errSilent) {
		return errSilent
	}
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &dns):
		return fmt.Errorf("no such host: %s", dns.Name)
	case errors.As(err, &op):
		return fmt.Errorf("the connection to the file host broke: %w", op.Err)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, errCut):
		return errors.New("the file host ended the connection early")
	}
	return fmt.Errorf("the file host: %w", withoutURL(err))
}

// withoutURL is an error of net/http without the address, which holds the signature.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// take judges an answer and takes in its body.
func (s *saving) take(resp *http.Response, from int64, body io.Reader) (Saved, error) {
	switch code := resp.StatusCode; {
	case code == http.StatusPartialContent && from > 0:
		if err := s.continues(resp, from); err != nil {
			return Saved{}, err
		}
		return s.write(body, s.total())
	case code == http.StatusOK:
		return s.whole(resp, body)
	case code == http.StatusRequestedRangeNotSatisfiable && from > 0:
		return s.beyond(resp)
	case code == http.StatusForbidden || code == http.StatusNotFound || code == http.StatusGone:
		s.stale = true
		return Saved{}, fmt.Errorf("the link does not work (HTTP %d)", code)
	case code == http.StatusTooManyRequests || code >= 500:
		return Saved{}, &heygen.ServerError{
			Reply:      heygen.Reply{Op: "the file host", HTTP: code},
			RetryAfter: heygen.RetryAfter(resp.Header, time.Now()),
		}
	default:
		s.stale = true
		return Saved{}, fmt.Errorf("the file host answered HTTP %d", code)
	}
}

// total is the length that was announced for the part, -1 where none was.
func (s *saving) total() int64 {
	if e := s.t.Entry(s.id); e != nil && e.Part != nil {
		return e.Part.Total
	}
	return -1
}

// continues checks that a partial answer goes on exactly where the part ends, in the same file. Otherwise the part is worth
// nothing, and the next try begins anew.
func (s *saving) continues(resp *http.Response, from int64) error {
	r, ok := parseContentRange(resp.Header.Get("Content-Range"))
	total := s.total()
	sane := ok && r.first == from && r.last >= r.first && (r.total < 0 || r.last < r.total)
	if sane && (total < 0 || r.total < 0 || r.total == total) && encodedAsIs(resp) {
		s.tr.flows(from, total)
		return nil
	}
	if err := s.restart(); err != nil {
		return err
	}
	return errors.New("the file host sent another piece than asked: starting again")
}

// beyond judges a 416: the part is whole, or it is worth nothing. It is begun anew once only.
func (s *saving) beyond(resp *http.Response) (Saved, error) {
	r, _ := parseContentRange(resp.Header.Get("Content-Range"))
	if total := max(s.total(), r.total); total == s.part.size && (r.total <= 0 || r.total == total) {
		return s.done()
	}
	if s.again {
		return Saved{}, fatal(&SaveError{ID: s.id, What: "the file host has no such piece of the file (HTTP 416)", Hint: "save it again to begin anew"})
	}
	s.again = true
	if err := s.restart(); err != nil {
		return Saved{}, err
	}
	return Saved{}, errors.New("the file has changed: starting again")
}

// restart throws the part's bytes away; what was reached does not count as progress again.
func (s *saving) restart() error {
	if err := s.part.restart(); err != nil {
		return s.diskError(s.part.final, err)
	}
	return nil
}

// encodedAsIs says whether an answer's bytes are the file's own.
func encodedAsIs(resp *http.Response) bool {
	encoding := resp.Header.Get("Content-Encoding")
	return encoding == "" || encoding == "identity"
}

// whole takes an answer that is the whole file from its beginning.
func (s *saving) whole(resp *http.Response, body io.Reader) (Saved, error) {
	total := resp.ContentLength
	if total == 0 {
		return Saved{}, errors.New("the file host sent an empty file")
	}
	if !encodedAsIs(resp) {
		return Saved{}, errors.New("the file host sent it compressed, which was not asked for")
	}
	head := make([]byte, sniffed)
	n, err := io.ReadFull(body, head)
	head = head[:n]
	kind := videoKind(head)
	switch {
	case n == 0 && errors.Is(err, io.EOF) && total < 0:
		return Saved{}, errors.New("the file host sent an empty file")
	case kind == "" && err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return Saved{}, fmt.Errorf("%w: %w", errCut, err)
	case kind == "":
		s.stale = true
		return Saved{}, fmt.Errorf("the file host sent no video but %s", http.DetectContentType(head))
	}
	if saved, err := s.prepare(resp, kind, total); err != nil || saved.Already {
		return saved, err
	}
	return s.write(io.MultiReader(bytes.NewReader(head), body), total)
}

// prepare makes the part ready for a file of total bytes, and puts on disk what is needed to go on with it.
func (s *saving) prepare(resp *http.Response, kind string, total int64) (Saved, error) {
	if s.part != nil && filepath.Ext(s.part.final) != kind {
		s.close() // another kind of file than before: it can't have the same name
		s.part = nil
	}
	if s.part == nil {
		path, err := s.hold(kind, total)
		switch {
		case errors.Is(err, errSaved):
			saved, _, err := s.t.noteSaved(s.tr.ctx, s.id, Saved{Path: path, Bytes: total, Already: true})
			return saved, err
		case err != nil:
			return Saved{}, err
		}
	}
	if err := s.restart(); err != nil {
		return Saved{}, err
	}
	folder := filepath.Dir(s.part.final)
	if free, err := freeSpace(folder); err == nil && total > 0 && uint64(total) > free {
		return Saved{}, fatal(noSpace(s.id, folder, total))
	}
	etag, modified := validators(resp.Header)
	s.tr.flows(0, total)
	return Saved{}, s.note(s.tr.ctx, Part{Name: s.part.final, Total: total, ETag: etag, LastModified: modified})
}

// hold takes the name that the entry has already, where it fits, else a new one. Another process may have saved the video
// since we looked: then its file counts.
func (s *saving) hold(kind string, total int64) (string, error) {
	if e := s.t.Entry(s.id); e != nil && e.Part != nil && filepath.Ext(e.Part.Name) == kind {
		part, err := openPart(e.Part.Name, true, true)
		if err != nil {
			return "", s.diskError(e.Part.Name, err)
		}
		s.part = part
		return part.final, nil
	}
	path, err := s.reserve(kind, total)
	if err != nil {
		return path, err
	}
	if _, err := s.t.Load(s.tr.ctx); err != nil {
		return "", fatal(err)
	}
	if e := s.t.Entry(s.id); e != nil && e.Saved() && isFile(e.File, e.FileBytes) && e.FileBytes == total {
		return e.File, errSaved
	}
	return path, nil
}
