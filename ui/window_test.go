package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"reelwatch/heygen"
	"reelwatch/ui/term"
)

func (d *driver) titled(want string) {
	d.t.Helper()
	if got := d.model.View().WindowTitle; got != want {
		d.t.Errorf("the window is called %q, want %q", got, want)
	}
}

// shown is the progress on the window, in percent; -1 where there is none.
func (d *driver) shown() (int, tea.ProgressBarState) {
	if bar := d.model.View().ProgressBar; bar != nil {
		return bar.Value, bar.State
	}
	return -1, tea.ProgressBarNone
}

func (d *driver) wantProgress(want int, state tea.ProgressBarState) {
	d.t.Helper()
	if got, how := d.shown(); got != want || how != state {
		d.t.Errorf("the window shows %d %% (%v), want %d %% (%v)", got, how, want, state)
	}
}

func TestTheWindowsTitleSaysHowFarTheListIs(t *testing.T) {
	play(t, Config{}, 80, 24, nil, func(d *driver) {
		d.titled("reelwatch")
		threeRows(d.stage)
		d.Changed()
		d.titled("reelwatch 1/3 done")
		d.Resize(20, 5)
		d.titled("reelwatch 1/3 done")
		d.ends(1, heygen.Completed)
		d.titled("reelwatch 2/3 done")
	})
}

func TestProgressIsShownWhileSomethingHasNotEnded(t *testing.T) {
	play(t, Config{Abilities: term.Abilities{Progress: true}}, 80, 24, nil, func(d *driver) {
		d.wantProgress(-1, tea.ProgressBarNone)
		threeRows(d.stage)
		d.Changed()
		d.wantProgress(66, tea.ProgressBarDefault)
		d.stage.do(func() { d.stage.snap.Service.Trouble = &heygen.ServerError{} })
		d.Changed()
		d.wantProgress(66, tea.ProgressBarWarning)
		d.stage.do(func() { d.stage.snap.Service.Trouble = nil })
		d.ends(1, heygen.Failed)
		d.wantProgress(-1, tea.ProgressBarNone)
	})
}

func TestProgressIsForTerminalsThatAreKnownToShowIt(t *testing.T) {
	play(t, Config{}, 80, 24, threeRows, func(d *driver) {
		d.wantProgress(-1, tea.ProgressBarNone)
		d.Send(tea.TerminalVersionMsg{Name: "XTerm(390)"})
		d.wantProgress(-1, tea.ProgressBarNone)
		d.Send(tea.TerminalVersionMsg{Name: "ghostty 1.2.0"})
		d.wantProgress(66, tea.ProgressBarDefault)
	})
}
