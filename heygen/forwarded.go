package heygen

import (
	"net"
	"net/http"
	"strings"
)

// forwarded says whether a request came to this machine from outside, or out of a browser: it names another host than
// this machine, or carries what proxies, tunnels and browsers add, or speaks HTTP/1.0, as nginx does with what it passes on
// unless it is told otherwise. Nobody can tell that of a proxy that leaves no trace.
func forwarded(req *http.Request) bool {
	if !req.ProtoAtLeast(1, 1) {
		return true
	}
	host := req.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if !loopback(strings.Trim(host, "[]")) {
		return true
	}
	for name := range req.Header {
		if strings.HasPrefix(name, "X-Forwarded") {
			return true
		}
		switch name {
		case "Forwarded", "Via", "Origin", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "Cdn-Loop":
			return true
		}
	}
	return false
}
