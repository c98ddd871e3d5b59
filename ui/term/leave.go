package term

import (
	"context"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// leave ends the program and gives the terminal back, with the caller's clean-up beside it. It reports whether nothing of
// the program runs any more.
func (s *Session) leave(done <-chan struct{}) (ended bool) {
	cleaned := s.cleanUp()
	if foreground(s.stdout.Fd()) {
		words := s.lastWords()
		var restored bool
		if ended, restored = s.endProgram(done); !restored {
			words = restoreAll(s.bars.Load()) + words
		}
		s.out.deliver([]byte(words), farewellTime)
		s.restore()
	}
	s.out.close()
	<-cleaned
	return ended
}

// cleanUp calls the caller's clean-up; what it returns is closed when that is done or its time is over.
func (s *Session) cleanUp() <-chan struct{} {
	ctx, cancel := context.WithTimeout(context.Background(), cleanupTime)
	if s.options.Cleanup == nil {
		cancel()
		return ctx.Done()
	}
	s.Go(func() {
		defer cancel()
		s.options.Cleanup(ctx)
	})
	return ctx.Done()
}

// endProgram has Bubble Tea end. It reports whether it did, and whether the sequences that restore the terminal were
// written, which also goes where the model hangs.
func (s *Session) endProgram(done <-chan struct{}) (ended, restored bool) {
	s.Go(s.program.Quit)
	if within(done, quitTime) {
		return true, true
	}
	killed := make(chan struct{})
	s.Go(func() {
		s.program.Kill()
		close(killed)
	})
	restored = within(killed, killTime)
	return false, restored
}

func within(done <-chan struct{}, limit time.Duration) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// restoreAll undoes everything that Bubble Tea may have set, for when it could not do so itself. Undoing what was never
// set does no harm, but for progress: see [Abilities].
func restoreAll(progress bool) string {
	words := ansi.ResetModeSynchronizedOutput + ansi.ResetStyle + ansi.SetModeAutoWrap +
		ansi.ResetModifyOtherKeys + ansi.PopKittyKeyboard(1) +
		ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable +
		ansi.ResetModeBracketedPaste + ansi.ResetModeFocusEvent + ansi.ResetModeUnicodeCore +
		ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr
	if progress {
		words += ansi.ResetProgressBar
	}
	return words
}

// remember notes the terminal's modes as the shell has them now.
func (s *Session) remember() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, side := range s.modes {
		if state, err := term.GetState(side.fd); err == nil {
			s.modes[i].state = state
		}
	}
}

// restore sets the modes as they were. It needs no reader at the terminal; one that is gone has no modes.
func (s *Session) restore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, side := range s.modes {
		if side.state != nil {
			_ = term.Restore(side.fd, side.state)
		}
	}
}
