package ui

import (
	"cmp"
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// whyNot says why a key does nothing now, in the place of what the line said before, which would read like the key's answer. Whether
// saved files are still there, it looks first.
func (m *Model) whyNot(k tea.KeyPressMsg) tea.Cmd {
	keys := &m.keys
	of := func(b key.Binding) bool { return slices.Contains(b.Keys(), k.String()) }
	var why string
	switch {
	case of(keys.Save):
		why = m.ofTargets("can be saved now", func(e *tracker.Entry) string { return whyNotSaved(e, m.snap.Live[e.ID]) })
		saved := slices.DeleteFunc(slices.Clone(m.sel.targets()), func(e *tracker.Entry) bool { return !e.Saved() })
		if len(saved) > 0 {
			return m.lookAgain(saved, why)
		}
	case of(keys.Again):
		why = m.ofTargets("can be made again", whyNotAgain)
	case of(keys.CopyLink) && m.linking:
		why = "the links asked for before are still being read"
	case of(keys.CopyLink):
		why = m.ofTargets("has a link to copy", whyNoLink)
	case of(keys.CopyPath):
		why = m.ofTargets("is saved here", func(e *tracker.Entry) string { return m.whyNoPath(e) })
	case of(keys.Open):
		why = m.ofTargets("can be opened", func(*tracker.Entry) string { return "HeyGen has no page for it yet" })
	case of(keys.Edit):
		why = m.ofTargets("can be edited", func(*tracker.Entry) string { return "" })
	case of(keys.SaveAll):
		why = "nothing is left to save"
	case of(keys.Undo):
		why = "nothing was removed that could come back"
	case of(keys.Suspend):
		why = "not suspended: no shell here could bring reelwatch back"
	default:
		return nil
	}
	m.say(notice{tone: grey, before: why})
	return nil
}

// ofTargets says why the selected video, or all that are marked, are nothing for a key.
func (m *Model) ofTargets(able string, why func(*tracker.Entry) string) string {
	targets := m.sel.targets()
	switch len(targets) {
	case 0:
		return "no video is selected"
	case 1:
		return why(targets[0])
	}
	return fmt.Sprintf("none of the %s %s", videos(len(targets)), able)
}

func whyNotSaved(e *tracker.Entry, live *tracker.Live) string {
	switch {
	case live != nil && live.Elsewhere:
		return tracker.ErrBusy.Error()
	case e.Savable():
		return "it is saved already"
	}
	return cmp.Or(whyNoVideo(e), "not complete yet: there is nothing to save")
}

func whyNoLink(e *tracker.Entry) string {
	return cmp.Or(whyNoVideo(e), "not complete yet: there is no link")
}

// whyNoVideo says why a video will not be there as things are; empty where it may.
func whyNoVideo(e *tracker.Entry) string {
	switch e.Status {
	case heygen.Failed:
		return "it failed: there is no video"
	case heygen.NotFound:
		return "HeyGen does not know it: there is no video"
	}
	return ""
}

func whyNotAgain(e *tracker.Entry) string {
	switch {
	case e.Request == nil:
		return "no request is kept: R sends again what reelwatch submitted"
	case e.Status == tracker.Unsure:
		return "its answer was lost: enter decides"
	}
	return "it has not failed: R makes failed ones again"
}

func (m *Model) whyNoPath(e *tracker.Entry) string {
	if e.Saved() {
		return "its file was moved or deleted"
	}
	return "nothing is saved here to copy the " + m.pathWord() + " of"
}
