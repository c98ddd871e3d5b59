package term

import (
	"errors"
	"io"

	tea "charm.land/bubbletea/v2"
)

var errInBackground = errors.New("the program ended in the background")

// suspension is what ctrl+z runs while Bubble Tea has let go of the terminal. Bubble Tea's own way would stop the
// process before the feeder has written the sequences that give the screen back.
type suspension struct{ s *Session }

// suspend stands in for tea.Suspend, and like it ends in a tea.ResumeMsg.
func (s *Session) suspend() tea.Msg {
	s.mu.Lock()
	s.part()
	s.mu.Unlock()
	return tea.Exec(suspension{s}, func(error) tea.Msg { return tea.ResumeMsg{} })()
}

// Run stops the process, and returns when it was continued in the foreground.
func (x suspension) Run() error {
	line := ""
	if x.s.options.Suspending != nil {
		line = x.s.options.Suspending() + "\n"
	}
	x.s.out.deliver([]byte(x.s.lastWords()+line), farewellTime)
	err := stop(x.s.stdout.Fd(), x.s.ending)
	if errors.Is(err, errInBackground) {
		// Going back to Bubble Tea would have it set the terminal's modes, which stops a background process for good.
		select {}
	}
	x.s.remember()
	x.s.pace.afresh()
	_, _ = x.s.out.Write([]byte(pushTitle)) // never fails: see output.Write
	return err
}

// SetStdin, SetStdout and SetStderr complete tea.ExecCommand; nothing is started that would need them.
func (suspension) SetStdin(io.Reader)  {}
func (suspension) SetStdout(io.Writer) {}
func (suspension) SetStderr(io.Writer) {}
