package term

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestGuardTurnsAPanicIntoTheEnd(t *testing.T) {
	s := NewSession(Options{})
	s.guard(func() {})
	if s.isEnding() || s.Context().Err() != nil {
		t.Fatal("the session ends without a reason")
	}
	s.guard(func() { panic("boom") })
	s.guard(func() { panic("again") })
	<-s.Context().Done()
	var panicked *PanicError
	if s.exit.Reason != Panicked || !errors.As(s.exit.Err, &panicked) {
		t.Fatalf("exit %+v, want a panic", s.exit)
	}
	if panicked.Value != "boom" || !strings.Contains(string(panicked.Stack), "guard_test.go") {
		t.Errorf("panic %v with stack %s", panicked.Value, panicked.Stack)
	}
	if !strings.Contains(s.exit.Err.Error(), "again") {
		t.Errorf("the second panic was swallowed: %v", s.exit.Err)
	}
}

func TestTheFirstReasonCounts(t *testing.T) {
	s := NewSession(Options{})
	s.end(Terminated, nil)
	s.end(Lost, io.EOF)
	if s.exit.Reason != Terminated || s.exit.Err != nil {
		t.Errorf("exit %+v, want the first reason", s.exit)
	}
}

func TestGuardedCommandsGiveTheirMessages(t *testing.T) {
	type note string
	s := NewSession(Options{})
	say := func(text string) tea.Cmd { return func() tea.Msg { return note(text) } }
	if s.guardCmd(nil) != nil {
		t.Error("no command became one")
	}
	if got := s.guardCmd(say("one"))(); got != note("one") {
		t.Errorf("got %v", got)
	}
	batch, ok := s.guardCmd(tea.Batch(say("a"), nil, say("b")))().(tea.BatchMsg)
	if !ok || len(batch) != 2 || batch[1]() != note("b") {
		t.Errorf("a batch of two became %v", batch)
	}
	if got := s.guardMsg(nil); got != nil {
		t.Errorf("no message became %v", got)
	}
	if s.isEnding() {
		t.Errorf("the session ended: %+v", s.exit)
	}
}

func TestReasonForTellsLostFromFailed(t *testing.T) {
	s := NewSession(Options{})
	if reason, err := s.reasonFor(io.ErrUnexpectedEOF); reason != Failed || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("before the start: %v, %v", reason, err)
	}
	close(s.started)
	if reason, err := s.reasonFor(io.ErrUnexpectedEOF); reason != Lost || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("after the start: %v, %v", reason, err)
	}
	if reason, err := s.reasonFor(nil); reason != Quit || err != nil {
		t.Errorf("quit: %v, %v", reason, err)
	}
}

func TestRunRefusesWhatIsNoTerminal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.Close(), w.Close() })
	s := NewSession(Options{Stdin: r, Stdout: w})
	_, exit := s.Run(&guarded{})
	if exit.Reason != Failed || exit.Err == nil || !strings.Contains(exit.Err.Error(), "no terminal") {
		t.Errorf("exit %+v, want it to say that there is no terminal", exit)
	}
}

func TestInputTellsOfItsEndOnce(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	var told []error
	input := &input{file: r, lost: func(err error) { told = append(told, err) }}
	if _, err := w.WriteString("keys"); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 10)
	if n, err := input.Read(buf); string(buf[:n]) != "keys" || err != nil {
		t.Errorf("read %q, %v", buf[:n], err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := input.Read(buf); !errors.Is(err, io.EOF) {
			t.Errorf("read ends with %v, want EOF", err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := input.Read(buf); !errors.Is(err, io.EOF) {
		t.Errorf("a failing read ends with %v, want EOF", err)
	}
	if len(told) != 1 || !errors.Is(told[0], errEndOfInput) {
		t.Errorf("told %v, want one end of input", told)
	}
}
