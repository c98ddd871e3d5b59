package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"reelwatch/heygen"
)

// The bounds of what a stranger may make the listener hold.
const (
	mostConnections = 64              // at once; see crowd
	headTime        = 5 * time.Second // for a request's head
	requestTime     = 10 * time.Second
	mostHead        = 16 << 10 // bytes
	closeTime       = time.Second
)

// listener is an open hook.
type listener struct {
	*heygen.Receiver
	net.Listener
	server *http.Server
	done   chan error
}

// listen opens a hook. Without a secret only this machine can reach it, unless one is to come (registering).
func (a *app) listen(h hook, registering bool, hear func(id string)) (*listener, error) {
	socket, err := net.Listen("tcp", h.address)
	if err != nil {
		return nil, unheard(h.address, err)
	}
	local := socket.Addr().(*net.TCPAddr).IP.IsLoopback()
	if h.secret == "" && !local && !registering {
		return nil, errors.Join(&usageError{fmt.Errorf("listening at %s needs a secret (%s, or --secret-file): without one only loopback is listened at", h.address, secretVariable)}, socket.Close())
	}
	l := &listener{
		Receiver: &heygen.Receiver{Path: h.path, Open: h.secret == "" && !registering, Hear: hear, Log: a.log},
		Listener: socket, done: make(chan error, 1),
	}
	l.SetSecret(h.secret)
	l.server = &http.Server{
		Handler: l.Receiver, ReadHeaderTimeout: headTime, ReadTimeout: requestTime, WriteTimeout: requestTime,
		MaxHeaderBytes: mostHead, ErrorLog: quietLog(a.log), ConnState: new(crowd).turned,
	}
	l.server.SetKeepAlivesEnabled(false) // events come minutes apart, and who holds a connection in between is a stranger
	go func() {
		defer func() {
			if fault := recover(); fault != nil {
				l.done <- fmt.Errorf("a fault of reelwatch's own: %v", fault)
			}
		}()
		err := l.server.Serve(socket)
		if !errors.Is(err, http.ErrServerClosed) {
			l.Break(err)
			a.debugf("listening for webhooks: %v", err)
		}
		l.done <- err
	}()
	return l, nil
}

// unheard says why an address can't be listened at, and whose fault that is.
func unheard(address string, err error) error {
	var dns *net.DNSError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("another program listens at %s already, perhaps another reelwatch: end it, or give another port", address)
	case errors.As(err, &dns):
		return &usageError{fmt.Errorf("can't listen at %s: there is no host of that name; give an address of this machine, such as %s", address, usualListen)}
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return &usageError{fmt.Errorf("can't listen at %s: it is no address of this machine; give one that is, such as %s", address, usualListen)}
	case errors.Is(err, fs.ErrPermission):
		return &usageError{fmt.Errorf("can't listen at %s: this user may not; give a port over 1023", address)}
	}
	return fmt.Errorf("can't listen at %s: %w", address, err)
}

// close ends the listening; what is under way gets a moment.
func (l *listener) close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	if l.server.Shutdown(ctx) != nil {
		_ = l.server.Close() // what is under way is cut off: HeyGen delivers it again
	}
}

// where is the address that events are to be sent to.
func (l *listener) where() string { return "http://" + l.Addr().String() + l.Path }

// quietLog takes what net/http has to say of strangers' requests to the log of --debug, where there is one.
func quietLog(to *slog.Logger) *log.Logger {
	if to == nil {
		return log.New(io.Discard, "", 0)
	}
	return slog.NewLogLogger(to.Handler(), slog.LevelDebug)
}
