package heygentest_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// listed is a page of v3's list.
type listed struct {
	Data []struct {
		ID     string
		Title  string
		Status string
	}
	More  bool    `json:"has_more"`
	Token *string `json:"next_token"`
}

func (w *world) list(query string) (page listed, ids []string) {
	w.t.Helper()
	w.must(http.StatusOK, "/v3/videos?"+query).decode(w.t, &page)
	for _, v := range page.Data {
		ids = append(ids, v.ID)
	}
	return page, ids
}

func TestListAnswersAsDocumented(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "old", Odd: heygentest.Sparse}, heygentest.VideoSpec{
			ID: "new", Title: "Product Update", Renders: time.Hour, Odd: heygentest.Sparse,
		})
		wantJSON(t, w.must(http.StatusOK, "/v3/videos?limit=1").body, `{"data":[{"id":"new","title":"Product Update",
			"status":"processing","created_at":946684800,"video_page_url":"https://app.heygen.com/videos/new"}],
			"has_more":true,"next_token":"`+base64.RawURLEncoding.EncodeToString([]byte(`{"o":1}`))+`"}`)
		wantJSON(t, w.must(http.StatusOK, "/v3/videos?limit=1&token=eyJvIjoxfQ").body, `{"data":[{"id":"old","status":"completed",
			"created_at":946684800,"completed_at":946684800,"duration":30,"video_url":"LINK old/video.mp4",
			"thumbnail_url":"LINK old/thumbnail.jpeg","video_page_url":"https://app.heygen.com/videos/old"}],
			"has_more":false,"next_token":null}`)
	})
}

func TestListPagesThroughEverythingNewestFirst(t *testing.T) {
	const n = 250
	for _, tc := range []struct {
		limit string
		sizes []int
	}{
		{"limit=100", []int{100, 100, 50}},
		{"limit=125", nil},
		{"limit=0", nil},
		{"limit=x", nil},
		{"limit=-1", nil},
		{"token=@@", nil},
		{"token=" + base64.RawURLEncoding.EncodeToString([]byte(`{"o":-1}`)), nil},
		{"", slices.Repeat([]int{10}, 25)},
	} {
		t.Run(tc.limit, func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				var want []string
				for i, spec := range heygentest.Batch(n) {
					spec.Created = time.Now().Add(time.Duration(i/10) * time.Second) // ten of one moment
					w.Add(spec)
					want = append(want, spec.ID)
				}
				slices.Reverse(want)
				if tc.sizes == nil {
					w.must(http.StatusBadRequest, "/v3/videos?"+tc.limit)
					return
				}
				pass(time.Minute)
				var got []string
				token := ""
				for i, size := range tc.sizes {
					page, ids := w.list(tc.limit + token)
					if len(ids) != size || page.More != (i < len(tc.sizes)-1) || page.More != (page.Token != nil) {
						t.Fatalf("page %d has %d, more %v, token %v", i, len(ids), page.More, page.Token)
					}
					if page.More {
						token = "&token=" + *page.Token
					}
					got = append(got, ids...)
				}
				if !slices.Equal(got, want) {
					t.Error("the pages do not hold every video once, newest first")
				}
			})
		})
	}
}

func TestListLimitIsTheServers(t *testing.T) {
	bubble(t, heygentest.Options{PageLimit: 5}, func(t *testing.T, w *world) {
		w.Add(heygentest.Batch(7)...)
		w.must(http.StatusBadRequest, "/v3/videos?limit=6")
		if _, ids := w.list(""); len(ids) != 5 {
			t.Errorf("a page holds %d", len(ids))
		}
	})
}

func TestListFiltersByTitle(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		for i, title := range []string{"Spring – DE", "Autumn", "late SPRING", "", "日本語 spring"} {
			w.Add(heygentest.VideoSpec{ID: fmt.Sprint("v", i), Title: title})
		}
		for filter, want := range map[string]string{"spring": "v4 v2 v0", "日本": "v4", "winter": "", "": "v4 v3 v2 v1 v0"} {
			if _, ids := w.list("title=" + url.QueryEscape(filter)); strings.Join(ids, " ") != want {
				t.Errorf("title %q gives %v, want %s", filter, ids, want)
			}
		}
	})
}

func TestListLeavesOutWhatIsNotThere(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(
			heygentest.VideoSpec{ID: "there"},
			heygentest.VideoSpec{ID: "later", NotFoundFor: time.Minute},
			heygentest.VideoSpec{ID: "draft", Ends: "draft"},
		)
		if _, ids := w.list(""); !slices.Equal(ids, []string{"there"}) {
			t.Errorf("v3 lists %v", ids)
		}
		wantJSON(t, w.must(http.StatusOK, "/v1/video.list?limit=0").body, `{"code":100,"data":{"token":null,"videos":[
			{"video_id":"draft","video_title":null,"status":"draft","created_at":946684800,"type":"GENERATED"},
			{"video_id":"there","video_title":null,"status":"completed","created_at":946684800,"type":"GENERATED"}]},"message":null}`)
	})
}

func TestV1ListPages(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.Batch(3)...)
		var page struct {
			Data struct {
				Token  string
				Videos []map[string]any
			}
		}
		w.must(http.StatusOK, "/v1/video.list?limit=2").decode(t, &page)
		if len(page.Data.Videos) != 2 || page.Data.Videos[0]["video_title"] != "Clip 3" {
			t.Fatalf("first page: %v", page)
		}
		w.must(http.StatusOK, "/v1/video.list?limit=2&token="+page.Data.Token).decode(t, &page)
		if len(page.Data.Videos) != 1 || page.Data.Videos[0]["video_title"] != "Clip 1" {
			t.Fatalf("second page: %v", page)
		}
	})
}

func TestListRepeatsItsToken(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.Batch(4)...)
		page, _ := w.list("limit=2")
		w.Fail(heygentest.Fault{On: heygentest.List, Do: heygentest.RepeatToken})
		again, ids := w.list("limit=2&token=" + *page.Token)
		if !again.More || *again.Token != *page.Token || len(ids) != 2 {
			t.Errorf("asked with %s, answered %v with %v", *page.Token, *again.Token, ids)
		}
		if after, _ := w.list("limit=2&token=" + *page.Token); after.More {
			t.Error("it repeats the token twice")
		}
	})
}

func TestDraftPassesThroughTheSingleRoutes(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "d", Ends: heygen.Status("draft")})
		if got := w.field("d", "status"); got != "draft" {
			t.Errorf("status is %v", got)
		}
	})
}
