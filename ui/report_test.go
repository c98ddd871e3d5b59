package ui

import (
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

func TestReportHoldsWhatSupportAsksFor(t *testing.T) {
	at := time.Date(2026, 3, 4, 21, 2, 3, 0, time.FixedZone("", 3600))
	e := &tracker.Entry{
		ID: "c4e8b2a1", Title: "Onboarding\x1b[31m 07\n", LocalTitle: "my own", Status: heygen.Failed, Origin: tracker.Submitted,
		Failure: &heygen.Failure{Code: "MOVIO_X", Message: "no file at https://files2.heygen.ai/a.mp4?Expires=1&Signature=S~_ (sorry)"},
		AddedAt: at, CreatedAt: at.Add(time.Second), VideoURL: "https://files2.heygen.ai/v.mp4?Signature=secret",
		History: []tracker.Change{{At: at.Add(5 * time.Second), Status: heygen.Processing}, {At: at.Add(9 * time.Minute), Status: heygen.Failed}},
		Request: &tracker.Request{RequestID: "req-77", Endpoint: heygen.VideosEndpoint, Key: "rw-1", Body: `{"script":"private"}`},
	}
	want := `video: c4e8b2a1
title: Onboarding 07
status: failed
code: MOVIO_X
message: no file at https://files2.heygen.ai/a.mp4?... (sorry)
request id: req-77
endpoint: /v3/videos
submitted: 2026-03-04T20:02:03Z
created: 2026-03-04T20:02:04Z
seen: 2026-03-04T20:02:08Z processing
seen: 2026-03-04T20:11:03Z failed
page: https://app.heygen.com/videos/c4e8b2a1
`
	if got := report(e); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestReportOfAnyVideoIsWhole(t *testing.T) {
	for _, e := range []*tracker.Entry{{}, {ID: "a", Failure: &heygen.Failure{}}, completed("a", "", time.Hour, 3)} {
		for line := range strings.Lines(report(e)) {
			if name, value, found := strings.Cut(line, ": "); !found || name == "" || strings.TrimSpace(value) == "" {
				t.Errorf("a line is %q", line)
			}
		}
	}
}

func TestCCopiesReports(t *testing.T) {
	play(t, Config{Version: "1.2.3"}, 80, 24, threeRows, func(d *driver) {
		d.Press("j", "j", "enter", "C")
		copied := strings.Join(d.clipboard(), "")
		for _, want := range []string{"reelwatch 1.2.3, API route ", "2000-01-01T00:00:00Z", "video: " + id(3), "message: Insufficient credit"} {
			if !strings.Contains(copied, want) {
				t.Errorf("%q lacks %q", copied, want)
			}
		}
		d.Shows("report sent to the terminal")
		d.Press("esc", "*", "C")
		if copied := strings.Join(d.clipboard(), ""); strings.Count(copied, "video: ") != 3 || strings.Count(copied, "reelwatch") != 1 {
			t.Errorf("of three: %q", copied)
		}
		d.Shows("3 reports sent to the terminal")
	})
}
