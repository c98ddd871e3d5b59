package heygen

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

const (
	keyVariable    = "HEYGEN_API_KEY"
	folderVariable = "HEYGEN_CONFIG_DIR"

	makeKey      = "set HEYGEN_API_KEY (make a key at https://app.heygen.com/settings/api)"
	renewSession = `run "heygen video list" once (it renews the session), or set HEYGEN_API_KEY`
	logIn        = `run "heygen auth login", or set HEYGEN_API_KEY`

	expiryMargin       = 60 * time.Second // as HeyGen's own tool has it (SRC cli internal/auth)
	maxCredentialBytes = 64 << 10
)

// Credential is what HeyGen knows the user by: a key, or a session's token. Printing one never shows its secret.
type Credential struct {
	Key       string    `json:"-"` // sent as X-Api-Key
	Token     string    `json:"-"` // sent as Authorization: Bearer, where there is no key
	Source    string    // "HEYGEN_API_KEY", or the path of the file
	ExpiresAt time.Time // of Token; zero where it does not say
}

// Format prints where the credential comes from, whatever the verb, so that no slip of ours can show a secret.
func (c Credential) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "credential from %s", c.Source) }

// LogValue is where the credential comes from.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.Source) }

func (c Credential) empty() bool { return c.Key == "" && c.Token == "" }

// same says whether HeyGen would see the same credential.
func (c Credential) same(d Credential) bool { return c.Key == d.Key && c.Token == d.Token }

// expired says whether the credential is a token that has less than expiryMargin to live.
func (c Credential) expired(now time.Time) bool {
	return c.Key == "" && !c.ExpiresAt.IsZero() && c.ExpiresAt.Sub(now) <= expiryMargin
}

// apply sets exactly one header, as HeyGen's own tool does (SRC cli client.go applyHeaders).
func (c Credential) apply(h http.Header) {
	if c.Key != "" {
		h.Set("X-Api-Key", c.Key)
		return
	}
	h.Set("Authorization", "Bearer "+c.Token)
}

// remedy is what to do about a refusal of this credential with an HTTP status.
func (c Credential) remedy(status int) string {
	switch {
	case status == http.StatusForbidden:
		return "the credential from " + c.Source + " is not permitted to do this; use another account's key"
	case c.Key == "":
		return renewSession
	case c.Source == keyVariable:
		return "check HEYGEN_API_KEY (make a key at https://app.heygen.com/settings/api)"
	}
	return "check the key in " + c.Source + ", or " + makeKey
}

// ResolveCredential finds the credential as HeyGen's own tool does: HEYGEN_API_KEY, else the file "credentials" in
// HEYGEN_CONFIG_DIR or home/.heygen (SRC cli internal/auth). The file is only ever read. Where there is none, or it is
// blank, broken or expired, it gives an *AuthError with Missing set.
func ResolveCredential(getenv func(string) string, home string, now time.Time) (Credential, error) {
	if value := getenv(keyVariable); value != "" {
		c, err := keyCredential(value, keyVariable)
		if auth, ok := errors.AsType[*AuthError](err); ok {
			auth.Fixed = true
		}
		return c, err
	}
	folder := getenv(folderVariable)
	if folder == "" {
		if home == "" {
			return Credential{}, &AuthError{Missing: true, Hint: makeKey}
		}
		folder = filepath.Join(home, ".heygen")
	}
	name := filepath.Join(folder, "credentials")
	content, err := readCredentials(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Credential{}, &AuthError{Missing: true, Hint: makeKey}
	}
	if err != nil {
		return Credential{}, unusable(name+" cannot be read ("+err.Error()+")", makeKey)
	}
	return parseCredentials(content, name, now)
}

// readCredentials reads the file, bounded; its errors do not repeat the name.
func readCredentials(name string) (string, error) {
	f, err := os.Open(name)
	if err == nil {
		defer f.Close()
		var content []byte
		content, err = io.ReadAll(io.LimitReader(f, maxCredentialBytes+1))
		if err == nil && len(content) > maxCredentialBytes {
			err = errors.New("too long for credentials")
		}
		if err == nil {
			return string(content), nil
		}
	}
	if wrapped, ok := errors.AsType[*fs.PathError](err); ok {
		err = wrapped.Err
	}
	return "", err
}

// parseCredentials reads the content of the file: JSON, or one line that is the key (older versions of the tool).
func parseCredentials(content, name string, now time.Time) (Credential, error) {
	content = strings.TrimSpace(strings.TrimPrefix(content, "\ufeff")) // as some editors of Windows begin a file
	if !strings.HasPrefix(content, "{") {
		return keyCredential(content, name)
	}
	var file struct {
		Key   string `json:"api_key"`
		OAuth struct {
			Access  string          `json:"access_token"`
			Refresh string          `json:"refresh_token"`
			Expires json.RawMessage `json:"expires_at"`
		} `json:"oauth"`
	}
	// The decoder's error is left out: it quotes what it stumbled over, and that may be the key.
	if json.Unmarshal([]byte(content), &file) != nil {
		return Credential{}, unusable(name+" is broken JSON", makeKey)
	}
	if strings.TrimSpace(file.Key) != "" {
		return keyCredential(file.Key, name)
	}
	c := Credential{Token: strings.TrimSpace(file.OAuth.Access), Source: name}
	var expires time.Time
	if json.Unmarshal(file.OAuth.Expires, &expires) == nil {
		c.ExpiresAt = expires
	}
	remedy := logIn
	if file.OAuth.Refresh != "" {
		remedy = renewSession
	}
	switch {
	case c.Token == "" && file.OAuth.Refresh == "":
		return Credential{}, unusable(name+" holds neither a key nor a session", makeKey)
	case c.Token == "" || c.expired(now):
		return Credential{}, unusable("the session in "+name+" has expired", remedy)
	case unprintable(c.Token):
		return Credential{}, unusable("the session in "+name+" holds line breaks or control characters", remedy)
	}
	return c, nil
}

// keyCredential takes a key as it was written, but for white space around it.
func keyCredential(key, source string) (Credential, error) {
	key = strings.TrimSpace(key)
	switch {
	case key == "":
		return Credential{}, unusable(source+" is blank", makeKey)
	case unprintable(key):
		return Credential{}, unusable("the key in "+source+" holds line breaks or control characters", makeKey)
	}
	return Credential{Key: key, Source: source}, nil
}

// unprintable says whether a secret could not stand in a header.
func unprintable(secret string) bool { return strings.ContainsFunc(secret, unicode.IsControl) }

// unusable is the refusal of a credential that is there but cannot be sent.
func unusable(what, remedy string) error {
	return &AuthError{Reply: Reply{Op: "credentials", Message: what}, Missing: true, Hint: remedy}
}
