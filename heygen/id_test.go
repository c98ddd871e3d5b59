package heygen_test

import (
	"regexp"
	"strings"
	"testing"

	"reelwatch/heygen"
)

func TestParseID(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 128)
	for word, want := range map[string]string{
		idA:                                    idA,
		"vid_xyz789":                           "vid_xyz789",
		"v-1":                                  "v-1",
		"q-0f0f0f0f":                           "q-0f0f0f0f",
		long:                                   long,
		"https://app.heygen.com/videos/" + idA: idA,
		"https://app.heygen.com/video/" + idA:  idA,
		"https://app.heygen.com/share/" + idA:  idA,
		"http://app.heygen.com/videos/" + idA:  idA,
		"HTTPS://App.HeyGen.com/videos/" + idA: idA,
		"https://app.heygen.com/videos/" + idA + "/":                idA,
		"https://app.heygen.com/videos/" + idA + "?sid=rec#t=1":     idA,
		"https://app.heygen.com/share/" + idA + "/?a=/b/c":          idA,
		"https://app.heygen.com/videos/" + idA + "#/videos/other":   idA,
		"https://app.heygen.com/videos/" + strings.ToUpper(idA[:6]): strings.ToUpper(idA[:6]),
	} {
		if got, err := heygen.ParseID(word); err != nil || got != want {
			t.Errorf("%q: %q, %v", word, got, err)
		}
	}
	for _, word := range []string{
		"", " ", "null", "a b", "a.b", "ä", "../etc", "a/b", "a%2Fb", long + "a", "\x1b[31m",
		"https://app.heygen.com/videos/", "https://app.heygen.com/videos", "https://app.heygen.com/", "https://app.heygen.com",
		"https://app.heygen.com/avatars/" + idA,
		"https://app.heygen.com/videos/" + idA + "/edit",
		"https://app.heygen.com/x/videos/" + idA,
		"https://app.heygen.com/videos/a%2Fb",
		"https://app.heygen.com/videos/%61bc",
		"https://app.heygen.com.evil.example/videos/" + idA,
		"https://evil.example/videos/" + idA,
		"https://resource2.heygen.ai/video/" + idA + "/1280x720.mp4",
		"ftp://app.heygen.com/videos/" + idA,
		"https://app.heygen.com/videos/\n" + idA,
		"https://[::1/videos/" + idA,
		strings.Repeat("x/", 100_000),
	} {
		got, err := heygen.ParseID(word)
		if err == nil || got != "" {
			t.Errorf("%.60q: accepted as %q", word, got)
			continue
		}
		if text := err.Error(); len(text) > 400 || strings.ContainsAny(text, "\x1b\n") {
			t.Errorf("%.60q: %q", word, text)
		}
	}
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// FuzzParseID holds that what is accepted is an id, that it is in the word, and that an id means itself.
func FuzzParseID(f *testing.F) {
	for _, seed := range []string{"", idA, "https://app.heygen.com/videos/" + idA + "?x#y", "https://app.heygen.com/share/../videos/x", "http://app.heygen.com//video//a", "a\x00b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, word string) {
		id, err := heygen.ParseID(word)
		if err != nil {
			if id != "" {
				t.Errorf("%q beside %v", id, err)
			}
			return
		}
		if !idForm.MatchString(id) || !strings.Contains(word, id) {
			t.Errorf("%q: %q", word, id)
		}
		if again, err := heygen.ParseID(id); err != nil || again != id {
			t.Errorf("%q is not itself: %q, %v", id, again, err)
		}
	})
}
