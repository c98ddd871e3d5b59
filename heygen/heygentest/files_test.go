package heygentest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// oneFile runs a test on a server with one completed video of 300,000 bytes, and its link.
func oneFile(t *testing.T, spec heygentest.VideoSpec, test func(t *testing.T, w *world, link string, content []byte)) {
	t.Helper()
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		spec.ID, spec.Size = "v1", 300_000
		w.Add(spec)
		test(t, w, w.link("v1"), w.Content("v1"))
	})
}

func TestFileAsAnObjectStoreSendsIt(t *testing.T) {
	oneFile(t, heygentest.VideoSpec{}, func(t *testing.T, w *world, link string, content []byte) {
		got := w.fetch(link)
		if got.status != http.StatusOK || !bytes.Equal(got.body, content) {
			t.Fatalf("status %d, %d bytes", got.status, len(got.body))
		}
		for name, want := range map[string]string{
			"Content-Length": "300000",
			"Content-Type":   "video/mp4",
			"Accept-Ranges":  "bytes",
			"Last-Modified":  "Sat, 01 Jan 2000 00:00:00 GMT",
		} {
			if h := got.header.Get(name); h != want {
				t.Errorf("%s is %q, want %q", name, h, want)
			}
		}
		if tag := got.header.Get("ETag"); len(tag) < 10 || !strings.HasPrefix(tag, `"`) || !strings.HasSuffix(tag, `"`) {
			t.Errorf("ETag is %s", tag)
		}
		if again := w.fetch(w.link("v1")); again.header.Get("ETag") != got.header.Get("ETag") {
			t.Error("the ETag is the link's, not the object's")
		}
	})
}

func TestRanges(t *testing.T) {
	for _, tc := range []struct {
		ranged string
		status int
		from   int
		to     int // exclusive
	}{
		{"bytes=100000-", 206, 100_000, 300_000},
		{"bytes=0-", 206, 0, 300_000},
		{"bytes=10-19", 206, 10, 20},
		{"bytes=-5", 206, 299_995, 300_000},
		{"bytes=65530-65550", 206, 65_530, 65_551},
		{"bytes=299999-", 206, 299_999, 300_000},
		{"bytes=300000-", 416, 0, 0},
		{"bytes=x-", 416, 0, 0},
	} {
		t.Run(tc.ranged, func(t *testing.T) {
			oneFile(t, heygentest.VideoSpec{}, func(t *testing.T, w *world, link string, content []byte) {
				got := w.fetch(link, "Range", tc.ranged)
				if got.status != tc.status {
					t.Fatalf("status %d", got.status)
				}
				if tc.status == 416 {
					if h := got.header.Get("Content-Range"); tc.ranged != "bytes=x-" && h != "bytes */300000" {
						t.Errorf("Content-Range is %q", h)
					}
					return
				}
				want := fmt.Sprintf("bytes %d-%d/300000", tc.from, tc.to-1)
				if h := got.header.Get("Content-Range"); h != want || !bytes.Equal(got.body, content[tc.from:tc.to]) {
					t.Errorf("Content-Range %q with %d bytes, want %q", h, len(got.body), want)
				}
			})
		})
	}
}

func TestIfRange(t *testing.T) {
	const date = "Sat, 01 Jan 2000 00:00:00 GMT"
	for _, tc := range []struct {
		name   string
		spec   heygentest.VideoSpec
		with   string // empty means the ETag that was sent
		status int
	}{
		{"its ETag", heygentest.VideoSpec{}, "", 206},
		{"another ETag", heygentest.VideoSpec{}, `"other"`, 200},
		{"its date", heygentest.VideoSpec{}, date, 206},
		{"another date", heygentest.VideoSpec{}, "Sat, 01 Jan 2000 00:00:01 GMT", 200},
		{"a weak ETag", heygentest.VideoSpec{WeakETag: true}, "", 200},
		{"a date where none is kept", heygentest.VideoSpec{NoLastModified: true}, date, 200},
		{"no ranges", heygentest.VideoSpec{NoRanges: true}, "", 200},
		{"chunked", heygentest.VideoSpec{Chunked: true}, "", 206},
	} {
		t.Run(tc.name, func(t *testing.T) {
			oneFile(t, tc.spec, func(t *testing.T, w *world, link string, content []byte) {
				with := tc.with
				if with == "" {
					with = w.fetch(link).header.Get("ETag")
				}
				got := w.fetch(link, "Range", "bytes=1000-", "If-Range", with)
				want := content
				if tc.status == 206 {
					want = content[1000:]
				}
				if got.status != tc.status || !bytes.Equal(got.body, want) {
					t.Errorf("If-Range %s: status %d with %d bytes", with, got.status, len(got.body))
				}
			})
		})
	}
}

