package heygentest_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen/heygentest"
)

func TestRefusals(t *testing.T) {
	for _, tc := range []struct {
		fault heygentest.Fault
		want  string // code and message
	}{
		{heygentest.Fault{Status: 400}, "invalid_parameter Bad Request"},
		{heygentest.Fault{Status: 401}, "unauthorized Unauthorized"},
		{heygentest.Fault{Status: 402}, "insufficient_credit Payment Required"},
		{heygentest.Fault{Status: 403}, "forbidden Forbidden"},
		{heygentest.Fault{Status: 404}, "not_found Not Found"},
		{heygentest.Fault{Status: 409}, "conflict Conflict"},
		{heygentest.Fault{Status: 429, RetryAfter: "7"}, "rate_limit_exceeded Too Many Requests"},
		{heygentest.Fault{Status: 429, RetryAfter: "Sat, 01 Jan 2000 00:00:09 GMT", Code: "quota_exceeded", Message: "Enough."}, "quota_exceeded Enough."},
		{heygentest.Fault{Status: 500}, "internal_error Internal Server Error"},
		{heygentest.Fault{Status: 502}, "service_unavailable Bad Gateway"},
		{heygentest.Fault{Status: 503}, "service_unavailable Service Unavailable"},
		{heygentest.Fault{Status: 504}, "gateway_timeout Gateway Timeout"},
		{heygentest.Fault{Status: 200, Code: "odd", Message: "an error beside success"}, "odd an error beside success"},
	} {
		t.Run(tc.want, func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				tc.fault.Do = heygentest.Refuse
				w.Fail(tc.fault)
				got := w.must(tc.fault.Status, "/v3/videos")
				var e struct {
					Error struct{ Code, Message string }
				}
				got.decode(t, &e)
				if said := e.Error.Code + " " + e.Error.Message; said != tc.want {
					t.Errorf("says %q", said)
				}
				if after := got.header.Get("Retry-After"); after != tc.fault.RetryAfter {
					t.Errorf("Retry-After is %q, want %q", after, tc.fault.RetryAfter)
				}
				w.must(http.StatusOK, "/v3/videos")
			})
		})
	}
}

func TestPagesAndLiteralAnswers(t *testing.T) {
	for _, tc := range []struct {
		name   string
		fault  heygentest.Fault
		status int
		kind   string
		body   string
	}{
		{"an edge's 403", heygentest.Fault{Do: heygentest.Page, Status: 403}, 403, "text/html; charset=UTF-8", "<title>403 Forbidden</title>"},
		{"a gateway's 502", heygentest.Fault{Do: heygentest.Page, Status: 502}, 502, "text/html; charset=UTF-8", "<h1>502 Bad Gateway</h1>"},
		{"a page beside success", heygentest.Fault{Do: heygentest.Page}, 200, "text/html; charset=UTF-8", "<html>"},
		{"not JSON", heygentest.Fault{Do: heygentest.Say, Body: `{"data":[`}, 200, "application/json", `{"data":[`},
		{"null", heygentest.Fault{Do: heygentest.Say, Body: `{"data":null}`}, 200, "application/json", `{"data":null}`},
		{"nothing", heygentest.Fault{Do: heygentest.Say, Status: 202}, 202, "application/json", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				w.Fail(tc.fault)
				got := w.must(tc.status, "/v3/videos")
				if got.header.Get("Content-Type") != tc.kind || !strings.Contains(string(got.body), tc.body) {
					t.Errorf("%s: %q", got.header.Get("Content-Type"), got.body)
				}
				if tc.body == "" && len(got.body) > 0 {
					t.Errorf("an empty body holds %q", got.body)
				}
			})
		})
	}
}

