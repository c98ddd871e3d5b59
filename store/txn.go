package store

import (
	"errors"

	"go.etcd.io/bbolt"

	"reelwatch/tracker"
)

// errWants is how a change that runs over a read-only transaction says that it wants to write.
var errWants = errors.New("a read-only look wants to write")

// txn is one transaction over the store's records. Its zero value with a nil tx reads like an empty store.
type txn struct {
	tx       *bbolt.Tx
	writable bool
	state    state
	touched  bool            // something was written
	sums     map[string]sum  // entries written
	removed  map[string]bool // entries removed
}

// want is asked before each write.
func (t *txn) want() error {
	if !t.writable {
		return errWants
	}
	t.touched = true
	return nil
}

// body gives the checked body of key in a bucket, nil where there is none. It is good for as long as the transaction.
func (t *txn) body(bucket, key string) ([]byte, error) {
	if t.tx == nil {
		return nil, nil
	}
	value := t.tx.Bucket([]byte(bucket)).Get([]byte(key))
	if value == nil {
		return nil, nil
	}
	body, _, err := unseal([]byte(key), value)
	return body, damaged(err)
}

// entry reads the entry id.
func (t *txn) entry(id string) (tracker.Entry, bool, error) {
	body, err := t.body(entriesBucket, id)
	if body == nil || err != nil {
		return tracker.Entry{}, false, err
	}
	e, err := decode(id, body)
	return e, err == nil, damaged(err)
}

// each walks over all entries in the order of their ids. What visit gets is good for as long as the transaction, and
// not checked yet.
func (t *txn) each(visit func(id, value []byte) error) error {
	if t.tx == nil {
		return nil
	}
	return t.tx.Bucket([]byte(entriesBucket)).ForEach(visit)
}

// put writes an entry and gives it as stored.
func (t *txn) put(e *tracker.Entry, isNew bool) (tracker.Entry, error) {
	if err := t.want(); err != nil {
		return tracker.Entry{}, err
	}
	body, err := encode(e)
	if err != nil {
		return tracker.Entry{}, err
	}
	c, err := t.set(entriesBucket, e.ID, body)
	if err != nil {
		return tracker.Entry{}, err
	}
	if isNew {
		t.state.Entries++
	}
	t.sums[e.ID] = c
	delete(t.removed, e.ID)
	stored, err := decode(e.ID, body)
	return stored, err
}

// remove takes an entry out, and the name that it owned.
func (t *txn) remove(id string) error {
	if err := t.want(); err != nil {
		return err
	}
	if err := t.giveUpName(id); err != nil {
		return err
	}
	if err := t.drop(entriesBucket, id); err != nil {
		return err
	}
	t.state.Entries--
	t.removed[id] = true
	delete(t.sums, id)
	return nil
}

// giveUpName frees the file name that id owns, if it owns one.
func (t *txn) giveUpName(id string) error {
	name, err := t.body(ownersBucket, id)
	if name == nil || err != nil {
		return err
	}
	if err := t.drop(namesBucket, string(name)); err != nil {
		return err
	}
	return t.drop(ownersBucket, id)
}

// takeName makes the folded name belong to id.
func (t *txn) takeName(id, name string) error {
	if err := t.want(); err != nil {
		return err
	}
	if err := t.giveUpName(id); err != nil {
		return err
	}
	if _, err := t.set(namesBucket, name, []byte(id)); err != nil {
		return err
	}
	_, err := t.set(ownersBucket, id, []byte(name))
	return err
}

// set writes a record that counts in the state's sum, and gives its own.
func (t *txn) set(bucket, key string, body []byte) (sum, error) {
	b := t.tx.Bucket([]byte(bucket))
	value, c := seal([]byte(key), body)
	t.state.Sum += c - claimed(b.Get([]byte(key)))
	return c, b.Put([]byte(key), value)
}

// drop takes such a record out.
func (t *txn) drop(bucket, key string) error {
	b := t.tx.Bucket([]byte(bucket))
	t.state.Sum -= claimed(b.Get([]byte(key)))
	return b.Delete([]byte(key))
}

// finish writes what the transaction changed about the store itself.
func (t *txn) finish() error {
	if !t.touched {
		return nil
	}
	if t.state.Tx == 0 {
		t.state.Sum = t.addUp()
	}
	return writeState(t.tx, t.state)
}

// addUp gives the sum of all records, for a file that does not tell it.
func (t *txn) addUp() (all sum) {
	for _, bucket := range []string{entriesBucket, namesBucket, ownersBucket} {
		c := t.tx.Bucket([]byte(bucket)).Cursor()
		for key, value := c.First(); key != nil; key, value = c.Next() {
			all += claimed(value)
		}
	}
	return all
}
