package heygen

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"time"
)

// keyring holds the credential in use and remembers the one that was refused.
type keyring struct {
	read func() (Credential, error)

	mu       sync.Mutex // guards what follows
	have     Credential // zero where there is none
	refused  Credential // the last one refused; zero where it was missing
	rejected bool       // refused says something
}

// current gives the credential to send. While there is none, and when a token is about to expire, it reads again.
func (k *keyring) current() (Credential, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.have.empty() && !k.have.expired(time.Now()) {
		return k.have, nil
	}
	return k.load()
}

// load reads the credential; where that fails, none is held and none counts as refused. The caller holds mu.
func (k *keyring) load() (Credential, error) {
	fresh, err := k.read()
	if err != nil {
		k.have, k.refused, k.rejected = Credential{}, Credential{}, true
		return Credential{}, err
	}
	k.have = fresh
	return fresh, nil
}

// reload reads again and compares with what was refused, else with what was held.
func (k *keyring) reload() (changed bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before := k.have
	if k.rejected {
		before = k.refused
	}
	fresh, err := k.load()
	if err != nil {
		return false, err
	}
	changed = !fresh.same(before)
	if changed {
		k.rejected = false
	}
	return changed, nil
}

// renew reads again after used was refused, and says whether there is another one to try.
func (k *keyring) renew(used Credential) (Credential, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	fresh, err := k.load()
	return fresh, err == nil && !fresh.same(used)
}

// refuse notes that cred was refused.
func (k *keyring) refuse(cred Credential) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.refused, k.rejected = cred, true
}

// mark tells the API key in use apart from others, without telling it; empty where there is none, and for tokens.
func (k *keyring) mark() string {
	cred, err := k.current()
	if err != nil || cred.Key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("reelwatch " + cred.Key))
	return hex.EncodeToString(sum[:4])
}