func TestAHostMayOfferLess(t *testing.T) {
	for _, tc := range []struct {
		name   string
		spec   heygentest.VideoSpec
		header string
		want   string
	}{
		{"no ranges", heygentest.VideoSpec{NoRanges: true}, "Accept-Ranges", ""},
		{"no ETag", heygentest.VideoSpec{NoETag: true}, "ETag", ""},
		{"no date", heygentest.VideoSpec{NoLastModified: true}, "Last-Modified", ""},
		{"no length", heygentest.VideoSpec{Chunked: true}, "Content-Length", ""},
		{"webm", heygentest.VideoSpec{WebM: true}, "Content-Type", "video/webm"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			oneFile(t, tc.spec, func(t *testing.T, w *world, link string, content []byte) {
				got := w.fetch(link)
				if h := got.header.Get(tc.header); h != tc.want || !bytes.Equal(got.body, content) {
					t.Errorf("%s is %q, with %d bytes", tc.header, h, len(got.body))
				}
			})
		})
	}
	oneFile(t, heygentest.VideoSpec{WeakETag: true}, func(t *testing.T, w *world, link string, _ []byte) {
		if tag := w.fetch(link).header.Get("ETag"); !strings.HasPrefix(tag, `W/"`) {
			t.Errorf("a weak ETag is %s", tag)
		}
	})
}

func TestFileRefusals(t *testing.T) {
	for _, status := range []int{403, 404, 410, 416, 500, 503} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			fault := heygentest.Fault{On: heygentest.File, Do: heygentest.Refuse, Status: status, RetryAfter: "3"}
			oneFile(t, heygentest.VideoSpec{Faults: []heygentest.Fault{fault}}, func(t *testing.T, w *world, link string, content []byte) {
				got := w.fetch(link, "Range", "bytes=5-")
				if got.status != status || !bytes.HasPrefix(got.body, []byte("<?xml")) || got.header.Get("Retry-After") != "3" {
					t.Errorf("status %d, headers %v: %s", got.status, got.header, got.body)
				}
				if h := got.header.Get("Content-Range"); (h == "bytes */300000") != (status == 416) {
					t.Errorf("Content-Range is %q", h)
				}
				if again := w.fetch(link, "Range", "bytes=5-"); !bytes.Equal(again.body, content[5:]) {
					t.Errorf("again: status %d", again.status)
				}
			})
		})
	}
}

func TestLinkThatIsNotReadyYet(t *testing.T) {
	oneFile(t, heygentest.VideoSpec{LinkNotReady: []int{403, 404, 403}}, func(t *testing.T, w *world, link string, _ []byte) {
		for i, want := range []int{403, 404, 403, 200} {
			if got := w.fetch(link); got.status != want {
				t.Errorf("request %d: status %d, want %d", i, got.status, want)
			}
		}
	})
}

func TestFileFaultsInsteadOfTheFile(t *testing.T) {
	for _, tc := range []struct {
		name   string
		fault  heygentest.Fault
		status int
		kind   string
		body   string
	}{
		{"a page beside success", heygentest.Fault{Do: heygentest.Page}, 200, "text/html; charset=UTF-8", "<html>"},
		{"a page with 403", heygentest.Fault{Do: heygentest.Page, Status: 403}, 403, "text/html; charset=UTF-8", "403 Forbidden"},
		{"a page that calls itself a video", heygentest.Fault{Do: heygentest.Say, Body: "<!doctype html>"}, 200, "video/mp4", "<!doctype html>"},
		{"an empty file", heygentest.Fault{Do: heygentest.Say}, 200, "video/mp4", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.fault.On = heygentest.File
			oneFile(t, heygentest.VideoSpec{Faults: []heygentest.Fault{tc.fault}}, func(t *testing.T, w *world, link string, _ []byte) {
				got := w.fetch(link)
				if got.status != tc.status || got.header.Get("Content-Type") != tc.kind {
					t.Errorf("status %d, %s", got.status, got.header.Get("Content-Type"))
				}
				if !strings.Contains(string(got.body), tc.body) || tc.body == "" && len(got.body) > 0 {
					t.Errorf("body is %q", got.body)
				}
			})
		})
	}
}

