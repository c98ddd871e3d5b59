package ui

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"reelwatch/tracker"
)

// hookFailed tells which command of the user's failed, and listens on. Its row says so for longer.
func (m *Model) hookFailed(msg hookFailedMsg) tea.Cmd {
	n := notice{tone: red, glyph: m.canvas.glyphs.failed, before: clean(msg.err.Error())}
	var hook *tracker.HookError
	if errors.As(msg.err, &hook) && hook.Batch == "" {
		if e := m.entry(hook.ID); e != nil {
			n.before, n.title, n.after = "", m.words.of(e).title, clean(hook.Row())
		}
	}
	m.tell(n)
	return m.heed()
}

// withHook puts before how an ended video stands that a command of the user's failed for it: in short where the video has
// trouble of its own.
func (s subject) withHook(say saying) saying {
	if s.live.HookError == "" {
		return say
	}
	failure := clean(s.live.HookError)
	if say.tone == red {
		short, _, _ := strings.Cut(failure, ": ")
		say.text = append([]string{short + "; " + say.text[0]}, say.text[1:]...)
		return say
	}
	return said(red, append([]string{failure}, say.text...)...)
}
