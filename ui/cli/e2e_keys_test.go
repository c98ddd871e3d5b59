//go:build e2e

package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// Every key of the help (which the tests of ui hold against the key map and the README) is pressed in a real terminal, and does
// what it says.
func TestE2EEveryKey(t *testing.T) {
	t.Parallel()
	first := newHouse(t, heygentest.Options{})
	promised := first.promisedKeys()
	for name, sit := range map[string]func(h *house) seat{
		"tmux": func(h *house) seat {
			h.tmux("new-session", "-d", "-x", fmt.Sprint(xtermCols), "-y", fmt.Sprint(xtermRows), "sh")
			return tmuxSeat{h}
		},
		"xterm": func(h *house) seat { return h.xterm() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := tourHouse(t, first)
			at := &hands{t: t, house: h, seat: sit(h), pressed: map[string][]string{}}
			at.tour()
			for help, keys := range promised {
				for _, key := range keys {
					if !slices.Contains(at.pressed[help], key) {
						t.Errorf("%s of %q was never pressed", key, help)
					}
				}
			}
			for _, help := range slices.Sorted(maps.Keys(at.pressed)) {
				if promised[help] == nil {
					t.Errorf("the help has no %q", help)
				}
			}
		})
	}
}

// promisedKeys reads the keys off the help: under each heading a line for each binding, with its key or keys.
func (h *house) promisedKeys() map[string][]string {
	h.t.Helper()
	c := h.dashboard(60, 120, nil)
	c.shows("No videos yet")
	c.press("?")
	c.shows("MOVE", "AN ANSWER WAS LOST", "saves to")
	keys, heading := map[string][]string{}, ""
	isHeading := regexp.MustCompile(`^[A-Z]{2}[A-Z ]*$`)
	_, body, _ := strings.Cut(c.text(), "MOVE")
	body, _, _ = strings.Cut(body, "reelwatch")
	for line := range strings.Lines("MOVE" + body) {
		cells := []rune(strings.TrimSpace(line))
		switch {
		case isHeading.MatchString(string(cells)):
			heading = string(cells)
		case len(cells) > 8:
			help := heading + ": " + strings.Join(strings.Fields(string(cells)), " ")
			keys[help] = strings.Fields(string(cells[:8]))
		}
	}
	if len(keys) < 50 {
		h.t.Fatalf("the help has %d keys:\n%s", len(keys), c.text())
	}
	return keys
}

// tourHouse has a list in which every key has something to do: from the top a request whose answer was lost, a video of ours
// that failed, three others and many more, and at HeyGen a video that is not tracked and one that nobody lists.
func tourHouse(t *testing.T, first *house) *house {
	h := first.sharing(t, heygentest.Options{CreateSpec: func(n int, title string) heygentest.VideoSpec {
		if n == 1 {
			return heygentest.VideoSpec{Title: title, Ends: heygen.Failed, FailMessage: strings.Repeat("Words that are not allowed. ", 90)}
		}
		return heygentest.VideoSpec{Title: title, Renders: time.Hour}
	}})
	long := time.Now().Add(-72 * time.Hour)
	specs := []heygentest.VideoSpec{
		{ID: "video_alpha", Title: "Alpha clip", Size: 1000, Created: long}, {ID: "video_beta", Title: "Beta clip", Size: 1000, Created: long},
		{ID: "video_gamma", Title: "Gamma clip", Ends: heygen.Processing},
	}
	for i := range 25 {
		specs = append(specs, heygentest.VideoSpec{ID: fmt.Sprintf("video_more_%02d", i), Title: fmt.Sprintf("More %02d", i), Size: 1000, Created: long})
	}
	add := []string{"add"}
	for _, spec := range specs {
		add = append(add, spec.ID)
	}
	h.run(add...)
	h.server.Add(specs...)
	h.server.Add(heygentest.VideoSpec{ID: "video_found", Title: "Found clip", Ends: heygen.Processing, Created: long.Add(-time.Hour)})
	h.server.Add(heygentest.VideoSpec{ID: "video_account", Title: "Account clip", Renders: time.Hour})
	h.put("failing.json", `{"type":"avatar","title":"Failing clip"}`)
	h.put("lost.json", `{"video_inputs":[{"voice":{"input_text":"Hello"}}],"title":"Lost clip"}`)
	h.put("xdg-open", "#!/bin/sh\necho \"$1\" >> "+h.file("opened")+"\n")
	h.run("submit", h.file("failing.json"))
	h.server.Fail(heygentest.Fault{On: heygentest.CreateV2, Do: heygentest.Cut, Times: heygentest.Always})
	_ = h.command(h.binary, "submit", h.file("lost.json")).Run() // fails: the answer is lost
	h.server.Heal()
	return h
}

