package heygen

import (
	"net"
	"net/url"
	"strings"
)

// DefaultBase is the root of HeyGen's API (SRC cli internal/client/client.go).
const DefaultBase = "https://api.heygen.com"

// BaseError says that HEYGEN_API_BASE cannot be used: the command line is wrong, nothing was asked.
type BaseError struct {
	Reason string // what is wrong and what to do, without the address, which may hold a password
}

// Error names the setting and what is wrong with it.
func (e *BaseError) Error() string { return "HEYGEN_API_BASE: " + e.Reason }

// ParseBase reads the root of the API; empty means DefaultBase. A path is kept as a prefix of every route. Plain http
// is refused unless the host is loopback or allowHTTP. It gives a *BaseError.
func ParseBase(raw string, allowHTTP bool) (*url.URL, error) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		raw = DefaultBase
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, &BaseError{"not an address; use https://HOST"}
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, &BaseError{"must begin with https://"}
	case u.Hostname() == "":
		return nil, &BaseError{"names no host; use https://HOST"}
	case u.User != nil:
		return nil, &BaseError{"must not hold a user or password"}
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, &BaseError{"must end with the host or a path, without ? or #"}
	case u.Scheme == "http" && !allowHTTP && !loopback(u.Hostname()):
		return nil, &BaseError{"plain http would show the key to the network; use https, or set HEYGEN_ALLOW_HTTP"}
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = strings.TrimRight(u.RawPath, "/")
	return u, nil
}

// Official says whether a root of the API that ParseBase gave is HeyGen's own.
func Official(base *url.URL) bool { return strings.EqualFold("https://"+base.Hostname(), DefaultBase) }

// Loopback says whether a root of the API that ParseBase gave is on this machine, by its name alone.
func Loopback(base *url.URL) bool { return loopback(base.Hostname()) }

// loopback says whether a host is this machine by its name alone.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
