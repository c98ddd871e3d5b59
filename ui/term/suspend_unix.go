//go:build unix

package term

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// CanSuspend reports whether a shell could bring the program back after ctrl+z. It could not where our process group is
// orphaned, as under ssh -t host reelwatch: then the stop signal does nothing and waiting for its end takes for ever.
// A group is not orphaned while one of its members has a parent outside it in the same session.
func CanSuspend() bool {
	if signal.Ignored(syscall.SIGTSTP) {
		return false
	}
	group := unix.Getpgrp()
	session, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	for pid := parentOf(os.Getpid()); pid > 0; pid = parentOf(pid) {
		theirs, err := unix.Getpgid(pid)
		if err != nil {
			return false
		}
		if theirs == group {
			continue // a wrapper as go run: its parent may be the shell
		}
		sid, err := unix.Getsid(pid)
		return err == nil && sid == session
	}
	return false
}

// stop stops our process group and returns when it has the terminal again; an error says why it never will.
// A process that goes on in the background (bg) must not touch the terminal, so it waits on, and the program with it.
func stop(fd uintptr, ending <-chan struct{}) error {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		return fmt.Errorf("cannot stop: %w", err)
	}
	<-continued
	// fg sends no signal to a job that bg had started already.
	look := time.NewTicker(250 * time.Millisecond)
	defer look.Stop()
	for !foreground(fd) {
		select {
		case <-continued:
		case <-look.C:
		case <-ending:
			return errInBackground
		}
	}
	return nil
}
