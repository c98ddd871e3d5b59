//go:build e2e

package cli

import (
	"bytes"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/ansi/kitty"

	"reelwatch/heygen/heygentest"
)

// A terminal that keeps pictures gets one, shows it where its placeholders stand, and has forgotten it however the
// program ends.
func TestE2EPicturesAreForgotten(t *testing.T) {
	for name, end := range map[string]func(g *glass){
		"the details close": func(g *glass) { g.press("\x1b"); g.wrote("the end of the picture", "a=d,d=I"); g.press("q") },
		"q":                 func(g *glass) { g.press("q") },
		"ctrl+c":            func(g *glass) { g.press("\x03") },
		"SIGTERM":           func(g *glass) { _ = g.cmd.Process.Signal(syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, heygentest.Options{})
			h.server.Add(heygentest.VideoSpec{ID: "video_done", Title: "Done clip"})
			h.run("add", "video_done")
			g := h.watch()
			g.wrote("the question for its version", "\x1b[>")
			g.press("\x1bP>|kitty(0.44.0)\x1b\\")
			g.wrote("the video", "Done clip")
			g.wrote("its status", "completed")
			g.press("\r")
			g.wrote("the question for pictures", "\x1b_Ga=q")
			g.press("\x1b_Gi=1375731712;OK\x1b\\")
			g.wrote("the picture", "a=T")
			g.wrote("its place", string(kitty.Placeholder))
			end(g)
			<-g.ended
			g.wantPutBack(map[string]string{"a=T": "a=d,d=I", "\x1b[?1049h": "\x1b[?1049l"})
			if raw := g.bytes(); bytes.Index(raw, []byte("a=d,d=I")) > bytes.LastIndex(raw, []byte("\x1b[?1049l")) {
				t.Error("the picture was forgotten when its screen had been left")
			}
		})
	}
}

// Within tmux nobody knows which terminal shows the picture: it is drawn in half blocks.
func TestE2EAPictureInTmux(t *testing.T) {
	h := newHouse(t, heygentest.Options{})
	h.server.Add(heygentest.VideoSpec{ID: "video_done", Title: "Done clip"})
	h.run("add", "video_done")
	h.open(100, 24, "reelwatch")
	h.shows("Done clip", "completed")
	h.press("Enter")
	h.shows("HISTORY", "▀▀▀▀▀▀▀▀")
}
