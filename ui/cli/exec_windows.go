package cli

import "syscall"

// apart gives a command a process group of its own, which ctrl+c does not reach.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}
