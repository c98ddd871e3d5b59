//go:build e2e

package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"reelwatch/heygen/heygentest"
)

// sharing is another house of the same program: a home, a HeyGen and processes of its own.
func (h *house) sharing(t *testing.T, options heygentest.Options) *house {
	t.Helper()
	o := &house{t: t, home: t.TempDir(), server: heygentest.New(options)}
	o.binary = filepath.Join(o.home, "reelwatch")
	o.socket = filepath.Join(o.home, "tmux")
	if err := os.Link(h.binary, o.binary); err != nil {
		t.Fatal(err)
	}
	if err := o.server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.server.Close)
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", o.socket, "kill-server").Run() })
	return o
}

// reading is how a terminal takes what the program writes. The zero value takes everything at once.
type reading struct {
	perSecond int           // bytes; 0 means as fast as they come
	late      time.Duration // how long everything is on its way, in both directions
	never     bool          // nothing is taken
}

// console is a terminal with the real program on it, alone in a session as under ssh -t HOST reelwatch. The terminal reads as
// well or badly as it is told.
type console struct {
	t      *testing.T
	cmd    *exec.Cmd
	master *os.File
	exited chan struct{} // closed when the program has ended

	toScreen, toProgram chan parcel

	manner  sync.Mutex // guards the next two; the screen's own answers need them while it is being written to
	reading reading
	turned  chan struct{} // closed and replaced when reading changes

	mu     sync.Mutex // guards the rest
	screen *vt.Emulator
	taken  int // bytes that the terminal took
}

// parcel is something on its way between the program and its terminal.
type parcel struct {
	bytes []byte
	due   time.Time
}

// dashboard opens a terminal of this size and runs reelwatch on it. more is set in its environment.
func (h *house) dashboard(cols, rows int, more []string, args ...string) *console {
	h.t.Helper()
	cmd := h.command(h.binary, args...)
	cmd.Env = append(cmd.Env, more...)
	return h.console(cols, rows, cmd)
}

// console opens a terminal of this size and runs a command on it.
func (h *house) console(cols, rows int, cmd *exec.Cmd) *console {
	h.t.Helper()
	c := &console{
		t: h.t, cmd: cmd, exited: make(chan struct{}), screen: vt.NewEmulator(cols, rows), turned: make(chan struct{}),
		toScreen: make(chan parcel, 4096), toProgram: make(chan parcel, 4096),
	}
	var err error
	if c.master, err = pty.StartWithSize(c.cmd, &pty.Winsize{Rows: uint16(rows), Cols: uint16(cols)}); err != nil {
		h.t.Fatal(err)
	}
	go c.take()
	go c.reply(c.screen)
	go c.carry(c.toScreen, c.show)
	go c.carry(c.toProgram, func(keys []byte) { _, _ = c.master.Write(keys) }) // a program that has ended gets none
	go func() {
		_ = c.cmd.Wait() // how it ended is looked at by those who care
		close(c.exited)
	}()
	h.t.Cleanup(c.stop)
	return c
}

// stop ends what is left of the console.
func (c *console) stop() {
	_ = c.cmd.Process.Kill() // it may have ended
	<-c.exited
	_ = c.master.Close() // a test may have closed it
	c.mu.Lock()
	closeReplies(c.screen)
	c.mu.Unlock()
	if c.t.Failed() {
		c.t.Logf("the console of %v took %d bytes and shows:\n%s", c.cmd.Args[1:], c.bytes(), c.text())
	}
}

// reads changes how the terminal reads from now on.
func (c *console) reads(r reading) {
	c.manner.Lock()
	defer c.manner.Unlock()
	c.reading = r
	close(c.turned)
	c.turned = make(chan struct{})
}

// way is how the terminal reads now, and what is closed when that changes.
func (c *console) way() (reading, <-chan struct{}) {
	c.manner.Lock()
	defer c.manner.Unlock()
	return c.reading, c.turned
}

// take is the terminal's side of the output.
func (c *console) take() {
	const tick = 50 * time.Millisecond
	buffer := make([]byte, 32<<10)
	for {
		r, turned := c.way()
		if r.never {
			select {
			case <-turned:
			case <-c.exited:
				return
			}
			continue
		}
		want := len(buffer)
		if r.perSecond > 0 {
			want = max(int(time.Duration(r.perSecond)*tick/time.Second), 1)
		}
		n, err := c.master.Read(buffer[:want])
		if err != nil {
			return // the program has ended, or the test hung up
		}
		c.send(c.toScreen, bytes.Clone(buffer[:n]))
		if r.perSecond > 0 {
			<-time.After(tick * time.Duration(n) / time.Duration(want))
		}
	}
}

