package heygen_test

import (
	"strings"
	"testing"

	"reelwatch/heygen"
)

func TestDescribe(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("日本", 150)
	for _, test := range []struct {
		name, body string
		want       heygen.RequestSummary
	}{
		{"v3 avatar", `{"type":"avatar","avatar_id":"Wayne","voice_id":"075a","script":"Hello","title":"Clip 1"}`,
			heygen.RequestSummary{Title: "Clip 1", Script: "Hello", AvatarID: "Wayne", VoiceID: "075a"}},
		{"v3 several avatars", `{"type":"cinematic_avatar","prompt":"A walk","avatar_id":["one","two"]}`,
			heygen.RequestSummary{Script: "A walk", AvatarID: "one"}},
		{"v3 audio", `{"type":"image","image":{"type":"url"},"audio_url":"https://x/y.mp3"}`, heygen.RequestSummary{}},
		{"v3 studio", `{"type":"studio","title":"S","scenes":[{"avatar_id":"a","script":"One."},{"avatar_id":"b","voice_id":"v","script":"Two."}]}`,
			heygen.RequestSummary{Title: "S", Script: "One. Two.", AvatarID: "a", VoiceID: "v"}},
		{"agent", `{"prompt":"A film about tea"}`, heygen.RequestSummary{Script: "A film about tea"}},
		{"v2", `{"video_inputs":[{"character":{"type":"avatar","avatar_id":"x","avatar_style":"normal"},"voice":{"type":"text","voice_id":"y","input_text":"Hello"}},
			{"character":{"avatar_id":"z"},"voice":{"input_text":"there"}}],"dimension":{"width":1920,"height":1080},"title":"T"}`,
			heygen.RequestSummary{Title: "T", Script: "Hello there", AvatarID: "x", VoiceID: "y"}},
		{"v2 photo", `{"video_inputs":[{"character":{"talking_photo_id":"p"},"voice":{"type":"silence"}}]}`, heygen.RequestSummary{AvatarID: "p"}},
		{"template", `{"template_id":"t","variables":{},"title":"T"}`, heygen.RequestSummary{Title: "T"}},
		{"the first 200 characters", `{"type":"avatar","script":"` + long + `"}`, heygen.RequestSummary{Script: string([]rune(long)[:200])}},
		{"exactly 200", `{"type":"avatar","script":"` + strings.Repeat("é", 200) + `"}`, heygen.RequestSummary{Script: strings.Repeat("é", 200)}},
		{"odd fields", `{"title":{"a":1},"script":[],"avatar_id":[null,{},"a"],"voice_id":null,"scenes":[7,null,{"script":"s"}],"video_inputs":"x"}`,
			heygen.RequestSummary{Script: "s", AvatarID: "a"}},
		{"no object", `[1]`, heygen.RequestSummary{}},
		{"no JSON", `{"title":`, heygen.RequestSummary{}},
	} {
		if got := heygen.Describe([]byte(test.body)); got != test.want {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
}

func TestDescribeIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 100_000)
	got := heygen.Describe([]byte(`{"title":"` + long + `","script":"` + long + `","avatar_id":"` + long + `","voice_id":"` + long + `"}`))
	if len(got.Title) > 5000 || len(got.Script) != 200 || len(got.AvatarID) > 200 || len(got.VoiceID) > 200 {
		t.Errorf("lengths %d, %d, %d, %d", len(got.Title), len(got.Script), len(got.AvatarID), len(got.VoiceID))
	}
}
