package cli

import (
	"strings"
	"testing"

	"reelwatch/tracker"
)

func TestVariablesAreIntact(t *testing.T) {
	t.Parallel()
	hostile := "\x1b[31m$(x) `x`\n\"'\u202e\\%s\x7f日本"
	for name, c := range map[string]struct{ title, want string }{
		"hostile":   {hostile, hostile},
		"NUL":       {"a\x00b\x00", "ab"},
		"empty":     {"", ""},
		"very long": {strings.Repeat("é", longestValue), strings.Repeat("é", longestValue/2)},
		"odd cut":   {"a" + strings.Repeat("é", longestValue), "a" + strings.Repeat("é", longestValue/2-1)},
	} {
		got := videoVariables(tracker.VideoEnd{Title: c.title})
		if want := "REELWATCH_VIDEO_TITLE=" + c.want; got[2] != want {
			t.Errorf("%s: %.80q, want %.80q", name, got[2], want)
		}
	}
}

func TestCommandsGetNoSecrets(t *testing.T) {
	t.Parallel()
	got := withoutOurs([]string{
		"PATH=/bin", "HEYGEN_API_KEY=secret", "REELWATCH_WEBHOOK_SECRET=secret", "HEYGEN_API_BASE=x", "heygen_api_key=secret", "REELWATCH_EXEC=a", "REELWATCH_EXEC_BATCH=b",
		"REELWATCH_VIDEO_ID=outer", "REELWATCH_BATCH=outer", "REELWATCH_BATCH_DONE=1", "REELWATCH_STORE=s", "ODD", "=C:=C:\\",
	})
	if want := "PATH=/bin HEYGEN_API_BASE=x REELWATCH_STORE=s ODD =C:=C:\\"; strings.Join(got, " ") != want {
		t.Errorf("left are %q", got)
	}
}

func TestTheLastLineThatSaysSomething(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "\n \r\n": "", "one\ntwo\n": "two", "10%\r20%\r\n\n": "20%", "no\nend": "end",
		"\x1b[31mred\x1b[0m \x07bell\n\x1b[2J": "red bell", "a\n" + strings.Repeat("é", 200): strings.Repeat("é", 150),
	} {
		if got := lastLine([]byte(text)); got != want {
			t.Errorf("%.40q: %q, want %q", text, got, want)
		}
	}
}

// Where sh is missing, as on some Windows machines, that is said at once, and only to those who have a command.
func TestWithoutAShell(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	a := &app{}
	if err := a.needShell(); err != nil {
		t.Errorf("without a command: %v", err)
	}
	a.settings.execBatch = "true"
	if err := a.needShell(); exitCode(err) != exitUsage || !strings.Contains(err.Error(), "run by sh") {
		t.Errorf("got %v", err)
	}
}
