package ui

import (
	"net/url"
	"path/filepath"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// maxHyperlink is how long the address of a hyperlink may be, in bytes; some terminals take no longer ones.
const maxHyperlink = 2000

// link adds painted text on which the terminal offers to open an address (OSC 8); where that is empty it is text alone.
func (s *strip) link(t tone, text, address string) {
	if text == "" || address == "" || len(address) > maxHyperlink {
		s.put(t, text)
		return
	}
	s.b.WriteString(ansi.SetHyperlink(strings.ReplaceAll(address, ";", "%3B")))
	s.put(t, text)
	s.b.WriteString(ansi.ResetHyperlink())
}

// links makes hyperlinks, where the terminal takes them.
type links struct {
	off  bool
	host string // this machine's name, for its files; empty where the user's machine could not open them
}

// page is the address on a video's title.
func (l links) page(w words) string {
	if l.off {
		return ""
	}
	return w.page
}

// file is the address on the name of a file.
func (l links) file(path string) string {
	if l.off || l.host == "" || path == "" {
		return ""
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/videos
		path = "/" + path
	}
	u := url.URL{Scheme: "file", Host: l.host, Path: path}
	return u.String()
}
