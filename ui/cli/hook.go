package cli

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

const (
	usualListen = "127.0.0.1:8787"
	usualPath   = "/heygen"
)

// hook is where webhook events come in, and what they are signed with.
type hook struct {
	address string // as the user gave it
	path    string
	secret  string   // empty: none
	from    string   // where the secret comes from, for people; empty where there is none
	notes   []string // what the user should know about the secret, each a line
}

// parseHook reads HOST:PORT and the path of the events' address.
func parseHook(address, path string) (hook, error) {
	if err := checkAddress(address); err != nil {
		return hook{}, err
	}
	if err := checkPath(path); err != nil {
		return hook{}, err
	}
	return hook{address: address, path: path}, nil
}

// parsePlace reads HOST:PORT or HOST:PORT/PATH.
func parsePlace(place string) (hook, error) {
	path := usualPath
	if n := strings.IndexByte(place, '/'); n >= 0 {
		place, path = place[:n], place[n:]
	}
	return parseHook(place, path)
}

// checkAddress refuses what is no HOST:PORT. Whether the host is this machine shows when it is listened at.
func checkAddress(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil || port == "" {
		return fmt.Errorf("%q is no place to listen at: give HOST:PORT, such as %s", address, usualListen)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || port[0] == '+' {
		return fmt.Errorf("%q is no port: give a number from 1 to 65535 (0: any that is free)", port)
	} else if _, err := netip.ParseAddr(host); err != nil && strings.ContainsFunc(host, notInHost) {
		return fmt.Errorf("%q is no host: give an address of this machine, such as 127.0.0.1:%d", host, n)
	}
	return nil
}

func notInHost(c rune) bool {
	letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	return !letter && c != '-' && c != '.' && c != '_'
}

// checkPath refuses paths that no request can have, or that proxies write in more than one way.
func checkPath(path string) error {
	switch {
	case !strings.HasPrefix(path, "/"):
		return fmt.Errorf("the path %q does not begin with /", path)
	case (&url.URL{Path: path}).EscapedPath() != path || strings.Contains(path, "//"):
		return fmt.Errorf("the path %q must be as it stands in an address: letters, digits and -._~, with / between (no blanks, ? or #)", path)
	}
	return nil
}

// plan reads the command line of webhook, and the secret unless one is to come.
func (a *app) plan(o webhookOrder) (hook, error) {
	h, err := parseHook(o.listen, o.path)
	if err != nil {
		return hook{}, &usageError{err}
	}
	if o.given("secret-file") && o.secretFile == "" {
		return hook{}, &usageError{errNamelessSecret}
	}
	if !o.given("register") {
		err = a.sign(&h, o.secretFile) // which changes h: before it is returned
		return h, err
	}
	if err := checkPublic(o.register); err != nil {
		return hook{}, &usageError{fmt.Errorf("--register: %w", err)}
	}
	return h, checkFree(o.secretFile)
}

// planDashboard is plan for the dashboard; nil where it does not listen.
func (a *app) planDashboard(o webhookOrder) (*hook, error) {
	switch {
	case o.given("secret-file") && o.secretFile == "":
		return nil, &usageError{errNamelessSecret}
	case !o.given("webhook") && o.given("secret-file") && a.Getenv(variable("secret-file")) == "":
		return nil, &usageError{errors.New("--secret-file is for webhooks: give --webhook HOST:PORT too")}
	case !o.given("webhook"):
		return nil, nil
	}
	h, err := parsePlace(o.listen)
	if err != nil {
		return nil, &usageError{fmt.Errorf("--webhook: %w", err)}
	}
	return &h, a.sign(&h, o.secretFile)
}

var errNamelessSecret = errors.New("--secret-file is empty: name the file that holds the secret of deliveries")
