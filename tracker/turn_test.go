package tracker

import (
	"slices"
	"sync"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// Two processes over one store never send the same request.
func TestOneSenderAtATime(t *testing.T) {
	onStage(t, heygentest.Options{Latency: 2 * time.Second}, func(t *testing.T, s *sendingStage) {
		lease := &sharedLease{}
		s.config.Sender = lease.of("one")
		s.Tracker = New(s.config)
		names := s.submit(slices.Repeat([]string{legacyBody}, 5)...)
		s.config.Sender = lease.of("two")
		other := s.process()
		done := make(chan error)
		go func() { done <- s.SendAll(t.Context(), names) }()
		go func() { done <- other.SendAll(t.Context(), names) }()
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
			_, _ = other.Load(t.Context())
		}
		s.made(5)
	})
}

// sharedLease is a lease in memory, as several processes see it.
type sharedLease struct {
	mu     sync.Mutex
	holder string
}

// leaseOf is a sharedLease as one process sees it.
type leaseOf struct {
	*sharedLease
	process string
}

func (l *sharedLease) of(process string) Lease { return leaseOf{l, process} }

func (l leaseOf) Try(time.Time) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder == "" {
		l.holder = l.process
	}
	return l.holder == l.process, nil
}

func (l leaseOf) Beat(time.Time) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.holder == l.process, nil
}

func (l leaseOf) Release() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder == l.process {
		l.holder = ""
	}
	return nil
}
