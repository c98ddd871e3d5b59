package ui

import tea "charm.land/bubbletea/v2"

// askBalance asks what the account can spend, where the tracker finds that due. It is started whenever something may have
// changed at HeyGen; what it learns comes as every change does.
func (m *Model) askBalance() tea.Cmd {
	ctx, t := m.ctx, m.cfg.Tracker
	return func() tea.Msg {
		t.AskBalance(ctx)
		return nil
	}
}

// purse is what the account can spend, where there is room beside all that is about the videos.
func (m *Model) purse(room int) []piece {
	pieces := []piece{{tone: grey, text: m.snap.Service.Purse}}
	if m.snap.Service.Purse == "" || piecesWidth(pieces) > room {
		return nil
	}
	return pieces
}
