package term

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// bench is an output whose terminal is the other end of an in-memory pipe, which takes only what is read.
type bench struct {
	*output
	terminal net.Conn
	redraws  atomic.Int32
	agains   atomic.Int32
	lost     error
}

func newBench(t *testing.T) *bench {
	t.Helper()
	program, terminal := net.Pipe()
	b := &bench{terminal: terminal}
	b.output = newOutput(os.Stdout, program, func() { b.redraws.Add(1) }, func() { b.agains.Add(1) }, func(err error) { b.lost = err })
	go b.feed()
	t.Cleanup(func() {
		b.close()
		_ = terminal.Close()
		synctest.Wait()
	})
	return b
}

func (b *bench) write(t *testing.T, text string) {
	t.Helper()
	if n, err := b.Write([]byte(text)); n != len(text) || err != nil {
		t.Fatalf("Write = %d, %v; want %d, nil", n, err, len(text))
	}
}

// read returns what the terminal gets until nothing more comes for an hour.
func (b *bench) read(t *testing.T) string {
	t.Helper()
	var got bytes.Buffer
	if err := b.terminal.SetReadDeadline(time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(&got, b.terminal); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	return got.String()
}

// frame is a frame of a kilobyte that says which it is.
func frame(i int) string { return fmt.Sprintf("<%d>%s</%d>", i, strings.Repeat(".", 1000), i) }

func TestOutputPassesEverythingOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		var want strings.Builder
		for i := range 100 {
			b.write(t, frame(i))
			want.WriteString(frame(i))
		}
		if got := b.read(t); got != want.String() {
			t.Errorf("the terminal got %d bytes, want %d", len(got), want.Len())
		}
		if b.redraws.Load() != 0 {
			t.Error("a fresh frame was asked for though nothing was dropped")
		}
	})
}

func TestOutputDropsWholeFramesAndAsksForAFreshOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.write(t, frame(0))
		synctest.Wait() // the feeder is stuck in the first frame
		b.write(t, "\x1b[?1002h\x1b]2;old title\a"+frame(1))
		for i := range 10_000 {
			b.write(t, frame(i+2))
			if b.waiting > outputLimit {
				t.Fatalf("%d bytes wait for the terminal, the limit is %d", b.waiting, outputLimit)
			}
		}
		b.write(t, "\x1b]2;new title\a\x1b[31mred\x1b[m")
		if b.redraws.Load() != 0 {
			t.Error("a fresh frame was asked for before the terminal took the old one")
		}
		if got := b.read(t); got != frame(0) {
			t.Errorf("the terminal got %.50q..., want the frame that was being written and no other", got)
		}
		if b.redraws.Load() != 1 {
			t.Errorf("%d fresh frames were asked for, want 1", b.redraws.Load())
		}
		b.write(t, "a change of what the terminal never saw")
		fresh := ansi.CursorHomePosition + ansi.EraseEntireScreen + "the whole screen"
		b.write(t, fresh)
		b.write(t, "and on")
		if got, want := b.read(t), "\x1b[?1002h\x1b]2;new title\a"+fresh+"and on"; got != want {
			t.Errorf("the terminal got %q, want %q", got, want)
		}
	})
}

// While the terminal is busy with a frame no other is to be drawn; when it has taken that one, the present is.
func TestOutputHoldsFramesBackForASlowTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		if b.holdsBack() {
			t.Error("a frame is held back before anything was written")
		}
		b.write(t, frame(0))
		<-time.After(slowAfter)
		if b.holdsBack() {
			t.Error("a terminal that takes a moment is taken for slow")
		}
		<-time.After(time.Minute)
		if !b.holdsBack() {
			t.Error("the terminal has not taken the first frame, and the next is drawn")
		}
		if b.agains.Load() != 0 {
			t.Error("the next frame was asked for before the terminal took the first")
		}
		if got := b.read(t); got != frame(0) {
			t.Errorf("the terminal got %d bytes", len(got))
		}
		if b.holdsBack() || b.agains.Load() != 1 {
			t.Errorf("the terminal has taken all: the next frame was asked for %d times, want once", b.agains.Load())
		}
		b.write(t, frame(1))
		if got := b.read(t); got != frame(1) || b.agains.Load() != 1 {
			t.Errorf("nothing was held back: a frame was asked for %d times", b.agains.Load())
		}
	})
}

func TestOutputTakesOneFrameOverTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		huge := strings.Repeat("x", 2*outputLimit)
		b.write(t, huge)
		if got := b.read(t); got != huge {
			t.Errorf("the terminal got %d bytes, want %d", len(got), len(huge))
		}
	})
}

func TestOutputTellsOfALostTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		if err := b.terminal.Close(); err != nil {
			t.Fatal(err)
		}
		b.write(t, "one")
		synctest.Wait()
		if b.lost == nil {
			t.Error("nobody was told")
		}
		b.write(t, "two")
		b.deliver([]byte("last words"), farewellTime) // returns, though there is nobody to take them
	})
}

func TestDeliverWritesLastWordsAfterTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.write(t, "frame")
		go b.deliver([]byte("\x1b[?1049l"), farewellTime)
		if got := b.read(t); got != "frame\x1b[?1049l" {
			t.Errorf("the terminal got %q", got)
		}
	})
}

func TestDeliverIsNotHeldUpByAMutedTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		for i := range 1000 {
			b.write(t, frame(i))
		}
		begin := time.Now()
		b.deliver([]byte("\x1b[?1049l"), farewellTime)
		if took := time.Since(begin); took > farewellTime*5/4 {
			t.Errorf("it took %v", took)
		}
	})
}

// A slow terminal gets the frame that was being written and, instead of all that waits, the last words.
func TestDeliverSkipsWhatASlowTerminalCannotTake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.write(t, "\x1b[?1049h"+frame(0))
		b.write(t, frame(1))
		b.write(t, frame(2)+"\x1b[?1002h")
		go b.deliver([]byte("\x1b[?1002l\x1b[?1049l"), farewellTime)
		<-time.After(farewellTime * 3 / 4)
		want := "\x1b[?1049h" + frame(0) + "\x1b[?1002l\x1b[?1049l"
		if got := b.read(t); got != want {
			t.Errorf("the terminal got %d bytes ending in %q, want %d", len(got), got[max(0, len(got)-60):], len(want))
		}
	})
}

// A terminal that read part of a sequence and then nothing gets that sequence ended before the last words.
func TestDeliverEndsTheSequenceThatWasCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.write(t, "\x1b]2;a title\a"+frame(0))
		part := make([]byte, 6)
		if _, err := io.ReadFull(b.terminal, part); err != nil {
			t.Fatal(err)
		}
		go b.deliver([]byte("\x1b[?1049l"), farewellTime)
		<-time.After(farewellTime + farewellTime/8)
		if got := b.read(t); got != "\x18\x1b[?1049l" {
			t.Errorf("the terminal got %q after %q", got, part)
		}
	})
}

func TestTimesHoldTheBar(t *testing.T) {
	const bar = 2 * time.Second
	if program := quitTime + killTime + farewellTime*5/4; program > bar || cleanupTime > bar {
		t.Errorf("ending can take %v, and the clean-up beside it %v, want both below %v", program, cleanupTime, bar)
	}
}
