//go:build unix

package term

import (
	"os/exec"
	"syscall"
)

// detach gives a program a session of its own, so that the end of ours and the signals of our terminal pass it by.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
