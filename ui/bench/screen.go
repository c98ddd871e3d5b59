package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/creack/pty"
)

const (
	columns, lines = 120, 48 // room for visibleRows
	visibleRows    = 40

	frame    = time.Second / 30      // between two looks of the renderer at what there is to draw
	lull     = 40 * time.Millisecond // without a byte: all that a key press led to has been drawn
	silence  = 8 * lull              // no answer will come any more
	patience = 20 * time.Second      // for what should come at once
	stopTime = 5 * time.Second       // for the program to end
)

// arrival is what came from the program at one time.
type arrival struct {
	at   time.Time
	text []byte
}

// screen is a program on a terminal, as its user has it: what it writes comes in, keys go out.
type screen struct {
	cmd      *exec.Cmd
	tty      *os.File
	began    time.Time    // just before the program was started
	arrivals chan arrival // closed when the program has let go of the terminal
}

// openScreen starts a program on a terminal of its own.
func openScreen(cmd *exec.Cmd) (*screen, error) {
	s := &screen{cmd: cmd, began: time.Now(), arrivals: make(chan arrival, 1024)}
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: columns, Rows: lines})
	if err != nil {
		return nil, fmt.Errorf("start %s on a terminal: %w", cmd.Path, err)
	}
	s.tty = tty
	go s.read()
	return s, nil
}

// read takes what comes until the program has ended.
func (s *screen) read() {
	defer close(s.arrivals)
	space := make([]byte, 64<<10)
	for {
		n, err := s.tty.Read(space)
		if n > 0 {
			s.arrivals <- arrival{time.Now(), bytes.Clone(space[:n])}
		}
		if err != nil {
			return // what a terminal without a program says differs between systems
		}
	}
}

// next waits for the next arrival, at most for wait; there is none where ok is false.
func (s *screen) next(wait time.Duration) (a arrival, ok bool, err error) {
	select {
	case a, open := <-s.arrivals:
		if !open {
			return arrival{}, false, fmt.Errorf("%s has ended", s.cmd.Path)
		}
		return a, true, nil
	case <-time.After(wait):
		return arrival{}, false, nil
	}
}

// shows waits until this text has come, and says when.
func (s *screen) shows(text string) (time.Time, error) {
	var all []byte
	for {
		a, ok, err := s.next(patience)
		switch {
		case err != nil:
			return time.Time{}, fmt.Errorf("%w, having written %q", err, all)
		case !ok:
			return time.Time{}, fmt.Errorf("%s showed no %q within %v", s.cmd.Path, text, patience)
		}
		if all = append(all, a.text...); bytes.Contains(all, []byte(text)) {
			return a.at, nil
		}
	}
}

// count counts the bytes that come in this time.
func (s *screen) count(while time.Duration) (n int, err error) {
	end := time.Now().Add(while)
	for {
		a, ok, err := s.next(time.Until(end))
		if err != nil || !ok {
			return n, err
		}
		n += len(a.text)
	}
}

// rest waits until nothing comes any more.
func (s *screen) rest() error {
	end := time.Now().Add(patience)
	for time.Now().Before(end) {
		if _, ok, err := s.next(lull); err != nil || !ok {
			return err
		}
	}
	return errors.New("the screen never comes to rest")
}

// press presses a key, somewhere between two frames, and gives the time until the first byte of the answer.
func (s *screen) press(key string) (time.Duration, error) {
	if err := s.rest(); err != nil {
		return 0, err
	}
	time.Sleep(rand.N(frame))
	began := time.Now()
	if err := s.send(key); err != nil {
		return 0, err
	}
	a, ok, err := s.next(patience)
	if err == nil && !ok {
		err = fmt.Errorf("no answer to the key %q within %v", key, patience)
	}
	return a.at.Sub(began), err
}

// nudge presses a key whose answer, if there is one, doesn't matter. An escape is told from the beginning of a longer
// sequence by what does not follow it.
func (s *screen) nudge(key string) error {
	if err := errors.Join(s.rest(), s.send(key)); err != nil {
		return err
	}
	if _, _, err := s.next(silence); err != nil {
		return err
	}
	return s.rest()
}

// send presses a key.
func (s *screen) send(key string) error {
	_, err := s.tty.WriteString(key)
	return err
}

func (s *screen) process() process { return process(s.cmd.Process.Pid) }

// close ends the program, by force where it must, and waits for that.
func (s *screen) close() error {
	// One that has ended by itself needs no signal, and how it ended was seen by who read from it.
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	force := time.AfterFunc(stopTime, func() { _ = s.cmd.Process.Kill() })
	defer force.Stop()
	for range s.arrivals {
	}
	_ = s.cmd.Wait() // a signal ended it
	return s.tty.Close()
}
