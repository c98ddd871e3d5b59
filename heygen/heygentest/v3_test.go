package heygentest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// epoch is when a bubble's clock begins.
const epoch = 946684800

// item is one video in an answer of the bulk route.
type item struct {
	ID     string          `json:"video_id"`
	Status string          `json:"status"`
	Error  json.RawMessage `json:"error"`
}

// bulk asks for statuses, in the order of the answer.
func (w *world) bulk(ids ...string) []item {
	w.t.Helper()
	var answer struct{ Data []item }
	w.must(http.StatusOK, "/v3/videos/statuses?video_ids="+strings.Join(ids, "%2C")).decode(w.t, &answer)
	return answer.Data
}

func TestBulkAnswersAsDocumented(t *testing.T) {
	for _, tc := range []struct {
		name string
		spec heygentest.VideoSpec
		want string
	}{
		{"pending", heygentest.VideoSpec{Queued: time.Hour},
			`{"video_id":"v1","status":"queued","error":null,"batch_id":null,"item_index":null}`},
		{"processing", heygentest.VideoSpec{Renders: time.Hour},
			`{"video_id":"v1","status":"processing","error":null,"batch_id":null,"item_index":null}`},
		{"completed", heygentest.VideoSpec{},
			`{"video_id":"v1","status":"completed","error":null,"batch_id":null,"item_index":null}`},
		{"failed", heygentest.VideoSpec{Ends: heygen.Failed, FailCode: "NO_FACE_ERROR", FailMessage: "No face"},
			`{"video_id":"v1","status":"failed","error":{"code":"NO_FACE_ERROR","message":"No face"},"batch_id":null,"item_index":null}`},
		{"failed without a reason", heygentest.VideoSpec{Ends: heygen.Failed},
			`{"video_id":"v1","status":"failed","error":null,"batch_id":null,"item_index":null}`},
		{"completed with a note", heygentest.VideoSpec{FailCode: "X", FailMessage: "watermark"},
			`{"video_id":"v1","status":"completed","error":{"code":"X","message":"watermark"},"batch_id":null,"item_index":null}`},
		{"not known yet", heygentest.VideoSpec{NotFoundFor: time.Hour}, `{"video_id":"v1","status":"not_found"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				tc.spec.ID = "v1"
				w.Add(tc.spec)
				got := w.must(http.StatusOK, "/v3/videos/statuses?video_ids=v1")
				wantJSON(t, got.body, `{"data":[`+tc.want+`],"has_more":false,"next_token":null}`)
				if kind := got.header.Get("Content-Type"); kind != "application/json" {
					t.Errorf("Content-Type is %q", kind)
				}
			})
		})
	}
}

func TestBulkPromisesNoOrderAndRepeatsNothing(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.Batch(20)...)
		var ids []string
		for i := range 20 {
			ids = append(ids, heygentest.ID(i+1))
		}
		first := w.bulk(append(ids, ids[3])...)
		if len(first) != len(ids) {
			t.Fatalf("%d answers to %d ids", len(first), len(ids))
		}
		var got []string
		for _, it := range first {
			got = append(got, it.ID)
		}
		if slices.Equal(got, ids) {
			t.Error("the answer keeps the order of the question")
		}
		again := w.bulk(ids...)
		for i := range again {
			if again[i].ID != got[i] {
				t.Fatal("the order is not the same again")
			}
		}
		slices.Sort(got)
		slices.Sort(ids)
		if !slices.Equal(got, ids) {
			t.Errorf("answered %v, asked %v", got, ids)
		}
	})
}

func TestBulkRefusesWhatItCannotTake(t *testing.T) {
	many := make([]string, heygen.BulkLimit+1)
	for i := range many {
		many[i] = heygentest.ID(i)
	}
	for name, ids := range map[string]string{
		"none":          "",
		"over 100":      strings.Join(many, ","),
		"malformed":     heygentest.ID(1) + ",a%20b",
		"over 128 long": strings.Repeat("a", 129),
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				got := w.must(http.StatusBadRequest, "/v3/videos/statuses?video_ids="+ids)
				wantJSON(t, got.body, `{"error":{"code":"invalid_parameter","message":"*","param":"video_ids",
					"doc_url":"https://developers.heygen.com/docs/error-codes#invalid-parameter"}}`)
			})
		})
	}
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		if got := w.bulk(many[:heygen.BulkLimit]...); len(got) != heygen.BulkLimit {
			t.Errorf("%d answers to %d ids", len(got), heygen.BulkLimit)
		}
	})
}

func TestSingleAnswersAsDocumented(t *testing.T) {
	rendering := `"completed_at":null,"duration":null,"video_url":null,"thumbnail_url":null,"gif_url":null,
		"captioned_video_url":null,"subtitle_url":null,"folder_id":null,"output_language":null,
		"video_page_url":"https://app.heygen.com/videos/v1"`
	for _, tc := range []struct {
		name string
		spec heygentest.VideoSpec
		want string
	}{
		{"pending", heygentest.VideoSpec{Queued: time.Hour}, fmt.Sprintf(`{"id":"v1","title":null,"status":"pending",
			"created_at":%d,"failure_code":null,"failure_message":null,%s}`, epoch, rendering)},
		{"processing", heygentest.VideoSpec{Renders: time.Hour, Title: "Clip & <1>"}, fmt.Sprintf(`{"id":"v1","title":"Clip & <1>",
			"status":"processing","created_at":%d,"failure_code":null,"failure_message":null,%s}`, epoch, rendering)},
		{"failed", heygentest.VideoSpec{Ends: heygen.Failed, Title: "Untitled", FailCode: "C", FailMessage: "M"},
			fmt.Sprintf(`{"id":"v1","title":"Untitled","status":"failed","created_at":%d,"failure_code":"C",
			"failure_message":"M",%s}`, epoch, rendering)},
		{"failed without a reason", heygentest.VideoSpec{Ends: heygen.Failed}, fmt.Sprintf(`{"id":"v1","title":null,
			"status":"failed","created_at":%d,"failure_code":null,"failure_message":null,%s}`, epoch, rendering)},
		{"completed", heygentest.VideoSpec{
			Title: "Product Update", Created: time.Unix(1752700000, 0), Queued: time.Second, Renders: 420 * time.Second,
			Length: 34200 * time.Millisecond,
		}, `{"id":"v1","title":"Product Update","status":"completed","created_at":1752700000,"completed_at":1752700421,
			"duration":34.2,"video_url":"LINK v1/video.mp4","thumbnail_url":"LINK v1/thumbnail.jpeg","gif_url":null,
			"captioned_video_url":null,"subtitle_url":null,"folder_id":null,"output_language":null,"failure_code":null,
			"failure_message":null,"video_page_url":"https://app.heygen.com/videos/v1"}`},
		{"with everything", heygentest.VideoSpec{
			Created: time.Unix(1, 0), WebM: true, Captioned: true, Subtitled: true, Animated: true,
		}, `{"id":"v1","title":null,"status":"completed","created_at":1,"completed_at":1,"duration":30,
			"video_url":"LINK v1/video.webm","thumbnail_url":"LINK v1/thumbnail.jpeg","gif_url":"LINK v1/gif.gif",
			"captioned_video_url":"LINK v1/captioned.mp4","subtitle_url":"LINK v1/subtitle.srt","folder_id":null,
			"output_language":null,"failure_code":null,"failure_message":null,
			"video_page_url":"https://app.heygen.com/videos/v1"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			now := (&clock{time.Unix(1752800000, 0)}).read
			if tc.spec.Created.IsZero() {
				now = nil
			}
			bubble(t, heygentest.Options{Now: now}, func(t *testing.T, w *world) {
				tc.spec.ID = "v1"
				w.Add(tc.spec)
				wantJSON(t, w.must(http.StatusOK, "/v3/videos/v1").body, `{"data":`+tc.want+`}`)
			})
		})
	}
}

