package term

import "os"

// openSink is the console itself: its writes block only while the user selects text.
func openSink(file *os.File) *os.File { return file }

// discardUnread has no counterpart for a console.
func discardUnread(uintptr) {}

// foreground is always true: there are no process groups.
func foreground(uintptr) bool { return true }

// CanSuspend reports false: there is no job control.
func CanSuspend() bool { return false }
