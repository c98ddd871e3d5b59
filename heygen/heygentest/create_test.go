package heygentest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

const (
	videos   = "/v3/videos"
	agents   = "/v3/video-agents"
	template = "/v3/templates/tpl_1"
	legacy   = "/v2/video/generate"
)

// body is a request for a video with this title.
func body(title string) string { return fmt.Sprintf(`{"type":"avatar","title":%q}`, title) }

// bodies has a good body for each route that starts generations.
func bodies() map[string]string {
	return map[string]string{
		videos:   body("One"),
		agents:   `{"prompt":"A film about one"}`,
		template: `{"variables":{"name":"x"},"title":"One"}`,
		legacy:   `{"video_inputs":[{}],"title":"One"}`,
	}
}

// routes names the routes of these paths.
func routes() map[string]heygentest.Route {
	return map[string]heygentest.Route{
		videos: heygentest.Create, agents: heygentest.Agent, template: heygentest.Template, legacy: heygentest.CreateV2,
	}
}

func TestAnswersToCreating(t *testing.T) {
	for path, want := range map[string]string{
		videos: `{"data":{"video_id":"*","status":"waiting","output_format":"mp4"}}`,
		agents: `{"data":{"session_id":"*","status":"generating","video_id":null,"created_at":946684800}}`,
		template: `{"data":{"id":"*","title":"One","status":"pending","created_at":946684800,"completed_at":null,"duration":null,
			"video_url":null,"thumbnail_url":null,"gif_url":null,"captioned_video_url":null,"subtitle_url":null,"folder_id":null,
			"output_language":null,"failure_code":null,"failure_message":null,"video_page_url":"*"}}`,
		legacy: `{"error":null,"data":{"video_id":"*"},"warning":{"message":"*","v3_endpoint":"/v3/videos","docs_url":"*","sunset_date":"2026-10-31"}}`,
	} {
		bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
			got := w.mustPost(http.StatusOK, path, "k1", bodies()[path])
			wantJSON(t, got.body, want)
			if old := got.header.Get("Deprecation") == "true"; old != (path == legacy) {
				t.Errorf("%s: said to be deprecated: %v", path, old)
			}
			made := w.Created()
			if len(made) != 1 || w.Count(heygentest.Creates) != 1 || w.Count(routes()[path]) != 1 {
				t.Fatalf("%s: created %v", path, made)
			}
			c := heygentest.Creation{Route: routes()[path], Path: path, Key: "k1", Body: []byte(bodies()[path]), VideoID: made[0].VideoID, At: time.Now()}
			if path == legacy {
				c.Key = ""
			}
			if path == agents {
				c.SessionID = "sess_" + c.VideoID
			}
			if !made[0].At.Equal(c.At) || c.VideoID == "" {
				t.Errorf("%s: made %q at %v", path, c.VideoID, made[0].At)
			}
			if made[0].At = c.At; !reflect.DeepEqual(made[0], c) {
				t.Errorf("%s: kept\n%+v, want\n%+v", path, made[0], c)
			}
		})
	}
}

func TestCreatedVideosRender(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		for _, path := range []string{videos, template, legacy} {
			w.mustPost(http.StatusOK, path, "", bodies()[path])
		}
		for i, want := range []string{"pending", "processing", "completed"} {
			for _, c := range w.Created() {
				if got, title := w.field(c.VideoID, "status"), w.field(c.VideoID, "title"); got != want || title != "One" {
					t.Errorf("%s at %d: %v %v", c.Path, i, got, title)
				}
			}
			pass([]time.Duration{10 * time.Second, 5 * time.Minute, 0}[i])
		}
		if !strings.HasSuffix(strings.SplitN(w.link(w.Created()[0].VideoID), "?", 2)[0], "/video.mp4") {
			t.Error("there is no film")
		}
	})
}

