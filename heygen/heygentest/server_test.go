package heygentest_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen/heygentest"
)

func TestCredentialIsDemanded(t *testing.T) {
	for _, tc := range []struct {
		name   string
		key    string
		header []string
		want   int
	}{
		{"none", "", nil, http.StatusUnauthorized},
		{"any key", "", []string{"X-Api-Key", "k"}, http.StatusOK},
		{"any token", "", []string{"Authorization", "Bearer t"}, http.StatusOK},
		{"the key", "sk", []string{"X-Api-Key", "sk"}, http.StatusOK},
		{"the token", "sk", []string{"Authorization", "Bearer sk"}, http.StatusOK},
		{"a wrong key", "sk", []string{"X-Api-Key", "no"}, http.StatusUnauthorized},
		{"another scheme", "sk", []string{"Authorization", "Basic sk"}, http.StatusUnauthorized},
		{"none where one is set", "sk", nil, http.StatusUnauthorized},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, heygentest.Options{Key: tc.key}, func(t *testing.T, w *world) {
				for _, path := range []string{"/v3/users/me", "/v3/videos", "/v1/video.list"} {
					if got := w.fetch(w.BaseURL()+path, tc.header...); got.status != tc.want {
						t.Errorf("%s answers %d, want %d", path, got.status, tc.want)
					}
				}
			})
		})
	}
}

func TestMissingAndWrongKeyAreNotToldApart(t *testing.T) {
	bubble(t, heygentest.Options{Key: "sk"}, func(t *testing.T, w *world) {
		for path, want := range map[string]string{
			"/v3/videos/x": `{"error":{"code":"unauthorized","message":"Unauthorized",
				"doc_url":"https://developers.heygen.com/docs/error-codes#unauthorized"}}`,
			"/v1/video_status.get?video_id=x": `{"code":400112,"message":"Unauthorized"}`,
		} {
			missing, wrong := w.fetch(w.BaseURL()+path), w.fetch(w.BaseURL()+path, "X-Api-Key", "wrong")
			if !bytes.Equal(missing.body, wrong.body) {
				t.Errorf("%s: %q and %q", path, missing.body, wrong.body)
			}
			wantJSON(t, missing.body, want)
		}
	})
}

func TestKeyCanChange(t *testing.T) {
	bubble(t, heygentest.Options{Key: "old"}, func(t *testing.T, w *world) {
		w.must(http.StatusOK, "/v3/users/me")
		w.SetKey("new")
		w.must(http.StatusUnauthorized, "/v3/users/me")
		w.key = "new"
		w.must(http.StatusOK, "/v3/users/me")
	})
}

func TestRequestIDAndDateAreOnEveryAnswer(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1"})
		seen := map[string]bool{}
		for _, url := range []string{
			w.BaseURL() + "/v3/videos", w.BaseURL() + "/nothing", w.FilesURL() + "/nothing", w.link("v1"), w.BaseURL() + "/v1/video.list",
		} {
			h := w.fetch(url).header
			id := h.Get("X-Request-Id")
			if id == "" || seen[id] {
				t.Errorf("%s: request id %q", url, id)
			}
			seen[id] = true
			if h.Get("Date") != "Sat, 01 Jan 2000 00:00:00 GMT" {
				t.Errorf("%s: date %q", url, h.Get("Date"))
			}
		}
	})
}

func TestMissingRoutes(t *testing.T) {
	const (
		bulk   = "/v3/videos/statuses?video_ids=v1"
		single = "/v3/videos/v1"
		list   = "/v3/videos"
		status = "/v1/video_status.get?video_id=v1"
		listV1 = "/v1/video.list"
	)
	all := []string{bulk, single, list, status, listV1}
	for _, tc := range []struct {
		name    string
		options heygentest.Options
		want    map[string]int // those that are not 200
		says    string         // in the body of the bulk route, or the first of want
	}{
		{"all are there", heygentest.Options{}, nil, ""},
		{"no bulk", heygentest.Options{NoBulk: true}, map[string]int{bulk: 404}, `"video_not_found","doc_url"`},
		{"no v3 status", heygentest.Options{NoBulk: true, NoSingle: true}, map[string]int{bulk: 404, single: 404}, "Not Found"},
		{"no single", heygentest.Options{NoSingle: true}, map[string]int{single: 404}, "Not Found"},
		{"no list", heygentest.Options{NoList: true}, map[string]int{list: 404}, "Not Found"},
		{"v1 retired", heygentest.Options{NoV1: true}, map[string]int{status: 410, listV1: 410}, "<html>"},
		{"another status", heygentest.Options{NoBulk: true, MissingStatus: 405}, map[string]int{bulk: 405}, "Method Not Allowed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, tc.options, func(t *testing.T, w *world) {
				w.Add(heygentest.VideoSpec{ID: "v1"})
				for _, path := range all {
					want := http.StatusOK
					if status, ok := tc.want[path]; ok {
						want = status
					}
					got := w.must(want, path)
					if want != http.StatusOK && !strings.Contains(string(got.body), tc.says) {
						t.Errorf("%s says %s", path, got.body)
					}
				}
			})
		})
	}
}

