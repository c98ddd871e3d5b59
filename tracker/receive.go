package tracker

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"

	"reelwatch/heygen"
)

// take judges an answer and takes in its body.
func (s *saving) take(resp *http.Response, from int64, body io.Reader) (Saved, error) {
	switch code := resp.StatusCode; {
	case code == http.StatusPartialContent && from > 0:
		total, err := s.continues(resp, from)
		if err != nil {
			return Saved{}, err
		}
		return s.write(body, total)
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

// continues checks that a partial answer goes on exactly where the part ends, in the same file, and gives that file's
// length. Otherwise the part is worth nothing, and the next try begins anew.
func (s *saving) continues(resp *http.Response, from int64) (total int64, err error) {
	noted := s.noted()
	r, ok := parseContentRange(resp.Header.Get("Content-Range"))
	if noted == nil || !ok || !noted.goesOn(r, from) || !encodedAsIs(resp) || !noted.sameVersion(resp.Header) {
		s.anew = true
		return 0, errors.New("the file host sent another piece than asked: starting again")
	}
	folder := filepath.Dir(s.part.final)
	if err := s.room(folder, r.total-from); err != nil {
		return 0, err
	}
	if noted.Total != r.total {
		p := *noted
		p.Total = r.total
		if err := s.note(s.tr.ctx, p); err != nil {
			return 0, err
		}
	}
	s.tr.flows(from, r.total)
	return r.total, nil
}

// goesOn says whether a piece begins where from bytes of the part end, and belongs to a file of the same length.
func (p *Part) goesOn(r contentRange, from int64) bool {
	return r.first == from && r.last >= from && r.last < r.total && (p.Total < 0 || r.total == p.Total)
}

// sameVersion says that an answer does not name another version of the file: not every host heeds If-Range.
func (p *Part) sameVersion(h http.Header) bool {
	same := func(ours, theirs string) bool { return ours == "" || theirs == "" || ours == theirs }
	return same(p.ETag, h.Get("ETag")) && same(p.LastModified, h.Get("Last-Modified"))
}

// beyond judges a 416: the part is whole, or it is worth nothing. It is begun anew once only.
func (s *saving) beyond(resp *http.Response) (Saved, error) {
	r, _ := parseContentRange(resp.Header.Get("Content-Range"))
	total := s.total()
	if total < 0 {
		total = r.total
	}
	if total == s.part.size && (r.total < 0 || r.total == total) {
		return s.done()
	}
	if s.again {
		return Saved{}, fatal(&SaveError{
			ID: s.id, What: "the file host has no such piece of the file (HTTP 416)", Hint: "save it again to begin anew",
		})
	}
	s.again, s.anew = true, true
	return Saved{}, errors.New("the file has changed: starting again")
}

// encodedAsIs says whether an answer's bytes are the file's own.
func encodedAsIs(resp *http.Response) bool {
	encoding := resp.Header.Get("Content-Encoding")
	return encoding == "" || encoding == "identity"
}

var errEmpty = errors.New("the file host sent an empty file")

// whole takes an answer that is the whole file from its beginning.
func (s *saving) whole(resp *http.Response, body io.Reader) (Saved, error) {
	total := resp.ContentLength
	if !encodedAsIs(resp) {
		return Saved{}, errors.New("the file host sent it compressed, which was not asked for")
	}
	if err := s.bounded(total); err != nil {
		return Saved{}, err
	}
	head, err := s.sniff(body, total)
	if err != nil {
		return Saved{}, err
	}
	if saved, err := s.prepare(resp.Header, s.asset.kind(head), total); err != nil || saved.Already {
		return saved, err
	}
	return s.write(io.MultiReader(bytes.NewReader(head), body), total)
}

// bounded refuses a file that has more bytes than a picture or a text can make use of.
func (s *saving) bounded(bytes int64) error {
	if most := s.asset.most(); most > 0 && bytes > most {
		return fatal(&SaveError{ID: s.id, What: "not saved: it has more than " + humanize.IBytes(uint64(most))})
	}
	return nil
}

// sniff reads the first bytes of a body of total bytes (-1 where unknown) and makes sure that they are the asset's.
func (s *saving) sniff(body io.Reader, total int64) ([]byte, error) {
	head := make([]byte, 0, s.asset.sniffs())
	var err error
	for len(head) < cap(head) && err == nil {
		var n int
		n, err = body.Read(head[len(head):cap(head)])
		head = head[:len(head)+n]
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF), errors.Is(err, io.EOF) && int64(len(head)) < total:
		return nil, fmt.Errorf("%w: %w", errCut, err)
	case len(head) == 0:
		s.stale = true
		return nil, errEmpty
	case s.asset.kind(head) == "":
		s.stale = true
		more, _ := io.ReadAll(io.LimitReader(body, named)) // as many as there are: they are for the message alone
		return nil, fmt.Errorf("the file host sent no %s but %s", s.asset.Noun(), http.DetectContentType(append(head, more...)))
	}
	return head, nil
}

// prepare makes the part ready for a file of total bytes, and puts on disk what is needed to go on with it.
func (s *saving) prepare(h http.Header, kind string, total int64) (Saved, error) {
	if s.part != nil && filepath.Ext(s.part.final) != kind {
		// Another kind of file than before can't have the same name; its bytes are worth nothing.
		if err := s.part.restart(); err != nil {
			return Saved{}, s.diskError(s.part.final, err)
		}
		s.close()
	}
	if s.part == nil {
		path, err := s.claim(kind, total)
		switch {
		case errors.Is(err, errSaved):
			saved, _, err := s.t.noteSaved(s.tr.ctx, s.id, s.asset, Saved{Path: path, Bytes: total, Already: true})
			return saved, err
		case err != nil:
			return Saved{}, err
		}
	}
	if err := s.room(filepath.Dir(s.part.final), total-s.part.size); err != nil {
		return Saved{}, err
	}
	if err := s.part.restart(); err != nil {
		return Saved{}, s.diskError(s.part.final, err)
	}
	s.anew = false
	etag, modified := validators(h)
	s.tr.flows(0, total)
	return Saved{}, s.note(s.tr.ctx, Part{Name: s.part.final, Total: total, ETag: etag, LastModified: modified})
}

// room says what is missing where a folder has no place for so many bytes. A file system that does not tell is found
// out when it is full.
func (s *saving) room(folder string, needed int64) error {
	if free, err := FreeSpace(folder); err == nil && needed > 0 && uint64(needed) > free {
		return fatal(noSpace(s.id, folder, needed))
	}
	return nil
}
