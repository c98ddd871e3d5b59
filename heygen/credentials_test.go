package heygen_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
)

var now = time.Date(2026, 7, 22, 12, 0, 0, 0, time.UTC)

// env makes a getenv of pairs.
func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// homeWith makes a home with a credentials file, and gives the file's path too.
func homeWith(t *testing.T, content string) (home, file string) {
	t.Helper()
	home = t.TempDir()
	file = filepath.Join(home, ".heygen", "credentials")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return home, file
}

// oauth is a file of the official tool's with a session.
func oauth(access, refresh, expires string) string {
	return fmt.Sprintf(`{"oauth":{"access_token":%q,"refresh_token":%q,"expires_at":%q,"scope":"openid profile email","token_type":"Bearer"},
 "user":{"email":"a@b.c","first_name":"A","last_name":"B","username":"ab"},"other":[1]}`, access, refresh, expires)
}

func TestCredentialFiles(t *testing.T) {
	t.Parallel()
	later := time.Date(2026, 7, 22, 18, 4, 5, 0, time.UTC)
	for _, test := range []struct {
		name, content string
		want          heygen.Credential // Source is the file
		refused       string            // a part of the error, where there is one
	}{
		{"mark of an encoding", "\ufeff{\"api_key\":\"sk_1\"}\r\n", heygen.Credential{Key: "sk_1"}, ""},
		{"JSON with key", `{"api_key":"sk_1"}`, heygen.Credential{Key: "sk_1"}, ""},
		{"key beats session", `{"api_key":" sk_1 ","oauth":{"access_token":"eyJ"}}`, heygen.Credential{Key: "sk_1"}, ""},
		{"null key", `{"api_key":null,"oauth":{"access_token":"eyJ"}}`, heygen.Credential{Token: "eyJ"}, ""},
		{"session", oauth("eyJ", "rt", "2026-07-22T18:04:05Z"), heygen.Credential{Token: "eyJ", ExpiresAt: later}, ""},
		{"session without expiry", `{"oauth":{"access_token":"eyJ"}}`, heygen.Credential{Token: "eyJ"}, ""},
		{"expiry unreadable", oauth("eyJ", "", "tomorrow"), heygen.Credential{Token: "eyJ"}, ""},
		{"expiry a number", `{"oauth":{"access_token":"eyJ","expires_at":7}}`, heygen.Credential{Token: "eyJ"}, ""},
		{"61 s left", oauth("eyJ", "", "2026-07-22T12:01:01Z"), heygen.Credential{Token: "eyJ", ExpiresAt: now.Add(61 * time.Second)}, ""},
		{"60 s left", oauth("eyJ", "rt", "2026-07-22T12:01:00Z"), heygen.Credential{}, `has expired: run "heygen video list" once`},
		{"expired for good", oauth("eyJ", "", "2026-07-22T11:00:00Z"), heygen.Credential{}, `has expired: run "heygen auth login"`},
		{"only to be renewed", oauth("", "rt", ""), heygen.Credential{}, `run "heygen video list" once`},
		{"one line", "sk_old\n", heygen.Credential{Key: "sk_old"}, ""},
		{"one line with blanks", " \n\tsk old \r\n\n", heygen.Credential{Key: "sk old"}, ""},
		{"several lines", "sk_1\nsk_2\n", heygen.Credential{}, "line breaks"},
		{"empty", "", heygen.Credential{}, "is blank: set HEYGEN_API_KEY"},
		{"blank", " \n\t\n", heygen.Credential{}, "is blank"},
		{"broken JSON", `{"api_key":"sk_secret"`, heygen.Credential{}, "broken JSON"},
		{"odd JSON", `{"api_key":{"secret":1}}`, heygen.Credential{}, "broken JSON"},
		{"JSON with nothing", `{}`, heygen.Credential{}, "neither a key nor a session"},
		{"nulls", `{"api_key":null,"oauth":null,"user":null}`, heygen.Credential{}, "neither a key nor a session"},
		{"line break in JSON's key", `{"api_key":"sk_secret\nX-Evil: 1"}`, heygen.Credential{}, "line breaks"},
		{"control in token", oauth("eyJsecret\x00", "", ""), heygen.Credential{}, "broken JSON"},
		{"escaped control in token", `{"oauth":{"access_token":"secret\u0007"}}`, heygen.Credential{}, "control characters"},
		{"too long", strings.Repeat("s", 70_000), heygen.Credential{}, "too long"},
	} {
		t.Run(test.name, func(t *testing.T) {
			home, file := homeWith(t, test.content)
			got, err := heygen.ResolveCredential(env(), home, now)
			if test.refused != "" {
				checkRefusal(t, err, test.refused)
				if !strings.Contains(err.Error(), file) {
					t.Errorf("does not name the file: %v", err)
				}
				return
			}
			test.want.Source = file
			if err != nil || !same(got, test.want) {
				t.Errorf("got %#v, %v", fields(got), err)
			}
		})
	}
}

