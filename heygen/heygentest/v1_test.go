package heygentest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

func TestV1StatusAnswersAsDocumented(t *testing.T) {
	unended := `"callback_id":null,"caption_url":null,"duration":null,"gif_url":null,"thumbnail_url":null,"video_url":null,
		"video_url_caption":null,"created_at":946684800`
	for _, tc := range []struct {
		name string
		spec heygentest.VideoSpec
		want string
	}{
		{"pending", heygentest.VideoSpec{Queued: time.Hour},
			`{"code":100,"data":{"id":"v1","status":"waiting","error":null,` + unended + `},"message":"Success"}`},
		{"completed", heygentest.VideoSpec{Length: 42500 * time.Millisecond, Captioned: true, Subtitled: true, Animated: true},
			`{"code":100,"data":{"callback_id":null,"caption_url":"LINK v1/caption.ass","created_at":946684800,"duration":42.5,
			"error":null,"gif_url":"LINK v1/gif.gif","id":"v1","status":"completed","thumbnail_url":"LINK v1/thumbnail.jpeg",
			"video_url":"LINK v1/video.mp4","video_url_caption":"LINK v1/captioned.mp4"},"message":"Success"}`},
		{"failed", heygentest.VideoSpec{
			Ends: heygen.Failed, FailMessage: "Video is too long", Odd: heygentest.ErrorNumber,
		}, `{"code":100,"data":{"id":"v1","status":"failed","error":{"code":40119,"detail":"Video is too long",
			"message":"Video is too long"},` + unended + `},"message":"Success"}`},
		{"in the agent skill's shape", heygentest.VideoSpec{
			Ends: heygen.Failed, FailMessage: "Script too long for selected avatar",
			Odd: heygentest.SwapID | heygentest.ErrorString | heygentest.Sparse,
		}, `{"error":null,"data":{"video_id":"v1","status":"failed","error":"Script too long for selected avatar",
			"created_at":946684800}}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				tc.spec.ID = "v1"
				w.Add(tc.spec)
				wantJSON(t, w.must(http.StatusOK, "/v1/video_status.get?video_id=v1").body, tc.want)
			})
		})
	}
}

func TestV1SaysThatItEnds(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		for _, path := range []string{"/v1/video_status.get?video_id=x", "/v1/video.list"} {
			h := w.ask(path).header
			if h.Get("deprecation") != "true" || h.Get("sunset") != "Sat, 31 Oct 2026 00:00:00 GMT" {
				t.Errorf("%s: headers %v", path, h)
			}
		}
		if h := w.ask("/v3/videos").header; h.Get("deprecation") != "" {
			t.Error("v3 says that it is deprecated")
		}
	})
}

func TestV1Errors(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		wantJSON(t, w.must(http.StatusNotFound, "/v1/video_status.get?video_id=v1").body, `{"code":40031,"message":"Video not found"}`)
		wantJSON(t, w.must(http.StatusFailedDependency, "/v1/video_status.get").body, `{"code":40031,"message":"Invalid video id"}`)
		wantJSON(t, w.must(http.StatusBadRequest, "/v1/video.list?limit=101").body, `{"code":40012,"message":"Invalid parameter: limit"}`)
	})
}

func TestShapes(t *testing.T) {
	done := heygentest.VideoSpec{ID: "v1", Title: "T", FailCode: "C", FailMessage: "M"}
	links := `"video_url":"LINK v1/video.mp4","thumbnail_url":"LINK v1/thumbnail.jpeg"`
	full := fmt.Sprintf(`"title":"T","status":"completed","created_at":%d,"completed_at":%[1]d,"duration":30,"failure_code":"C",
		"failure_message":"M","video_page_url":"https://app.heygen.com/videos/v1",%s`, epoch, links)
	nulls := `"gif_url":null,"captioned_video_url":null,"subtitle_url":null,"folder_id":null,"output_language":null`
	for _, tc := range []struct {
		name string
		odd  heygentest.Shape
		path string
		want string
	}{
		{"video_id in single", heygentest.SwapID, "/v3/videos/v1", `{"data":{"video_id":"v1",` + full + `,` + nulls + `}}`},
		{"id in bulk", heygentest.SwapID | heygentest.Sparse, "/v3/videos/statuses?video_ids=v1",
			`{"data":[{"id":"v1","status":"completed","error":{"code":"C","message":"M"}}],"has_more":false,"next_token":null}`},
		{"without nulls", heygentest.Sparse, "/v3/videos/v1", `{"data":{"id":"v1",` + full + `}}`},
		{"with fields to come", heygentest.Sparse | heygentest.Extra, "/v3/videos/v1", `{"data":{"id":"v1",` + full + `,
			"new_in_2027":{"id":"nested","status":"failed","list":[1,null,"two"]}}}`},
		{"times as text", heygentest.Sparse | heygentest.TextTimes, "/v3/videos/v1", `{"data":{"id":"v1","title":"T",
			"status":"completed","created_at":"2000-01-01T00:00:00Z","completed_at":"946684800","duration":30,"failure_code":"C",
			"failure_message":"M","video_page_url":"https://app.heygen.com/videos/v1",` + links + `}}`},
		{"error as a text", heygentest.Sparse | heygentest.ErrorString, "/v3/videos/statuses?video_ids=v1",
			`{"data":[{"video_id":"v1","status":"completed","error":"M"}],"has_more":false,"next_token":null}`},
		{"error's code as a number", heygentest.Sparse | heygentest.ErrorNumber, "/v3/videos/statuses?video_ids=v1",
			`{"data":[{"video_id":"v1","status":"completed","error":{"code":40119,"message":"M"}}],"has_more":false,"next_token":null}`},
		{"id in v1's list", heygentest.SwapID, "/v1/video.list", `{"code":100,"data":{"token":null,"videos":[{"id":"v1",
			"video_title":"T","status":"completed","created_at":946684800,"type":"GENERATED"}]},"message":null}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				spec := done
				spec.Odd = tc.odd
				w.Add(spec)
				wantJSON(t, w.must(http.StatusOK, tc.path).body, tc.want)
			})
		})
	}
}

func TestWordsOfItsOwn(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(
			heygentest.VideoSpec{ID: "v1", Renders: time.Hour, Words: map[heygen.Status]string{heygen.Processing: "Running"}},
			heygentest.VideoSpec{ID: "v2", Ends: heygen.Failed, Words: map[heygen.Status]string{heygen.Failed: "error"}},
			heygentest.VideoSpec{ID: "v3", Ends: "upscaling"},
		)
		for id, want := range map[string]string{"v1": "Running", "v2": "error", "v3": "upscaling"} {
			if got := w.field(id, "status"); got != want {
				t.Errorf("single says %v of %s, want %s", got, id, want)
			}
			if got := w.bulk(id)[0].Status; got != want {
				t.Errorf("bulk says %v of %s, want %s", got, id, want)
			}
		}
	})
}
