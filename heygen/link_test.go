package heygen_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
)

func TestParseBase(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		raw   string
		allow bool
		want  string // empty: refused
	}{
		{"", false, "https://api.heygen.com"},
		{"https://api.heygen.com", false, "https://api.heygen.com"},
		{" https://api.heygen.com/ ", false, "https://api.heygen.com"},
		{"https://gate.example:8443/heygen//", false, "https://gate.example:8443/heygen"},
		{"https://gate.example/a%2Fb/", false, "https://gate.example/a%2Fb"},
		{"http://localhost:8080", false, "http://localhost:8080"},
		{"http://LOCALHOST", false, "http://LOCALHOST"},
		{"http://127.0.0.1:1", false, "http://127.0.0.1:1"},
		{"http://127.8.9.1", false, "http://127.8.9.1"},
		{"http://[::1]:8080", false, "http://[::1]:8080"},
		{"http://api.heygen.com", false, ""},
		{"http://api.heygen.com", true, "http://api.heygen.com"},
		{"http://localhost.example.com", false, ""},
		{"http://127.0.0.1.example.com", false, ""},
		{"http://0.0.0.0", false, ""},
		{"http://10.0.0.1", false, ""},
		{"HTTPS://api.heygen.com", false, "https://api.heygen.com"},
		{"api.heygen.com", false, ""},
		{"//api.heygen.com", false, ""},
		{"https://", false, ""},
		{"https:///v3", false, ""},
		{"https://:443", false, ""},
		{"https:api.heygen.com", false, ""},
		{"ftp://api.heygen.com", true, ""},
		{"file:///etc/passwd", true, ""},
		{"https://user:hunter2@api.heygen.com", true, ""},
		{"https://api.heygen.com?key=hunter2", true, ""},
		{"https://api.heygen.com/?", true, ""},
		{"https://api.heygen.com#x", true, ""},
		{"https://api.heygen.com:port", true, ""},
		{"https://api.hey\x00gen.com/hunter2", true, ""},
	} {
		got, err := heygen.ParseBase(test.raw, test.allow)
		if test.want == "" {
			if _, ok := errors.AsType[*heygen.BaseError](err); !ok || strings.Contains(err.Error(), "hunter2") || !strings.HasPrefix(err.Error(), "HEYGEN_API_BASE: ") {
				t.Errorf("%q: %v, %v", test.raw, got, err)
			}
			continue
		}
		if err != nil || got.String() != test.want {
			t.Errorf("%q: got %v, %v", test.raw, got, err)
		}
	}
}

func TestLinkExpiry(t *testing.T) {
	t.Parallel()
	at := time.Unix(1753305221, 0)
	for link, want := range map[string]time.Time{
		"https://files2.heygen.ai/a.mp4?Expires=1753305221&Signature=AbC~d-e_f__&Key-Pair-Id=K": at,
		"https://files2.heygen.ai/a.mp4?Signature=S__&Expires=1753305221":                       at,
		"https://files2.heygen.ai/a.mp4?Expires=1753305221#Expires=7":                           at,
		"https://resource2.heygen.ai/video/ID/1280x720.mp4?response-content-disposition=x%3B":   {},
		"https://f/a.mp4?X-Expires=1753305221":                                                  {},
		"https://f/a.mp4?expires=1753305221":                                                    {},
		"https://f/a.mp4?Expires=":                                                              {},
		"https://f/a.mp4?Expires=soon":                                                          {},
		"https://f/a.mp4?Expires=-5":                                                            {},
		"https://f/a.mp4?Expires=+5":                                                            {},
		"https://f/a.mp4?Expires=0":                                                             {},
		"https://f/a.mp4?Expires=1.5e9":                                                         {},
		"https://f/a.mp4?Expires=99999999999999999999":                                          {},
		"https://f/a.mp4?Expires=9999999999999":                                                 {},
		"https://f/Expires=1753305221":                                                          {},
		"":                                                                                      {},
	} {
		if got := heygen.LinkExpiry(link); !got.Equal(want) || got.IsZero() != want.IsZero() {
			t.Errorf("%s: %v", link, got)
		}
	}
}

func TestCheckLink(t *testing.T) {
	t.Parallel()
	for _, link := range []string{"https://files2.heygen.ai/a.mp4?Signature=~_-__", "http://127.0.0.1:8080/a.mp4", "HTTPS://f/a"} {
		if err := heygen.CheckLink(link); err != nil {
			t.Errorf("%s: %v", link, err)
		}
	}
	for _, link := range []string{"", "a.mp4", "//f/a.mp4", "file:///etc/passwd", "ftp://f/a", "javascript:alert(1)", "https:///a.mp4?Signature=S", "https://f/\n", "https://:80/a"} {
		if err := heygen.CheckLink(link); err == nil || strings.Contains(err.Error(), "Signature") || strings.Contains(err.Error(), "a.mp4") {
			t.Errorf("%s: %v", link, err)
		}
	}
}

// Whose API it is, and whether it is here, is told by the host alone.
func TestWhoseBase(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]struct{ official, loopback bool }{
		"":                              {true, false},
		"https://API.heygen.com:443/v9": {true, false},
		"https://api.heygen.com.evil":   {},
		"https://gate.example":          {},
		"http://localhost:80":           {false, true},
		"http://127.9.9.9":              {false, true},
		"https://[::1]:8443":            {false, true},
		"https://10.0.0.1":              {},
	} {
		base, err := heygen.ParseBase(raw, false)
		if err != nil {
			t.Fatal(err)
		}
		if heygen.Official(base) != want.official || heygen.Loopback(base) != want.loopback {
			t.Errorf("%q: official %v, loopback %v", raw, heygen.Official(base), heygen.Loopback(base))
		}
	}
}
