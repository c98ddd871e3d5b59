package heygen

import (
	"net"
	"net/http"
	"strings"
)

// forwarded says whether a request came to this machine from outside, or out of a browser: it names another host than
// this machine, or carries what proxies, tunnels and browsers add. Nobody can tell that of a proxy that adds nothing.
func forwarded(req *http.Request) bool {
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
