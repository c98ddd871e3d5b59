package term

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

const (
	// Together below the 2 s in which the program has to be gone; the caller's clean-up runs beside the other two.
	quitTime     = 700 * time.Millisecond // for Bubble Tea to end by itself
	killTime     = 200 * time.Millisecond // and when it was told to
	farewellTime = 500 * time.Millisecond // for the terminal to take the sequences that restore it
	cleanupTime  = 1200 * time.Millisecond

	pushTitle = "\x1b[22;2t"
	popTitle  = "\x1b[23;2t"
)

// Options are what a session is made from. The zero value is a dashboard on the process's own terminal.
type Options struct {
	// Stdin and Stdout are the terminal, os.Stdin and os.Stdout where nil. Where Stdin is none, the controlling terminal
	// is read.
	Stdin, Stdout *os.File
	// Cleanup is called once, when the program begins to end. It has 1.2 s, as its context says; then the program goes.
	Cleanup func(context.Context)
	// Suspending is called before the program is suspended, and returns the line that then stands in the shell.
	Suspending func() string
}

// Session is one run of a Bubble Tea program on a terminal that may stop reading, hang up or send signals.
type Session struct {
	options Options
	context context.Context
	cancel  context.CancelFunc
	stdout  *os.File
	out     *output
	program *tea.Program
	pace    pace
	started chan struct{} // closed when the model was asked for its first command
	ending  chan struct{} // closed when the reason to end is known
	drawn   atomic.Pointer[tea.View]
	bars    atomic.Bool                       // a view had a progress bar
	size    atomic.Pointer[tea.WindowSizeMsg] // of the terminal, where that was held back

	mu      sync.Mutex
	exit    Exit
	modes   []savedModes
	parting string // written while the program still has its screen
}

// savedModes are the modes of one side of the terminal as the shell had them.
type savedModes struct {
	fd    uintptr
	state *term.State
}

// NewSession returns a session; it touches nothing before [Session.Run].
func NewSession(options Options) *Session {
	ctx, cancel := context.WithCancel(context.Background())
	return &Session{
		options: options,
		context: ctx,
		cancel:  cancel,
		started: make(chan struct{}),
		ending:  make(chan struct{}),
	}
}

// Context is cancelled as soon as the program begins to end.
func (s *Session) Context() context.Context { return s.context }

// Parting sets what is written before the program lets go of its screen, whichever way it ends, and before it is
// suspended: what takes back what no renderer knows of, such as pictures. The last call counts.
func (s *Session) Parting(words string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parting = words
}

// part writes the parting words while the screen is still the program's: Kitty and others keep the pictures of the
// alternate screen by themselves, where they can't be reached once it is left. The caller holds the lock.
func (s *Session) part() {
	if s.parting != "" && foreground(s.stdout.Fd()) {
		_, _ = s.out.Write([]byte(s.parting)) // never fails: see output.Write
	}
}

// lastWords is what is written when the screen has been given back. A picture that was on its way then is on the shell's.
func (s *Session) lastWords() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.parting + popTitle
}

