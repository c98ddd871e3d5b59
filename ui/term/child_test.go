//go:build unix

package term

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// The tests of a whole session run this test binary again, as the program on a pseudo-terminal. It reports on
// descriptor 3, a line for each event.
const roleVariable = "REELWATCH_TERM_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "program":
		os.Exit(childProgram())
	case "shell":
		os.Exit(childShell())
	}
	os.Exit(m.Run())
}

// exitBase is added to the reason for which the program ended, so that no fault of the tests' own has the same exit code.
const exitBase = 40

// childProgram runs a session as ui/cli would, and returns an exit code that tells for which reason it ended.
func childProgram() int {
	report := os.NewFile(3, "report")
	say := func(format string, args ...any) { fmt.Fprintf(report, format+"\n", args...) }
	slow, cut := os.Getenv("SLOW_CLEANUP") != "", make(chan struct{})
	model := &childModel{say: say, quiet: os.Getenv("QUIET") != ""}
	session := NewSession(Options{
		Cleanup: func(ctx context.Context) {
			say("cleanup")
			if slow {
				<-ctx.Done()
				say("cleanup cut short")
				close(cut)
			}
		},
		Suspending: func() string {
			model.leave()
			return "suspended for now"
		},
	})
	model.session = session
	session.Parting(childForgets)
	_, exit := session.Run(model)
	if slow {
		<-cut // both went on at the same moment
	}
	say("exit %v", exit.Reason)
	if exit.Err != nil {
		fmt.Fprintln(os.Stderr, exit.Err)
		var panicked *PanicError
		if errors.As(exit.Err, &panicked) {
			fmt.Fprintf(os.Stderr, "%s\n", panicked.Stack)
		}
	}
	if session.Context().Err() == nil {
		say("context still alive")
	}
	return exitBase + int(exit.Reason)
}

const (
	childPicture = "\x1b_Ga=T,U=1,i=7,q=2;AAAA\x1b\\"
	childForgets = "\x1b_Ga=d,d=I,i=7,q=2\x1b\\"
)

type countMsg struct{}

// childModel counts, and fills the screen anew for each count.
type childModel struct {
	session       *Session
	say           func(string, ...any)
	count         int
	width, height int
	quiet         bool // draws only on keys
	still         bool // stops counting
	broken        bool // panics in View
	away          bool // suspended
}

// leave is told of a suspension. It leaves the renderer as a held key does, whose frames follow on each other.
func (m *childModel) leave() {
	p := &m.session.pace
	p.mu.Lock()
	defer p.mu.Unlock()
	p.every, p.until = steady, time.Now().Add(time.Hour)
	m.away = true
}

// back reports, before anything is drawn after a suspension, whether the next change is taken for the first.
func (m *childModel) back() {
	p := &m.session.pace
	p.mu.Lock()
	defer p.mu.Unlock()
	m.away = false
	m.say("back, asleep %v", p.every == asleep)
}

func (m *childModel) Init() tea.Cmd {
	m.say("init")
	if m.quiet {
		return nil
	}
	return tea.Batch(tea.Raw(childPicture), tea.Tick(5*time.Millisecond, func(time.Time) tea.Msg { return countMsg{} }))
}

func (m *childModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if m.away {
		m.back()
	}
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.say("size %dx%d", msg.Width, msg.Height)
	case countMsg:
		if m.still {
			m.say("still %d", m.count)
			return m, nil
		}
		m.count++
		m.say("count %d", m.count)
		return m, tea.Tick(5*time.Millisecond, func(time.Time) tea.Msg { return countMsg{} })
	case tea.ResumeMsg:
		m.say("resumed")
		return m, tea.Raw(childPicture)
	case tea.KeyPressMsg:
		m.say("key %s", msg)
		return m, m.press(msg.String())
	}
	return m, nil
}

func (m *childModel) press(key string) tea.Cmd {
	boom := func() tea.Msg { panic("boom in a command") }
	switch key {
	case "q":
		return tea.Quit
	case "ctrl+c":
		return tea.Interrupt
	case "ctrl+z":
		m.say("can suspend %v", CanSuspend())
		return tea.Suspend
	case "z":
		return tea.Sequence(tea.Raw(childPicture), tea.Suspend)
	case "f":
		m.still = true
	case "u":
		panic("boom in Update")
	case "v":
		m.broken = true
	case "c":
		return boom
	case "b":
		return tea.Batch(boom, tea.Tick(time.Hour, func(time.Time) tea.Msg { return nil }))
	case "s":
		return tea.Sequence(func() tea.Msg { return nil }, tea.Batch(boom, boom))
	case "g":
		m.session.Go(func() { panic("boom in a goroutine") })
	case "h":
		m.say("hanging")
		select {}
	case "l":
		return func() tea.Msg { select {} }
	}
	return nil
}

func (m *childModel) View() tea.View {
	if m.broken {
		panic("boom in View")
	}
	v := tea.NewView(childScreen(m.count, m.width, m.height))
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = fmt.Sprintf("count %d", m.count)
	v.ProgressBar = tea.NewProgressBar(tea.ProgressBarDefault, m.count%100)
	return v
}

// childScreen is what the terminal must show for a count: every line differs, and all lines change with it.
func childScreen(count, width, height int) string {
	var lines []string
	for y := range height {
		line := strings.Repeat(fmt.Sprintf("%d:%d ", count, y), width/4+1)
		lines = append(lines, line[:max(width-1, 0)])
	}
	return strings.Join(lines, "\n")
}

// childShell is a shell with job control for one job: it starts the program in a group of its own, says when that
// stops, and brings it to the foreground (fg), to the background (bg) or ends it (kill) as told on standard input.
func childShell() int {
	report := os.NewFile(3, "report")
	tty := os.NewFile(4, "tty")
	if err := os.Setenv(roleVariable, "program"); err != nil {
		fmt.Fprintln(report, "cannot set the role:", err)
		return 1
	}
	fds := []uintptr{tty.Fd(), tty.Fd(), 2, 3}
	job, err := syscall.ForkExec(os.Args[0], os.Args, &syscall.ProcAttr{
		Env:   os.Environ(),
		Files: fds,
		Sys:   &syscall.SysProcAttr{Foreground: true, Ctty: int(tty.Fd())},
	})
	if err != nil {
		fmt.Fprintln(report, "cannot start:", err)
		return 1
	}
	signal.Ignore(syscall.SIGTTOU) // only now: the job would inherit it
	front := func(group int) {
		if err := unix.IoctlSetPointerInt(int(tty.Fd()), unix.TIOCSPGRP, group); err != nil {
			fmt.Fprintln(report, "cannot give the terminal away:", err)
		}
	}
	for {
		var status syscall.WaitStatus
		if _, err := syscall.Wait4(job, &status, syscall.WUNTRACED, nil); err != nil {
			fmt.Fprintln(report, "cannot wait:", err)
			return 1
		}
		front(syscall.Getpgrp())
		if !status.Stopped() {
			fmt.Fprintf(report, "job ended %d\n", status.ExitStatus()-exitBase)
			return 0
		}
		fmt.Fprintln(report, "job stopped")
		for waits := false; !waits; {
			var order string
			if _, err := fmt.Fscanln(os.Stdin, &order); err != nil {
				return 1
			}
			switch order {
			case "fg":
				front(job)
				waits = true
			case "kill":
				_ = syscall.Kill(-job, syscall.SIGTERM)
				waits = true
			}
			_ = syscall.Kill(-job, syscall.SIGCONT)
		}
	}
}
