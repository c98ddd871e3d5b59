package tracker

import (
	"strings"
	"testing"
)

func TestNewDraft(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"type":"avatar"}`:                      "",
		`[1]`:                                    "expected one JSON object",
		`{"type":"x","script":"` + "\xff" + `"}`: "not UTF-8",
		`{"type":"` + strings.Repeat("x", maxRequest) + `"}`: "over the limit",
		`{}`: "not a request",
	} {
		_, err := NewDraft([]byte(body))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%.40s: %v", body, err)
		}
	}
}

func TestIsName(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{"q-1a2b3c4d": true, "q-1A2B3C4D": false, "q-1a2b3c4": false, "q-1a2b3c4g": false, "1a2b3c4d": false} {
		if IsName(word) != want {
			t.Errorf("%s: %v", word, !want)
		}
	}
	if name := newName(); !IsName(name) {
		t.Errorf("made %s", name)
	}
}
