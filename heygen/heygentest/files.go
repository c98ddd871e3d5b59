package heygentest

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// fileRoutes are the routes of the file host.
func (s *Server) fileRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", s.on(FileHost, Other, none, func(x *exchange) {
		x.send(denied(http.StatusNotFound), Fault{})
	}))
	file := s.on(FileHost, File, pathID, s.file)
	mux.HandleFunc("GET "+filesFolder+"{id}/{name}", s.on(FileHost, Asset, pathID, s.file))
	mux.HandleFunc("GET "+filesFolder+"{id}/"+string(assetMP4), file)
	mux.HandleFunc("GET "+filesFolder+"{id}/"+string(assetWebM), file)
	return mux
}

// file answers a link. The permission counts when the request starts: a transfer outlives its link.
func (s *Server) file(x *exchange) {
	now := s.now()
	name := asset(x.r.PathValue("name"))
	if name == "" {
		name = asset(x.r.URL.Path[strings.LastIndexByte(x.r.URL.Path, '/')+1:])
	}
	spec := s.known(x.r.PathValue("id"), now)
	switch {
	case spec != nil && spec.Unsigned:
	case !s.signer.permits(x.r.URL.Path, x.r.URL.RawQuery, now):
		x.send(denied(http.StatusForbidden), Fault{})
		return
	}
	if spec == nil || !spec.linked(now) || !spec.has(name) {
		x.send(denied(http.StatusNotFound), Fault{})
		return
	}
	f, _ := s.strike(x.route, x.ids, x.r.Header.Get("Range") != "")
	if f.early() {
		x.trouble(f)
	}
	if a, instead := s.insteadOfFile(x, spec, name, f); instead {
		x.send(a, f)
		return
	}
	x.serve(spec, name, f)
}

// insteadOfFile is what a fault puts in the place of a file, if it does.
func (s *Server) insteadOfFile(x *exchange, spec *VideoSpec, name asset, f Fault) (a answer, is bool) {
	switch f.Do {
	case Refuse:
		a = denied(cmp.Or(f.Status, http.StatusForbidden))
		if f.Status == http.StatusRequestedRangeNotSatisfiable {
			a.header["Content-Range"] = fmt.Sprintf("bytes */%d", spec.content(name).size)
		}
	case Redirect:
		return redirection(f, s.target(f, s.permitted(spec, name, s.now()), "http://"+x.r.Host)), true
	case Say:
		a = answer{cmp.Or(f.Status, http.StatusOK), map[string]string{"Content-Type": name.mediaType()}, []byte(f.Body)}
	default:
		return s.instead(x, f)
	}
	if f.RetryAfter != "" {
		a.header["Retry-After"] = f.RetryAfter
	}
	return a, true
}

// serve sends the file, or the part that was asked for, with what the host offers and a fault spoils.
func (x *exchange) serve(spec *VideoSpec, name asset, f Fault) {
	c := spec.content(name)
	changed := spec.ended()
	h := x.Header()
	h.Set("Content-Type", name.mediaType())
	r := x.r.Clone(x.r.Context())
	b := &body{exchange: x, fault: f, stop: -1, rate: cmp.Or(spec.BytesPerSecond, x.server.options.BytesPerSecond)}
	b.began = time.Now()
	tag := c.etag()
	switch f.Do {
	case IgnoreRange:
		r.Header.Del("Range")
	case WrongStart:
		r.Header.Set("Range", earlier(r.Header.Get("Range")))
	case OtherTotal:
		c.size += 1000
	case OtherETag:
		tag = newContent(c.name+" anew", c.head, c.size).etag()
		changed = changed.Add(time.Hour)
	}
	if spec.WeakETag {
		tag = "W/" + tag
	}
	if !spec.NoETag {
		h.Set("ETag", tag)
	}
	if spec.NoLastModified {
		changed = time.Time{}
	}
	if spec.NoRanges {
		r.Header.Del("Range")
		b.hidden = append(b.hidden, "Accept-Ranges")
	}
	if spec.Chunked {
		b.hidden = append(b.hidden, "Content-Length")
	}
	b.whole = c.size
	http.ServeContent(b, r, "", changed, io.NewSectionReader(c, 0, c.size))
	b.finish()
}

// earlier is a range that begins one byte before this one, where it can.
func earlier(ranged string) string {
	from, to, _ := strings.Cut(strings.TrimPrefix(ranged, "bytes="), "-")
	n, err := strconv.ParseInt(from, 10, 64)
	if err != nil || n == 0 {
		return ranged
	}
	return fmt.Sprintf("bytes=%d-%s", n-1, to)
}

// content is the bytes of one of the video's files.
func (v *VideoSpec) content(a asset) *content {
	switch a {
	case assetCaptioned:
		return newContent(v.ID+" captioned", mp4Head, v.Size)
	case assetSRT:
		return newText("1\n00:00:00,000 --> 00:00:02,000\n" + v.Title + "\n")
	case assetASS:
		return newText("[Script Info]\nTitle: " + v.Title + "\n")
	case assetThumbnail:
		return newText(string(portrait(v.ID)))
	case assetGIF:
		return newContent(v.ID+" gif", "GIF89a", 40<<10)
	}
	return v.videoContent()
}

// mediaType is the Content-Type of an asset.
func (a asset) mediaType() string {
	switch a {
	case assetWebM:
		return "video/webm"
	case assetSRT, assetASS:
		return "text/plain; charset=utf-8"
	case assetThumbnail:
		return "image/jpeg"
	case assetGIF:
		return "image/gif"
	}
	return "video/mp4"
}
