package term

import (
	"os"
	"os/signal"
	"syscall"
)

// listen ends the program on a signal until the function it returns is called. Bubble Tea's own handler knows no
// SIGHUP, and waits for its event loop.
func (s *Session) listen() (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	done := make(chan struct{})
	s.Go(func() {
		select {
		case sig := <-signals:
			s.end(signalReason(sig), nil)
		case <-done:
		}
	})
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

func signalReason(sig os.Signal) Reason {
	switch sig {
	case syscall.SIGINT:
		return Interrupted
	case syscall.SIGTERM:
		return Terminated
	default:
		return Lost
	}
}