func TestFaultsOfResuming(t *testing.T) {
	for _, tc := range []struct {
		do     heygentest.Trouble
		status int
		ranged string
		from   int
	}{
		{heygentest.IgnoreRange, 200, "", 0},
		{heygentest.WrongStart, 206, "bytes 999-299999/300000", 999},
		{heygentest.OtherETag, 200, "", 0},
	} {
		t.Run(string(tc.do), func(t *testing.T) {
			fault := heygentest.Fault{On: heygentest.File, Do: tc.do}
			oneFile(t, heygentest.VideoSpec{Faults: []heygentest.Fault{fault}}, func(t *testing.T, w *world, link string, content []byte) {
				first := w.fetch(link)
				if first.status != http.StatusOK {
					t.Fatalf("without a range: status %d", first.status)
				}
				tag := first.header.Get("ETag")
				got := w.fetch(link, "Range", "bytes=1000-", "If-Range", tag)
				if got.status != tc.status || got.header.Get("Content-Range") != tc.ranged || !bytes.Equal(got.body, content[tc.from:]) {
					t.Errorf("status %d, Content-Range %q, %d bytes", got.status, got.header.Get("Content-Range"), len(got.body))
				}
				if changed := got.header.Get("ETag") != tag; changed != (tc.do == heygentest.OtherETag) {
					t.Errorf("ETag %s, was %s", got.header.Get("ETag"), tag)
				}
				if after := w.fetch(link, "Range", "bytes=1000-", "If-Range", tag); after.status != http.StatusPartialContent {
					t.Errorf("afterwards: status %d", after.status)
				}
			})
		})
	}
	t.Run("a wrong start where there is none before", func(t *testing.T) {
		fault := heygentest.Fault{On: heygentest.File, Do: heygentest.WrongStart}
		oneFile(t, heygentest.VideoSpec{Faults: []heygentest.Fault{fault}}, func(t *testing.T, w *world, link string, content []byte) {
			if got := w.fetch(link, "Range", "bytes=0-"); got.status != http.StatusPartialContent || !bytes.Equal(got.body, content) {
				t.Errorf("status %d, %d bytes", got.status, len(got.body))
			}
		})
	})
	t.Run("other total", func(t *testing.T) {
		fault := heygentest.Fault{On: heygentest.File, Do: heygentest.OtherTotal}
		oneFile(t, heygentest.VideoSpec{Faults: []heygentest.Fault{fault}}, func(t *testing.T, w *world, link string, _ []byte) {
			got := w.fetch(link, "Range", "bytes=1000-")
			if got.status != 206 || got.header.Get("Content-Range") != "bytes 1000-300999/301000" || len(got.body) != 300_000 {
				t.Errorf("status %d, Content-Range %q, %d bytes", got.status, got.header.Get("Content-Range"), len(got.body))
			}
		})
	})
}

func TestFileRedirects(t *testing.T) {
	for to, host := range map[string]string{"": "http://files.heygentest/", heygentest.ToMirror: "http://mirror.heygentest/"} {
		t.Run("to "+host, func(t *testing.T) {
			fault := heygentest.Fault{On: heygentest.File, Do: heygentest.Redirect, To: to}
			oneFile(t, heygentest.VideoSpec{Faults: []heygentest.Fault{fault}}, func(t *testing.T, w *world, link string, content []byte) {
				got := w.fetch(link)
				next := got.header.Get("Location")
				if got.status != http.StatusFound || !strings.HasPrefix(next, host) || next == link {
					t.Fatalf("status %d, to %s", got.status, next)
				}
				if got := w.fetch(next); !bytes.Equal(got.body, content) {
					t.Errorf("there: status %d", got.status)
				}
			})
		})
	}
	loop := heygentest.Fault{On: heygentest.File, Do: heygentest.Redirect, Times: heygentest.Always}
	oneFile(t, heygentest.VideoSpec{Faults: []heygentest.Fault{loop}}, func(t *testing.T, w *world, link string, _ []byte) {
		for range 12 {
			got := w.fetch(link)
			if got.status != http.StatusFound {
				t.Fatalf("the loop ends with %d", got.status)
			}
			link = got.header.Get("Location")
		}
	})
}

