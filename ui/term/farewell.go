package term

import (
	"slices"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// deliver writes the last words (at the end, or before the program is suspended) and waits for them to reach the
// terminal, grace at most: half of it for everything, half for their lasting effects alone. A terminal that takes
// nothing has its unread output discarded, where the system can do that, to make room for them.
func (o *output) deliver(words []byte, grace time.Duration) {
	o.mu.Lock()
	if o.closed {
		o.mu.Unlock()
		return
	}
	if o.flow == flowing {
		o.push(slices.Clone(words))
	} else {
		o.kept.add(words)
		o.push(o.kept.take())
		o.flow = flowing
	}
	o.mu.Unlock()
	if o.drain(grace / 2) {
		return
	}
	o.mu.Lock()
	o.shed()
	o.mu.Unlock()
	if o.drain(grace / 2) {
		o.mu.Lock()
		o.push(o.kept.take())
		o.mu.Unlock()
		if o.drain(grace / 4) {
			return
		}
	}
	o.force(grace / 4)
}

// force interrupts the write in progress, and writes what must last over what the terminal never read.
func (o *output) force(grace time.Duration) {
	if o.sink.SetWriteDeadline(time.Now()) != nil {
		return // a write that cannot be given up blocks the way for every other
	}
	if !o.drain(grace) {
		return
	}
	o.mu.Lock()
	o.shed()
	words := o.kept.take()
	o.flow = awaiting
	closed := o.closed
	o.mu.Unlock()
	if closed {
		return
	}
	discardUnread(o.Fd())
	if o.sink.SetWriteDeadline(time.Now().Add(grace)) == nil {
		// The terminal may have read half a sequence: CAN ends it. That it takes nothing is what brought us here, so
		// there is nobody to tell of an error.
		_, _ = o.sink.Write(append([]byte{ansi.CAN}, words...))
		_ = o.sink.SetWriteDeadline(time.Time{})
	}
}

// drain waits until all is written; false when the time ran out.
func (o *output) drain(grace time.Duration) bool {
	o.mu.Lock()
	busy := o.busy
	o.mu.Unlock()
	return busy == nil || within(busy, grace)
}
