package tracker_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"reelwatch/store"
)

// skew is how far a process's clock is off.
type skew struct {
	mu sync.Mutex
	by time.Duration
}

func (s *skew) set(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.by = by
}

func (s *skew) of(t time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return t.Add(s.by)
}

// skewed is a lease that is kept by a clock which may be off.
type skewed struct {
	*store.Lease
	clock *skew
}

func (l *skewed) Try(now time.Time) (bool, error)  { return l.Lease.Try(l.clock.of(now)) }
func (l *skewed) Beat(now time.Time) (bool, error) { return l.Lease.Beat(l.clock.of(now)) }

// claims stand for the locks of processes, which exclude nobody within one.
type claims struct {
	mu    sync.Mutex
	taken map[string]bool
}

func (c *claims) Claim(id string) (release func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken[id] {
		return func() {}, false
	}
	c.taken[id] = true
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.taken, id)
	}, true
}

// network is the way to HeyGen and to its files.
type network struct {
	through http.RoundTripper
	carried atomic.Int64 // bytes of answers

	mu   sync.Mutex
	down error         // why nothing goes through; nil while it does
	up   chan struct{} // closed when it is up again
}

var errSilent = errors.New("nothing comes back")

// fail takes the network down for a while: with an error at once, or with silence.
func (n *network) fail(why error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down, n.up = why, make(chan struct{})
}

func (n *network) heal() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.down != nil {
		close(n.up)
	}
	n.down = nil
}

// passes lets a request or a piece of an answer through.
func (n *network) passes(ctx context.Context) error {
	n.mu.Lock()
	down, up := n.down, n.up
	n.mu.Unlock()
	if !errors.Is(down, errSilent) {
		return down
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-up:
		return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	}
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := n.passes(r.Context()); err != nil {
		return nil, err
	}
	resp, err := n.through.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	resp.Body = &passing{resp.Body, n, r.Context()}
	return resp, nil
}

// passing is a body that comes over the network.
type passing struct {
	io.ReadCloser
	n   *network
	ctx context.Context
}

func (b *passing) Read(p []byte) (n int, err error) {
	if err := b.n.passes(b.ctx); err != nil {
		return 0, err
	}
	n, err = b.ReadCloser.Read(p)
	b.n.carried.Add(int64(n))
	return n, err
}

func refused() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

func unknownHost() error {
	return &net.DNSError{Err: "no such host", Name: "api.heygen.com", IsNotFound: true}
}
