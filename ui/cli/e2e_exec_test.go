//go:build e2e

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reelwatch/heygen/heygentest"
)

// In the dashboard a command can't draw over the screen, its failure stands on its row, and it outlives the program.
func TestE2ECommandsInTheDashboard(t *testing.T) {
	h := newHouse(t, heygentest.Options{})
	h.server.Add(heygentest.VideoSpec{ID: "video_one", Title: "First clip"}, heygentest.VideoSpec{ID: "video_two", Title: "Second clip"})
	script := `cd ` + h.home + `
echo noise; echo noise >&2; (echo noise >/dev/tty) 2>/dev/null
echo told >>told
[ $REELWATCH_VIDEO_ID = video_one ] && { echo no room; exit 3; }
until [ -e go ]; do sleep 0.1; done
echo more; echo more; echo whole >done
`
	if err := os.WriteFile(filepath.Join(h.home, "note.sh"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	h.run("add", "video_one", "video_two")
	h.open(120, 20, "reelwatch --exec 'sh "+filepath.Join(h.home, "note.sh")+"'; echo left with $?")
	h.shows("First clip", "--exec failed: exit status 3: no room")
	told := func(n int) func() bool {
		return func() bool {
			text, _ := os.ReadFile(filepath.Join(h.home, "told"))
			return strings.Count(string(text), "told\n") == n
		}
	}
	h.eventually("the second command", told(2))
	if screen := h.screen(); strings.Contains(screen, "noise") {
		t.Errorf("the commands drew on the screen:\n%s", screen)
	}
	h.press("q")
	h.shows("left with 0", "1 command of yours is still running")
	if err := os.WriteFile(filepath.Join(h.home, "go"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h.eventually("the end of the second command", func() bool {
		_, err := os.Stat(filepath.Join(h.home, "done"))
		return err == nil
	})
	h.open(120, 20, "reelwatch --exec 'sh "+filepath.Join(h.home, "note.sh")+"'; echo left again with $?")
	h.shows("First clip", "not saved yet")
	h.press("q")
	h.shows("left again with 0")
	if !told(2)() {
		t.Error("the commands ran again")
	}
}
