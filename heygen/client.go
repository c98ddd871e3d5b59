package heygen

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
)

// Mode says which generations of the API may be used.
type Mode string

// The modes. ModeAuto begins with v3 and steps down where the server lacks a route.
const (
	ModeAuto Mode = "auto"
	ModeV3   Mode = "v3"
	ModeV1   Mode = "v1"
)

// ParseMode reads a mode as the command line takes it. The empty word is ModeAuto.
func ParseMode(word string) (Mode, error) {
	switch m := Mode(word); m {
	case "":
		return ModeAuto, nil
	case ModeAuto, ModeV3, ModeV1:
		return m, nil
	}
	return "", fmt.Errorf("%q is no generation of the API: use auto, v3 or v1", cut(word, maxShown))
}

// Config is what a Client works with. Credentials is needed; the zero value of the rest has a default.
type Config struct {
	Base      string // root of the API, as ParseBase takes it; empty means DefaultBase
	AllowHTTP bool   // Base may be plain http although its host is not loopback

	// Credentials reads the credential anew each time it is called. It is called before the first request, when a
	// token is about to expire, after a refusal, and before every request while there is none.
	Credentials func() (Credential, error)

	Mode      Mode              // empty means ModeAuto
	Transport http.RoundTripper // nil means one of its own, with the proxy of the environment
	Version   string            // of reelwatch, for the User-Agent; empty means "dev"
	Debug     *slog.Logger      // gets a line for each request, without secrets; nil means none
}

// Client asks HeyGen. It may be used by many goroutines, and it never repeats a request by itself, but for one
// repetition with a changed credential after a 401.
type Client struct {
	base    *url.URL
	http    *http.Client
	agent   string
	debug   *slog.Logger
	mode    Mode
	keyring keyring

	mu         sync.Mutex // guards what follows
	route      Route
	v3         bool // a v3 route has answered in this run, so v1 is not needed
	bulkSeen   bool // the bulk route has answered
	bulkMissed bool // and was missing the last time
}

// New makes a client. It sends nothing and reads no credential yet. It gives a *BaseError where Base is refused.
func New(cfg Config) (*Client, error) {
	if cfg.Credentials == nil {
		return nil, errors.New("heygen: a client needs Config.Credentials")
	}
	base, err := ParseBase(cfg.Base, cfg.AllowHTTP)
	if err != nil {
		return nil, err
	}
	mode, err := ParseMode(string(cfg.Mode))
	if err != nil {
		return nil, err
	}
	if cfg.Transport == nil {
		cfg.Transport = newTransport()
	}
	if cfg.Version == "" {
		cfg.Version = "dev"
	}
	c := &Client{
		base:    base.JoinPath("/"), // so that what is joined to it is never relative
		http:    &http.Client{Transport: cfg.Transport, CheckRedirect: checkRedirect},
		agent:   "reelwatch/" + cfg.Version,
		debug:   cfg.Debug,
		mode:    mode,
		keyring: keyring{read: cfg.Credentials},
	}
	if mode == ModeV1 {
		c.route = RouteV1
	}
	return c, nil
}

// Route is the way in which statuses are asked for now. It can only get worse during a run.
func (c *Client) Route() Route {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.route
}

// ReloadCredential reads the credential again and says whether it differs from the one that was refused last (where
// none was: from the one in use). It gives an *AuthError where there is none that could be sent.
func (c *Client) ReloadCredential() (changed bool, err error) { return c.keyring.reload() }

// KeyMark is 8 hex digits that tell the API key in use apart from others, without telling it. It is empty where there is no
// key, and for OAuth tokens, which change by themselves.
func (c *Client) KeyMark() string { return c.keyring.mark() }

// stepDown makes the route r, unless it is worse already.
func (c *Client) stepDown(r Route) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.route = max(c.route, r)
}

// sawV3 notes that a v3 route answered.
func (c *Client) sawV3() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.v3 = true
}

// mayUseV1 says whether v1 may be tried where v3 lacks a route. Once v3 has answered, a missing route is a fault of
// the moment and no reason to fall back to a generation that may be retired.
func (c *Client) mayUseV1() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mode == ModeAuto && !c.v3
}
