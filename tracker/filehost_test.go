package tracker

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

const aLink = "https://files.test/a%2Fb/v.mp4?Expires=9999999999&Signature=AbC~d-e_f__&Key-Pair-Id=K"

// reel is a tracker with one completed video, over a file host that answers as scripted, inside a synctest bubble.
type reel struct {
	*Tracker
	t       *testing.T
	store   *memStore
	api     *fakeAPI
	folder  string
	film    []byte
	answers []func(r *http.Request) (*http.Response, error) // the last one stays
	seen    []*http.Request
}

// inReel runs f over a file host that gives these answers.
func inReel(t *testing.T, f func(r *reel), answers ...func(*http.Request) (*http.Response, error)) {
	t.Helper()
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := &reel{t: t, store: newMemStore(), folder: folder, film: someFilm(), answers: answers}
		r.api = newFakeAPI(heygen.Video{ID: someID, Status: heygen.Completed, VideoURL: aLink})
		r.Tracker = r.process(folder)
		if _, err := r.store.other().Insert(t.Context(), []Entry{{ID: someID, Status: heygen.Completed, AddedAt: time.Now()}}); err != nil {
			t.Fatal(err)
		}
		f(r)
	})
}

// process is a tracker as another process would have it.
func (r *reel) process(output string) *Tracker {
	return New(Config{API: r.api, Store: r.store.other(), Output: output, Files: r, UserAgent: "reelwatch/test"})
}

// RoundTrip answers as scripted.
func (r *reel) RoundTrip(req *http.Request) (*http.Response, error) {
	r.seen = append(r.seen, req)
	return r.answers[min(len(r.seen), len(r.answers))-1](req)
}

// someFilm is 1,000 bytes that begin as an MP4 does.
func someFilm() []byte {
	film := []byte("\x00\x00\x00\x18ftypisom")
	for i := len(film); i < 1000; i++ {
		film = append(film, byte(i*i>>3))
	}
	return film
}

// says answers with a status, a body and header fields in pairs; the length is announced unless a field says otherwise.
func says(code int, body []byte, fields ...string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		h := http.Header{}
		for i := 0; i < len(fields); i += 2 {
			h.Set(fields[i], fields[i+1])
		}
		length := int64(len(body))
		if announced := h.Get("Content-Length"); announced != "" {
			length, _ = strconv.ParseInt(announced, 10, 64)
		}
		return &http.Response{
			StatusCode: code, Header: h, Request: r, ContentLength: length, Body: io.NopCloser(bytes.NewReader(body)),
		}, nil
	}
}

const tag, noLength = `"v1"`, "-1"

// cutAt answers with the whole film but ends after n bytes.
func cutAt(n int, fields ...string) func(*http.Request) (*http.Response, error) {
	return says(200, someFilm()[:n], append([]string{"ETag", tag, "Content-Length", "1000"}, fields...)...)
}

// piece answers with the film's bytes from first on.
func piece(first int, contentRange string, fields ...string) func(*http.Request) (*http.Response, error) {
	return says(206, someFilm()[first:], append([]string{"Content-Range", contentRange}, fields...)...)
}

func (r *reel) final() string { return filepath.Join(r.folder, someID+".mp4") }

// wantSaved saves the video and holds that it is whole and was asked for with these ranges.
func (r *reel) wantSaved(ranges ...string) {
	r.t.Helper()
	saved, err := r.Download(r.t.Context(), someID)
	if err != nil {
		r.t.Fatal(err)
	}
	wantFile(r.t, saved.Path, string(r.film))
	r.wantRanges(ranges...)
}

func (r *reel) wantRanges(ranges ...string) {
	r.t.Helper()
	var got []string
	for _, req := range r.seen {
		got = append(got, req.Header.Get("Range"))
	}
	if fmt.Sprint(got) != fmt.Sprint(ranges) {
		r.t.Errorf("asked for %q, want %q", got, ranges)
	}
}

// wantFailure holds that the video is not saved, why, and that no file is under the final name.
func (r *reel) wantFailure(says ...string) {
	r.t.Helper()
	_, err := r.Download(r.t.Context(), someID)
	wantSays(r.t, err, says...)
	wantNone(r.t, r.final())
}