func TestFaultsAreCountedDown(t *testing.T) {
	refuse := func(status, times, skip int) heygentest.Fault {
		return heygentest.Fault{Do: heygentest.Refuse, Status: status, Times: times, Skip: skip}
	}
	for _, tc := range []struct {
		name   string
		faults []heygentest.Fault
		want   []int
	}{
		{"once", []heygentest.Fault{refuse(500, 0, 0)}, []int{500, 200, 200}},
		{"twice", []heygentest.Fault{refuse(500, 2, 0)}, []int{500, 500, 200}},
		{"always", []heygentest.Fault{refuse(500, heygentest.Always, 0)}, []int{500, 500, 500, 500}},
		{"the third", []heygentest.Fault{refuse(500, 0, 2)}, []int{200, 200, 500, 200}},
		{"one after another", []heygentest.Fault{refuse(500, 0, 0), refuse(503, 2, 0), refuse(429, 0, 1)}, []int{500, 503, 503, 200, 429, 200}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				w.Add(heygentest.VideoSpec{ID: "v1", Faults: tc.faults}, heygentest.VideoSpec{ID: "v2"})
				for i, want := range tc.want {
					if got := w.ask("/v3/videos/v1"); got.status != want {
						t.Errorf("answer %d is %d, want %d", i, got.status, want)
					}
					w.must(http.StatusOK, "/v3/videos/v2")
				}
			})
		})
	}
}

// apiPaths has a request for each route of the API.
func apiPaths() map[heygentest.Route]string {
	return map[heygentest.Route]string{
		heygentest.Bulk:     "/v3/videos/statuses?video_ids=v2,v1",
		heygentest.Single:   "/v3/videos/v1",
		heygentest.List:     "/v3/videos",
		heygentest.Account:  "/v3/users/me",
		heygentest.V1Status: "/v1/video_status.get?video_id=v1",
		heygentest.V1List:   "/v1/video.list",
	}
}

// teapot is a fault that cannot be taken for anything else.
func teapot(on heygentest.Route) heygentest.Fault {
	return heygentest.Fault{On: on, Do: heygentest.Refuse, Status: http.StatusTeapot, Times: heygentest.Always}
}

func TestFaultsStrikeTheirRoute(t *testing.T) {
	for on := range apiPaths() {
		t.Run(string(on), func(t *testing.T) {
			bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
				w.Add(heygentest.VideoSpec{ID: "v1"})
				link := w.link("v1")
				w.Fail(teapot(on))
				for route, path := range apiPaths() {
					want := http.StatusOK
					if route == on {
						want = http.StatusTeapot
					}
					w.must(want, path)
				}
				if got := w.fetch(link); got.status != http.StatusOK {
					t.Errorf("the file answers %d", got.status)
				}
				w.Heal()
				w.must(http.StatusOK, apiPaths()[on])
			})
		})
	}
}

func TestFaultsOfTheWholeAPI(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1"})
		link := w.link("v1")
		w.Fail(teapot(heygentest.API))
		for _, path := range apiPaths() {
			w.must(http.StatusTeapot, path)
		}
		if got := w.fetch(link); got.status != http.StatusOK {
			t.Errorf("the file answers %d", got.status)
		}
	})
}

func TestFaultsOfOneVideoOnAnyRoute(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1"})
		link := w.link("v1")
		w.Change("v1", func(v *heygentest.VideoSpec) { v.Faults = []heygentest.Fault{teapot("")} })
		for _, route := range []heygentest.Route{heygentest.Bulk, heygentest.Single, heygentest.V1Status} {
			w.must(http.StatusTeapot, apiPaths()[route])
		}
		w.must(http.StatusOK, apiPaths()[heygentest.List])
		if got := w.fetch(link); got.status != http.StatusTeapot {
			t.Errorf("the file answers %d", got.status)
		}
	})
}

func TestOmit(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.Batch(3)...)
		w.Change(heygentest.ID(2), func(v *heygentest.VideoSpec) {
			v.Faults = []heygentest.Fault{{Do: heygentest.Omit, Times: 2}}
		})
		for i, want := range []int{2, 2, 3} {
			if got := w.bulk(heygentest.ID(1), heygentest.ID(2), heygentest.ID(3)); len(got) != want {
				t.Errorf("answer %d holds %d, want %d", i, len(got), want)
			}
		}
		w.Fail(heygentest.Fault{On: heygentest.Bulk, Do: heygentest.Omit})
		if got := w.bulk(heygentest.ID(1), "nobody"); len(got) != 0 {
			t.Errorf("with all left out there is %v", got)
		}
		if got := w.bulk(heygentest.ID(1), "nobody"); len(got) != 2 {
			t.Errorf("once more there is %v", got)
		}
	})
}

