package heygen_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"reelwatch/heygen"
)

const bulkExample = `{"data":[
  {"video_id":"7f2c1f0fde5a4b8a9c1e000000000001","status":"completed","error":null,"batch_id":null,"item_index":null},
  {"video_id":"91ab4f21c30d4e17a2b3000000000002","status":"processing"},
  {"video_id":"c4e8b2a1f9d34c56b7a8000000000003","status":"failed","error":{"code":"MOVIO_PAYMENT_INSUFFICIENT_CREDIT","message":"Insufficient credit. This operation requires 'api' credits."}},
  {"video_id":"00000000000000000000000000000004","status":"not_found"}],
 "has_more":false,"next_token":null}`

func TestBulkExample(t *testing.T) {
	t.Parallel()
	s, base := serve(t, map[string]http.HandlerFunc{"/v3/videos/statuses": says(200, bulkExample)})
	c := newClient(t, heygen.Config{Base: base})
	got, err := c.Statuses(t.Context(), []string{idA, idB, idC, idD})
	if err != nil {
		t.Fatal(err)
	}
	want := []heygen.Video{
		{ID: idA, Status: heygen.Completed},
		{ID: idB, Status: heygen.Processing},
		{ID: idC, Status: heygen.Failed, Failure: &heygen.Failure{Code: "MOVIO_PAYMENT_INSUFFICIENT_CREDIT",
			Message: "Insufficient credit. This operation requires 'api' credits."}},
		{ID: idD, Status: heygen.NotFound},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if q := s.request(t, 0).URL.RawQuery; q != "video_ids="+idA+"%2C"+idB+"%2C"+idC+"%2C"+idD {
		t.Errorf("query %q", q)
	}
	if c.Route() != heygen.RouteBulk || len(s.paths()) != 1 {
		t.Errorf("route %v after %q", c.Route(), s.paths())
	}
}

func TestBulkIsMatchedById(t *testing.T) {
	t.Parallel()
	item := func(id, status string) string { return fmt.Sprintf(`{"video_id":%q,"status":%q}`, id, status) }
	for _, test := range []struct {
		name  string
		items []string
		want  map[string]heygen.Status
	}{
		{"another order", []string{item(idB, "queued"), item(idA, "waiting")}, map[string]heygen.Status{idA: heygen.Pending, idB: heygen.Pending}},
		{"one left out", []string{item(idB, "running")}, map[string]heygen.Status{idB: heygen.Processing}},
		{"a foreign one", []string{item(idC, "completed"), item(idA, "completed")}, map[string]heygen.Status{idA: heygen.Completed}},
		{"twice", []string{item(idA, "processing"), item(idA, "completed"), item(idA, "failed")}, map[string]heygen.Status{idA: heygen.Processing}},
		{"odd ones between", []string{`null`, `7`, `"x"`, `[]`, `{}`, `{"video_id":null,"status":"pending","item_index":3}`, `{"video_id":"../etc","status":"completed"}`,
			`{"video_id":{},"status":"completed"}`, item(idB, "")}, map[string]heygen.Status{idB: heygen.Unknown}},
		{"id for video_id", []string{`{"id":"` + idA + `","status":"ERROR"}`}, map[string]heygen.Status{idA: heygen.Failed}},
		{"status of an odd type", []string{`{"video_id":"` + idA + `","status":null}`, `{"video_id":"` + idB + `","status":{"x":1}}`},
			map[string]heygen.Status{idA: heygen.Unknown, idB: heygen.Unknown}},
		{"nothing", nil, map[string]heygen.Status{}},
	} {
		body := `{"data":[` + strings.Join(test.items, ",") + `],"has_more":true,"unknown":{"x":[1]}}`
		got, err := newClient(t, heygen.Config{Transport: answered(200, body)}).Statuses(t.Context(), []string{idA, idB})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		found := map[string]heygen.Status{}
		for _, v := range got {
			found[v.ID] = v.Status
		}
		if len(got) != len(found) || !reflect.DeepEqual(found, test.want) {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
}

func TestBulkOfTheWrongShape(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"data":null}`, `{"data":{}}`, `{"data":"x"}`, `{}`, `{"data":[1,2,3]}`, `{"data":[{"id":""}]}`, `null`} {
		_, err := newClient(t, heygen.Config{Transport: answered(200, body)}).Statuses(t.Context(), []string{idA})
		if kind(err) != "body" {
			t.Errorf("%s: %T %v", body, err, err)
		}
	}
}

func TestAskAboutNothing(t *testing.T) {
	t.Parallel()
	s, base := serve(t, nil)
	c := newClient(t, heygen.Config{Base: base})
	if got, err := c.Statuses(t.Context(), nil); got != nil || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	for _, id := range []string{"", "../x", "a b", "ä", strings.Repeat("a", 129)} {
		if _, err := c.Statuses(t.Context(), []string{idA, id}); kind(err) != "request" {
			t.Errorf("%q: %v", id, err)
		}
		if _, err := c.Video(t.Context(), id); kind(err) != "request" {
			t.Errorf("%q: %v", id, err)
		}
	}
	if got := s.paths(); got != nil {
		t.Errorf("asked %q", got)
	}
}

func TestNoMoreThanOneQuestion(t *testing.T) {
	t.Parallel()
	s, base := serve(t, map[string]http.HandlerFunc{"/v3/videos/statuses": says(200, `{"data":[]}`)})
	ids := make([]string, 150)
	for i := range ids {
		ids[i] = fmt.Sprintf("v_%03d", i)
	}
	if _, err := newClient(t, heygen.Config{Base: base}).Statuses(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	sent := strings.Split(s.request(t, 0).URL.Query().Get("video_ids"), ",")
	if !slices.Equal(sent, ids[:100]) {
		t.Errorf("asked about %d ids", len(sent))
	}
}

// server makes the routes of a HeyGen of which some are missing.
type server struct{ bulk, single, v1 http.HandlerFunc }

func (s server) routes() map[string]http.HandlerFunc {
	routes := map[string]http.HandlerFunc{}
	for path, h := range map[string]http.HandlerFunc{
		"/v3/videos/statuses": s.bulk, "/v3/videos/" + idA: s.single, "/v1/video_status.get": s.v1,
	} {
		if h != nil {
			routes[path] = h
		}
	}
	return routes
}

func TestFindingTheRoute(t *testing.T) {
	t.Parallel()
	var (
		bulkOK   = says(200, `{"data":[{"video_id":"`+idA+`","status":"processing"}]}`)
		oneOK    = says(200, `{"data":{"id":"`+idA+`","status":"processing","title":"T"}}`)
		v1OK     = says(200, `{"code":100,"data":{"id":"`+idA+`","status":"processing"},"message":"Success"}`)
		caught   = says(404, `{"error":{"code":"video_not_found","message":"Video statuses not found"}}`)
		gone     = says(404, bodyV3Gone)
		html404  = says(404, bodyHTML)
		html200  = says(200, bodyHTML)
		v1Gone   = says(404, `{"code":40031,"message":"not found"}`)
		down     = says(503, "")
		refused  = says(401, bodyV3Auth)
		notThere = says(405, "")
		unknown  = says(404, `{"error":{"code":"not_found","message":"Not Found"}}`)
	)
	for _, test := range []struct {
		name   string
		mode   heygen.Mode
		server server
		route  heygen.Route
		status heygen.Status
		err    string
		asked  int
	}{
		{"bulk", "", server{bulkOK, oneOK, v1OK}, heygen.RouteBulk, heygen.Processing, "none", 1},
		{"caught by the single route", "", server{caught, oneOK, v1OK}, heygen.RouteSingle, heygen.Processing, "none", 2},
		{"and the video is gone", "", server{caught, gone, v1OK}, heygen.RouteSingle, heygen.NotFound, "none", 2},
		{"405", "", server{notThere, oneOK, v1OK}, heygen.RouteSingle, heygen.Processing, "none", 2},
		{"501", "", server{says(501, ""), oneOK, v1OK}, heygen.RouteSingle, heygen.Processing, "none", 2},
		{"410", "", server{says(410, ""), oneOK, v1OK}, heygen.RouteSingle, heygen.Processing, "none", 2},
		{"HTML 404", "", server{html404, oneOK, v1OK}, heygen.RouteSingle, heygen.Processing, "none", 2},
		{"v1 alone", "", server{nil, nil, v1OK}, heygen.RouteV1, heygen.Processing, "none", 3},
		{"v1 alone, other words", "", server{unknown, unknown, v1OK}, heygen.RouteV1, heygen.Processing, "none", 3},
		{"v1 knows it not", "", server{nil, nil, v1Gone}, heygen.RouteV1, heygen.NotFound, "none", 3},
		{"nothing there", "", server{}, heygen.RouteBulk, "", "route", 3},
		{"v1 is a page", "", server{nil, nil, html200}, heygen.RouteBulk, "", "route", 3},
		{"v1 is down", "", server{nil, nil, down}, heygen.RouteBulk, "", "server", 3},
		{"bulk is down", "", server{down, oneOK, v1OK}, heygen.RouteBulk, "", "server", 1},
		{"single is down", "", server{caught, down, v1OK}, heygen.RouteBulk, "", "server", 2},
		{"refused", "", server{refused, oneOK, v1OK}, heygen.RouteBulk, "", "auth", 1},
		{"refused at the second", "", server{caught, refused, v1OK}, heygen.RouteBulk, "", "auth", 2},
		{"bulk answers HTML", "", server{html200, oneOK, v1OK}, heygen.RouteBulk, "", "body", 1},
		{"v3: bulk", heygen.ModeV3, server{bulkOK, oneOK, v1OK}, heygen.RouteBulk, heygen.Processing, "none", 1},
		{"v3: single", heygen.ModeV3, server{caught, oneOK, v1OK}, heygen.RouteSingle, heygen.Processing, "none", 2},
		{"v3: never v1", heygen.ModeV3, server{nil, nil, v1OK}, heygen.RouteBulk, "", "route", 2},
		{"v1", heygen.ModeV1, server{bulkOK, oneOK, v1OK}, heygen.RouteV1, heygen.Processing, "none", 1},
		{"v1: gone", heygen.ModeV1, server{bulkOK, oneOK, v1Gone}, heygen.RouteV1, heygen.NotFound, "none", 1},
		{"v1: retired", heygen.ModeV1, server{bulkOK, oneOK, html404}, heygen.RouteV1, "", "route", 1},
		{"v1: retired by 410", heygen.ModeV1, server{bulkOK, oneOK, says(410, "")}, heygen.RouteV1, "", "route", 1},
		{"v1: retired to a page", heygen.ModeV1, server{bulkOK, oneOK, html200}, heygen.RouteV1, "", "route", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, base := serve(t, test.server.routes())
			c := newClient(t, heygen.Config{Base: base, Mode: test.mode})
			got, err := c.Statuses(t.Context(), []string{idA, idB})
			if kind(err) != test.err || c.Route() != test.route || len(s.paths()) != test.asked {
				t.Fatalf("%v; route %v after %q", err, c.Route(), s.paths())
			}
			if err == nil && (len(got) != 1 || got[0].ID != idA || got[0].Status != test.status) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestRouteErrorsSayWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, base := serve(t, nil)
	for mode, want := range map[heygen.Mode]string{
		heygen.ModeAuto: "neither v3's status routes nor v1's",
		heygen.ModeV3:   "neither of v3's status routes",
		heygen.ModeV1:   "v1 is retired",
	} {
		_, err := newClient(t, heygen.Config{Base: base, Mode: mode}).Statuses(t.Context(), []string{idA})
		if kind(err) != "route" || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", mode, err)
		}
	}
}

func TestASettledRouteStays(t *testing.T) {
	t.Parallel()
	routes := server{
		single: says(200, `{"data":{"id":"`+idA+`","status":"processing","title":"T"}}`),
		v1:     says(200, `{"code":100,"data":{"id":"`+idA+`","status":"processing"}}`),
	}.routes()
	s, base := serve(t, routes)
	c := newClient(t, heygen.Config{Base: base})
	ask := func() ([]heygen.Video, error) { return c.Statuses(context.Background(), []string{idA, idB}) }
	ask()
	got, err := ask()
	if err != nil || len(s.paths()) != 3 || !got[0].Described || got[0].Title != "T" {
		t.Errorf("%+v, %v after %q", got, err, s.paths())
	}
	// Where v3 has answered once, a fault of its routes does not lead to v1.
	s.change("/v3/videos/"+idA, says(404, bodyHTML))
	if _, err := ask(); kind(err) != "server" || c.Route() != heygen.RouteSingle {
		t.Errorf("%v; route %v", err, c.Route())
	}
	if n := len(slices.DeleteFunc(s.paths(), func(p string) bool { return p != "/v1/video_status.get" })); n != 0 {
		t.Errorf("v1 was asked %d times", n)
	}
}

func TestBulkMayGoDuringARun(t *testing.T) {
	t.Parallel()
	routes := server{
		bulk:   says(200, `{"data":[{"video_id":"`+idA+`","status":"processing"}]}`),
		single: says(200, `{"data":{"id":"`+idA+`","status":"completed"}}`),
		v1:     says(200, `{"code":100,"data":{"id":"`+idA+`","status":"completed"}}`),
	}.routes()
	s, base := serve(t, routes)
	c := newClient(t, heygen.Config{Base: base})
	c.Statuses(t.Context(), []string{idA})
	s.change("/v3/videos/statuses", says(404, bodyHTML))
	s.change("/v3/videos/"+idA, says(404, bodyHTML))
	if _, err := c.Statuses(t.Context(), []string{idA}); kind(err) != "server" || c.Route() != heygen.RouteBulk {
		t.Errorf("all of v3 is missing: %v; route %v", err, c.Route())
	}
	s.change("/v3/videos/"+idA, says(200, `{"data":{"id":"`+idA+`","status":"completed"}}`))
	if got, err := c.Statuses(t.Context(), []string{idA}); err != nil || got[0].Status != heygen.Completed || c.Route() != heygen.RouteSingle {
		t.Errorf("bulk alone is missing: %+v, %v; route %v", got, err, c.Route())
	}
}

func TestRouteNames(t *testing.T) {
	t.Parallel()
	for route, want := range map[heygen.Route]string{
		heygen.RouteBulk: "v3 bulk 100", heygen.RouteSingle: "v3 single 1", heygen.RouteV1: "v1 1",
	} {
		if got := fmt.Sprint(route, " ", route.PerQuestion()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestParseStatus(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]heygen.Status{
		"queued": heygen.Pending, "pending": heygen.Pending, "waiting": heygen.Pending, "Waiting ": heygen.Pending,
		"processing": heygen.Processing, "running": heygen.Processing, "PROCESSING": heygen.Processing,
		"completed": heygen.Completed, "failed": heygen.Failed, "error": heygen.Failed, "not_found": heygen.NotFound,
		"": heygen.Unknown, "  ": heygen.Unknown,
		"draft": "draft", "Polishing": "polishing",
		"generating": heygen.Unknown, "thinking": heygen.Unknown, "reviewing": heygen.Unknown, "waiting_for_input": heygen.Unknown,
	} {
		if got := heygen.ParseStatus(word); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestFailureText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		failure *heygen.Failure
		want    string
	}{
		{nil, ""}, {&heygen.Failure{}, ""}, {&heygen.Failure{Code: "C"}, "C"}, {&heygen.Failure{Code: "C", Message: "M"}, "M"},
	} {
		if got := test.failure.Text(); got != test.want {
			t.Errorf("%+v: %q", cmp.Or(test.failure, &heygen.Failure{}), got)
		}
	}
}

// A stray 404 does not take the bulk route away from a run in which it has answered.
func TestBulkStaysOnceItHasAnswered(t *testing.T) {
	t.Parallel()
	calls := 0
	_, base := serve(t, map[string]http.HandlerFunc{
		"/v3/videos/statuses": func(w http.ResponseWriter, r *http.Request) {
			if calls++; calls == 2 {
				http.Error(w, "Not Found", http.StatusNotFound)
				return
			}
			says(200, bulkExample)(w, r)
		},
	})
	c := newClient(t, heygen.Config{Base: base})
	for call, works := range []bool{true, false, true} {
		_, err := c.Statuses(t.Context(), []string{idA})
		if (err == nil) != works || c.Route() != heygen.RouteBulk {
			t.Errorf("question %d: route %v, %v", call+1, c.Route(), err)
		}
	}
}
