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
	"os"
	"strings"
	"time"

	"golang.org/x/net/netutil"

	"reelwatch/heygen"
)

// The bounds of what a stranger may make the listener hold.
const (
	mostConnections = 64
	headTime        = 5 * time.Second // for a request's head
	requestTime     = 10 * time.Second
	idleTime        = 30 * time.Second
	mostHead        = 16 << 10 // bytes
	closeTime       = time.Second
)

// secretVariable is the environment's way to give the secret of webhooks.
const secretVariable = "REELWATCH_WEBHOOK_SECRET"

// hook is where webhook events come in.
type hook struct {
	address    string // as the user gave it
	path       string
	secretFile string // empty: the environment's, or none
}

// parseHook reads HOST:PORT or HOST:PORT/PATH.
func parseHook(where, path string) (hook, error) {
	address, rest, given := strings.Cut(where, "/")
	if given {
		path = "/" + rest
	}
	if _, port, err := net.SplitHostPort(address); err != nil || port == "" {
		return hook{}, fmt.Errorf("%q is no place to listen at: give HOST:PORT, such as 127.0.0.1:8787", where)
	}
	if !strings.HasPrefix(path, "/") {
		return hook{}, fmt.Errorf("the path %q does not begin with /", path)
	}
	return hook{address: address, path: path}, nil
}

// listener is an open hook.
type listener struct {
	*heygen.Receiver
	net.Listener
	server *http.Server
	done   chan error
}

// listen opens a hook. Without a secret only this machine can reach it, unless one is to come (registering).
func (a *app) listen(h hook, registering bool, hear func(id string)) (*listener, error) {
	secret, err := a.hookSecret(h.secretFile, registering)
	if err != nil {
		return nil, err
	}
	socket, err := net.Listen("tcp", h.address)
	if err != nil {
		return nil, fmt.Errorf("listen for webhooks: %w (is another reelwatch listening? give another address)", err)
	}
	local := socket.Addr().(*net.TCPAddr).IP.IsLoopback()
	if secret == "" && !local && !registering {
		return nil, errors.Join(&usageError{fmt.Errorf("listening at %s needs a secret (%s, or --secret-file): without one only loopback is listened at", h.address, secretVariable)}, socket.Close())
	}
	l := &listener{
		Receiver: &heygen.Receiver{Path: h.path, Open: secret == "" && local && !registering, Hear: hear, Log: a.log},
		Listener: socket, done: make(chan error, 1),
	}
	l.SetSecret(secret)
	l.server = &http.Server{
		Handler: l.Receiver, ReadHeaderTimeout: headTime, ReadTimeout: requestTime, WriteTimeout: requestTime, IdleTimeout: idleTime,
		MaxHeaderBytes: mostHead, ErrorLog: quietLog(a.log),
	}
	go func() {
		defer func() {
			if fault := recover(); fault != nil {
				l.done <- fmt.Errorf("a fault of reelwatch's own: %v", fault)
			}
		}()
		err := l.server.Serve(netutil.LimitListener(socket, mostConnections))
		if !errors.Is(err, http.ErrServerClosed) {
			l.Break(err)
			a.debugf("listening for webhooks: %v", err)
		}
		l.done <- err
	}()
	return l, nil
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

// hookSecret reads the secret: the environment's, else that of the file. A file that is not there yet is no error where
// registering is to make it.
func (a *app) hookSecret(file string, registering bool) (string, error) {
	if secret := strings.TrimSpace(a.Getenv(secretVariable)); secret != "" {
		return secret, nil
	}
	if file == "" {
		return "", nil
	}
	text, err := readFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && registering:
		return "", nil
	case err != nil:
		return "", &usageError{fmt.Errorf("--secret-file %s: %w", file, err)}
	case strings.TrimSpace(string(text)) == "":
		return "", &usageError{fmt.Errorf("--secret-file %s: there is no secret in it", file)}
	}
	return strings.TrimSpace(string(text)), nil
}

// keepSecret writes a secret to a file that only its owner can read. Nothing is replaced.
func keepSecret(file, secret string) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(secret + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(file)) // a part of a secret is worse than none
	}
	return nil
}

// quietLog takes what net/http has to say of strangers' requests to the log of --debug, where there is one.
func quietLog(to *slog.Logger) *log.Logger {
	if to == nil {
		return log.New(io.Discard, "", 0)
	}
	return slog.NewLogLogger(to.Handler(), slog.LevelDebug)
}
