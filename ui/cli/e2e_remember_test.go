//go:build e2e

package cli

import (
	"testing"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

func TestE2ERemembersHowItWasLeft(t *testing.T) {
	h := newHouse(t, heygentest.Options{})
	h.server.Add(
		heygentest.VideoSpec{ID: "video_one", Title: "First clip", Ends: heygen.Processing},
		heygentest.VideoSpec{ID: "video_two", Title: "Second clip", Ends: heygen.Processing},
	)
	h.run("add", "video_one", "video_two")
	h.open(100, 20, "reelwatch; echo left with $?")
	h.shows("First clip", "Second clip", "live")
	h.press("/")
	h.types("second")
	h.shows("/second 1 of 2")
	h.press("Enter", "t", "s", "S", "q") // all at once: what was wished last is on disk before the end
	h.shows("left with 0")

	h.types("clear; reelwatch; echo left again with $?")
	h.press("Enter")
	h.shows("/second 1 of 2", "STATUS ↓", "auto-download")
	h.press("q")
	h.shows("left again with 0")

	h.types("clear; REELWATCH_AUTO_DOWNLOAD=false reelwatch; echo left with $? then")
	h.press("Enter")
	h.shows("/second 1 of 2", "STATUS ↓")
	h.hides("auto-download")
	h.press("Escape")
	h.shows("First clip")
	h.press("q")
	h.shows("left with 0 then")

	h.types("clear; reelwatch; echo left at last with $?")
	h.press("Enter")
	h.shows("First clip", "auto-download") // the variable was for that run
	h.press("q")
	h.shows("left at last with 0")
}