func TestWithoutBulkTheSingleRouteCatchesIt(t *testing.T) {
	bubble(t, heygentest.Options{NoBulk: true}, func(t *testing.T, w *world) {
		wantJSON(t, w.must(http.StatusNotFound, "/v3/videos/statuses?video_ids=v1,v2").body, `{"error":{"code":"video_not_found",
			"message":"Video statuses not found","doc_url":"https://developers.heygen.com/docs/error-codes#video-not-found"}}`)
	})
}

func TestNothingElseIsThere(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		for _, path := range []string{"/", "/v2/videos/x", "/v3/videos/x/y", "/v3"} {
			if got := w.must(http.StatusNotFound, path); string(got.body) != "Not Found" {
				t.Errorf("%s says %q", path, got.body)
			}
		}
		r := w.request(w.BaseURL()+"/v3/videos/x", "X-Api-Key", "k")
		r.Method = http.MethodDelete
		if got := w.do(r); got.status != http.StatusNotFound {
			t.Errorf("DELETE answers %d", got.status)
		}
	})
}

// exercise asks one of everything. It is the same over sockets and over pipes.
func exercise(t *testing.T, w *world) {
	t.Helper()
	w.Add(heygentest.VideoSpec{ID: "v1", Size: 3 << 20})
	if got := w.bulk("v1"); got[0].Status != "completed" {
		t.Errorf("bulk says %v", got)
	}
	got := w.fetch(w.link("v1"))
	if got.err != nil || !bytes.Equal(got.body, w.Content("v1")) {
		t.Errorf("the file has %d bytes (%v), and is not the video's", len(got.body), got.err)
	}
	if !strings.HasPrefix(w.link("v1"), w.FilesURL()+"/") || w.FilesURL() == w.BaseURL() {
		t.Errorf("link %s, files at %s, API at %s", w.link("v1"), w.FilesURL(), w.BaseURL())
	}
	w.Change("v1", func(v *heygentest.VideoSpec) {
		v.Faults = []heygentest.Fault{{On: heygentest.File, Do: heygentest.Cut, After: 0.5}}
	})
	if got := w.fetch(w.link("v1")); got.err == nil || len(got.body) != 3<<19 {
		t.Errorf("a cut file has %d bytes, error %v", len(got.body), got.err)
	}
}

func TestOverSockets(t *testing.T) { exercise(t, sockets(t, heygentest.Options{})) }

func TestOverPipes(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) { exercise(t, w) })
}

func TestPipesReachNothingElse(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		if got := w.fetch("http://example.com/"); got.err == nil || !strings.Contains(got.err.Error(), "no such host") {
			t.Errorf("another host: status %d, error %v", got.status, got.err)
		}
	})
}

func TestCloseEndsWhatIsHeldAndCanBeRepeated(t *testing.T) {
	t.Run("pipes", func(t *testing.T) {
		bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
			w.Fail(heygentest.Fault{Do: heygentest.Stall})
			ended := make(chan reply)
			go func() { ended <- w.ask("/v3/videos") }()
			synctest.Wait()
			w.Close()
			if got := <-ended; got.err == nil {
				t.Errorf("a held request was answered with %d", got.status)
			}
			w.Close()
			if got := w.ask("/v3/videos"); got.err == nil {
				t.Errorf("a closed server answers %d", got.status)
			}
		})
	})
	t.Run("sockets", func(t *testing.T) {
		w := sockets(t, heygentest.Options{})
		w.Add(heygentest.VideoSpec{ID: "v1", Faults: []heygentest.Fault{{On: heygentest.File, Do: heygentest.Stall, After: 0.5}}})
		answer, err := w.client.Get(w.link("v1"))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		w.Close()
		if _, err := io.ReadAll(answer.Body); err == nil {
			t.Error("a held file ended well")
		}
	})
}

func TestLatency(t *testing.T) {
	bubble(t, heygentest.Options{Latency: 150 * time.Millisecond}, func(t *testing.T, w *world) {
		began := time.Now()
		w.must(http.StatusOK, "/v3/videos")
		if took := time.Since(began); took != 150*time.Millisecond {
			t.Errorf("an answer takes %v", took)
		}
	})
}
