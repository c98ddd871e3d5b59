//go:build unix

package term

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	xterm "github.com/charmbracelet/x/term"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// patience is how long a test waits for something that has to happen; a healthy run waits for none of it.
const patience = 20 * time.Second

// console is a terminal with a program on it. It reads what the program writes only after read was called.
type console struct {
	t      *testing.T
	cmd    *exec.Cmd
	master *os.File
	tty    *os.File // ours, to look at its modes
	before *xterm.State
	stderr bytes.Buffer
	orders io.WriteCloser
	exited chan struct{}

	mu      sync.Mutex
	changed chan struct{} // closed and replaced on every change
	screen  *vt.Emulator
	raw     []byte
	reports []string
	ended   bool // the reports are
}

// start runs a role on a new terminal, which controls it unless told otherwise.
func start(t *testing.T, role string, controlling bool, env ...string) *console {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Cols: 80, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	before, err := xterm.GetState(tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	reports, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := &console{
		t: t, master: master, tty: tty, before: before,
		exited: make(chan struct{}), changed: make(chan struct{}), screen: vt.NewEmulator(80, 24),
	}
	c.cmd = exec.Command(os.Args[0])
	c.cmd.Env = append(append(os.Environ(), "TERM=xterm-256color", "GOCOVERDIR="+t.TempDir(), roleVariable+"="+role), env...)
	c.cmd.ExtraFiles = []*os.File{theirs, tty}
	c.cmd.Stderr = &c.stderr
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: controlling, Ctty: 4}
	if role == "shell" {
		if c.orders, err = c.cmd.StdinPipe(); err != nil {
			t.Fatal(err)
		}
	} else {
		c.cmd.Stdin, c.cmd.Stdout = tty, tty
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = theirs.Close()
	go c.listen(reports)
	go func() {
		_ = c.cmd.Wait()
		close(c.exited)
	}()
	t.Cleanup(c.stop)
	return c
}

func (c *console) stop() {
	_ = c.cmd.Process.Kill()
	<-c.exited
	_ = c.master.Close()
	_ = c.tty.Close()
	if closer, ok := c.screen.InputPipe().(io.Closer); ok {
		_ = closer.Close()
	}
	if c.t.Failed() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.t.Logf("last reports: %q\nstandard error: %s\nscreen:\n%s\nlast bytes: %q", last(c.reports, 8), c.stderr.String(),
			c.screen.String(), last(c.raw, 400))
	}
}

func last[T any](s []T, n int) []T { return s[max(len(s)-n, 0):] }

func (c *console) listen(reports *os.File) {
	defer reports.Close()
	lines := bufio.NewScanner(reports)
	for lines.Scan() {
		c.change(func() { c.reports = append(c.reports, lines.Text()) })
	}
	c.change(func() { c.ended = true })
}

func (c *console) change(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
	close(c.changed)
	c.changed = make(chan struct{})
}

// read starts the terminal's side: it shows what comes and answers queries.
func (c *console) read() {
	go func() { _, _ = io.Copy(c.master, c.screen) }()
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := c.master.Read(buf)
			if err != nil {
				return
			}
			c.change(func() {
				c.raw = append(c.raw, buf[:n]...)
				_, _ = c.screen.Write(buf[:n])
			})
		}
	}()
}