// checkRefusal holds that err is an AuthError that says want and tells no secret.
func checkRefusal(t *testing.T, err error, want string) {
	t.Helper()
	refused, ok := errors.AsType[*heygen.AuthError](err)
	if !ok || !refused.Missing || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "HEYGEN_API_KEY") {
		t.Errorf("got %T: %v, want %q", err, err, want)
	}
	if err != nil && (strings.Contains(err.Error(), "secret") || strings.HasSuffix(err.Error(), ".")) {
		t.Errorf("error %v", err)
	}
}

func same(a, b heygen.Credential) bool {
	return fields(a) == fields(b) && a.ExpiresAt.Equal(b.ExpiresAt)
}

// fields shows what Format hides.
func fields(c heygen.Credential) [3]string { return [3]string{c.Key, c.Token, c.Source} }

func TestTheVariableBeatsTheFile(t *testing.T) {
	t.Parallel()
	home, _ := homeWith(t, `broken {`)
	got, err := heygen.ResolveCredential(env("HEYGEN_API_KEY", " sk_env\n"), home, now)
	if want := [3]string{"sk_env", "", "HEYGEN_API_KEY"}; err != nil || fields(got) != want {
		t.Errorf("got %q, %v", fields(got), err)
	}
	for _, value := range []string{" ", "\n"} {
		_, err := heygen.ResolveCredential(env("HEYGEN_API_KEY", value), home, now)
		checkRefusal(t, err, "HEYGEN_API_KEY is blank")
	}
	_, err = heygen.ResolveCredential(env("HEYGEN_API_KEY", "sk_secret\r\nX: 1"), home, now)
	checkRefusal(t, err, "the key in HEYGEN_API_KEY holds line breaks")
}

func TestTheFolderVariable(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "credentials"), []byte("sk_moved"), 0o600); err != nil {
		t.Fatal(err)
	}
	home, _ := homeWith(t, "sk_home")
	got, err := heygen.ResolveCredential(env("HEYGEN_CONFIG_DIR", folder), home, now)
	if err != nil || got.Key != "sk_moved" {
		t.Errorf("got %q, %v", fields(got), err)
	}
	got, err = heygen.ResolveCredential(env(), home, now)
	if err != nil || got.Key != "sk_home" {
		t.Errorf("got %q, %v", fields(got), err)
	}
}

func TestNoCredential(t *testing.T) {
	t.Parallel()
	for _, home := range []string{"", t.TempDir()} {
		_, err := heygen.ResolveCredential(env(), home, now)
		checkRefusal(t, err, "no API key: set HEYGEN_API_KEY (make a key at https://app.heygen.com/settings/api)")
	}
}

func TestFileThatCannotBeRead(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".heygen", "credentials"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := heygen.ResolveCredential(env(), home, now)
	checkRefusal(t, err, "cannot be read (is a directory)")
}

func TestPrintingACredentialShowsNoSecret(t *testing.T) {
	t.Parallel()
	c := heygen.Credential{Key: "sk_secret", Token: "eyJsecret", Source: "HEYGEN_API_KEY"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		for _, value := range []any{c, &c} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, "secret") || !strings.Contains(text, "HEYGEN_API_KEY") {
				t.Errorf("%s: %q", verb, text)
			}
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "cred", c)
	text, err := json.Marshal(c)
	if err != nil || strings.Contains(log.String()+string(text), "secret") {
		t.Errorf("%s %s %v", log.String(), text, err)
	}
}

// FuzzResolveCredential holds that whatever the file or the variable holds, what comes out can stand in a header, and
// that errors tell what to do and nothing of the content.
func FuzzResolveCredential(f *testing.F) {
	f.Add("", `{"api_key":"sk_1"}`)
	f.Add("sk_1\r\n", ``)
	f.Add("", "sk_1\nsk_2")
	f.Add("", oauth("eyJ", "rt", "2026-07-22T12:00:30Z"))
	f.Add("", `{"oauth":{"access_token":"\u0000"}}`)
	f.Fuzz(func(t *testing.T, key, content string) {
		home, _ := homeWith(t, content)
		c, err := heygen.ResolveCredential(env("HEYGEN_API_KEY", key), home, now)
		if err != nil {
			refused, ok := errors.AsType[*heygen.AuthError](err)
			if !ok || !refused.Missing || refused.Fixed != (key != "") || refused.Hint == "" || fields(c) != [3]string{} {
				t.Errorf("%q with %v", fields(c), err)
			}
			return
		}
		if c.Key == "" && c.Token == "" || c.Source == "" || strings.ContainsAny(c.Key+c.Token, "\r\n\x00") {
			t.Errorf("got %q", fields(c))
		}
	})
}
