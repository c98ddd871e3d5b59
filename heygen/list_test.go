package heygen_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
)

func TestListExamples(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		mode heygen.Mode
		body string
		want heygen.Page
	}{
		{"v3", heygen.ModeV3, `{"data":[{"id":"7f2c","title":"Product Update","status":"completed","created_at":1752700000,"duration":34.2,"video_url":"https://files2.heygen.ai/..."}],
 "has_more":true,"next_token":"eyJvIjoxMDB9"}`,
			heygen.Page{Next: "eyJvIjoxMDB9", Videos: []heygen.Video{{ID: "7f2c", Title: "Product Update", Status: heygen.Completed, Described: true,
				CreatedAt: time.Unix(1752700000, 0).UTC(), Duration: 34200 * time.Millisecond, VideoURL: "https://files2.heygen.ai/..."}}}},
		{"v1", heygen.ModeV1, `{"code":100,"data":{"token":"eyJ...","videos":[{"video_id":"abc","video_title":"T","status":"completed","created_at":1759307076,"type":"GENERATED"}]},"message":null}`,
			heygen.Page{Next: "eyJ...", Videos: []heygen.Video{{ID: "abc", Title: "T", Status: heygen.Completed, Described: true, CreatedAt: time.Unix(1759307076, 0).UTC()}}}},
		{"v1 draft", heygen.ModeV1, `{"code":100,"data":{"token":null,"videos":[{"video_id":"abc","status":"draft"}]}}`,
			heygen.Page{Videos: []heygen.Video{{ID: "abc", Status: "draft", Described: true}}}},
	} {
		got, err := newClient(t, heygen.Config{Mode: test.mode, Transport: answered(200, test.body)}).Videos(t.Context(), heygen.PageRequest{})
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, %v", test.name, got, err)
		}
	}
}

func TestEndOfTheList(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		mode heygen.Mode
		body string
		next string
	}{
		{heygen.ModeV3, `{"data":[],"has_more":true,"next_token":"t"}`, "t"},
		{heygen.ModeV3, `{"data":[],"next_token":"t"}`, "t"},
		{heygen.ModeV3, `{"data":[],"has_more":null,"next_token":"t"}`, "t"},
		{heygen.ModeV3, `{"data":[],"has_more": false ,"next_token":"t"}`, ""},
		{heygen.ModeV3, `{"data":[],"has_more":true,"next_token":null}`, ""},
		{heygen.ModeV3, `{"data":[],"has_more":true,"next_token":""}`, ""},
		{heygen.ModeV3, `{"data":[],"has_more":true,"next_token":{"x":1}}`, ""},
		{heygen.ModeV3, `{"data":[],"has_more":true,"next_token":"` + strings.Repeat("t", 5000) + `"}`, ""},
		{heygen.ModeV3, `{"data":[],"has_more":true}`, ""},
		{heygen.ModeV3, `{"data":null}`, ""},
		{heygen.ModeV3, `[]`, ""},
		{heygen.ModeV1, `{"code":100,"data":{"token":"t","videos":[]}}`, "t"},
		{heygen.ModeV1, `{"code":100,"data":{"token":"","videos":null}}`, ""},
		{heygen.ModeV1, `{"code":100,"data":{}}`, ""},
		{heygen.ModeV1, `{"code":100,"data":[]}`, ""},
		{heygen.ModeV1, `{"code":100,"data":null}`, ""},
	} {
		got, err := newClient(t, heygen.Config{Mode: test.mode, Transport: answered(200, test.body)}).Videos(t.Context(), heygen.PageRequest{})
		if err != nil || got.Next != test.next || len(got.Videos) != 0 {
			t.Errorf("%.80s: got %+v, %v", test.body, got, err)
		}
	}
}

func TestListOfTheWrongShape(t *testing.T) {
	t.Parallel()
	for mode, bodies := range map[heygen.Mode][]string{
		heygen.ModeV3: {`{"data":{}}`, `{"data":"x"}`, `{"data":7}`, `"x"`, `null`},
		heygen.ModeV1: {`{"code":100,"data":[1]}`, `{"code":100,"data":"x"}`, `{"code":100,"data":{"videos":{}}}`, `null`},
	} {
		for _, body := range bodies {
			_, err := newClient(t, heygen.Config{Mode: mode, Transport: answered(200, body)}).Videos(t.Context(), heygen.PageRequest{})
			if kind(err) != "body" {
				t.Errorf("%s %s: %v", mode, body, err)
			}
		}
	}
}