func (h *house) file(name string) string { return filepath.Join(h.home, name) }

func (h *house) put(name, text string) {
	h.t.Helper()
	if err := os.WriteFile(h.file(name), []byte(text), 0o700); err != nil {
		h.t.Fatal(err)
	}
}

// tour presses every key. Each part leaves the list as it found it, but for what it says.
func (h *hands) tour() {
	h.write("reelwatch --interval 1s")
	h.seat.press("enter")
	h.waits("at the start", sees("Failing clip"))
	h.waits("at the start", sees("Alpha clip"))
	h.waits("at the start", sees("live"))
	h.moves()
	h.marks()
	h.chooses()
	h.filters()
	h.sorts()
	h.readsDetails()
	h.escapes()
	h.asks()
	h.copiesAndOpens()
	h.removes()
	h.savesAll()
	h.edits()
	h.decides()
	h.makesAgain()
	h.imports()
	h.adds()
	h.pastes()
	h.usesTheMouse()
	h.stopsALongAdd()
	h.leaves()
}

// first goes to the first row, which is this video's.
func (h *hands) first(title string) {
	h.t.Helper()
	h.seat.press("g")
	h.waits("at the top", selects(title))
}

func (h *hands) moves() {
	h.waits("at the start", selects("Lost clip"))
	h.press("MOVE: j ↓ down", "j", selects("Failing clip"))
	h.press("MOVE: j ↓ down", "↓", selects("Alpha clip"))
	h.press("MOVE: k ↑ up", "k", selects("Failing clip"))
	h.press("MOVE: k ↑ up", "↑", selects("Lost clip"))
	h.press("MOVE: G last", "G", selects("More 24"))
	h.press("MOVE: PgUp a screen up", "PgUp", selects("More 12"))
	h.press("MOVE: g first", "g", selects("Lost clip"))
	h.press("MOVE: PgDn a screen down", "PgDn", selects("More 07"))
	h.first("Lost clip")
}

func (h *hands) marks() {
	h.press("MARK: space mark, and go down", "space", selects("Failing clip"))
	h.waits("after space", sees("1 marked"))
	h.press("MARK: * mark all shown", "*", sees("30 marked"))
	h.press("MARK: esc drop marks", "esc", misses("marked"))
	h.first("Lost clip")
}

func (h *hands) chooses() {
	h.press("SHOW: 3 completed", "3", misses("Gamma clip"))
	h.press("SHOW: 2 active", "2", sees("Gamma clip"))
	h.waits("after 2", misses("Alpha clip"))
	h.press("SHOW: 4 failed, not found", "4", misses("Gamma clip"))
	h.waits("after 4", sees("Failing clip"))
	h.press("SHOW: 5 saved", "5", sees("Nothing is saved."))
	h.press("SHOW: 1 all", "1", sees("Alpha clip"))
	h.first("Lost clip")
}

func (h *hands) filters() {
	h.press("SHOW: / filter", "/", sees("enter keep filter"))
	h.write("more 24")
	h.waits("after the words", sees("/more 24 1 of 30"))
	h.press("QUESTIONS AND BOXES: enter filter: keep", "enter", misses("enter keep filter"))
	h.waits("after enter", misses("Alpha clip"))
	h.press("", "/", sees("enter keep filter"))
	h.press("QUESTIONS AND BOXES: esc filter: drop", "esc", sees("Alpha clip"))
	h.first("Lost clip")
}

func (h *hands) sorts() {
	h.press("SHOW: s sort, by the next column", "s", sees("STATUS ↑"))
	h.press("SHOW: S the other end up", "S", sees("STATUS ↓"))
	for _, head := range []string{"TITLE ↑", "↑ AGE", "↑ LENGTH"} {
		h.press("", "s", sees(head))
	}
	h.press("", "s", misses("↑"))
	h.first("Lost clip")
}

