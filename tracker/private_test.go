package tracker

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"93.184.216.34":        true,
		"198.18.0.7":           true,
		"2606:2800:220:1::1":   true,
		"64:ff9b::5db8:d822":   true,
		"::ffff:93.184.216.34": true,
		"127.0.0.1":            false,
		"127.1.2.3":            false,
		"10.1.2.3":             false,
		"172.31.0.1":           false,
		"192.168.1.1":          false,
		"169.254.169.254":      false,
		"100.100.100.200":      false,
		"0.0.0.0":              false,
		"0.1.2.3":              false,
		"224.0.0.1":            false,
		"255.255.255.255":      false,
		"240.0.0.1":            false,
		"::":                   false,
		"::1":                  false,
		"fd00::1":              false,
		"fe80::1%eth0":         false,
		"fd00::1%eth0":         false,
		"ff02::1":              false,
		"::ffff:10.1.2.3":      false,
		"64:ff9b::7f00:1":      false,
		"64:ff9b::c0a8:101":    false,
		"64:ff9b:1::7f00:1":    false,
		"2002:7f00:1::":        false,
		"2002:c0a8:101::1":     false,
		"2001::80ff:fffe":      false, // 127.0.0.1, as Teredo has it
		"2001:4860:4860::8888": true,
	} {
		if got := public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// Behind a proxy only what the link itself says can be judged.
func TestHostsThatAProxyWouldLookUp(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"files2.heygen.ai":  true,
		"files2.heygen.ai.": true,
		"93.184.216.34":     true,
		"2606:2800:220::1":  true,
		"intranet":          true, // the proxy knows
		"localhost":         false,
		"LOCALHOST.":        false,
		"a.localhost":       false,
		"127.0.0.1":         false,
		"::1":               false,
		"2130706433":        false,
		"0x7f.1":            false,
		"127.0.0.0x1":       false,
		"":                  false,
	} {
		if got := MaybePublic(host); got != want {
			t.Errorf("%q: %v, want %v", host, got, want)
		}
	}
}

// onLoopback gives a tracker over a simulated HeyGen on real sockets, with one completed video.
func onLoopback(t *testing.T, config Config) (*Tracker, *heygentest.Server) {
	t.Helper()
	server := heygentest.New(heygentest.Options{})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	server.Add(heygentest.VideoSpec{ID: someID})
	client, err := heygen.New(heygen.Config{
		Base: server.BaseURL(), AllowHTTP: true,
		Credentials: func() (heygen.Credential, error) { return heygen.Credential{Key: "k"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	config.API, config.Store, config.Output = client, newMemStore(), t.TempDir()
	list := New(config)
	if err := list.Restore(t.Context(), []Entry{{ID: someID, Status: heygen.Completed, AddedAt: time.Now()}}); err != nil {
		t.Fatal(err)
	}
	return list, server
}

// A link into a private network is refused where it would be dialled: at once, on the row, and without a byte on the way.
func TestLinkIntoAPrivateNetwork(t *testing.T) {
	t.Parallel()
	list, server := onLoopback(t, Config{})
	for name, link := range map[string]string{
		"address": server.FilesURL() + "/a.mp4",
		"name":    strings.Replace(server.FilesURL(), "127.0.0.1", "localhost", 1) + "/a.mp4",
	} {
		server.Change(someID, func(spec *heygentest.VideoSpec) { spec.Link = link })
		_, err := list.Download(t.Context(), someID)
		wantSays(t, err, someID, "private network")
		if l := list.Snapshot().Live[someID]; l == nil || !strings.Contains(l.Error, "private network") {
			t.Errorf("%s: the row says %+v", name, l)
		}
	}
	if n := server.Count(heygentest.File) + server.Count(heygentest.Other); n != 0 {
		t.Errorf("%d requests reached it", n)
	}
	if left, _ := os.ReadDir(list.cfg.Output); len(left) > 0 {
		t.Errorf("left on the disk: %v", left)
	}
}

func TestPrivateNetworkWhereItIsMeant(t *testing.T) {
	t.Parallel()
	list, server := onLoopback(t, Config{PrivateVideos: true})
	saved, err := list.Download(t.Context(), someID)
	if err != nil {
		t.Fatal(err)
	}
	wantFile(t, saved.Path, string(server.Content(someID)))
}

// A proxy may well be in a private network; what it is asked for may not.
func TestPrivateNetworkBehindAProxy(t *testing.T) {
	t.Parallel()
	reach := newPublicOnly(&http.Transport{Proxy: func(*http.Request) (*url.URL, error) {
		return nil, errors.New("the proxy was asked") // in the place of one that would be dialled
	}})
	for link, says := range map[string]string{
		"http://10.0.0.1/v.mp4":       "private network",
		"http://files.example/v.mp4":  "the proxy was asked",
		"http://93.184.216.34/v.mp4/": "the proxy was asked",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := reach.RoundTrip(req); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, %v", link, resp, err)
		}
	}
}

// The video may lie where the API that the user named does; what is saved beside it has no business in a private network.
func TestAssetsInAPrivateNetwork(t *testing.T) {
	t.Parallel()
	list, server := onLoopback(t, Config{PrivateVideos: true, Assets: []Asset{AssetThumbnail}})
	saved, err := list.Download(t.Context(), someID)
	if err != nil || len(saved.Lacks) != 1 {
		t.Fatalf("%+v, %v", saved, err)
	}
	wantSays(t, saved.Lacks[0], "thumbnail: HeyGen's link can't be used", "private network")
	if n := server.Count(heygentest.Asset); n != 0 {
		t.Errorf("%d requests reached it", n)
	}
	list, server = onLoopback(t, Config{PrivateVideos: true, PrivateAssets: true, Assets: []Asset{AssetThumbnail}})
	if saved, err := list.Download(t.Context(), someID); err != nil || len(saved.Beside) != 1 || server.Count(heygentest.Asset) != 1 {
		t.Errorf("%+v, %v", saved, err)
	}
}
