package heygen

import "net/url"

// maxAddress is how long the address of a page may be, in bytes, to be handed on.
const maxAddress = 2 << 10

// PageURL is where HeyGen shows the video id to its owner: said, which is what the service called its page, where that
// can be handed to a browser, else the address that follows from the id (SRC cli README.md). It is https, and all
// printable ASCII.
func PageURL(id, said string) string {
	if browsable(said) {
		return said
	}
	return "https://" + pageHost + "/videos/" + url.PathEscape(id)
}

// browsable says whether an address is one of https, of a host, without credentials, and holds nothing that a terminal or
// another program takes for more than a part of it.
func browsable(raw string) bool {
	if len(raw) > maxAddress {
		return false
	}
	for _, c := range []byte(raw) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '\'' || c == '<' || c == '>' || c == '\\' || c == '`' {
			return false
		}
	}
	u, err := url.Parse(raw)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil
}
