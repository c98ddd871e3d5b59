package term

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
)

const (
	// outputLimit is how many bytes wait for a slow terminal before pending frames are dropped.
	outputLimit = 256 << 10
	// slowAfter is how long the terminal may take for one frame before no more are drawn until it has taken it.
	slowAfter = 100 * time.Millisecond
)

// sink is where the bytes go: the terminal opened anew, so that a write can be given up.
type sink interface {
	io.Writer
	SetWriteDeadline(time.Time) error
}

// flow is what happens to a frame that the renderer writes.
type flow int

const (
	flowing  flow = iota // it is queued
	dropping             // it is dropped: the terminal has to take what is queued first
	awaiting             // it is dropped unless it paints the whole screen, which was asked for
)

// output is the terminal as Bubble Tea writes to it. A write returns at once: a goroutine feeds the terminal. While that
// takes its time, holdsBack has the program draw nothing more, so that a slow line carries the way from what it shows to the
// present, and not all that was between. What is written all the same is dropped in whole frames where too much of it waits
// (their lasting effects, as modes and the title, are kept), and when the terminal reads again it gets one fresh frame.
type output struct {
	file   *os.File // asked for size and modes
	sink   sink
	redraw func()      // asks for a fresh frame; must not block
	again  func()      // asks for the frame that was held back; must not block
	lost   func(error) // the terminal is gone; must not block

	mu       sync.Mutex
	queue    [][]byte
	waiting  int       // bytes in queue
	began    time.Time // when the terminal was given what it has not taken yet; zero while it has all
	held     bool      // a frame was held back
	flow     flow
	kept     lasting
	repaints repaints      // forgets by itself: a fresh frame erases the screen
	busy     chan struct{} // closed when all is written; nil while nothing is queued
	closed   bool          // what comes now is thrown away
	wake     chan struct{} // one slot: the feeder has something to look at
}

func newOutput(file *os.File, to sink, redraw, again func(), lost func(error)) *output {
	return &output{file: file, sink: to, redraw: redraw, again: again, lost: lost, wake: make(chan struct{}, 1)}
}

// holdsBack says that the terminal is still busy with an earlier frame, so that none should be drawn now. The next one is
// asked for when the terminal has taken that one.
func (o *output) holdsBack() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held = !o.began.IsZero() && time.Since(o.began) > slowAfter
	return o.held
}

// resize says how many rows the next frames are for.
func (o *output) resize(rows int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.repaints.height = rows
}

// Write takes one frame and never blocks. It reports success even for a frame that is dropped or comes after the end:
// an error would only make the renderer write it again.
func (o *output) Write(frame []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return len(frame), nil
	}
	if o.flow == awaiting && bytes.Contains(frame, []byte(ansi.EraseEntireScreen)) {
		o.flow = flowing
		o.push(slices.Concat(o.kept.take(), o.repaints.thin(frame)))
		return len(frame), nil
	}
	if o.flow == flowing && o.waiting > 0 && o.waiting+len(frame) > outputLimit {
		o.shed()
		o.flow = dropping
	}
	if o.flow == flowing {
		o.push(o.repaints.thin(frame))
	} else {
		o.kept.add(frame)
	}
	return len(frame), nil
}

// push queues one unit; the caller holds the lock.
func (o *output) push(unit []byte) {
	if len(unit) == 0 {
		return
	}
	o.queue = append(o.queue, unit)
	o.waiting += len(unit)
	if o.busy == nil {
		o.busy = make(chan struct{})
	}
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// shed drops what is queued but for its lasting effects; the caller holds the lock.
func (o *output) shed() {
	for _, unit := range o.queue {
		o.kept.add(unit)
	}
	o.queue, o.waiting = nil, 0
}

// feed writes to the terminal until the output is closed or the terminal gone.
func (o *output) feed() {
	for {
		unit, open := o.take()
		switch {
		case !open:
			return
		case unit == nil:
			<-o.wake
			continue
		}
		_, err := o.sink.Write(unit)
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			o.close()
			o.lost(err)
			return
		}
	}
}

// take returns the next unit, nil when there is none. Having drained after dropping, it asks for a fresh frame, else for one
// that was held back.
func (o *output) take() (unit []byte, open bool) {
	o.mu.Lock()
	if len(o.queue) > 0 {
		unit = o.queue[0]
		o.queue = o.queue[1:]
		o.waiting -= len(unit)
		if o.began.IsZero() {
			o.began = time.Now()
		}
		o.mu.Unlock()
		return unit, true
	}
	o.settled()
	open = !o.closed
	var ask func()
	switch {
	case open && o.flow == dropping:
		o.flow = awaiting
		ask = o.redraw
	case open && o.held:
		ask = o.again
	}
	o.began, o.held = time.Time{}, false
	o.mu.Unlock()
	if ask != nil {
		ask()
	}
	return nil, open
}

// settled tells those who wait in drain that nothing is left; the caller holds the lock.
func (o *output) settled() {
	if o.busy != nil {
		close(o.busy)
		o.busy = nil
	}
}

// close throws away what is queued and what comes.
func (o *output) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed, o.queue, o.waiting = true, nil, 0
	o.settled()
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// Read reads from the terminal; Bubble Tea wants it of a terminal file.
func (o *output) Read(p []byte) (int, error) { return o.file.Read(p) }

// Close does nothing: the terminal belongs to the process, and [Session.Run] ends the output.
func (o *output) Close() error { return nil }

// Fd returns the descriptor of the terminal.
func (o *output) Fd() uintptr { return o.file.Fd() }
