package store

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"reelwatch/tracker"
)

func TestUnsealSaysWhatIsWrong(t *testing.T) {
	key, body := []byte("id"), []byte(`{"id":"id"}`)
	whole, c := seal(key, body)
	if got, sum, err := unseal(key, whole); err != nil || sum != c || !bytes.Equal(got, body) {
		t.Fatal(got, sum, err)
	}
	later := bytes.Clone(whole)
	later[0] = sealVersion + 1
	sealedLater, _ := resealed(key, later)
	for name, c := range map[string]struct {
		key, value []byte
		want       error
	}{
		"nothing":                   {key, nil, errShort},
		"no body":                   {key, whole[:sealHead-1], errShort},
		"cut":                       {key, whole[:len(whole)-1], errSum},
		"longer":                    {key, append(bytes.Clone(whole), 0), errSum},
		"another version byte":      {key, later, errSum},
		"written by a later format": {key, sealedLater, errVersion},
		"under another key":         {[]byte("ie"), whole, errSum},
		"bytes moved to the key":    {[]byte(`id{`), append(bytes.Clone(whole[:sealHead]), body[1:]...), errSum},
	} {
		if _, _, err := unseal(c.key, c.value); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// resealed gives value a right checksum for the version byte that it has.
func resealed(key, value []byte) ([]byte, sum) {
	c := sumOf(value[0], key, value[sealHead:])
	out := bytes.Clone(value)
	for i := range 8 {
		out[1+i] = byte(c >> (56 - 8*i))
	}
	return out, c
}

func FuzzUnseal(f *testing.F) {
	e := video(1)
	body, err := encode(&e)
	if err != nil {
		f.Fatal(err)
	}
	value, _ := seal([]byte(e.ID), body)
	f.Add([]byte(e.ID), value)
	f.Add([]byte("x"), []byte{})
	f.Fuzz(func(t *testing.T, key, value []byte) {
		body, c, err := unseal(key, value)
		if err != nil {
			return
		}
		again, sum := seal(key, body)
		if sum != c || !bytes.Equal(again, value) {
			t.Fatal("unsealed what seal would not make")
		}
	})
}

func FuzzDecode(f *testing.F) {
	e := video(1)
	body, err := encode(&e)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(e.ID, body)
	f.Add("x", []byte(`{ "video_url" : "\u00e9\n\"", "thumbnail_url":null}`))
	f.Add("x", []byte(`{"video_url":1}`))
	f.Add("x", []byte(`{"history":[null],"part":{},"length":1e999}`))
	f.Fuzz(func(t *testing.T, id string, body []byte) {
		e, err := decode(id, body)
		var inTwo linked
		if again := inTwo.decode(id, body, false); (again == nil) != (err == nil) || err == nil && !reflect.DeepEqual(inTwo.Entry, e) {
			t.Fatalf("with its links read apart %+v, %v\nin one %+v, %v", inTwo.Entry, again, e, err)
		}
		if err != nil {
			return
		}
		if e.ID != id {
			t.Fatalf("%q became %q", id, e.ID)
		}
		written, err := encode(&e)
		if err != nil {
			return // a year that JSON cannot write
		}
		again, err := decode(id, written)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := encode(&again); err != nil || !reflect.DeepEqual(shape(again), shape(e)) {
			t.Fatalf("%+v became %+v (%v)", e, again, err)
		}
	})
}

// shape is an entry without what may be written in more than one way.
func shape(e tracker.Entry) []any {
	return []any{e.ID, e.Place, e.Status, e.Title, e.FileBytes, len(e.History), e.AddedAt.UnixNano(), e.Part != nil, e.Failure != nil}
}