func TestCreateSpecSaysWhatBecomesOfAVideo(t *testing.T) {
	type asked struct {
		n     int
		title string
	}
	var got []asked
	spec := func(n int, title string) heygentest.VideoSpec {
		got = append(got, asked{n, title})
		if n == 1 {
			return heygentest.VideoSpec{ID: "mine", Title: "Another", Ends: heygen.Failed, FailMessage: "no"}
		}
		return heygentest.VideoSpec{}
	}
	bubble(t, heygentest.Options{CreateSpec: spec}, func(t *testing.T, w *world) {
		w.mustPost(http.StatusOK, videos, "k1", body("One"))
		w.mustPost(http.StatusOK, videos, "k2", `{"type":"avatar","title":"Two","output_format":"webm"}`)
		if want := []asked{{1, "One"}, {2, "Two"}}; !reflect.DeepEqual(got, want) {
			t.Errorf("asked for %v", got)
		}
		if status, title := w.field("mine", "status"), w.field("mine", "title"); status != "failed" || title != "Another" {
			t.Errorf("the first is %v %v", status, title)
		}
		second := w.Created()[1].VideoID
		if w.field(second, "title") != "Two" || !strings.Contains(w.link(second), "/video.webm?") {
			t.Errorf("the second is %v, %s", w.field(second, "title"), w.link(second))
		}
	})
}

func TestBrokenRequestsAreRefused(t *testing.T) {
	for _, tc := range []struct {
		path, key, body string
		status          int
		param           string
	}{
		{videos, "k", `{"title":"no type"}`, 400, "type"},
		{videos, "k", `[]`, 400, "body"},
		{videos, "k", `{"type":`, 400, "body"},
		{videos, "a b", body("x"), 400, "Idempotency-Key"},
		{videos, strings.Repeat("k", 256), body("x"), 400, "Idempotency-Key"},
		{agents, "k", `{}`, 400, "prompt"},
		{template, "k", `{"title":"x"}`, 400, "variables"},
		{template, "k", `{"variables":{},"template_id":"tpl_1"}`, 422, "template_id"},
		{legacy, "", `{"type":"avatar"}`, 400, ""},
	} {
		bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
			var refused struct {
				Error struct{ Code, Param string }
			}
			w.mustPost(tc.status, tc.path, tc.key, tc.body).decode(t, &refused)
			if refused.Error.Param != tc.param || refused.Error.Code != "invalid_parameter" {
				t.Errorf("%s %s: %+v", tc.path, tc.body, refused)
			}
			if made := w.Created(); len(made) != 0 || w.Refused()[tc.status] != 1 {
				t.Errorf("%s %s: made %v, refused %v", tc.path, tc.body, made, w.Refused())
			}
		})
	}
}

func TestCreatingDemandsTheCredential(t *testing.T) {
	for path, form := range map[string]string{
		videos: `{"error":{"code":"unauthorized","message":"Unauthorized","doc_url":"*"}}`,
		legacy: `{"data":null,"error":{"code":"unauthorized","message":"Unauthorized"}}`,
	} {
		bubble(t, heygentest.Options{Key: "sk"}, func(t *testing.T, w *world) {
			w.key = "wrong"
			wantJSON(t, w.mustPost(http.StatusUnauthorized, path, "k1", bodies()[path]).body, form)
			w.key = "sk"
			w.mustPost(http.StatusOK, path, "k1", bodies()[path])
			if n := len(w.Created()); n != 1 {
				t.Errorf("%s: %d made", path, n)
			}
		})
	}
}

func TestLegacyCreatingIsRetired(t *testing.T) {
	bubble(t, heygentest.Options{NoV1: true}, func(t *testing.T, w *world) {
		if got := w.mustPost(http.StatusGone, legacy, "", bodies()[legacy]); !bytes.Contains(got.body, []byte("<html>")) {
			t.Errorf("says %s", got.body)
		}
		w.mustPost(http.StatusOK, videos, "k", bodies()[videos])
	})
}

func TestFaultsStrikeCreating(t *testing.T) {
	for path, route := range routes() {
		for _, on := range []heygentest.Route{route, heygentest.Creates, heygentest.API, heygentest.Any, ""} {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				w.Fail(teapot(on))
				w.mustPost(http.StatusTeapot, path, "k", bodies()[path])
				if n := len(w.Created()); n != 0 || len(w.Refused()) != 0 {
					t.Errorf("%s, %s: %d made, refused %v", path, on, n, w.Refused())
				}
				w.Heal()
				w.Fail(teapot(heygentest.List), teapot(heygentest.Session))
				w.mustPost(http.StatusOK, path, "k", bodies()[path])
			})
		}
	}
}