func (h *hands) readsDetails() {
	h.press("", "j", selects("Failing clip"))
	h.press("DETAILS: enter details", "enter", sees("more lines"))
	h.press("DETAILS: J scroll the details down", "J", misses("Failing clip"))
	h.press("DETAILS: K scroll them up", "K", sees("Failing clip"))
	h.press("", "j", sees("video_alpha"))
	h.press("", "enter", selects("Alpha clip"))
	h.press("PROGRAM: ? all keys", "?", sees("a screen down"))
	h.press("QUESTIONS AND BOXES: esc any box: close", "esc", misses("a screen down"))
	h.scribble("\x1b[8;30HSCRIBBLE")
	h.waits("after another program wrote", sees("SCRIBBLE"))
	h.press("PROGRAM: ctrl+l draw the screen anew", "ctrl+l", misses("SCRIBBLE"))
}

// escapes closes, one after another, the question, the details, the filter and the marks.
func (h *hands) escapes() {
	h.press("", "/", sees("enter keep filter"))
	h.write("clip")
	h.waits("after the word", sees("/clip 5 of 30"))
	h.press("", "enter", misses("enter keep filter"))
	h.press("", "space", sees("1 marked"))
	h.press("", "enter", sees("HISTORY"))
	h.press("", "x", sees("y/n"))
	h.press("", "esc", misses("y/n"))
	h.waits("after the question", sees("HISTORY"))
	h.press("", "esc", misses("HISTORY"))
	h.waits("after the details", sees("/clip"))
	h.press("", "esc", misses("/clip"))
	h.waits("after the filter", sees("1 marked"))
	h.press("", "esc", misses("marked"))
	h.first("Lost clip")
}

// asks while HeyGen keeps a question waiting, so that no answer takes the words away.
func (h *hands) asks() {
	server := h.house.server
	server.Fail(heygentest.Fault{On: heygentest.Bulk, Do: heygentest.Stall, Times: heygentest.Always})
	asked := server.Count(heygentest.Bulk)
	h.waits("where answers stall", happens("a question", func() bool { return server.Count(heygentest.Bulk) > asked }))
	h.press("VIDEOS: r ask HeyGen now", "r", sees("asking HeyGen"))
	server.Heal()
	server.Release()
}

// copiesAndOpens saves Alpha clip on the way.
func (h *hands) copiesAndOpens() {
	for _, title := range []string{"Failing clip", "Alpha clip"} {
		h.press("", "j", selects(title))
	}
	saved := filepath.Join(h.house.home, "videos", "reelwatch", "Alpha clip-video_alpha.mp4")
	h.press("COPY AND OPEN: Y copy id", "Y", copies("video_alpha", "video_alpha"))
	h.press("COPY AND OPEN: y copy link", "y", copies("http", ""))
	h.press("COPY AND OPEN: C copy for support", "C", copies("reelwatch", "videos/video_alpha\n"))
	h.press("COPY AND OPEN: o open", "o", h.opens("https://app.heygen.com/videos/video_alpha"))
	h.press("VIDEOS: d save", "d", sees("Alpha clip is saved"))
	h.press("COPY AND OPEN: c copy path", "c", copies(saved, saved))
	h.press("", "o", h.opens(saved))
}

func (h *hands) opens(target string) sight {
	return happens(target+" opened", func() bool {
		text, err := os.ReadFile(h.house.file("opened"))
		return err == nil && strings.HasSuffix(string(text), target+"\n")
	})
}

func (h *hands) removes() {
	h.press("VIDEOS: x remove", "x", sees("y/n"))
	h.press("QUESTIONS AND BOXES: n no", "n", sees("nothing was changed"))
	h.press("", "x", sees("y/n"))
	h.press("QUESTIONS AND BOXES: y yes", "y", sees("stopped tracking Alpha clip"))
	h.waits("after y", happens("Alpha clip gone from the list", func() bool { return !strings.Contains(h.house.list(), "video_alpha") }))
	h.press("VIDEOS: u undo", "u", sees("tracking Alpha clip again"))
}

func (h *hands) savesAll() {
	h.press("VIDEOS: D save all 0", "D", sees("5 saved 27"))
	h.press("VIDEOS: t turn auto-download on", "t", sees("auto-download"))
	h.press("", "t", sees("auto-download is off"))
}

func (h *hands) edits() {
	h.press("VIDEOS: e edit, title and batch", "e", sees("Title and batch"))
	h.write(" two")
	h.press("QUESTIONS AND BOXES: tab edit: other line", "tab", sees("▌batch"))
	h.press("", "shift+tab", sees("▌title"))
	h.press("", "tab", sees("▌batch"))
	h.write("spring")
	h.press("QUESTIONS AND BOXES: enter edit: save", "enter", sees("renamed to Beta clip two and is of the batch spring now"))
}

