package tracker

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// errCut says that a body ended before its end.
var errCut = errors.New("the connection ended early")

// write appends a body to the part until the file is whole: total bytes, or the body's proper end where total is -1.
func (s *saving) write(body io.Reader, total int64) (Saved, error) {
	buffer := make([]byte, chunk)
	for {
		n, err := body.Read(buffer)
		if n > 0 {
			if total >= 0 && s.part.size+int64(n) > total {
				s.anew = true
				return Saved{}, errors.New("the file host sent more than it announced: starting again")
			}
			if err := s.bounded(s.part.size + int64(n)); err != nil {
				if failed := s.part.restart(); failed != nil {
					return Saved{}, s.diskError(s.part.final, failed)
				}
				return Saved{}, err
			}
			if err := s.part.append(buffer[:n]); err != nil {
				return Saved{}, s.diskError(s.part.final, err)
			}
			s.furthest = max(s.furthest, s.part.size)
			s.tr.reached(s.part.size)
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF) && (total < 0 || s.part.size == total):
			return s.done()
		default:
			return Saved{}, fmt.Errorf("%w: %w", errCut, err)
		}
	}
}

// strongAge is how much older than the answer a Last-Modified date must be to tell two versions apart (RFC 9110, 8.8.2.2).
const strongAge = time.Second

// validators gives the strong validators of an answer: the ETag, else the Last-Modified date.
func validators(h http.Header) (etag, modified string) {
	if tag := h.Get("ETag"); strings.HasPrefix(tag, `"`) && len(tag) > 2 {
		return tag, ""
	}
	last, err := http.ParseTime(h.Get("Last-Modified"))
	if err != nil {
		return "", ""
	}
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil || date.Sub(last) < strongAge {
		return "", ""
	}
	return "", h.Get("Last-Modified")
}

// contentRange is what a Content-Range header says; total is -1 where it names none, first and last are where it names no
// piece ("bytes */100").
type contentRange struct{ first, last, total int64 }

// parseContentRange reads a Content-Range header.
func parseContentRange(header string) (contentRange, bool) {
	none := contentRange{-1, -1, -1}
	spec, found := strings.CutPrefix(header, "bytes ")
	piece, of, slash := strings.Cut(spec, "/")
	if !found || !slash {
		return none, false
	}
	r := none
	if of != "*" {
		total, err := strconv.ParseInt(of, 10, 64)
		if err != nil || total < 0 {
			return none, false
		}
		r.total = total
	}
	if piece == "*" {
		return r, true
	}
	first, last, dash := strings.Cut(piece, "-")
	var errFirst, errLast error
	r.first, errFirst = strconv.ParseInt(first, 10, 64)
	r.last, errLast = strconv.ParseInt(last, 10, 64)
	if !dash || errFirst != nil || errLast != nil || r.first < 0 {
		return none, false
	}
	return r, true
}