func wantSays(t *testing.T, err error, says ...string) {
	t.Helper()
	for _, text := range says {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("the error is %v, want one that says %q", err, text)
		}
	}
	if err != nil && (strings.Contains(err.Error(), "Signature") || strings.Contains(err.Error(), "AbC")) {
		t.Errorf("the error tells the signature: %v", err)
	}
}

func wantFile(t *testing.T, path, text string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != text {
		t.Errorf("%s holds %d bytes (%v), want %d others", filepath.Base(path), len(got), err, len(text))
	}
}

func wantNone(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is there (%v)", filepath.Base(path), err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The link goes out byte for byte, with what the file host needs to know and nothing else.
func TestWhatTheFileHostIsTold(t *testing.T) {
	inReel(t, func(r *reel) {
		r.wantSaved("", "bytes=400-")
		for i, want := range []string{"", tag} {
			req := r.seen[i]
			if got := req.URL.String(); got != aLink {
				t.Errorf("asked for %s", got)
			}
			if got := req.Header.Get("If-Range"); got != want {
				t.Errorf("If-Range is %q, want %q", got, want)
			}
			for name := range req.Header {
				switch name {
				case "Accept-Encoding", "User-Agent", "Range", "If-Range":
				default:
					t.Errorf("sent %s: %q", name, req.Header.Get(name))
				}
			}
			if req.Method != http.MethodGet || req.Header.Get("Accept-Encoding") != "identity" || req.UserAgent() != "reelwatch/test" {
				t.Errorf("%s with %v", req.Method, req.Header)
			}
		}
	}, cutAt(400), piece(400, "bytes 400-999/1000"))
}

// A date proves as much as an ETag where it is old enough.
func TestResumesByDate(t *testing.T) {
	const old, date = "Wed, 22 Jul 2026 10:00:00 GMT", "Wed, 22 Jul 2026 10:00:30 GMT"
	inReel(t, func(r *reel) {
		r.wantSaved("", "bytes=400-")
		if got := r.seen[1].Header.Get("If-Range"); got != old {
			t.Errorf("If-Range is %q", got)
		}
	}, cutAt(400, "ETag", `W/"x"`, "Last-Modified", old, "Date", date), piece(400, "bytes 400-999/1000"))
}

// A host that does not heed If-Range may send a piece of the next version, of the same length: its date tells.
func TestAPieceOfAnotherDateIsNotAppended(t *testing.T) {
	const old, young, date = "Wed, 22 Jul 2026 10:00:00 GMT", "Wed, 22 Jul 2026 10:00:20 GMT", "Wed, 22 Jul 2026 10:00:30 GMT"
	dated := []string{"ETag", "", "Last-Modified", old, "Date", date}
	for modified, ranges := range map[string][]string{young: {"", "bytes=400-", ""}, old: {"", "bytes=400-"}} {
		inReel(t, func(r *reel) {
			r.wantSaved(ranges...)
		}, cutAt(400, dated...), piece(400, "bytes 400-999/1000", "Last-Modified", modified), cutAt(1000))
	}
}

// What does not go on exactly where the part ends is never appended: the file is begun anew.
func TestPiecesThatDoNotFit(t *testing.T) {
	for name, odd := range map[string]func(*http.Request) (*http.Response, error){
		"begins early":            piece(399, "bytes 399-999/1000"),
		"begins late":             piece(401, "bytes 401-999/1000"),
		"of a longer file":        piece(400, "bytes 400-999/1001"),
		"no Content-Range":        piece(400, ""),
		"nonsense":                piece(400, "bytes 400-/1000"),
		"no length":               piece(400, "bytes 400-999/*"),
		"another version":         piece(400, "bytes 400-999/1000", "ETag", `"v2"`),
		"packed":                  piece(400, "bytes 400-999/1000", "Content-Encoding", "gzip"),
		"416 of another length":   says(416, nil, "Content-Range", "bytes */300"),
		"416 without a length":    says(416, nil),
		"more than it announces":  says(206, append(someFilm()[400:], 'x'), "Content-Range", "bytes 400-999/1000"),
		"the whole, which is 200": cutAt(1000),
	} {
		t.Run(name, func(t *testing.T) {
			inReel(t, func(r *reel) {
				if strings.HasSuffix(name, "200") {
					r.wantSaved("", "bytes=400-")
					return
				}
				r.wantSaved("", "bytes=400-", "")
			}, cutAt(400), odd, cutAt(1000))
		})
	}
}

// A part that is worth nothing is thrown away when something better is there, and not before.
func TestPartIsKeptUntilAnotherBegins(t *testing.T) {
	inReel(t, func(r *reel) {
		r.wantFailure("HTTP 500")
		wantFile(t, r.final()+partSuffix, string(r.film[:400]))
	}, cutAt(400), piece(1, "bytes 1-999/1000"), says(500, nil))
}

// Pieces of a rest are joined; a length that is told late counts.
func TestFileInPieces(t *testing.T) {
	inReel(t, func(r *reel) {
		r.wantSaved("", "bytes=400-", "bytes=700-")
	}, cutAt(400), says(206, someFilm()[400:700], "Content-Range", "bytes 400-699/1000"), piece(700, "bytes 700-999/1000"))
}

func TestRangeNotSatisfiable(t *testing.T) {
	whole := Part{Name: "", Total: -1, ETag: tag}
	for name, c := range map[string]struct {
		part   Part
		bytes  int
		ranges []string
	}{
		"whole, said the host":   {whole, 1000, []string{"bytes=1000-"}},
		"longer than the file":   {whole, 1003, []string{"bytes=1003-", ""}},
		"whole, and we know it":  {Part{Total: 1000, ETag: tag}, 1000, nil},
		"whole, without a proof": {Part{Total: 1000}, 1000, nil},
		"part, without a proof":  {Part{Total: 1000}, 400, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			inReel(t, func(r *reel) {
				r.left(c.part, append(r.film, "xyz"...)[:c.bytes])
				r.wantSaved(c.ranges...)
			}, func(req *http.Request) (*http.Response, error) {
				if req.Header.Get("Range") != "" {
					return says(416, nil, "Content-Range", "bytes */1000")(req)
				}
				return cutAt(1000)(req)
			})
		})
	}
}

