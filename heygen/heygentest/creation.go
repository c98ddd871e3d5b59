package heygentest

import (
	"maps"
	"time"
)

// Creation is one generation that the service really started. A request that was refused, or answered under an
// Idempotency-Key as one before it, starts none: a body that was processed twice is here twice.
type Creation struct {
	Route     Route
	Path      string
	Key       string // Idempotency-Key; empty where the route takes none, or none was sent
	Body      []byte // as it came; not to be changed
	VideoID   string
	SessionID string    // of a Video Agent
	At        time.Time // by the server's clock
	Replays   int       // how often its answer was given again under the same key
}

// Created gives what was really started, oldest first.
func (s *Server) Created() []Creation {
	s.studio.mu.Lock()
	defer s.studio.mu.Unlock()
	all := make([]Creation, len(s.studio.made))
	for i, c := range s.studio.made {
		all[i] = *c
	}
	return all
}

// Refused counts the requests to start a generation that the account's rules refused, by HTTP status: 400 and 422 for a
// broken one, 402 without credits, 409 while one under the same key is being answered, 429 at the limit of Concurrent. What
// a Fault does is not counted.
func (s *Server) Refused() map[int]int {
	s.studio.mu.Lock()
	defer s.studio.mu.Unlock()
	return maps.Clone(s.studio.refused)
}

// MaxRunning is the largest number of videos of the account, with Video Agents at work, that ran at one time, looked at
// whenever one was created.
func (s *Server) MaxRunning() int {
	s.studio.mu.Lock()
	defer s.studio.mu.Unlock()
	return s.studio.most
}

// SetCredits changes how many videos can be paid for from now on, in the terms of Options.Credits.
func (s *Server) SetCredits(credits int) {
	s.studio.mu.Lock()
	defer s.studio.mu.Unlock()
	s.studio.pay(credits)
}

// SetConcurrent changes how many videos may run at once from now on, in the terms of Options.Concurrent.
func (s *Server) SetConcurrent(limit int) {
	s.studio.mu.Lock()
	defer s.studio.mu.Unlock()
	s.studio.limit = limit
}
