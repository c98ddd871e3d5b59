package heygentest_test

import (
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen/heygentest"
)

func TestRequestsTellWhatWasAsked(t *testing.T) {
	bubble(t, heygentest.Options{Key: "sk"}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1", Size: 100})
		link := w.link("v1")
		w.ResetCounts()
		pass(time.Minute)
		w.ask("/v3/videos/statuses?video_ids=v1%2Cv2", "User-Agent", "reelwatch/1")
		w.ask("/v3/videos/v2", "User-Agent", "reelwatch/1")
		w.fetch(link, "User-Agent", "reelwatch/1", "Range", "bytes=10-", "If-Range", `"x"`, "Referer", "http://a/")
		w.fetch(w.FilesURL()+"/nothing", "User-Agent", "reelwatch/1")
		want := []heygentest.Request{
			{Host: heygentest.APIHost, Authority: "api.heygentest", Route: heygentest.Bulk, Path: "/v3/videos/statuses",
				IDs: []string{"v1", "v2"}, Status: 200, Credential: true},
			{Host: heygentest.APIHost, Authority: "api.heygentest", Route: heygentest.Single, Path: "/v3/videos/v2",
				IDs: []string{"v2"}, Status: 404, Credential: true},
			{Host: heygentest.FileHost, Authority: "files.heygentest", Route: heygentest.File,
				Path: "/aws_pacific/avatar_tmp/v1/video.mp4", IDs: []string{"v1"}, Status: 200, Range: "bytes=10-", IfRange: `"x"`, Referer: "http://a/"},
			{Host: heygentest.FileHost, Authority: "files.heygentest", Route: heygentest.Other, Path: "/nothing", Status: 404},
		}
		for i := range want {
			want[i].At, want[i].UserAgent = time.Now(), "reelwatch/1"
		}
		got := w.Requests()
		if len(got) != len(want) {
			t.Fatalf("%d requests, want %d", len(got), len(want))
		}
		for i := range want {
			if !got[i].At.Equal(want[i].At) {
				t.Errorf("request %d was at %v", i, got[i].At)
			}
			got[i].At = want[i].At
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Errorf("request %d is\n%+v, want\n%+v", i, got[i], want[i])
			}
		}
	})
}

func TestACredentialIsSeenWhereverItIs(t *testing.T) {
	for _, tc := range []struct {
		name   string
		path   string
		header []string
		want   bool
	}{
		{"nowhere", "/x", nil, false},
		{"key header", "/x", []string{"X-Api-Key", "other"}, true},
		{"authorization", "/x", []string{"Authorization", "Bearer t"}, true},
		{"cookie", "/x", []string{"Cookie", "a=b"}, true},
		{"in another header", "/x", []string{"Referer", "http://a/?key=sk-1"}, true},
		{"in the URL", "/x?key=sk-1", nil, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, heygentest.Options{Key: "sk-1"}, func(t *testing.T, w *world) {
				w.fetch(w.FilesURL()+tc.path, tc.header...)
				if got := w.Requests()[0]; got.Credential != tc.want || got.Host != heygentest.FileHost {
					t.Errorf("credential seen: %v, at %s", got.Credential, got.Host)
				}
			})
		})
	}
}

func TestCounts(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1"})
		w.fetch(w.link("v1"))
		w.ask("/v3/videos")
		w.ask("/v1/video.list")
		w.ask("/nothing")
		for route, want := range map[heygentest.Route]int{
			heygentest.Single: 1, heygentest.File: 1, heygentest.List: 1, heygentest.V1List: 1, heygentest.Other: 1,
			heygentest.API: 3, heygentest.Any: 5, heygentest.Bulk: 0,
		} {
			if got := w.Count(route); got != want {
				t.Errorf("%s: %d, want %d", route, got, want)
			}
		}
		w.ResetCounts()
		if n := w.Count(heygentest.Any); n != 0 || len(w.Requests()) != 0 || w.MaxInFlight(heygentest.Any) != 0 {
			t.Errorf("after ResetCounts: %d requests", n)
		}
	})
}

func TestMaxInFlight(t *testing.T) {
	bubble(t, heygentest.Options{Latency: time.Second}, func(t *testing.T, w *world) {
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() { w.ask("/v3/users/me") })
		}
		wg.Go(func() { w.ask("/v3/videos") })
		wg.Wait()
		if account, api := w.MaxInFlight(heygentest.Account), w.MaxInFlight(heygentest.API); account != 3 || api != 4 {
			t.Errorf("%d and %d in flight, want 3 and 4", account, api)
		}
	})
}

func TestOneByOneIsNeverTwoInFlight(t *testing.T) {
	for _, name := range []string{"answers", "files"} {
		t.Run(name, func(t *testing.T) {
			w := sockets(t, heygentest.Options{})
			w.Add(heygentest.Batch(100)...)
			link := w.link(heygentest.ID(1))
			for range 50 {
				if name == "files" {
					w.fetch(link)
				} else {
					w.must(http.StatusOK, "/v3/videos?limit=100")
				}
			}
			if most := w.MaxInFlight(heygentest.Any); most != 1 {
				t.Errorf("%d in flight", most)
			}
		})
	}
}

func TestStatusIsKnownBeforeTheBodyEnds(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Fail(heygentest.Fault{Do: heygentest.Stall}, heygentest.Fault{Do: heygentest.Stall, After: 0.5})
		var wg sync.WaitGroup
		for i, want := range []int{0, http.StatusOK} {
			wg.Go(func() { w.ask("/v3/videos") })
			synctest.Wait()
			if got := w.Requests()[i].Status; got != want {
				t.Errorf("request %d: status %d, want %d", i, got, want)
			}
		}
		w.Release()
		wg.Wait()
	})
}

func TestAnsweredRequestsAreForgottenInTime(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		for range 20_005 {
			w.fetch(w.FilesURL() + "/x")
		}
		w.fetch(w.FilesURL() + "/last")
		all := w.Requests()
		if len(all) != 10_000 || !strings.HasSuffix(all[len(all)-1].Path, "/last") {
			t.Errorf("%d are remembered, the last %s", len(all), all[len(all)-1].Path)
		}
		if n := w.Count(heygentest.Any); n != 20_006 {
			t.Errorf("%d are counted", n)
		}
	})
}
