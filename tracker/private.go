package tracker

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// privateError says that a link leads where the service has no business: into a private network, or to this machine.
type privateError struct{ host string }

// Error names the host or the address.
func (e *privateError) Error() string {
	return fmt.Sprintf("it leads into a private network (%s), where no link of HeyGen's has to", e.host)
}

// publicOnly is a transport that reaches public addresses alone. What counts is the address that is dialled, so neither a
// name nor a redirect smuggles one in. Behind a proxy the proxy looks names up, and only addresses can be judged.
type publicOnly struct {
	direct, proxied *http.Transport
	proxy           func(*http.Request) (*url.URL, error)
}

// newPublicOnly makes one of a transport that goes where it is told, by a proxy if it has one.
func newPublicOnly(transport *http.Transport) *publicOnly {
	direct := transport.Clone()
	direct.Proxy = nil
	dialer := &net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second, Control: dialsPublic}
	direct.DialContext = dialer.DialContext
	return &publicOnly{direct: direct, proxied: transport, proxy: transport.Proxy}
}

// RoundTrip sends a request on its way, unless that leads into a private network: then the error is a *privateError.
func (p *publicOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	if proxy, err := p.proxy(req); err == nil && proxy == nil {
		return p.direct.RoundTrip(req)
	}
	if host := req.URL.Hostname(); !MaybePublic(host) {
		return nil, &privateError{host}
	}
	return p.proxied.RoundTrip(req)
}

// dialsPublic lets a dialer connect to public addresses alone.
func dialsPublic(_, address string, _ syscall.RawConn) error {
	if at, err := netip.ParseAddrPort(address); err != nil || !public(at.Addr()) {
		host, _, _ := net.SplitHostPort(address)
		return &privateError{host}
	}
	return nil
}

// MaybePublic says whether a host, a name or an address, that somebody else looks up may be a public one. A name that ends
// in a number is an address in one of the notations of old, which are a disguise.
func MaybePublic(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return public(addr)
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last != "" && last != "localhost" && (last[0] < '0' || last[0] > '9')
}

// public says whether an address is one of the whole world's. 198.18.0.0/15 counts as such: tunnels of the kind that
// answer every name with an address of their own take it from there.
func public(addr netip.Addr) bool {
	addr = addr.WithZone("").Unmap()
	if translated.Contains(addr) { // to IPv4, by the network
		b := addr.As16()
		addr = netip.AddrFrom4([4]byte(b[12:]))
	}
	switch {
	case addr.IsPrivate(), !addr.IsGlobalUnicast(): // loopback, link-local, multicast and none at all are no global ones
		return false
	case thisNetwork.Contains(addr), shared.Contains(addr), reserved.Contains(addr):
		return false
	case sixToFour.Contains(addr), teredo.Contains(addr), translatedHere.Contains(addr): // tunnels to any IPv4 address
		return false
	}
	return true
}

// What netip has no word for (the registry of RFC 6890).
var (
	thisNetwork = netip.MustParsePrefix("0.0.0.0/8")
	shared      = netip.MustParsePrefix("100.64.0.0/10") // of providers, and of overlay networks
	reserved    = netip.MustParsePrefix("240.0.0.0/4")
	translated  = netip.MustParsePrefix("64:ff9b::/96")

	translatedHere = netip.MustParsePrefix("64:ff9b:1::/48") // RFC 8215: where in it the IPv4 address stands is the network's affair
	sixToFour      = netip.MustParsePrefix("2002::/16")
	teredo         = netip.MustParsePrefix("2001::/32")
)
