package heygen

import (
	"strings"
	"testing"
)

func TestPageURL(t *testing.T) {
	const own = "https://app.heygen.com/videos/v_1"
	for said, want := range map[string]string{
		"": own,
		"https://app.heygen.com/videos/v_1?x=1#t":                  "https://app.heygen.com/videos/v_1?x=1#t",
		"https://heygen.example/p":                                 "https://heygen.example/p",
		"http://app.heygen.com/videos/v_1":                         own,
		"file:///etc/passwd":                                       own,
		"javascript:alert(1)":                                      own,
		"--help":                                                   own,
		"https://":                                                 own,
		"https://app.heygen.com@evil.example/":                     own,
		"https://a.example/\x1b]8;;":                               own,
		"https://a.example/\u202e":                                 own,
		"https://a.example/a b":                                    own,
		"https://a.example/\"$(id)":                                own,
		"https://a.example/%zz\n":                                  own,
		"https://a.example/" + strings.Repeat("x", maxAddress):     own,
		"https://a.example/caf%C3%A9?Signature=a~b-c_d&Expires=1;": "https://a.example/caf%C3%A9?Signature=a~b-c_d&Expires=1;",
	} {
		if got := PageURL("v_1", said); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
	if got := PageURL("a/../b\x1b c", ""); got != "https://app.heygen.com/videos/a%2F..%2Fb%1B%20c" {
		t.Errorf("an odd id gives %q", got)
	}
}
