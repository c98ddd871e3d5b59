//go:build unix

package cli

import "syscall"

// apart gives a command a session of its own: it has no terminal to draw on or to be hung up from.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