func TestAnOddItemDoesNotLoseTheOthers(t *testing.T) {
	t.Parallel()
	body := `{"data":[{"id":"a1","created_at":{}},null,{"title":"no id"},7,{"id":"a b"},{"id":"a2","title":9}],"has_more":false}`
	got, err := newClient(t, heygen.Config{Transport: answered(200, body)}).Videos(t.Context(), heygen.PageRequest{})
	if err != nil || len(got.Videos) != 2 || got.Videos[0].ID != "a1" || got.Videos[1].ID != "a2" || got.Videos[1].Title != "9" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestListQueries(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		mode heygen.Mode
		page heygen.PageRequest
		want string
	}{
		{heygen.ModeV3, heygen.PageRequest{}, "/v3/videos?limit=100"},
		{heygen.ModeV3, heygen.PageRequest{Limit: 20, Token: "eyJ=&x", Title: "a b&c"}, "/v3/videos?limit=20&title=a+b%26c&token=eyJ%3D%26x"},
		{heygen.ModeV3, heygen.PageRequest{Limit: 1000}, "/v3/videos?limit=100"},
		{heygen.ModeV3, heygen.PageRequest{Limit: -1}, "/v3/videos?limit=100"},
		{heygen.ModeV1, heygen.PageRequest{Limit: 5, Token: "t", Title: "not there"}, "/v1/video.list?limit=5&token=t"},
	} {
		s, base := serve(t, map[string]http.HandlerFunc{"/v3/videos": says(200, `{"data":[]}`), "/v1/video.list": says(200, `{"code":100,"data":{}}`)})
		if _, err := newClient(t, heygen.Config{Base: base, Mode: test.mode}).Videos(t.Context(), test.page); err != nil {
			t.Error(err)
		}
		if got := s.request(t, 0).URL.RequestURI(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestListAndVideoFallBackToV1(t *testing.T) {
	t.Parallel()
	old := map[string]http.HandlerFunc{
		"/v1/video.list":       says(200, `{"code":100,"data":{"videos":[{"video_id":"`+idA+`"}]}}`),
		"/v1/video_status.get": says(200, `{"code":100,"data":{"id":"`+idA+`","status":"processing"}}`),
	}
	_, base := serve(t, old)
	for mode, want := range map[heygen.Mode]string{heygen.ModeAuto: "none", heygen.ModeV1: "none", heygen.ModeV3: "route"} {
		c := newClient(t, heygen.Config{Base: base, Mode: mode})
		page, err := c.Videos(t.Context(), heygen.PageRequest{})
		if kind(err) != want || err == nil && len(page.Videos) != 1 {
			t.Errorf("%s: list: %+v, %v", mode, page, err)
		}
		v, err := c.Video(t.Context(), idA)
		// A plain 404 at one video is a fault that may pass, not a word about the route.
		if want == "route" {
			want = "server"
		}
		if kind(err) != want || err == nil && v.Status != heygen.Processing {
			t.Errorf("%s: video: %+v, %v", mode, v, err)
		}
	}
}

func TestListRetired(t *testing.T) {
	t.Parallel()
	for _, answer := range []transport{answered(404, "Not Found"), answered(410, ""), answered(200, bodyHTML)} {
		_, err := newClient(t, heygen.Config{Mode: heygen.ModeV1, Transport: answer}).Videos(t.Context(), heygen.PageRequest{})
		if kind(err) != "route" || !strings.Contains(err.Error(), "retired") {
			t.Errorf("got %v", err)
		}
	}
}

func TestAccount(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, data string
		want       heygen.Account
		purse      string
	}{
		{"wallet", `{"username":"ab","email":"a@b.c","billing_type":"wallet","wallet":{"currency":"usd","remaining_balance":12.5},"subscription":null,"usage_based":null}`,
			heygen.Account{Username: "ab", Email: "a@b.c", Billing: "wallet", Currency: "usd", Balance: 12.5, HasBalance: true}, "$12.50"},
		{"wallet of credits", `{"billing_type":"wallet","wallet":{"currency":"credits","remaining_balance":310}}`,
			heygen.Account{Billing: "wallet", Currency: "credits", Balance: 310, HasBalance: true}, "310 credits"},
		{"empty", `{"billing_type":"wallet","wallet":{"currency":"usd","remaining_balance":0}}`,
			heygen.Account{Billing: "wallet", Currency: "usd", HasBalance: true}, "$0.00"},
		{"overdrawn", `{"billing_type":"wallet","wallet":{"currency":"usd","remaining_balance":-1.234}}`,
			heygen.Account{Billing: "wallet", Currency: "usd", Balance: -1.234, HasBalance: true}, "-$1.23"},
		{"as text", `{"wallet":{"currency":"usd","remaining_balance":"7.1"}}`,
			heygen.Account{Currency: "usd", Balance: 7.1, HasBalance: true}, "$7.10"},
		{"subscription", `{"billing_type":"subscription","wallet":{"currency":"usd","remaining_balance":1},"subscription":{"plan":"creator","credits":{"premium_credits":{"remaining":310,"resets_at":"2026-08-01T00:00:00Z"}}}}`,
			heygen.Account{Billing: "subscription", Plan: "creator", Currency: "usd", Balance: 1, HasBalance: true, Credits: 310, HasCredits: true}, "310 credits"},
		{"one credit", `{"billing_type":"subscription","subscription":{"plan":"free","credits":{"premium_credits":{"remaining":1}}}}`,
			heygen.Account{Billing: "subscription", Plan: "free", Credits: 1, HasCredits: true}, "1 credit"},
		{"usage based", `{"billing_type":"usage_based","usage_based":{"remaining_credits":12.5,"spending_cap_usd":100,"spending_current_usd":3}}`,
			heygen.Account{Billing: "usage_based", Credits: 12.5, HasCredits: true}, "12.5 credits"},
		{"nothing", `{"username":null,"email":null,"billing_type":null,"wallet":null,"subscription":{"plan":null,"credits":null}}`, heygen.Account{}, ""},
		{"absurd", `{"wallet":{"currency":"usd","remaining_balance":1e300}}`, heygen.Account{Currency: "usd"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, base := serve(t, map[string]http.HandlerFunc{"/v3/users/me": says(200, `{"data":`+test.data+`}`)})
			got, err := newClient(t, heygen.Config{Base: base}).Account(t.Context())
			if err != nil || got != test.want || got.Purse() != test.purse {
				t.Errorf("got %+v, %q, %v", got, got.Purse(), err)
			}
			if uri := s.request(t, 0).URL.RequestURI(); uri != "/v3/users/me" {
				t.Errorf("asked %q", uri)
			}
		})
	}
}

func TestAccountOfTheWrongShape(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"data":[]}`, `{"data":"x"}`, `{"data":null}`} {
		if _, err := newClient(t, heygen.Config{Transport: answered(200, body)}).Account(t.Context()); kind(err) != "body" {
			t.Errorf("%s: %v", body, err)
		}
	}
}