func (h *hands) decides() {
	h.first("Lost clip")
	h.press("", "enter", sees("the answer was lost"))
	h.press("AN ANSWER WAS LOST: s send again", "s", sees("It may be paid for twice y/n"))
	h.press("", "n", misses("y/n"))
	h.press("AN ANSWER WAS LOST: x give up", "x", sees("Stop tracking"))
	h.press("", "n", misses("y/n"))
	h.press("AN ANSWER WAS LOST: f found it", "f", sees("its id or link:"))
	h.write("video_found")
	h.press("AN ANSWER WAS LOST: enter that is it", "enter", selects("Found clip"))
}

func (h *hands) makesAgain() {
	h.press("", "j", selects("Failing clip"))
	h.press("VIDEOS: R make again", "R", sees("again, for credits? y/n"))
	h.press("", "y", sees("in the queue again: Failing clip"))
	h.waits("once it is sent", happens("a second generation", func() bool { return h.house.server.Count(heygentest.Create) == 2 }))
}

func (h *hands) imports() {
	h.house.server.Fail(heygentest.Fault{On: heygentest.List, Do: heygentest.Page, Status: 400, Times: heygentest.Always})
	h.press("VIDEOS: i import", "i", sees("videos were not read"))
	h.house.server.Heal()
	h.press("QUESTIONS AND BOXES: r import: read more", "r", sees("Account clip"))
	h.press("", "/", sees("enter keep filter"))
	h.write("account")
	h.waits("after the word", selects("Account clip"))
	h.press("", "enter", misses("enter keep filter"))
	h.press("QUESTIONS AND BOXES: enter import: track", "enter", sees("tracking 1 more video"))
	h.first("Account clip")
}

func (h *hands) adds() {
	h.press("VIDEOS: a add", "a", sees("Track videos"))
	h.write("video_by_key")
	h.press("QUESTIONS AND BOXES: ctrl+s add: track them", "ctrl+s", misses("Track videos"))
	h.first("video_by_key")
	h.press("", "a", sees("Track videos"))
	h.write("video_by_line")
	h.seat.press("enter")
	h.press("QUESTIONS AND BOXES: enter add: on an empty line too", "enter", misses("Track videos"))
	h.first("video_by_line")
}

// pastes hands over text that would be keys, were it typed.
func (h *hands) pastes() {
	h.paste("video_pasted_q video_pasted_x")
	h.waits("after a paste", sees("Track the 2 videos pasted: video_pasted_q, video_pasted_x? y/n"))
	h.press("", "y", sees("tracking 2 more videos"))
	h.first("video_pasted_q")
}

func (h *hands) usesTheMouse() {
	h.wheel(true)
	h.waits("after the wheel", misses("video_pasted_q"))
	h.wheel(false)
	h.waits("after the wheel", sees("video_pasted_q"))
	h.click(6)
	h.waits("after a click", selects("video_pasted_x"))
}

// stopsALongAdd holds the list's file, so that the add takes as long as it takes to stop it.
func (h *hands) stopsALongAdd() {
	var ids []string
	for i := range 501 {
		ids = append(ids, fmt.Sprintf("video_long_%03d", i))
	}
	h.press("", "a", sees("Track videos"))
	h.paste(strings.Join(ids, " "))
	h.waits("after a long paste", sees("video_long_500"))
	list, err := bbolt.Open(h.house.file("data/reelwatch/reelwatch.db"), 0, &bbolt.Options{Timeout: patience})
	if err != nil {
		h.t.Fatal(err)
	}
	h.press("", "ctrl+s", sees("tracking 0 of 501"))
	h.press("QUESTIONS AND BOXES: esc add, import: stop adding", "esc", sees("stopping"))
	if err := list.Close(); err != nil {
		h.t.Fatal(err)
	}
	h.waits("when the file is free again", sees("tracking 500 more videos, then you stopped it"))
	h.press("", "esc", misses("Track videos"))
}

// leaves in every way that a key offers.
func (h *hands) leaves() {
	h.press("PROGRAM: ctrl+z suspend", "ctrl+z", sees("reelwatch is suspended"))
	h.write("fg; echo left with $?")
	h.press("", "enter", sees("q quit"))
	h.press("PROGRAM: q quit", "q", sees("left with 0"))
	h.write("clear; reelwatch; echo left again with $?")
	h.press("", "enter", sees("video_long_000"))
	h.press("PROGRAM: ctrl+c quit at once", "ctrl+c", sees("left again with 130"))
}
