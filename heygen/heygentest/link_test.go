package heygentest_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

func TestLinksLookLikeHeyGens(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1"})
		shape := regexp.MustCompile(`^http://files\.heygentest/aws_pacific/avatar_tmp/v1/video\.mp4` +
			`\?Expires=947289600&Signature=[0-9]+~-[A-Za-z0-9~_-]+__&Key-Pair-Id=[A-Z0-9]+$`)
		if link := w.link("v1"); !shape.MatchString(link) {
			t.Errorf("link is %s", link)
		}
	})
}

func TestEachAnswerSignsAnew(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1"})
		first, second := w.link("v1"), w.link("v1")
		if first == second {
			t.Error("two answers hold the same link")
		}
		for _, link := range []string{first, second, first} {
			if got := w.fetch(link); got.status != http.StatusOK {
				t.Errorf("%s answers %d", link, got.status)
			}
		}
	})
}

func TestLinkIsTakenByteForByte(t *testing.T) {
	for name, spoil := range map[string]func(string) string{
		"a character more":  func(q string) string { return q + "x" },
		"no query":          func(string) string { return "" },
		"tilde escaped":     func(q string) string { return strings.Replace(q, "~", "%7E", 1) },
		"sorted":            func(q string) string { v, _ := url.ParseQuery(q); return v.Encode() },
		"longer life":       func(q string) string { return strings.Replace(q, "Expires=9", "Expires=19", 1) },
		"life not a number": func(q string) string { return strings.Replace(q, "Expires=9", "Expires=x", 1) },
		"another number":    func(q string) string { return strings.Replace(q, "Signature=", "Signature=1", 1) },
		"number missing":    func(q string) string { return regexp.MustCompile(`=[0-9]+~`).ReplaceAllString(q, "=~") },
		"parameter added":   func(q string) string { return q + "&x=1" },
		"signature cut":     func(q string) string { return strings.Replace(q, "__&", "_&", 1) },
		"signature missing": func(q string) string { before, _, _ := strings.Cut(q, "&"); return before },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				w.Add(heygentest.VideoSpec{ID: "v1"})
				path, query, _ := strings.Cut(w.link("v1"), "?")
				spoilt := spoil(query)
				if spoilt == query {
					t.Fatal("the test spoils nothing")
				}
				got := w.fetch(path + "?" + spoilt)
				if got.status != http.StatusForbidden || !strings.Contains(string(got.body), "<Code>AccessDenied</Code>") {
					t.Errorf("status %d: %s", got.status, got.body)
				}
				if kind := got.header.Get("Content-Type"); kind != "application/xml" {
					t.Errorf("Content-Type is %q", kind)
				}
			})
		})
	}
}

func TestLinkIsForItsPathAlone(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1"}, heygentest.VideoSpec{ID: "v2"})
		link := strings.Replace(w.link("v1"), "/v1/", "/v2/", 1)
		if got := w.fetch(link); got.status != http.StatusForbidden {
			t.Errorf("another video's file answers %d", got.status)
		}
	})
}

func TestLinkExpires(t *testing.T) {
	for name, life := range map[string]time.Duration{"": 7 * 24 * time.Hour, "short": time.Minute} {
		t.Run(name, func(t *testing.T) {
			o := heygentest.Options{}
			if name != "" {
				o.LinkLife = life
			}
			bubble(t, o, func(t *testing.T, w *world) {
				w.Add(heygentest.VideoSpec{ID: "v1"})
				link := w.link("v1")
				pass(life - time.Second)
				if got := w.fetch(link); got.status != http.StatusOK {
					t.Errorf("a second before its end: status %d", got.status)
				}
				pass(time.Second)
				if got := w.fetch(link); got.status != http.StatusForbidden {
					t.Errorf("at its end: status %d", got.status)
				}
				if got := w.fetch(w.link("v1")); got.status != http.StatusOK {
					t.Errorf("a fresh one: status %d", got.status)
				}
			})
		})
	}
}

func TestLinksAreRevoked(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1"})
		old := w.link("v1")
		w.RevokeLinks()
		if got := w.fetch(old); got.status != http.StatusForbidden {
			t.Errorf("a revoked link answers %d", got.status)
		}
		if got := w.fetch(w.link("v1")); got.status != http.StatusOK {
			t.Errorf("a fresh one answers %d", got.status)
		}
	})
}

func TestUnsignedLinksHaveNoEnd(t *testing.T) {
	bubble(t, heygentest.Options{LinkLife: time.Second}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1", Unsigned: true})
		link := w.link("v1")
		if strings.Contains(link, "Expires") || !strings.Contains(link, "?response-content-disposition=attachment%3B") {
			t.Errorf("link is %s", link)
		}
		pass(time.Hour)
		if got := w.fetch(link); got.status != http.StatusOK {
			t.Errorf("status %d", got.status)
		}
	})
}

func TestLinkOfTheTestsOwn(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1", Link: "ftp://x/y"})
		if got := w.link("v1"); got != "ftp://x/y" {
			t.Errorf("link is %s", got)
		}
		if got, _ := w.field("v1", "thumbnail_url").(string); !strings.HasPrefix(got, w.FilesURL()) {
			t.Errorf("thumbnail is %s", got)
		}
	})
}

func TestServersClockDecides(t *testing.T) {
	c := &clock{now: time.Unix(2_000_000_000, 0)}
	bubble(t, heygentest.Options{Now: c.read, LinkLife: time.Minute}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1", Renders: time.Minute})
		if got := w.field("v1", "status"); got != "processing" {
			t.Errorf("at first it is %v", got)
		}
		c.now = c.now.Add(time.Minute)
		link := w.link("v1")
		if got := w.fetch(link); got.status != http.StatusOK {
			t.Errorf("status %d", got.status)
		}
		c.now = c.now.Add(time.Minute)
		if got := w.fetch(link); got.status != http.StatusForbidden {
			t.Errorf("a minute later: status %d", got.status)
		}
	})
}
