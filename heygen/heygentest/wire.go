package heygentest

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
)

// The names under which the hosts are reached over Pipes.
const (
	pipeAPI    = "api.heygentest"
	pipeFiles  = "files.heygentest"
	pipeMirror = "mirror.heygentest"
)

// wire is what carries requests to the handlers, and what must be ended with the server.
type wire struct {
	mu       sync.Mutex
	servers  []*http.Server
	clients  []*http.Transport
	serving  sync.WaitGroup
	api      *pipeListener
	fileHost *pipeListener
}

// Start opens two loopback sockets, one for the API and one for the files, and serves them until Close. A server is
// started once, and not when Pipes is used.
func (s *Server) Start() error {
	api, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("open a socket for the simulated API: %w", err)
	}
	files, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("open a socket for the simulated files: %w", closeAnd(api, err))
	}
	s.mu.Lock()
	s.base = "http://" + api.Addr().String()
	s.files = "http://" + files.Addr().String()
	s.mirror = fmt.Sprintf("http://localhost:%d", files.Addr().(*net.TCPAddr).Port)
	s.mu.Unlock()
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	s.wire.serve(api, s.apiRoutes())
	s.wire.serve(files, s.fileRoutes())
	return nil
}

// closeAnd closes c and gives err, joined with what went wrong at closing.
func closeAnd(c io.Closer, err error) error {
	if closing := c.Close(); closing != nil {
		return fmt.Errorf("%w (and closing the other: %w)", err, closing)
	}
	return err
}

// Pipes gives a transport that reaches the server without a network, at BaseURL and FilesURL, and nothing else. In a
// synctest bubble a request over it counts as blocked for good while the server waits, so that the clock goes on.
func (s *Server) Pipes() http.RoundTripper {
	w := &s.wire
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.api == nil {
		w.api, w.fileHost = newPipeListener(), newPipeListener()
		w.serve(w.api, s.apiRoutes())
		w.serve(w.fileHost, s.fileRoutes())
	}
	hosts := map[string]*pipeListener{
		net.JoinHostPort(pipeAPI, "80"):    w.api,
		net.JoinHostPort(pipeFiles, "80"):  w.fileHost,
		net.JoinHostPort(pipeMirror, "80"): w.fileHost,
	}
	client := &http.Transport{
		DisableCompression:  true,
		MaxIdleConnsPerHost: 16,
		DialContext: func(ctx context.Context, _, addr string) (net.Conn, error) {
			if l := hosts[addr]; l != nil {
				return l.dial(ctx)
			}
			return nil, &net.DNSError{Err: "no such host", Name: strings.TrimSuffix(addr, ":80"), IsNotFound: true}
		},
	}
	w.clients = append(w.clients, client)
	return client
}

// connKey is where a request's context keeps its connection.
type connKey struct{}

// serve answers on one listener until the wire is closed. The caller holds mu.
func (w *wire) serve(l net.Listener, h http.Handler) {
	server := &http.Server{
		Handler:  h,
		ErrorLog: log.New(io.Discard, "", 0),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, c)
		},
	}
	w.servers = append(w.servers, server)
	// Serve always ends with an error, http.ErrServerClosed after close; a listener of ours has no other.
	w.serving.Go(func() { _ = server.Serve(l) })
}

// close ends the servers with their connections, and the idle connections of the clients.
func (w *wire) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, server := range w.servers {
		// What is left to say at closing is that a listener was closed already.
		_ = server.Close()
	}
	for _, client := range w.clients {
		client.CloseIdleConnections()
	}
	w.serving.Wait()
}

// pipeListener hands out connections in memory.
type pipeListener struct {
	conns chan net.Conn
	once  sync.Once
	over  chan struct{}
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), over: make(chan struct{})}
}

// dial gives the client's end of a new connection.
func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.over:
		return nil, closeAnd(client, net.ErrClosed)
	case <-ctx.Done():
		return nil, closeAnd(client, ctx.Err())
	}
}

// Accept gives the server's end of the next connection.
func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.over:
		return nil, net.ErrClosed
	}
}

// Close refuses further connections.
func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.over) })
	return nil
}

// Addr names the listener.
func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "heygentest", Net: "pipe"} }