// send puts something on its way.
func (c *console) send(way chan<- parcel, b []byte) {
	r, _ := c.way()
	way <- parcel{b, time.Now().Add(r.late)}
}

// carry brings what is on its way to its place, in order, each when its time has come.
func (c *console) carry(way <-chan parcel, arrive func([]byte)) {
	for {
		select {
		case p := <-way:
			if wait := time.Until(p.due); wait > 0 {
				<-time.After(wait)
			}
			arrive(p.bytes)
		case <-c.exited:
			return
		}
	}
}

// show puts bytes on the screen.
func (c *console) show(got []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken += len(got)
	defer c.renewed()
	_, _ = c.screen.Write(got) // an emulator takes everything
}

// renewed is deferred around a write, and puts an empty screen in the place of one that panicked: the emulator keeps a scroll
// region that reaches below the screen, where a terminal would not. Only what was drawn for an earlier, taller screen sets one,
// and the program draws all of the present after that. The caller holds the lock.
func (c *console) renewed() {
	if recover() == nil {
		return
	}
	closeReplies(c.screen)
	c.screen = vt.NewEmulator(c.screen.Width(), c.screen.Height())
	go c.reply(c.screen)
}

// reply carries the answers of a screen to questions of the program back to it.
func (c *console) reply(screen *vt.Emulator) {
	buffer := make([]byte, 4096)
	for {
		n, err := screen.Read(buffer)
		if err != nil {
			return
		}
		c.press(string(buffer[:n]))
	}
}

// press sends keys.
func (c *console) press(keys string) { c.send(c.toProgram, []byte(keys)) }

// text is what the screen shows.
func (c *console) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.screen.String()
}

// bytes is how many bytes the terminal took.
func (c *console) bytes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.taken
}

// shows waits until the screen shows each text.
func (c *console) shows(texts ...string) {
	c.t.Helper()
	for _, text := range texts {
		if !waitFor(func() bool { return strings.Contains(c.text(), text) }) {
			c.t.Fatalf("the screen never showed %q", text)
		}
	}
}

// resize gives the terminal another size, and an empty screen: the program has to draw all of it.
func (c *console) resize(cols, rows int) {
	c.t.Helper()
	screen := vt.NewEmulator(cols, rows)
	c.mu.Lock()
	old := c.screen
	c.screen = screen
	c.mu.Unlock()
	closeReplies(old)
	go c.reply(screen)
	if err := pty.Setsize(c.master, &pty.Winsize{Rows: uint16(rows), Cols: uint16(cols)}); err != nil {
		c.t.Fatal(err)
	}
}

// closeReplies ends the reply of a screen.
func closeReplies(screen *vt.Emulator) {
	if replies, ok := screen.InputPipe().(io.Closer); ok {
		_ = replies.Close() // a pipe in memory
	}
}

func (c *console) signal(s syscall.Signal) {
	c.t.Helper()
	if err := c.cmd.Process.Signal(s); err != nil {
		c.t.Fatal(err)
	}
}

// ends waits for the end of the program and gives its exit code, -1 where a signal ended it.
func (c *console) ends() int {
	c.t.Helper()
	select {
	case <-c.exited:
	case <-time.After(patience):
		c.t.Fatal("the program did not end")
	}
	return c.cmd.ProcessState.ExitCode()
}

// cost is what a process takes from the machine.
type cost struct {
	rss int64 // bytes of memory
	fds int   // open files
}

// costs looks at a process; a zero cost where it has ended.
func costs(pid int) (now cost) {
	folder := "/proc/" + strconv.Itoa(pid)
	status, _ := os.ReadFile(folder + "/status") // a process that has ended has none
	for line := range strings.Lines(string(status)) {
		if kib := (int64)(0); strings.HasPrefix(line, "VmRSS:") {
			if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kib); err == nil {
				now.rss = kib << 10
			}
		}
	}
	files, _ := os.ReadDir(folder + "/fd")
	now.fds = len(files)
	return now
}
