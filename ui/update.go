package ui

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"reelwatch/ui/picture"
)

// Update routes a message to the method that knows it, and draws.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.now = time.Now()
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.background(msg.IsDark())
	case tea.ColorProfileMsg:
		m.colours(msg.Profile)
	case tea.TerminalVersionMsg:
		m.cfg.Abilities = m.cfg.Abilities.WithVersion(msg.Name)
	case tea.KeyPressMsg:
		cmd = m.press(msg)
	case tea.MouseWheelMsg:
		cmd = m.wheel(msg)
	case tea.MouseClickMsg:
		m.click(msg)
	case tea.PasteMsg:
		cmd = m.paste(msg.Content)
	case tea.ResumeMsg:
		m.resumed()
	case tickMsg:
		if !m.timer.ran(msg) {
			return m, nil
		}
	case polledMsg:
		return m, tea.Batch(m.poll(), m.askBalance())
	case changedMsg:
		cmd = tea.Batch(m.watch(msg.rev), m.askBalance())
		if msg.rev <= m.snap.Rev {
			return m, cmd // drawn already
		}
	case loadedMsg:
		m.storeErr = msg.err
		cmd = m.follow()
	default:
		known := false
		if cmd, known = m.arrived(msg); !known {
			return m, nil
		}
	}
	return m, tea.Batch(cmd, m.refresh())
}

// arrived routes what commands bring.
func (m *Model) arrived(msg tea.Msg) (cmd tea.Cmd, known bool) {
	switch msg := msg.(type) {
	case sentMsg:
		cmd = m.sendQueued()
	case queuedMsg:
		m.queued(msg)
	case joinedMsg:
		m.joined(msg)
	case savedMsg:
		cmd = m.saved(msg)
	case saveAgainMsg:
		m.saveAgain()
	case boxReadMsg:
		cmd = m.boxRead(msg)
	case pasteReadMsg:
		m.pasteRead(msg.list)
	case accountReadMsg:
		m.accountRead(msg)
	case partTakenMsg:
		cmd = m.partTaken(msg)
	case removedMsg:
		m.removed(msg)
	case restoredMsg:
		m.restored(msg)
	case gatheredMsg:
		cmd = m.claimEnds()
	case claimedMsg:
		cmd = m.tellOutside(msg)
	case linksReadMsg:
		cmd = m.linksRead(msg)
	case bufferedMsg:
		cmd = m.buffered(msg)
	case unopenedMsg:
		m.unopened(msg)
	case hookFailedMsg:
		cmd = m.hookFailed(msg)
	case labelledMsg:
		m.labelled(msg)
	case rememberedMsg:
		m.remembered(msg)
	case picturedMsg:
		cmd = m.gotPicture(msg)
	case uv.KittyGraphicsEvent:
		m.pictures.kitty = m.pictures.kitty || picture.Takes(msg)
	case filesCheckedMsg:
		m.checking = false
	case lookedAgainMsg:
		m.lookedAgain(msg)
	default:
		return nil, false
	}
	return cmd, true
}

// background takes the terminal's answer, unless the user has chosen.
func (m *Model) background(dark bool) {
	if m.cfg.Theme == ThemeDark || m.cfg.Theme == ThemeLight || m.backdrop == (backdrop{dark: dark}) {
		return
	}
	m.backdrop = backdrop{dark: dark}
	m.restyle()
}

func (m *Model) colours(profile colorprofile.Profile) {
	if m.cfg.Abilities.NoColor {
		profile = min(profile, colorprofile.Ascii)
	}
	m.profile = profile
	m.restyle()
}

// press gives a key to what has the user's attention: a question, the help, the box of new ids, else the list.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	m.notice.stays, m.notice.holds = false, false
	switch {
	case key.Matches(k, m.keys.Interrupt):
		return tea.Interrupt
	case key.Matches(k, m.keys.Suspend):
		return tea.Suspend
	case key.Matches(k, m.keys.Redraw):
		return tea.ClearScreen
	case m.question != nil:
		return m.answer(k)
	case m.cramped():
		if key.Matches(k, m.keys.Quit) {
			return m.quit()
		}
		return nil
	case m.stopIntake(k):
		return nil
	case m.help != nil:
		if m.help.press(k, &m.keys, max(m.bodyHeight()-2, 1)) {
			m.help = nil
		}
		return nil
	case m.adding != nil:
		return m.pressInBox(k)
	case m.deciding != nil:
		return m.pressInDecision(k)
	case m.editing != nil:
		return m.pressInEdit(k)
	case m.picking != nil:
		return m.pressInImport(k)
	case m.filter.field != nil:
		m.filter.press(k, &m.keys, m.moved)
		return nil
	}
	return m.pressInList(k)
}

// pressInList matches the keys of the list.
func (m *Model) pressInList(k tea.KeyPressMsg) tea.Cmd {
	if m.pressInDetails(k) || m.moved(k) || m.viewed(k) || m.narrowed(k) || m.arranged(k) {
		return nil
	}
	m.sel.settle()
	switch {
	case key.Matches(k, m.keys.Mark):
		m.sel.mark()
		m.turnDetails()
	case key.Matches(k, m.keys.MarkShown):
		m.sel.markShown()
	case key.Matches(k, m.keys.Clear):
		m.sel.clearMarks()
	case key.Matches(k, m.keys.Save):
		m.saveOrStop()
	case key.Matches(k, m.keys.SaveAll):
		m.saveAll()
	case key.Matches(k, m.keys.Remove):
		m.askRemove()
	case key.Matches(k, m.keys.Undo):
		return m.undoRemove()
	case key.Matches(k, m.keys.CopyLink):
		return m.copyLinks()
	case key.Matches(k, m.keys.CopyID):
		return m.copyIDs()
	case key.Matches(k, m.keys.CopyPath):
		return m.copyPaths()
	case key.Matches(k, m.keys.CopyReport):
		return m.copyReports()
	case key.Matches(k, m.keys.Open):
		return m.open()
	case key.Matches(k, m.keys.Ask):
		m.askNow()
	case key.Matches(k, m.keys.Again):
		m.askAgain()
	case key.Matches(k, m.keys.Details):
		m.openDetails()
	case key.Matches(k, m.keys.Edit):
		m.openEdit()
	case key.Matches(k, m.keys.Auto):
		m.turnAuto()
	case key.Matches(k, m.keys.Import):
		return m.openImport()
	case key.Matches(k, m.keys.Add):
		m.openBox()
	case key.Matches(k, m.keys.Help):
		m.help = &helpMode{}
	case key.Matches(k, m.keys.Quit):
		return m.quit()
	default:
		return m.whyNot(k)
	}
	return nil
}

// moved matches the keys that move the selection.
func (m *Model) moved(k tea.KeyPressMsg) bool {
	if !m.sel.moved(k, &m.keys) {
		return false
	}
	m.turnDetails()
	return true
}

// viewed matches the keys that choose what is shown.
func (m *Model) viewed(k tea.KeyPressMsg) bool {
	for v, binding := range []key.Binding{m.keys.All, m.keys.Active, m.keys.Completed, m.keys.Failed, m.keys.Saved} {
		if key.Matches(k, binding) {
			m.view = view(v)
			return true
		}
	}
	return false
}