func TestTroubleBeforeAndAfterProcessing(t *testing.T) {
	for _, tc := range []struct {
		fault heygentest.Fault
		made  int
	}{
		{heygentest.Fault{Do: heygentest.Cut}, 0},
		{heygentest.Fault{Do: heygentest.Reset}, 0},
		{heygentest.Fault{Do: heygentest.Cut, After: 0.5}, 1},
		{heygentest.Fault{Do: heygentest.Cut, Processed: true}, 1},
		{heygentest.Fault{Do: heygentest.Reset, Processed: true}, 1},
		{heygentest.Fault{Do: heygentest.Page, Status: 502}, 0},
		{heygentest.Fault{Do: heygentest.Page, Status: 502, Processed: true}, 1},
		{heygentest.Fault{Do: heygentest.Refuse, Status: 500}, 0},
		{heygentest.Fault{Do: heygentest.Refuse, Status: 500, Processed: true}, 1},
		{heygentest.Fault{Do: heygentest.Say, Body: "{}", Processed: true}, 1},
		{heygentest.Fault{Do: heygentest.Redirect}, 0},
		{heygentest.Fault{Do: heygentest.Huge}, 1},
	} {
		t.Run(fmt.Sprintf("%s %v %v", tc.fault.Do, tc.fault.After, tc.fault.Processed), func(t *testing.T) {
			test := func(t *testing.T, w *world) {
				w.Fail(tc.fault)
				got := w.post(videos, "k", body("x"))
				if broken := tc.fault.Do == heygentest.Cut || tc.fault.Do == heygentest.Reset; broken != (got.err != nil) {
					t.Errorf("status %d, error %v", got.status, got.err)
				}
				if n := len(w.Created()); n != tc.made {
					t.Errorf("%d made, want %d", n, tc.made)
				}
				// Once more under the same key, at once: never busy, never a second video.
				again := w.mustPost(http.StatusOK, videos, "k", body("x"))
				made := w.Created()
				if len(made) != 1 || made[0].Replays != tc.made || !bytes.Contains(again.body, []byte(made[0].VideoID)) {
					t.Errorf("then %+v, answered %s", made, again.body)
				}
			}
			bubble(t, heygentest.Options{}, test)
			test(t, sockets(t, heygentest.Options{}))
		})
	}
}

func TestAStalledCreationIsReleased(t *testing.T) {
	for _, fault := range []heygentest.Fault{{Do: heygentest.Stall}, {Do: heygentest.Stall, Processed: true}, {Do: heygentest.Stall, After: 0.5}} {
		bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
			w.Fail(fault)
			var all sync.WaitGroup
			all.Go(func() { w.mustPost(http.StatusOK, videos, "k", body("x")) })
			synctest.Wait()
			if early := !fault.Processed && fault.After == 0; early == (len(w.Created()) == 1) {
				t.Errorf("%+v: %d made while it stalls", fault, len(w.Created()))
			}
			w.Release()
			all.Wait()
			if len(w.Created()) != 1 {
				t.Errorf("%+v: %d made", fault, len(w.Created()))
			}
		})
	}
}

func TestCreatingGoesOnWithoutTheClient(t *testing.T) {
	bubble(t, heygentest.Options{Latency: 30 * time.Second}, func(t *testing.T, w *world) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got := w.postUntil(ctx, videos, "k1", body("x")); got.err == nil {
			t.Fatalf("answered %d", got.status)
		}
		// The work is not over: its key is busy, until the time of the whole answer has passed.
		w.mustPost(http.StatusConflict, videos, "k1", body("x"))
		again := w.mustPost(http.StatusOK, videos, "k1", body("x"))
		var answer struct {
			Data struct {
				VideoID string `json:"video_id"`
			}
		}
		if err := json.Unmarshal(again.body, &answer); err != nil || len(w.Created()) != 1 || w.Created()[0].VideoID != answer.Data.VideoID {
			t.Errorf("made %v, answered %s", w.Created(), again.body)
		}
	})
}
