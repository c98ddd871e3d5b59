package heygentest

import (
	"fmt"
	"net"
	"strings"
)

// Down closes the sockets of a started server, as where the network or the service has gone: what is under way is cut, and
// nobody can connect until Up.
func (s *Server) Down() {
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	for _, server := range s.wire.servers {
		_ = server.Close() // what is left to say is that a listener was closed already
	}
	s.wire.servers = nil
	s.wire.serving.Wait()
}

// Up opens the sockets of a server that is Down again, at the addresses that they had.
func (s *Server) Up() error {
	api, err := net.Listen("tcp", strings.TrimPrefix(s.BaseURL(), "http://"))
	if err != nil {
		return fmt.Errorf("open the simulated API's socket again: %w", err)
	}
	files, err := net.Listen("tcp", strings.TrimPrefix(s.FilesURL(), "http://"))
	if err != nil {
		return fmt.Errorf("open the simulated files' socket again: %w", closeAnd(api, err))
	}
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	s.wire.serve(api, s.apiRoutes())
	s.wire.serve(files, s.fileRoutes())
	return nil
}