func TestRedirectToTheMirrorOverSockets(t *testing.T) {
	w := sockets(t, heygentest.Options{})
	w.Add(heygentest.VideoSpec{ID: "v1", Faults: []heygentest.Fault{{On: heygentest.File, Do: heygentest.Redirect, To: heygentest.ToMirror}}})
	next := w.fetch(w.link("v1")).header.Get("Location")
	if !strings.HasPrefix(next, "http://localhost:") {
		t.Fatalf("leads to %s", next)
	}
	if got := w.fetch(next); !bytes.Equal(got.body, w.Content("v1")) {
		t.Errorf("there: status %d, error %v", got.status, got.err)
	}
}

func TestAssets(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(
			heygentest.VideoSpec{ID: "full", Title: "T 日本", Captioned: true, Subtitled: true, Animated: true},
			heygentest.VideoSpec{ID: "bare"},
		)
		for name, begins := range map[string]string{
			"captioned_video_url": "\x00\x00\x00\x20ftyp",
			"subtitle_url":        "1\n00:00:00,000 --> 00:00:02,000\nT 日本\n",
			"thumbnail_url":       "\xff\xd8\xff",
			"gif_url":             "GIF89a",
		} {
			link, _ := w.field("full", name).(string)
			if got := w.fetch(link); got.status != http.StatusOK || !strings.HasPrefix(string(got.body), begins) {
				t.Errorf("%s: status %d, %.20q", name, got.status, got.body)
			} else if want := w.AssetContent("full", pathEnd(link)); !bytes.Equal(got.body, want) {
				t.Errorf("%s: %d bytes that are not the %d it should have", name, len(got.body), len(want))
			}
			if got := w.field("bare", name); got != nil && name != "thumbnail_url" {
				t.Errorf("a bare video has a %s: %v", name, got)
			}
		}
		var old struct{ Data map[string]any }
		w.must(http.StatusOK, "/v1/video_status.get?video_id=full").decode(t, &old)
		link, _ := old.Data["caption_url"].(string)
		if got := w.fetch(link); !strings.HasPrefix(string(got.body), "[Script Info]\nTitle: T 日本\n") {
			t.Errorf("v1's captions: status %d, %.20q", got.status, got.body)
		}
		if n := w.Count(heygentest.Asset); n != 5 || w.Count(heygentest.File) != 0 {
			t.Errorf("%d requests for assets", n)
		}
	})
}

// pathEnd is the last part of a link's path.
func pathEnd(link string) string {
	path, _, _ := strings.Cut(link, "?")
	return path[strings.LastIndexByte(path, '/')+1:]
}

func TestAssetThatAVideoHasNot(t *testing.T) {
	oneFile(t, heygentest.VideoSpec{Unsigned: true}, func(t *testing.T, w *world, link string, _ []byte) {
		for _, name := range []string{"video.webm", "gif.gif", "captioned.mp4", "anything.txt"} {
			if got := w.AssetContent("v1", name); got != nil {
				t.Errorf("%s has %d bytes", name, len(got))
			}
			if got := w.fetch(strings.Replace(link, "video.mp4", name, 1)); got.status != http.StatusNotFound {
				t.Errorf("%s answers %d", name, got.status)
			}
		}
	})
}

func TestFileOfAVideoThatHasNone(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1"})
		link := w.link("v1")
		w.Change("v1", func(v *heygentest.VideoSpec) { v.Ends = heygen.Failed })
		if got := w.fetch(link); got.status != http.StatusNotFound {
			t.Errorf("failed: status %d", got.status)
		}
		w.Remove("v1")
		if got := w.fetch(link); got.status != http.StatusNotFound {
			t.Errorf("removed: status %d", got.status)
		}
	})
}

func TestFileHostOutlivesTheLink(t *testing.T) {
	bubble(t, heygentest.Options{LinkLife: time.Minute}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1", Size: 1 << 20, BytesPerSecond: 1 << 12})
		link := w.link("v1")
		began := time.Now()
		if got := w.fetch(link); got.err != nil || len(got.body) != 1<<20 || time.Since(began) < 2*time.Minute {
			t.Errorf("%d bytes, error %v, after %v", len(got.body), got.err, time.Since(began))
		}
		if got := w.fetch(link); got.status != http.StatusForbidden {
			t.Errorf("the link then answers %d", got.status)
		}
	})
}