// await waits until ok, which it calls with the lock held, is true.
func (c *console) await(what string, ok func() bool) {
	c.t.Helper()
	limit := time.After(patience)
	for {
		c.mu.Lock()
		done, changed := ok(), c.changed
		c.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-limit:
			c.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (c *console) awaitReport(line string) {
	c.t.Helper()
	c.await("report "+line, func() bool { return c.reported(line) })
}

// reported is called with the lock held.
func (c *console) reported(line string) bool {
	for _, r := range c.reports {
		if r == line {
			return true
		}
	}
	return false
}

// count returns the latest count that the program reported; it is called with the lock held.
func (c *console) count() (n int) {
	for i := len(c.reports) - 1; i >= 0; i-- {
		if _, err := fmt.Sscanf(c.reports[i], "count %d", &n); err == nil {
			return n
		}
	}
	return 0
}

// awaitCounts waits until the program has counted on by n.
func (c *console) awaitCounts(n int) {
	c.t.Helper()
	c.mu.Lock()
	from := c.count()
	c.mu.Unlock()
	c.await("the program to go on", func() bool { return c.count() >= from+n })
}

func (c *console) awaitText(text string) {
	c.t.Helper()
	c.await("text "+text, func() bool { return strings.Contains(c.screen.String(), text) })
}

func (c *console) press(keys string) {
	c.t.Helper()
	if _, err := c.master.WriteString(keys); err != nil {
		c.t.Fatal(err)
	}
}

func (c *console) order(word string) {
	c.t.Helper()
	if _, err := io.WriteString(c.orders, word+"\n"); err != nil {
		c.t.Fatal(err)
	}
}

func (c *console) signal(sig os.Signal) {
	c.t.Helper()
	if err := c.cmd.Process.Signal(sig); err != nil {
		c.t.Fatal(err)
	}
}

// wantExit waits for the program to end for a reason.
func (c *console) wantExit(reason Reason) {
	c.t.Helper()
	select {
	case <-c.exited:
	case <-time.After(patience):
		c.t.Fatal("the program did not end")
	}
	if got := Reason(c.cmd.ProcessState.ExitCode() - exitBase); got != reason {
		c.t.Errorf("reason %d (%v), want %d", got, c.cmd.ProcessState, reason)
	}
	c.await("the end of the reports", func() bool { return c.ended })
	if !c.reported("cleanup") {
		c.t.Error("the caller's clean-up was not called")
	}
	if c.reported("context still alive") {
		c.t.Error("the session's context was not cancelled")
	}
}

// wantRestored checks that the shell gets its terminal back: modes and screen.
func (c *console) wantRestored() {
	c.t.Helper()
	c.wantModes()
	c.await("the title to be put back", func() bool {
		return bytes.LastIndex(c.raw, []byte(popTitle)) > bytes.LastIndex(c.raw, []byte("\x1b]2;"))
	})
	c.wantNoPicture()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.screen.IsAltScreen() {
		c.t.Error("the alternate screen was not left")
	}
	if c.screen.CursorHidden() {
		c.t.Error("the cursor is hidden")
	}
	if n := bytes.Count(c.raw, []byte(pushTitle)); n == 0 {
		c.t.Error("the title was not pushed")
	}
	for _, mode := range []string{"1002", "1006", "2004"} {
		on, off := bytes.LastIndex(c.raw, []byte("\x1b[?"+mode+"h")), bytes.LastIndex(c.raw, []byte("\x1b[?"+mode+"l"))
		if off < on {
			c.t.Errorf("mode %s was left on", mode)
		}
	}
	if on, off := bytes.LastIndex(c.raw, []byte("\x1b]9;4;1")), bytes.LastIndex(c.raw, []byte("\x1b]9;4;0")); off < on {
		c.t.Error("the progress was not cleared")
	}
}

// wantNoPicture checks that the terminal was told to forget the picture after it got it last.
func (c *console) wantNoPicture() {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, forgotten := bytes.LastIndex(c.raw, []byte(childPicture)), bytes.LastIndex(c.raw, []byte(childForgets)); forgotten < kept {
		c.t.Error("the terminal keeps the picture")
	}
}

func (c *console) wantModes() {
	c.t.Helper()
	after, err := xterm.GetState(c.tty.Fd())
	if err != nil {
		c.t.Fatal(err)
	}
	if !reflect.DeepEqual(c.before, after) {
		c.t.Errorf("the terminal's modes were not restored: %+v, before %+v", after, c.before)
	}
}
