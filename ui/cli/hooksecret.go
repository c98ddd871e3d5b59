package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"

	"reelwatch/heygen"
	"reelwatch/ui/term"
)

// secretVariable is the environment's way to give the secret of webhooks.
const secretVariable = term.SecretVariable

// mostSecret bounds a secret, in bytes, with the white space around it.
const mostSecret = 4 << 10

// sign finds the secret of a hook: the file's where one is named, else that of the environment. A variable that is there
// but blank is a slip that would leave deliveries unsigned, so it is refused.
func (a *app) sign(h *hook, file string) error {
	value := a.Getenv(secretVariable)
	if file != "" {
		if value != "" {
			h.notes = append(h.notes, beaten("the one in "+file))
		}
		return readSecret(h, file)
	}
	if value == "" && !a.isSet(secretVariable) {
		return nil
	}
	secret := strings.TrimSpace(value)
	switch {
	case secret == "":
		return &usageError{errors.New(secretVariable + " is set, but blank: give it the secret of deliveries, or unset it")}
	case strings.ContainsFunc(secret, heygen.NotInSecret):
		return &usageError{errors.New(secretVariable + ": a secret is one word")}
	}
	h.secret, h.from = secret, secretVariable
	return nil
}

// beaten says which secret counts, and not the environment's.
func beaten(by string) string {
	return fmt.Sprintf("of two secrets %s counts, not that of %s", by, secretVariable)
}

// isSet says whether a variable is in the environment at all.
func (a *app) isSet(name string) bool {
	return slices.ContainsFunc(a.Environ(), func(each string) bool {
		has, _, _ := strings.Cut(each, "=")
		return has == name
	})
}

// readSecret takes a hook's secret from a file, and notes where others can read that.
func readSecret(h *hook, file string) error {
	secret, mode, err := secretIn(file)
	if err != nil {
		return &usageError{fmt.Errorf("--secret-file %s: %w", file, err)}
	}
	h.secret, h.from = secret, file
	if runtime.GOOS != "windows" && mode.IsRegular() && mode.Perm()&0o077 != 0 {
		h.notes = append(h.notes, fmt.Sprintf("%s (mode %04o) is open to other users, who could sign events: chmod 600 %s", file, mode.Perm(), file))
	}
	return nil
}

// secretIn reads the one word that a file holds.
func secretIn(file string) (secret string, mode fs.FileMode, err error) {
	f, err := os.Open(file)
	if err != nil {
		return "", 0, reason(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", 0, reason(err)
	}
	text, err := io.ReadAll(io.LimitReader(f, mostSecret+1))
	if err != nil {
		return "", 0, reason(err)
	}
	secret = strings.TrimSpace(string(text))
	switch {
	case secret == "":
		return "", 0, errors.New("there is no secret in it")
	case len(text) > mostSecret, strings.ContainsFunc(secret, heygen.NotInSecret):
		return "", 0, errors.New("it must hold the secret and nothing else")
	}
	return secret, info.Mode(), nil
}

// checkFree refuses a file that is there already as the place of a new secret.
func checkFree(file string) error {
	if file == "" {
		return nil
	}
	info, err := os.Lstat(file)
	switch {
	case err != nil: // making it says why, unless it is just not there yet
		return nil
	case info.Mode().IsRegular() && info.Size() == 0:
		return &usageError{fmt.Errorf("--secret-file %s is there already, empty: remove it, then register", file)}
	}
	return &usageError{fmt.Errorf("--secret-file %s is there already: it is never replaced; leave --register out to use it", file)}
}

// secretFile is a place for a secret that is still to come.
type secretFile struct{ file *os.File }

// createSecret makes a file that only its owner can read. Nothing is replaced.
func createSecret(name string) (secretFile, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return secretFile{}, &usageError{fmt.Errorf("--secret-file %s: %w: nothing was registered", name, reason(err))}
	}
	return secretFile{f}, nil
}

// keep writes the secret.
func (s secretFile) keep(secret string) error {
	_, err := s.file.WriteString(secret + "\n")
	if err = errors.Join(err, s.file.Sync(), s.file.Close()); err != nil {
		return errors.Join(err, os.Remove(s.file.Name())) // a part of a secret is worse than none
	}
	return nil
}

// drop removes the file, since no secret came.
func (s secretFile) drop() error { return errors.Join(s.file.Close(), os.Remove(s.file.Name())) }
