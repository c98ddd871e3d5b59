package heygen_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// locker is a place of credentials that a test changes.
type locker struct {
	mu    sync.Mutex
	cred  heygen.Credential
	err   error
	reads int
}

func (l *locker) read() (heygen.Credential, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads++
	return l.cred, l.err
}

func (l *locker) put(cred heygen.Credential, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cred, l.err = cred, err
}

func apiKey(s string) heygen.Credential { return heygen.Credential{Key: s, Source: "HEYGEN_API_KEY"} }

// gate is a service that lets some keys and tokens in, and remembers all.
type gate struct {
	allowed []string
	seen    []string
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	secret := r.Header.Get("X-Api-Key") + strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	g.seen = append(g.seen, secret)
	w := httptest.NewRecorder()
	if slices.Contains(g.allowed, secret) {
		w.WriteString(`{"data":{}}`)
	} else {
		w.WriteHeader(401)
		w.WriteString(bodyV3Auth)
	}
	return w.Result(), nil
}

// account asks a question of which only the error is of interest.
func account(t *testing.T, c *heygen.Client) error {
	t.Helper()
	_, err := c.Account(t.Context())
	return err
}

func TestRefusedKeyIsReadAgainOnce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		after   heygen.Credential
		err     error
		allowed string
		kind    string
		seen    []string
	}{
		{"unchanged", apiKey("old"), nil, "", "auth", []string{"old"}},
		{"changed", apiKey("new"), nil, "new", "none", []string{"old", "new"}},
		{"changed to another bad one", apiKey("new"), nil, "", "auth", []string{"old", "new"}},
		{"changed to a session", heygen.Credential{Token: "eyJ", Source: "F"}, nil, "eyJ", "none", []string{"old", "eyJ"}},
		{"gone", heygen.Credential{}, &heygen.AuthError{Missing: true, Hint: "x"}, "", "auth", []string{"old"}},
	} {
		l := &locker{cred: apiKey("old")}
		g := &gate{allowed: []string{"old"}}
		c := newClient(t, heygen.Config{Transport: g, Credentials: l.read})
		if err := account(t, c); err != nil {
			t.Fatal(err)
		}
		g.seen, g.allowed = nil, []string{test.allowed}
		l.put(test.after, test.err)
		if err := account(t, c); kind(err) != test.kind || !slices.Equal(g.seen, test.seen) {
			t.Errorf("%s: %v after %q", test.name, err, g.seen)
		}
	}
}

func TestRefusalSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		body   string
		cred   heygen.Credential
		want   string
	}{
		{401, bodyV3Auth, apiKey("k"), "account: HTTP 401: Unauthorized: check HEYGEN_API_KEY (make a key at https://app.heygen.com/settings/api)"},
		{401, bodyV3Auth, heygen.Credential{Key: "k", Source: "F"}, "check the key in F, or set HEYGEN_API_KEY (make a key at"},
		{401, bodyV3Auth, heygen.Credential{Token: "k", Source: "F"}, `run "heygen video list" once (it renews the session), or set HEYGEN_API_KEY`},
		{403, bodyForbidden, apiKey("k"), "the credential from HEYGEN_API_KEY is not permitted"},
	} {
		c := newClient(t, heygen.Config{Transport: answered(test.status, test.body),
			Credentials: func() (heygen.Credential, error) { return test.cred, nil }})
		err := account(t, c)
		refused, ok := errors.AsType[*heygen.AuthError](err)
		if ok && refused.Fixed != (test.cred.Source == "HEYGEN_API_KEY") {
			t.Errorf("%v of %v: fixed is %v", err, test.cred, refused.Fixed)
		}
		if !ok || refused.Missing || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got %v, want %q", err, test.want)
		}
	}
}

func TestReloadCredential(t *testing.T) {
	t.Parallel()
	missing := &heygen.AuthError{Missing: true, Hint: "set it"}
	l := &locker{err: missing}
	g := &gate{allowed: []string{"good"}}
	c := newClient(t, heygen.Config{Transport: g, Credentials: l.read})
	reload := func(want bool, wantKind string) {
		t.Helper()
		if changed, err := c.ReloadCredential(); changed != want || kind(err) != wantKind {
			t.Errorf("reload: %v, %v", changed, err)
		}
	}
	if err := account(t, c); !errors.Is(err, missing) || len(g.seen) != 0 {
		t.Errorf("without a credential: %v after %q", err, g.seen)
	}
	reload(false, "auth")
	l.put(apiKey("bad"), nil)
	reload(true, "none")
	reload(false, "none")
	if err := account(t, c); kind(err) != "auth" {
		t.Errorf("got %v", err)
	}
	reload(false, "none")
	l.put(apiKey("good"), nil)
	// Somebody else's question finds the new key first; the refusal is outdated all the same.
	if err := account(t, c); err != nil {
		t.Errorf("got %v", err)
	}
	reload(true, "none")
	reload(false, "none")
}

func TestAMissingCredentialIsLookedForEachTime(t *testing.T) {
	t.Parallel()
	l := &locker{err: &heygen.AuthError{Missing: true}}
	c := newClient(t, heygen.Config{Transport: &gate{allowed: []string{"good"}}, Credentials: l.read})
	account(t, c)
	l.put(apiKey("good"), nil)
	if err := account(t, c); err != nil {
		t.Errorf("got %v", err)
	}
	account(t, c)
	if l.reads != 2 {
		t.Errorf("%d reads", l.reads)
	}
}

func TestATokenIsReadAgainBeforeItExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &locker{cred: heygen.Credential{Token: "first", Source: "F", ExpiresAt: time.Now().Add(10 * time.Minute)}}
		g := &gate{allowed: []string{"first", "second"}}
		c := newClient(t, heygen.Config{Transport: g, Credentials: l.read})
		account(t, c)
		l.put(heygen.Credential{Token: "second", Source: "F"}, nil)
		<-time.After(8 * time.Minute)
		account(t, c)
		<-time.After(time.Minute)
		account(t, c)
		if want := []string{"first", "first", "second"}; !slices.Equal(g.seen, want) {
			t.Errorf("sent %q", g.seen)
		}
	})
}
