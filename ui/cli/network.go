package cli

import (
	"errors"
	"io/fs"
	"os"

	"reelwatch/store"
)

// networkMark is added to the store's name: the empty file that remembers that its user was warned.
const networkMark = ".network"

// warnNetwork warns once of a store on a network file system.
func (a *app) warnNetwork() {
	warning, err := networkWarning(a.settings.store, store.OnNetwork)
	if err != nil {
		a.debugf("the mark of a warning: %v", err)
	}
	if warning != "" {
		a.say("%s", warning)
	}
}

// networkWarning is the warning that the store at path deserves and did not have yet. It is remembered beside the store,
// so before there is one there is no warning; where that can't be written, there is none either.
func networkWarning(path string, onNetwork func(path string) (bool, string)) (string, error) {
	if _, err := os.Stat(path); err != nil {
		return "", nil // no store, or none that can be looked at: reading it says why
	}
	is, kind := onNetwork(path)
	if !is {
		return "", nil
	}
	mark, err := os.OpenFile(path+networkMark, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return "", nil
	case err != nil:
		return "", err
	}
	return path + " is on a network file system (" + kind + "), where locks may fail and two computers may spoil the list: " +
		"keep it on a local disk with --store (said once)", mark.Close()
}
