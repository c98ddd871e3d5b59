package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc64"

	jsonv2 "github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"reelwatch/tracker"
)

// Every value in the file is sealed: a version byte, a checksum over version, key and body, and the body. So a
// value that lies under another key is noticed too.
const (
	sealVersion = 1
	sealHead    = 1 + 8
)

// sum is a record's checksum; two records of one key with the same sum are taken for the same.
type sum uint64

func sumOf(version byte, key, body []byte) sum {
	table := crc64.MakeTable(crc64.ECMA)
	head := [9]byte{version}
	binary.BigEndian.PutUint64(head[1:], uint64(len(key)))
	c := crc64.Update(0, table, head[:])
	c = crc64.Update(c, table, key)
	return sum(crc64.Update(c, table, body))
}

// seal makes the value of key from its body.
func seal(key, body []byte) ([]byte, sum) {
	value := make([]byte, sealHead, sealHead+len(body))
	c := sumOf(sealVersion, key, body)
	value[0] = sealVersion
	binary.BigEndian.PutUint64(value[1:], uint64(c))
	return append(value, body...), c
}

// The ways in which a value can be wrong.
var (
	errShort   = errors.New("a record is cut short")
	errSum     = errors.New("a record's checksum is wrong")
	errVersion = errors.New("a record has a version that is not known")
)

// claimed is the sum that a value says it has.
func claimed(value []byte) sum {
	if len(value) < sealHead {
		return 0
	}
	return sum(binary.BigEndian.Uint64(value[1:]))
}

// unseal gives the body of key's value, which it shares, or says why it is none.
func unseal(key, value []byte) ([]byte, sum, error) {
	if len(value) < sealHead {
		return nil, 0, errShort
	}
	body := value[sealHead:]
	c := claimed(value)
	switch {
	case sumOf(value[0], key, body) != c:
		return nil, 0, errSum
	case value[0] != sealVersion:
		return nil, 0, errVersion
	}
	return body, c, nil
}

// encode writes an entry as a body.
func encode(e *tracker.Entry) ([]byte, error) {
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false) // links are full of &
	if err := w.Encode(e); err != nil {
		return nil, &invalidError{id: e.ID, why: err.Error()}
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// decode reads the body of the entry id.
func decode(id string, body []byte) (e tracker.Entry, err error) {
	if err := unmarshal(id, body, &e); err != nil {
		return tracker.Entry{}, err
	}
	e.ID = id
	return e, nil
}

// unmarshal reads the body of the entry id into an empty entry, or into what stands for one.
func unmarshal(id string, body []byte, into any) error {
	if err := jsonv2.Unmarshal(body, into, jsonv1.FormatDurationAsNano(true)); err != nil {
		return noEntry(id)
	}
	return nil
}

// noEntry is without the decoder's words: they may quote the record.
func noEntry(id string) error { return fmt.Errorf("the record of %.64q is no entry", id) }