// Run runs the model until it ends, and returns within 2 s of its end with the terminal restored, whatever the terminal,
// the model and its commands do. The model ends by tea.Quit, or by tea.Interrupt for ctrl+c, and suspends by tea.Suspend,
// which does nothing where [CanSuspend] is false. Run returns the final model (the given one, where it hangs). A session
// runs once.
func (s *Session) Run(model tea.Model) (tea.Model, Exit) {
	defer s.cancel()
	stdin, err := s.open()
	if err != nil {
		return model, Exit{Failed, err}
	}
	wrapped := &guarded{model: model, s: s}
	s.program = tea.NewProgram(wrapped,
		tea.WithInput(&input{file: stdin, lost: s.lose}),
		tea.WithOutput(s.out),
		tea.WithFPS(frames()),
		tea.WithFilter(s.filter),
		tea.WithoutSignalHandler(),
		tea.WithoutCatchPanics(), // ours restores the terminal before anything is printed
	)
	s.remember()
	s.Go(s.out.feed)
	_, _ = s.out.Write([]byte(pushTitle)) // never fails: see output.Write
	defer s.listen()()
	defer s.pace.stop()
	done := make(chan struct{})
	s.Go(func() { s.runProgram(done) })
	<-s.ending
	if s.leave(done) {
		model = wrapped.model
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return model, s.exit
}

// runProgram runs Bubble Tea and closes done when it has let go of the terminal.
func (s *Session) runProgram(done chan<- struct{}) {
	returned := false
	defer func() {
		if !returned {
			s.program.Kill() // it panicked itself
		}
		close(done)
	}()
	defer s.caught()
	_, err := s.program.Run()
	returned = true
	s.end(s.reasonFor(err))
}

// open finds the terminal's two sides.
func (s *Session) open() (stdin *os.File, err error) {
	stdin, s.stdout = s.options.Stdin, s.options.Stdout
	if stdin == nil {
		stdin = os.Stdin
	}
	if s.stdout == nil {
		s.stdout = os.Stdout
	}
	if !term.IsTerminal(s.stdout.Fd()) {
		return nil, errors.New("cannot open the dashboard: standard output is no terminal")
	}
	if !term.IsTerminal(stdin.Fd()) {
		if stdin, _, err = tea.OpenTTY(); err != nil {
			return nil, fmt.Errorf("cannot open the dashboard: no terminal to read keys from: %w", err)
		}
	}
	s.modes = []savedModes{{fd: stdin.Fd()}, {fd: s.stdout.Fd()}}
	s.out = newOutput(s.stdout, openSink(s.stdout), s.redraw, s.drawAgain, s.loseOutput)
	return stdin, nil
}

// redraw asks for a fresh frame. Sending waits for the event loop, so it is done aside.
func (s *Session) redraw() {
	s.Go(func() { s.program.Send(tea.ClearScreen()) })
}

// heldMsg says that the terminal has taken what it was given. The model has nothing to do for it: after each message the
// program is drawn as it is now.
type heldMsg struct{}

// drawAgain has the frame drawn that was held back, in the size that the terminal has by now.
func (s *Session) drawAgain() {
	s.Go(func() {
		if size := s.size.Swap(nil); size != nil {
			s.program.Send(*size)
			return
		}
		s.program.Send(heldMsg{})
	})
}

// resized holds the message of a new size back while the terminal is busy: Bubble Tea draws the whole screen for each.
func (s *Session) resized(size tea.WindowSizeMsg) tea.Msg {
	s.size.Store(&size) // before the look at the output, which may have all taken right after it
	if s.out.holdsBack() {
		return nil
	}
	s.size.Store(nil)
	s.out.resize(size.Height)
	return size
}

// lose ends the program because its terminal is gone.
func (s *Session) lose(err error) { s.end(Lost, err) }

func (s *Session) loseOutput(err error) { s.lose(fmt.Errorf("cannot write to the terminal: %w", err)) }

// filter sees each message before Bubble Tea acts on it: the end begins when it is decided, not when the screen is gone.
func (s *Session) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return s.resized(msg)
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeUnicodeCore {
			return nil // counting by grapheme gains nothing, since Plain text has one width; see repaints for what it costs
		}
	case tea.QuitMsg:
		s.end(Quit, nil)
	case tea.InterruptMsg:
		s.end(Interrupted, nil)
		return tea.QuitMsg{} // on an interrupt Bubble Tea closes its reader without waiting for the read to end
	case tea.SuspendMsg:
		if !CanSuspend() {
			return nil
		}
		return s.suspend()
	}
	return msg
}

// end notes the first reason to end; of a later one only a panic is kept, beside it.
func (s *Session) end(reason Reason, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isEnding() {
		if reason == Panicked {
			s.exit.Err = errors.Join(s.exit.Err, err)
		}
		return
	}
	s.exit = Exit{reason, err}
	s.part()
	close(s.ending)
	s.cancel()
}

func (s *Session) isEnding() bool {
	select {
	case <-s.ending:
		return true
	default:
		return false
	}
}

// reasonFor tells a program that ran and lost its terminal from one that never got it.
func (s *Session) reasonFor(err error) (Reason, error) {
	if err == nil {
		return Quit, nil
	}
	select {
	case <-s.started:
		return Lost, fmt.Errorf("the terminal failed: %w", err)
	default:
		return Failed, fmt.Errorf("cannot open the dashboard: %w", err)
	}
}
