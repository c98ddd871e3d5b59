package heygen

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// maxID is the length of the longest id that is accepted; real ones have 32 hex digits (SEEN).
const maxID = 128

// pageHost is where the pages of videos are (SRC cli README.md).
const pageHost = "app.heygen.com"

// ParseID reads the id of a video from a bare id or from a link to its page at HeyGen. The error names the word.
func ParseID(word string) (string, error) {
	id := word
	if strings.Contains(word, "/") {
		id = pageID(word)
	}
	if word == "null" { // as jq prints it
		return "", errors.New(`"null" stands where a program found no id`)
	}
	if !validID(id) {
		return "", fmt.Errorf("%q is no video id and no link to a video's page", cut(word, maxWord))
	}
	return id, nil
}

// pageID is the id in the link of a video's page, empty where it is no such link.
func pageID(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.EqualFold(u.Hostname(), pageHost) {
		return ""
	}
	kind, id, _ := strings.Cut(strings.Trim(u.EscapedPath(), "/"), "/")
	switch kind {
	case "videos", "video", "share":
		return id
	}
	return ""
}

// validID says whether s has the form of an id: what may be asked about, and be part of a path or a file's name.
func validID(s string) bool {
	if s == "" || len(s) > maxID {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}
