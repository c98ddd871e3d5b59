package heygentest

import (
	"fmt"
	"io"
	"time"
)

// pieceSize is how much of a file is read and written at once.
const pieceSize = 256 << 10

// body carries a file to the client: at its rate, and as far as a fault lets it.
type body struct {
	*exchange
	fault  Fault
	whole  int64    // bytes of the whole file
	hidden []string // headers that this host does not send
	rate   int64    // bytes a second; 0 means no limit
	began  time.Time

	length int64 // bytes of this answer
	stop   int64 // of which the fault lets so many through; -1 means all
	sent   int64
}

// WriteHeader knows at last what will be sent, and where the fault strikes.
func (b *body) WriteHeader(status int) {
	h := b.Header()
	b.length = b.whole
	var from, to int64
	// An answer without a range has no such header, and begins at 0.
	if _, err := fmt.Sscanf(h.Get("Content-Range"), "bytes %d-%d/", &from, &to); err == nil {
		b.length = to - from + 1
	}
	if b.fault.breaks() {
		b.stop = b.fault.place(from, b.whole)
	}
	for _, name := range b.hidden {
		h.Del(name)
	}
	b.exchange.WriteHeader(status)
	if b.rate > 0 {
		b.flush() // The head does not wait for the first piece.
	}
}

// Write sends a piece.
func (b *body) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		if b.stop == b.sent {
			b.strike()
		}
		size := b.step(len(p))
		if b.rate > 0 {
			b.sleep(b.due(size) - time.Since(b.began))
		}
		if b.sent+int64(size) >= b.length {
			b.left()
		}
		done, err := b.exchange.Write(p[:size])
		n += done
		b.sent += int64(done)
		if err != nil {
			return n, err
		}
		p = p[size:]
		if b.rate > 0 {
			b.flush()
		}
	}
	return n, nil
}

// due is how long after the beginning the next size bytes are to arrive.
func (b *body) due(size int) time.Duration {
	return time.Duration(float64(b.sent+int64(size)) / float64(b.rate) * float64(time.Second))
}

// step is how much of n bytes goes out next: up to the fault, and at a rate a twentieth of a second's worth.
func (b *body) step(n int) int {
	if b.rate > 0 {
		n = min(n, max(1, int(b.rate/20)))
	}
	if b.stop > b.sent {
		n = int(min(int64(n), b.stop-b.sent))
	}
	return n
}

// ReadFrom sends all of r in large pieces.
func (b *body) ReadFrom(r io.Reader) (n int64, err error) {
	piece := make([]byte, min(pieceSize, b.length+1))
	for {
		size, err := r.Read(piece)
		if size > 0 {
			done, failed := b.Write(piece[:size])
			n += int64(done)
			if failed != nil {
				return n, failed
			}
		}
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// strike carries the fault out after what was sent so far. The rate takes no notice of the time that a Stall held.
func (b *body) strike() {
	b.stop = -1
	b.flush()
	held := time.Now()
	b.trouble(b.fault)
	b.began = b.began.Add(time.Since(held))
}

// finish lets a fault strike that was to come after the last byte, before the answer is closed.
func (b *body) finish() {
	if b.stop >= 0 && b.stop <= b.sent {
		b.strike()
	}
}
