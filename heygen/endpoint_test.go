package heygen_test

import (
	"strings"
	"testing"

	"reelwatch/heygen"
)

func TestEndpointFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		body string
		want heygen.Endpoint
		says string // in the error, where there is one
	}{
		{`{"type":"avatar","avatar_id":"a","script":"Hello"}`, heygen.VideosEndpoint, ""},
		{` {"prompt":"x","type":"cinematic_avatar","avatar_id":["a"]} `, heygen.VideosEndpoint, ""},
		{`{"type":"studio","scenes":[{}]}`, heygen.VideosEndpoint, ""},
		{`{"type":"invented later"}`, heygen.VideosEndpoint, ""},
		{`{"prompt":"A film"}`, heygen.AgentsEndpoint, ""},
		{`{"prompt":"A film","avatar_id":"a"}`, heygen.AgentsEndpoint, ""},
		{`{"video_inputs":[{"character":{}}],"title":"T"}`, heygen.LegacyEndpoint, ""},
		{`{"video_inputs":[{}],"type":"avatar"}`, heygen.LegacyEndpoint, ""},
		{`{"template_id":"tpl_1-A","variables":{"a":1}}`, "/v3/templates/tpl_1-A", ""},
		{`{"template_id":"t","variables":{"a":1},"prompt":"x"}`, "/v3/templates/t", ""},

		{`{"variables":{"a":1}}`, "", `"template_id"`},
		{`{"template_id":"a/../b","variables":{"a":1}}`, "", `"a/../b" is no template_id`},
		{`{"template_id":"t"}`, "", `"template_id" with "variables"`},
		{`{"title":"T"}`, "", `expected "type" (for /v3/videos)`},
		{`{}`, "", `"video_inputs" (/v2/video/generate)`},
		{`{"type":7}`, "", "expected"},
		{`{"type":""}`, "", "expected"},
		{`{"prompt":["x"]}`, "", "expected"},
		{`{"video_inputs":[]}`, "", "expected"},
		{`{"video_inputs":{}}`, "", "expected"},
		{``, "", "empty: expected one JSON object"},
		{" \n", "", "empty: expected one JSON object"},
		{`[{"type":"avatar"}]`, "", "not an object: expected one JSON object"},
		{`null`, "", "not an object"},
		{`"type"`, "", "not an object"},
		{`{"type":"avatar"`, "", "not JSON at byte 16"},
		{`{"type":"avatar"} {"type":"avatar"}`, "", "not JSON at byte 19"},
		{`type: avatar`, "", "not JSON at byte 2"},
	} {
		got, err := heygen.EndpointFor([]byte(test.body))
		if got != test.want || (err != nil) != (test.says != "") {
			t.Errorf("%s: %q, %v", test.body, got, err)
		}
		if err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: says %q, want %q", test.body, err, test.says)
		}
	}
}

func TestOnlyTheCurrentGenerationTakesAKey(t *testing.T) {
	t.Parallel()
	for e, want := range map[heygen.Endpoint]bool{
		heygen.VideosEndpoint: true, heygen.AgentsEndpoint: true, "/v3/templates/t": true, heygen.LegacyEndpoint: false,
	} {
		if e.TakesKey() != want {
			t.Errorf("%s: %v", e, !want)
		}
	}
}