func TestSingleDoesNotKnowAVideo(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "later", NotFoundFor: time.Minute})
		for _, id := range []string{"vid-1", "later"} {
			wantJSON(t, w.must(http.StatusNotFound, "/v3/videos/"+id).body, `{"error":{"code":"video_not_found",
				"message":"Video `+id+` not found","doc_url":"https://developers.heygen.com/docs/error-codes#video-not-found"}}`)
		}
		pass(time.Minute)
		if got := w.field("later", "status"); got != "completed" {
			t.Errorf("a minute later it is %v", got)
		}
	})
}

func TestAccountAnswersAsDocumented(t *testing.T) {
	bubble(t, heygentest.Options{Balance: 12.5}, func(t *testing.T, w *world) {
		wantJSON(t, w.must(http.StatusOK, "/v3/users/me").body, `{"data":{"username":"reelwatch","email":"reelwatch@example.com",
			"billing_type":"wallet","wallet":{"currency":"usd","remaining_balance":12.5},"subscription":null,"usage_based":null}}`)
	})
}

func TestStatusFollowsFromTheClock(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(
			heygentest.VideoSpec{ID: "good", NotFoundFor: time.Minute, Queued: 2 * time.Minute, Renders: time.Minute, NoLinkFor: time.Minute},
			heygentest.VideoSpec{ID: "bad", Queued: time.Minute, Renders: time.Minute, Ends: heygen.Failed},
			heygentest.VideoSpec{ID: "endless", Ends: heygen.Processing},
		)
		for minute, want := range []string{
			"not_found queued processing", "queued processing processing", "processing failed processing",
			"completed failed processing", "completed failed processing",
		} {
			got := map[string]string{}
			for _, it := range w.bulk("good", "bad", "endless") {
				got[it.ID] = it.Status
			}
			if now := got["good"] + " " + got["bad"] + " " + got["endless"]; now != want {
				t.Errorf("minute %d: %s, want %s", minute, now, want)
			}
			if minute >= 3 {
				if linked := w.field("good", "video_url") != nil; linked != (minute == 4) {
					t.Errorf("minute %d: linked is %v", minute, linked)
				}
			}
			pass(time.Minute)
		}
	})
}

func TestChangeAndRemove(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1", Title: "before", Ends: heygen.Processing})
		if !w.Change("v1", func(v *heygentest.VideoSpec) { v.Title, v.Ends = "after", heygen.Completed }) {
			t.Fatal("there is no v1 to change")
		}
		if got := w.field("v1", "title"); got != "after" {
			t.Errorf("title is %v", got)
		}
		if got := w.field("v1", "status"); got != "completed" {
			t.Errorf("status is %v", got)
		}
		w.Remove("v1")
		w.must(http.StatusNotFound, "/v3/videos/v1")
		if w.Change("v1", func(*heygentest.VideoSpec) {}) {
			t.Error("a removed video was changed")
		}
	})
}

func TestIDsAreHeyGens(t *testing.T) {
	seen := map[string]bool{}
	for i := range 10_000 {
		id := heygentest.ID(i)
		if len(id) != 32 || strings.Trim(id, "0123456789abcdef") != "" || seen[id] {
			t.Fatalf("ID(%d) is %q, or not the first of it", i, id)
		}
		seen[id] = true
	}
	for i := range 10_000 {
		if id := heygentest.ID(i); !seen[id] {
			t.Fatalf("ID(%d) is %q, and was another", i, id)
		}
	}
}