func TestHugeIsTheRightAnswerBlownUp(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Add(heygentest.VideoSpec{ID: "v1"})
		w.Fail(heygentest.Fault{Do: heygentest.Huge})
		got := w.must(http.StatusOK, "/v3/videos/v1")
		if len(got.body) <= 4<<20 || !json.Valid(got.body) {
			t.Errorf("%d bytes, JSON: %v", len(got.body), json.Valid(got.body))
		}
	})
}

func TestAPIConnectionTrouble(t *testing.T) {
	for _, do := range []heygentest.Trouble{heygentest.Cut, heygentest.Reset} {
		for _, tc := range []struct {
			name   string
			after  float64
			status int
		}{{"before the answer", 0, 0}, {"amid the answer", 0.5, http.StatusOK}} {
			t.Run(string(do)+" "+tc.name, func(t *testing.T) {
				test := func(t *testing.T, w *world) {
					w.Fail(heygentest.Fault{Do: do, After: tc.after})
					got := w.ask("/v3/users/me")
					if got.err == nil || json.Valid(got.body) {
						t.Errorf("status %d, error %v, body %q", got.status, got.err, got.body)
					}
					if do == heygentest.Cut && got.status != tc.status {
						t.Errorf("status %d, want %d", got.status, tc.status)
					}
					w.must(http.StatusOK, "/v3/users/me")
				}
				bubble(t, heygentest.Options{}, test)
				test(t, sockets(t, heygentest.Options{}))
			})
		}
	}
}

func TestResetIsAReset(t *testing.T) {
	w := sockets(t, heygentest.Options{})
	w.Fail(heygentest.Fault{Do: heygentest.Reset})
	if got := w.ask("/v3/users/me"); !errors.Is(got.err, syscall.ECONNRESET) {
		t.Errorf("error %v", got.err)
	}
}

func TestStallHoldsUntilTheClientGoes(t *testing.T) {
	bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
		w.Fail(heygentest.Fault{Do: heygentest.Stall})
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		began := time.Now()
		got := w.do(w.request(w.BaseURL()+"/v3/users/me", "X-Api-Key", "k").WithContext(ctx))
		if !errors.Is(got.err, context.DeadlineExceeded) || time.Since(began) != 30*time.Second {
			t.Errorf("error %v after %v", got.err, time.Since(began))
		}
	})
}

func TestReleaseLetsAStalledAnswerGoOn(t *testing.T) {
	for name, after := range map[string]float64{"before the answer": 0, "amid the answer": 0.5} {
		t.Run(name, func(t *testing.T) {
			bubble(t, heygentest.Options{Balance: 3}, func(t *testing.T, w *world) {
				w.Fail(heygentest.Fault{Do: heygentest.Stall, After: after})
				answered := make(chan reply, 1)
				go func() { answered <- w.ask("/v3/users/me") }()
				pass(time.Hour)
				synctest.Wait()
				select {
				case got := <-answered:
					t.Fatalf("answered %d although held", got.status)
				default:
				}
				w.Release()
				if got := <-answered; got.status != http.StatusOK || got.err != nil || !json.Valid(got.body) {
					t.Errorf("released: %d, %v, %s", got.status, got.err, got.body)
				}
			})
		})
	}
}

func TestAPIRedirects(t *testing.T) {
	for to, want := range map[string]string{
		"":                           "http://api.heygentest/v3/videos?limit=1",
		heygentest.ToMirror:          "http://mirror.heygentest/v3/videos?limit=1",
		"https://elsewhere.example/": "https://elsewhere.example/",
	} {
		bubble(t, heygentest.Options{}, func(t *testing.T, w *world) {
			w.Fail(heygentest.Fault{Do: heygentest.Redirect, To: to})
			if got := w.must(http.StatusFound, "/v3/videos?limit=1").header.Get("Location"); got != want {
				t.Errorf("leads to %s, want %s", got, want)
			}
			w.Fail(heygentest.Fault{Do: heygentest.Redirect, Status: http.StatusPermanentRedirect})
			w.must(http.StatusPermanentRedirect, "/v3/videos")
		})
	}
}
