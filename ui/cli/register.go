package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// checkPublic refuses an address that HeyGen could not deliver to, or that must not be sent to it. Its errors never hold
// the address, in which a password may stand.
func checkPublic(address string) error {
	u, err := url.Parse(address)
	switch {
	case address == "":
		return errors.New("it is empty: give the public address, https://HOST/PATH")
	case err != nil || strings.TrimSpace(address) != address:
		return errors.New("it can't be read as an address: give https://HOST/PATH")
	case u.User != nil:
		return errors.New("leave user and password out of the address: deliveries are signed instead")
	case u.Scheme != "https":
		return errors.New("HeyGen delivers to https alone: it is no https address")
	case u.Fragment != "" || strings.Contains(address, "#"):
		return errors.New("leave # and what follows out of the address: it never reaches a server")
	case !publicName(u.Hostname()):
		return fmt.Errorf("HeyGen can't reach %q: give the public name of the proxy or tunnel in front (the README shows nginx and ssh -R)", u.Hostname())
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return fmt.Errorf("%q is no port", port)
		}
	}
	return nil
}

// publicName says whether a host may be reached from everywhere: an address of the whole world's, or a name that is not
// one of a single network's (RFC 6762, 8375; .internal is ICANN's).
func publicName(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if !tracker.MaybePublic(host) || !strings.ContainsAny(host, ".:") {
		return false
	}
	for _, own := range []string{".local", ".internal", ".home.arpa"} {
		if strings.HasSuffix(host, own) {
			return false
		}
	}
	return true
}

// registerHook has HeyGen send events, and tells the secret once. Where it is to be kept is made first, since HeyGen tells
// it only once.
func (a *app) registerHook(ctx context.Context, client *heygen.Client, l *listener, o webhookOrder) error {
	if o.secretFile == "" {
		made, err := a.enroll(ctx, client, o)
		if err != nil {
			return err
		}
		l.SetSecret(made.Secret)
		a.say("registered %s; its secret is told once, on standard output: keep it for the next run (%s, or a --secret-file)", shownAddress(o.register), secretVariable)
		a.replaced("the one that is told now")
		return a.printLine(made.Secret)
	}
	file, err := createSecret(o.secretFile)
	if err != nil {
		return err
	}
	made, err := a.enroll(ctx, client, o)
	if err != nil {
		return errors.Join(err, file.drop())
	}
	l.SetSecret(made.Secret)
	if err := file.keep(made.Secret); err != nil {
		return errors.Join(fmt.Errorf("--secret-file: %w; the secret is told once, on standard output", err), a.printLine(made.Secret))
	}
	a.say("registered %s; its secret is in %s", shownAddress(o.register), o.secretFile)
	a.replaced("the one in " + o.secretFile)
	return nil
}

// enroll asks HeyGen, and says what the user could not know of otherwise.
func (a *app) enroll(ctx context.Context, client *heygen.Client, o webhookOrder) (heygen.Webhook, error) {
	if u, err := url.Parse(o.register); err == nil && u.Path != o.path {
		a.say("%s is not the path that is listened at, %s: the proxy or tunnel has to lead there", strconv.Quote(u.Path), o.path)
	}
	made, err := client.Register(ctx, o.register, heygen.VideoEvents())
	if heygen.Lost(err) {
		a.say("HeyGen may have registered %s all the same, with a secret that nobody has: look there, and remove it, before the next try", shownAddress(o.register))
	}
	return made, err
}

// replaced says that the environment's secret, where there is one, does not count.
func (a *app) replaced(by string) {
	if a.Getenv(secretVariable) != "" {
		a.say("%s", beaten(by))
	}
}

// shownAddress is an address that checkPublic let pass without what a secret of the proxy's may be part of.
func shownAddress(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}
