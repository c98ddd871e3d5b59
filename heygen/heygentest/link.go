package heygentest

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The parts of a link. The file host's paths look like HeyGen's; the key pair's name is HeyGen's own, and public.
const (
	filesFolder  = "/aws_pacific/avatar_tmp/"
	keyPair      = "K38HBHX5LX3X2H"
	unsignedTail = "response-content-disposition=attachment%3B%20filename%2A%3DUTF-8%27%27video.mp4%3B"
)

// cloudFront is the base64 of signatures in links: + / = become - ~ _.
var cloudFront = strings.NewReplacer("+", "-", "/", "~", "=", "_")

// signer makes the queries of links, each once, and knows its own again.
type signer struct {
	mu      sync.Mutex
	made    int // links signed so far
	revoked int // those up to here no longer work
}

// sign gives a query that permits path until expires.
func (s *signer) sign(path string, expires time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	return query(path, expires.Unix(), s.made)
}

// query is the n-th link's query. The signature begins with n, so that no two are alike and none need be remembered,
// and it holds every character that a client might be tempted to escape.
func query(path string, expires int64, n int) string {
	mac := hmac.New(sha512.New, []byte("heygentest"))
	fmt.Fprintf(mac, "%s %d %d", path, expires, n)
	signature := cloudFront.Replace(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return fmt.Sprintf("Expires=%d&Signature=%d~-%s&Key-Pair-Id=%s", expires, n, signature, keyPair)
}

// permits says that a query, byte for byte as it came, is one that was made for path and has not expired.
func (s *signer) permits(path, raw string, now time.Time) bool {
	rest, ok := strings.CutPrefix(raw, "Expires=")
	if !ok {
		return false
	}
	until, rest, ok := strings.Cut(rest, "&Signature=")
	if !ok {
		return false
	}
	number, _, _ := strings.Cut(rest, "~")
	expires, err := strconv.ParseInt(until, 10, 64)
	if err != nil {
		return false
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return n > s.revoked && n <= s.made && raw == query(path, expires, n) && now.Unix() < expires
}

// RevokeLinks makes every link that was given so far answer 403; the next answers hold new ones.
func (s *Server) RevokeLinks() {
	s.signer.mu.Lock()
	defer s.signer.mu.Unlock()
	s.signer.revoked = s.signer.made
}

// asset is a kind of file that belongs to a video: the name of its path's last part.
type asset string

// The assets. The video itself is one of two, by its kind.
const (
	assetMP4       asset = "video.mp4"
	assetWebM      asset = "video.webm"
	assetCaptioned asset = "captioned.mp4"
	assetSRT       asset = "subtitle.srt"
	assetASS       asset = "caption.ass"
	assetThumbnail asset = "thumbnail.jpeg"
	assetGIF       asset = "gif.gif"
)

// film is the video's own asset.
func (v *VideoSpec) film() asset {
	if v.WebM {
		return assetWebM
	}
	return assetMP4
}

// has says that a completed video comes with this asset.
func (v *VideoSpec) has(a asset) bool {
	switch a {
	case v.film(), assetThumbnail:
		return true
	case assetCaptioned:
		return v.Captioned
	case assetSRT, assetASS:
		return v.Subtitled
	case assetGIF:
		return v.Animated
	}
	return false
}

// link gives a fresh link to an asset, nil where the answers hold none.
func (s *Server) link(v *VideoSpec, a asset, now time.Time) any {
	if !v.linked(now) || !v.has(a) {
		return nil
	}
	if a == v.film() && v.Link != "" {
		return v.Link
	}
	return s.FilesURL() + s.permitted(v, a, now)
}

// permitted gives the path and query of a fresh link.
func (s *Server) permitted(v *VideoSpec, a asset, now time.Time) string {
	path := filesFolder + v.ID + "/" + string(a)
	if v.Unsigned {
		return path + "?" + unsignedTail
	}
	return path + "?" + s.signer.sign(path, now.Add(s.options.LinkLife))
}