// left leaves a part as a killed process would have.
func (r *reel) left(p Part, film []byte) {
	r.t.Helper()
	if p.Name == "" {
		p.Name = r.final()
	}
	write(r.t, p.Path(), string(film))
	_, err := r.store.other().Apply(r.t.Context(), []string{someID}, func(e *Entry) bool {
		e.Part = &p
		return true
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func TestARangeThatIsNeverSatisfiedEndsTheSave(t *testing.T) {
	refuse := says(416, nil)
	inReel(t, func(r *reel) {
		r.wantFailure("HTTP 416", "save it again")
		r.wantRanges("", "bytes=400-", "", "bytes=400-")
	}, cutAt(400), refuse, cutAt(400), refuse)
}

// What is no video never reaches the disk, not even as a part.
func TestNoVideo(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(*http.Request) (*http.Response, error)
		says   string
	}{
		"a page":         {says(200, []byte("<!DOCTYPE html><title>Sign in</title>")), "no video but text/html"},
		"JSON":           {says(200, []byte(`{"error":"gone"}`)), "no video but text/plain"},
		"empty":          {says(200, nil), "empty file"},
		"empty, chunked": {says(200, nil, "Content-Length", noLength), "empty file"},
		"a few bytes":    {says(200, []byte("\x00\x00")), "no video"},
		"packed":         {says(200, someFilm(), "Content-Encoding", "gzip"), "compressed"},
		"cut at once":    {says(200, nil, "Content-Length", "1000"), "ended the connection early"},
		"cut in sniff":   {says(200, []byte("\x00\x00\x00\x18ftyp"), "Content-Length", "1000"), "ended the connection early"},
		"not asked for":  {piece(0, "bytes 0-999/1000"), "HTTP 206"},
		"teapot":         {says(418, []byte("short and stout")), "HTTP 418"},
	} {
		t.Run(name, func(t *testing.T) {
			inReel(t, func(r *reel) {
				r.wantFailure(c.says, someID)
				if left, _ := os.ReadDir(r.folder); len(left) > 0 {
					t.Errorf("left on the disk: %v", left)
				}
			}, c.answer)
		})
	}
}

func TestAFileOfAnotherKindGetsAnotherName(t *testing.T) {
	webm := append([]byte("\x1a\x45\xdf\xa3"), someFilm()...)
	inReel(t, func(r *reel) {
		r.film = webm
		r.wantSaved("", "bytes=400-")
		wantNone(t, r.final()+partSuffix)
		if e := r.Entry(someID); filepath.Ext(e.File) != ".webm" {
			t.Errorf("saved as %s", e.File)
		}
	}, cutAt(400), says(200, webm))
}

func TestNoRoomForIt(t *testing.T) {
	inReel(t, func(r *reel) {
		r.wantFailure("disk full: "+r.folder, "needs 1.2 EB", "free", "make room")
		if left, _ := os.ReadDir(r.folder); len(left) > 0 {
			t.Errorf("left on the disk: %v", left)
		}
		if e := r.Entry(someID); e.Part != nil {
			t.Errorf("noted %+v", e.Part)
		}
	}, says(200, someFilm(), "Content-Length", "1152921504606846976"))
}

// A part is not thrown away for a file that has no room either.
func TestNoRoomForTheRest(t *testing.T) {
	inReel(t, func(r *reel) {
		r.left(Part{Total: -1, ETag: tag}, r.film[:400])
		r.wantFailure("disk full: " + r.folder)
		wantFile(t, r.final()+partSuffix, string(r.film[:400]))
	}, says(206, someFilm()[400:], "Content-Range", "bytes 400-1152921504606846975/1152921504606846976"))
}

func TestRedirects(t *testing.T) {
	const next = "https://other.test/w.mp4?Signature=AbC~__"
	to := func(code int, location string) func(*http.Request) (*http.Response, error) {
		return says(code, nil, "Location", location)
	}
	for _, code := range []int{301, 302, 303, 307, 308} {
		t.Run(strconv.Itoa(code), func(t *testing.T) {
			inReel(t, func(r *reel) {
				r.wantSaved("", "", "bytes=400-", "bytes=400-")
				last := r.seen[3]
				if last.URL.String() != next || last.Header.Get("If-Range") != tag || last.Header.Get("Referer") != "" {
					t.Errorf("asked %s with %v", last.URL, last.Header)
				}
			}, to(code, next), cutAt(400), to(code, next), piece(400, "bytes 400-999/1000"))
		})
	}
	for name, c := range map[string]struct{ location, says string }{
		"down to http":   {"http://other.test/w.mp4?Signature=AbC", "from https to http"},
		"another scheme": {"ftp://other.test/w.mp4?Signature=AbC", "a redirect to ftp"},
		"no address":     {"", "the file host"},
		"nonsense":       {"https://other.test/%zz?Signature=AbC", "makes no sense"},
		"round and back": {aLink, "too many redirects"},
	} {
		t.Run(name, func(t *testing.T) {
			inReel(t, func(r *reel) { r.wantFailure(c.says) }, to(302, c.location))
		})
	}
	t.Run("five of them", func(t *testing.T) {
		hop := to(302, next)
		inReel(t, func(r *reel) { r.wantSaved("", "", "", "", "", "") }, hop, hop, hop, hop, hop, cutAt(1000))
	})
	t.Run("a password on the way", func(t *testing.T) {
		inReel(t, func(r *reel) {
			r.wantSaved("", "")
			if got := r.seen[1].Header.Get("Authorization"); got != "" {
				t.Errorf("sent %q", got)
			}
		}, to(302, "https://me:secret@other.test/w.mp4"), cutAt(1000))
	})
}

// The words of the network reach the user without the link.
func TestTroubleOnTheWay(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"plain":           {errors.New("tls: handshake failure"), "the file host: tls: handshake failure"},
		"quotes the link": {fmt.Errorf("bad answer from %q", aLink), "makes no sense"},
	} {
		t.Run(name, func(t *testing.T) {
			inReel(t, func(r *reel) { r.wantFailure(c.says) }, func(*http.Request) (*http.Response, error) { return nil, c.err })
		})
	}
}
