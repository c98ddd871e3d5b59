package ui

import (
	"context"
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// manyOpen is from how many videos on it is asked before that many windows open.
const manyOpen = 5

// pageURL is where HeyGen shows the video to its owner; empty where it knows of none.
func pageURL(e *tracker.Entry) string {
	if e.Local() {
		return ""
	}
	return heygen.PageURL(e.ID, e.PageURL)
}

// opening is what is opened of one video: its file, or where that is not there its page. Either may be empty.
type opening struct{ file, page string }

// target is what to open. It looks at the disk.
func (o opening) target() string {
	if info, err := os.Stat(o.file); o.file != "" && err == nil && info.Mode().IsRegular() {
		return o.file
	}
	return o.page
}

// openings is what can be opened of the marked or the selected videos.
func (m *Model) openings() []opening {
	var out []opening
	for _, e := range m.sel.targets() {
		o := opening{page: pageURL(e)}
		if hasFile(e, m.snap.Live[e.ID]) {
			o.file = e.File
		}
		if o != (opening{}) {
			out = append(out, o)
		}
	}
	return out
}

// open opens files or pages with the system's own programs. Over SSH these are at the wrong end, so the pages' addresses
// are copied instead.
func (m *Model) open() tea.Cmd {
	all := m.openings()
	if m.cfg.Abilities.SSH {
		var pages []string
		for _, o := range all {
			if o.page != "" {
				pages = append(pages, o.page)
			}
		}
		return m.copy("nothing opens over SSH: "+plural("page", len(pages)), strings.Join(pages, "\n"))
	}
	begin := func() tea.Cmd { return m.openAll(all) }
	if len(all) < manyOpen {
		return begin()
	}
	m.ask(question{before: fmt.Sprintf("Open %d windows?", len(all)), yes: begin})
	return nil
}

func (m *Model) openAll(all []opening) tea.Cmd {
	m.say(notice{tone: grey, before: "opening " + plural("video", len(all))})
	var cmds []tea.Cmd
	for _, o := range all {
		cmds = append(cmds, openOne(m.ctx, m.cfg.Desktop, o))
	}
	return tea.Batch(cmds...)
}

// openOne opens one video, and speaks only where that fails.
func openOne(ctx context.Context, desk Desktop, o opening) tea.Cmd {
	return func() tea.Msg {
		target := o.target()
		if err := desk.Open(target); err != nil && ctx.Err() == nil {
			return unopenedMsg{target, err}
		}
		return nil
	}
}

// unopened says why something did not open, and where it is.
func (m *Model) unopened(msg unopenedMsg) {
	n := notice{tone: red, glyph: m.canvas.glyphs.failed, title: clean(msg.target)}
	n.before = "not opened (" + clean(msg.err.Error()) + "):"
	m.say(n)
}

// openWord names what o does.
func (m *Model) openWord() string {
	if m.cfg.Abilities.SSH {
		return "copy page"
	}
	return "open"
}
