package heygen_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"reelwatch/heygen"
)

// readOne reads a video whose answer is body, at v3 or v1.
func readOne(t *testing.T, mode heygen.Mode, id, body string) heygen.Video {
	t.Helper()
	v, err := newClient(t, heygen.Config{Mode: mode, Transport: answered(200, body)}).Video(t.Context(), id)
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return v
}

func TestVideoExamples(t *testing.T) {
	t.Parallel()
	const signed = "?Expires=1753305221&Signature=AbC~d-e_f__&Key-Pair-Id=K38HBHX5LX3X2H"
	for _, test := range []struct {
		name string
		mode heygen.Mode
		body string
		want heygen.Video
	}{
		{"v3 completed", heygen.ModeV3, `{"data":{"id":"7f2c1f0fde5a4b8a9c1e000000000001","title":"Product Update","status":"completed",
 "created_at":1752700000,"completed_at":1752700421,"duration":34.2,
 "video_url":"https://files2.heygen.ai/aws_pacific/avatar_tmp/1111/2222.mp4` + signed + `",
 "thumbnail_url":"https://files2.heygen.ai/aws_pacific/avatar_tmp/1111/2222.jpeg` + signed + `",
 "gif_url":"https://resource2.heygen.ai/video/7f2c1f0fde5a4b8a9c1e000000000001/gif.gif",
 "captioned_video_url":null,"subtitle_url":null,"folder_id":null,"output_language":null,
 "failure_code":null,"failure_message":null,
 "video_page_url":"https://app.heygen.com/videos/7f2c1f0fde5a4b8a9c1e000000000001"}}`,
			heygen.Video{ID: idA, Title: "Product Update", Status: heygen.Completed, Described: true,
				CreatedAt: time.Unix(1752700000, 0).UTC(), CompletedAt: time.Unix(1752700421, 0).UTC(), Duration: 34200 * time.Millisecond,
				VideoURL:     "https://files2.heygen.ai/aws_pacific/avatar_tmp/1111/2222.mp4" + signed,
				ThumbnailURL: "https://files2.heygen.ai/aws_pacific/avatar_tmp/1111/2222.jpeg" + signed,
				GIFURL:       "https://resource2.heygen.ai/video/7f2c1f0fde5a4b8a9c1e000000000001/gif.gif",
				PageURL:      "https://app.heygen.com/videos/7f2c1f0fde5a4b8a9c1e000000000001"}},
		{"v3 failed", heygen.ModeV3, `{"data":{"id":"c4e8b2a1f9d34c56b7a8000000000003","status":"failed","title":"Untitled",
 "failure_code":"MOVIO_PAYMENT_INSUFFICIENT_CREDIT",
 "failure_message":"Insufficient credit. This operation requires 'plan_credit' or 'api' credits.","video_url":null}}`,
			heygen.Video{ID: idC, Title: "Untitled", Status: heygen.Failed, Described: true,
				Failure: &heygen.Failure{Code: "MOVIO_PAYMENT_INSUFFICIENT_CREDIT", Message: "Insufficient credit. This operation requires 'plan_credit' or 'api' credits."}}},
		{"v1 completed", heygen.ModeV1, `{"code":100,"data":{"callback_id":null,"caption_url":null,"created_at":1759307076,"duration":42.5,"error":null,
 "gif_url":"https://resource2.heygen.ai/x/gif.gif","id":"fcbba36d9d0b45c08135da6840a1c739","status":"completed",
 "thumbnail_url":"https://files2.heygen.ai/x/t.jpeg?Expires=1759911876&Signature=S__&Key-Pair-Id=K",
 "video_url":"https://files2.heygen.ai/x/v.mp4?Expires=1759911876&Signature=S__&Key-Pair-Id=K",
 "video_url_caption":null},"message":"Success"}`,
			heygen.Video{ID: "fcbba36d9d0b45c08135da6840a1c739", Status: heygen.Completed,
				CreatedAt: time.Unix(1759307076, 0).UTC(), Duration: 42500 * time.Millisecond,
				GIFURL:       "https://resource2.heygen.ai/x/gif.gif",
				ThumbnailURL: "https://files2.heygen.ai/x/t.jpeg?Expires=1759911876&Signature=S__&Key-Pair-Id=K",
				VideoURL:     "https://files2.heygen.ai/x/v.mp4?Expires=1759911876&Signature=S__&Key-Pair-Id=K"}},
		{"v1 failed", heygen.ModeV1, `{"code":100,"data":{"callback_id":null,"caption_url":null,"duration":null,"error":{"code":40119,
 "detail":"Video is too long (> 3600.0s). Please upgrade your plan to generate longer videos","message":"Video is too long"},
 "gif_url":null,"id":"2dbb","status":"failed","thumbnail_url":null,"video_url":null,"video_url_caption":null},"message":"Success"}`,
			heygen.Video{ID: "2dbb", Status: heygen.Failed, Failure: &heygen.Failure{Code: "40119",
				Message: "Video is too long (> 3600.0s). Please upgrade your plan to generate longer videos"}}},
		{"v1 of the skill", heygen.ModeV1, `{"error":null,"data":{"video_id":"abc123","status":"failed","error":"Script too long for selected avatar"}}`,
			heygen.Video{ID: "abc123", Status: heygen.Failed, Failure: &heygen.Failure{Message: "Script too long for selected avatar"}}},
		{"v1 completed with a note", heygen.ModeV1, `{"code":100,"data":{"id":"abc123","status":"completed","video_url":"https://f/v.mp4",
 "caption_url":"https://f/c.ass","video_url_caption":"https://f/vc.mp4","error":{"code":"MOVIO_PAYMENT_INSUFFICIENT_CREDIT","message":"Insufficient credit"}}}`,
			heygen.Video{ID: "abc123", Status: heygen.Completed, VideoURL: "https://f/v.mp4", SubtitleURL: "https://f/c.ass", CaptionedURL: "https://f/vc.mp4",
				Failure: &heygen.Failure{Code: "MOVIO_PAYMENT_INSUFFICIENT_CREDIT", Message: "Insufficient credit"}}},
		{"without envelope", heygen.ModeV3, `{"id":"abc123","status":"failed","error":"boom"}`,
			heygen.Video{ID: "abc123", Status: heygen.Failed, Described: true, Failure: &heygen.Failure{Message: "boom"}}},
		{"v3 with v1's names and v2's times", heygen.ModeV3, `{"error":null,"data":{"video_id":"abc123","id":"other","status":"COMPLETED","video_title":"T",
 "created_at":"1752700000","completed_at":"2025-07-16T21:13:41Z","duration":"34.2","subtitle_url":"https://f/s.srt","captioned_video_url":"https://f/c.mp4"}}`,
			heygen.Video{ID: "abc123", Title: "T", Status: heygen.Completed, Described: true,
				CreatedAt: time.Unix(1752700000, 0).UTC(), CompletedAt: time.Unix(1752700421, 0).UTC(), Duration: 34200 * time.Millisecond,
				SubtitleURL: "https://f/s.srt", CaptionedURL: "https://f/c.mp4"}},
		{"nothing but a status", heygen.ModeV3, `{"data":{"status":"processing"}}`,
			heygen.Video{ID: "abc123", Status: heygen.Processing, Described: true}},
		{"nothing but an id", heygen.ModeV3, `{"data":{"id":"abc123"}}`,
			heygen.Video{ID: "abc123", Status: heygen.Unknown, Described: true}},
		{"null everywhere", heygen.ModeV3, `{"data":{"id":"abc123","status":null,"title":null,"created_at":null,"completed_at":null,"duration":null,"video_url":null,"error":null,"video_page_url":null}}`,
			heygen.Video{ID: "abc123", Status: heygen.Unknown, Described: true}},
		{"odd types everywhere", heygen.ModeV3, `{"data":{"id":"abc123","status":"processing","title":[],"created_at":{},"completed_at":true,"duration":"long","video_url":{},"error":7}}`,
			heygen.Video{ID: "abc123", Status: heygen.Processing, Described: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := readOne(t, test.mode, test.want.ID, test.body); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	none := heygen.Failure{Message: "HeyGen gave no reason"}
	for _, test := range []struct {
		fields string
		want   heygen.Failure
	}{
		{``, none},
		{`,"error":null`, none},
		{`,"error":""`, none},
		{`,"error":{}`, none},
		{`,"error":{"code":null,"message":null}`, none},
		{`,"error":{"code":null,"message":"","detail":{},"why":[]}`, none},
		{`,"failure_code":null,"failure_message":null`, none},
		{`,"failure_code":"C"`, heygen.Failure{Code: "C"}},
		{`,"failure_message":"M","error":{"code":"C","message":"N"}`, heygen.Failure{Code: "C", Message: "M"}},
		{`,"error":"plain"`, heygen.Failure{Message: "plain"}},
		{`,"error":40119`, heygen.Failure{Code: "40119"}},
		{`,"error":{"code":"40119","message":"M","detail":"D"}`, heygen.Failure{Code: "40119", Message: "M: D"}},
		{`,"error":{"code":null,"message":null,"detail":"D"}`, heygen.Failure{Message: "D"}},
		{`,"error":{"failure_code":"C","failure_message":"M"}`, heygen.Failure{Code: "C", Message: "M"}},
		{`,"error":{"why": {"x": 1}}`, heygen.Failure{Message: `{"why":{"x":1}}`}},
		{`,"error":["a"]`, heygen.Failure{Message: `["a"]`}},
	} {
		v := readOne(t, heygen.ModeV3, "abc123", `{"data":{"id":"abc123","status":"error"`+test.fields+`}}`)
		if v.Status != heygen.Failed || v.Failure == nil || *v.Failure != test.want {
			t.Errorf("%s: got %q, %+v", test.fields, v.Status, v.Failure)
		}
	}
}

func TestOnlyTheStatusEndsAVideo(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"processing", "pending", "polishing", ""} {
		v := readOne(t, heygen.ModeV1, "abc123", `{"code":100,"data":{"id":"abc123","status":"`+status+`","error":{"code":1,"message":"x"}}}`)
		if v.Status == heygen.Failed || v.Failure != nil {
			t.Errorf("%q: got %q with %+v", status, v.Status, v.Failure)
		}
	}
}

func TestTimesAndLengths(t *testing.T) {
	t.Parallel()
	at := time.Unix(1752700000, 0).UTC()
	for value, want := range map[string]time.Time{
		`1752700000`: at, `1752700000.9`: at, `"1752700000"`: at, `" 1752700000 "`: at, `1.7527e9`: at,
		`"2025-07-16T21:06:40Z"`: at, `"2025-07-16T23:06:40+02:00"`: at, `"2025-07-16T21:06:40.123Z"`: at,
		`0`: {}, `-1`: {}, `"0001-01-01T00:00:00Z"`: {}, `"0000-01-01T00:00:00+23:00"`: {}, `1e300`: {}, `1e999`: {}, `253402300800`: {}, `"NaN"`: {}, `"Inf"`: {},
		`"yesterday"`: {}, `""`: {}, `null`: {}, `false`: {}, `[1752700000]`: {},
	} {
		v := readOne(t, heygen.ModeV3, "abc123", `{"data":{"id":"abc123","created_at":`+value+`}}`)
		if !v.CreatedAt.Equal(want) || v.CreatedAt.IsZero() != want.IsZero() {
			t.Errorf("%s: %v", value, v.CreatedAt)
		}
		if _, err := json.Marshal(v); err != nil {
			t.Errorf("%s: cannot be stored: %v", value, err)
		}
	}
	for value, want := range map[string]time.Duration{
		`34.2`: 34200 * time.Millisecond, `"34"`: 34 * time.Second, `0`: 0, `-3`: 0, `1e300`: 0, `1e999`: 0, `"x"`: 0, `null`: 0,
	} {
		if v := readOne(t, heygen.ModeV3, "abc123", `{"data":{"id":"abc123","duration":`+value+`}}`); v.Duration != want {
			t.Errorf("%s: %v", value, v.Duration)
		}
	}
}

func TestLongFieldsAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("日本", 10_000)
	v := readOne(t, heygen.ModeV3, "abc123", `{"data":{"id":"abc123","status":"failed","title":"`+long+`","video_url":"https://f/`+long+`",
		"failure_code":"`+long+`","failure_message":"`+long+`"}}`)
	if len(v.Title) > 4<<10 || len(v.Title) < 4000 || !utf8.ValidString(v.Title) || !strings.HasSuffix(v.Title, "…") {
		t.Errorf("a title of %d bytes", len(v.Title))
	}
	if len(v.Failure.Message) > 1<<10 || len(v.Failure.Code) > 1<<10 || !utf8.ValidString(v.Failure.Message) {
		t.Errorf("a reason of %d and %d bytes", len(v.Failure.Code), len(v.Failure.Message))
	}
	if v.VideoURL != "" {
		t.Errorf("a link of %d bytes", len(v.VideoURL))
	}
	v = readOne(t, heygen.ModeV3, "abc123", `{"data":{"id":"abc123","status":"`+long+`"}}`)
	if len(v.Status) > 100 {
		t.Errorf("a status of %d bytes", len(v.Status))
	}
}

func TestTheAnswerIsAboutAnotherVideo(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"other", "../abc123", "abc123 "} {
		body, _ := json.Marshal(map[string]any{"data": map[string]any{"id": id, "status": "completed"}})
		_, err := newClient(t, heygen.Config{Transport: answered(200, string(body))}).Video(t.Context(), "abc123")
		if kind(err) != "body" {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// FuzzDecodeVideo holds that no answer breaks the reading, and that what is read is bounded, valid and can be stored.
func FuzzDecodeVideo(f *testing.F) {
	f.Add(bulkExample)
	f.Add(`{"data":{"id":"abc123","status":"failed","error":{"code":40119,"detail":{"x":1},"message":"M"},"created_at":"1e9","duration":1e300}}`)
	f.Add(`{"code":100,"data":{"token":"t","videos":[{"video_id":"abc123","video_title":"T","status":"draft"}]},"message":null}`)
	f.Add(`{"data":[{"id":"abc123","title":"\ud800"}],"has_more":true,"next_token":7}`)
	f.Add(`[{"video_id":null}]`)
	f.Fuzz(func(t *testing.T, body string) {
		for _, mode := range []heygen.Mode{heygen.ModeV3, heygen.ModeV1} {
			c := newClient(t, heygen.Config{Mode: mode, Transport: answered(200, body)})
			statuses, _ := c.Statuses(t.Context(), []string{"abc123"})
			page, _ := c.Videos(t.Context(), heygen.PageRequest{})
			one, err := c.Video(t.Context(), "abc123")
			all := append(statuses, page.Videos...)
			if err == nil {
				all = append(all, one)
			}
			for _, v := range all {
				if id, err := heygen.ParseID(v.ID); err != nil || id != v.ID {
					t.Errorf("id %q", v.ID)
				}
				if len(v.Title) > 4<<10 || len(v.Failure.Text()) > 1<<10 || v.Duration < 0 || v.Status == "" {
					t.Errorf("unbounded: %+v", v)
				}
				if _, err := json.Marshal(v); err != nil {
					t.Errorf("cannot be stored: %v", err)
				}
			}
			account, err := c.Account(t.Context())
			if err == nil && len(account.Purse()) > 400 {
				t.Errorf("purse %q", account.Purse())
			}
		}
	})
}
