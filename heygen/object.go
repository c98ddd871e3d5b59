package heygen

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// object is a JSON object of the service's, read field by field: one field of an odd type must not lose the others.
type object map[string]json.RawMessage

// parseObject reads raw as an object; false where it is anything else.
func parseObject(raw []byte) (object, bool) {
	var o object
	if json.Unmarshal(raw, &o) != nil || o == nil {
		return nil, false
	}
	return o, true
}

// parseArray reads raw as an array; false where it is anything else.
func parseArray(raw []byte) ([]json.RawMessage, bool) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil || items == nil {
		return nil, false
	}
	return items, true
}

// child is the object under key, empty where there is none.
func (o object) child(key string) object {
	c, _ := parseObject(o[key])
	return c
}

// text is the first of keys that holds a string that is not empty, or a number, as text.
func (o object) text(keys ...string) string {
	for _, key := range keys {
		if s := scalarText(o[key]); s != "" {
			return s
		}
	}
	return ""
}

// scalarText is a string's value or a number's digits, and nothing for any other JSON.
func scalarText(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	switch c := raw[0]; {
	case c == '"':
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return s
		}
	case c == '-' || c >= '0' && c <= '9':
		return string(raw)
	}
	return ""
}

// number is the finite number under key, also where it is written as a string.
func (o object) number(key string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(o.text(key)), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return 0, false
	}
	return n, true
}

// time is the moment under key: Unix seconds as a number or a string, or RFC 3339. Zero where it is none of these.
func (o object) time(key string) time.Time {
	if seconds, ok := o.number(key); ok {
		return unixTime(seconds)
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(o.text(key)))
	if err != nil {
		return time.Time{}
	}
	return unixTime(float64(at.Unix()))
}

// lastSecond is the end of the year 9999: encoding/json refuses to write a later time, and no answer means one.
const lastSecond = 253402300799

// unixTime is the moment seconds after the epoch, in UTC; zero where that makes no sense.
func unixTime(seconds float64) time.Time {
	if seconds < 1 || seconds > lastSecond {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

// duration is the number of seconds under key; zero where it is absent, negative or over four months.
func (o object) duration(key string) time.Duration {
	seconds, ok := o.number(key)
	if !ok || seconds < 0 || seconds > 1e7 {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// void says whether raw says nothing: absent, null, false, or an empty string, object or array.
func void(raw json.RawMessage) bool {
	switch compact(raw, maxWord) {
	case "", "null", "false", `""`, "{}", "[]":
		return true
	}
	return false
}

// hollow says that o has fields, and nothing in any of them.
func (o object) hollow() bool {
	for _, raw := range o {
		if !void(raw) {
			return false
		}
	}
	return len(o) > 0
}

// compact is raw without white space, cut to n bytes.
func compact(raw json.RawMessage, n int) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return ""
	}
	return cut(b.String(), n)
}

// cut is s, or as many of its whole characters as fit n bytes together with the sign that some are missing.
func cut(s string, n int) string {
	const missing = "…"
	if len(s) <= n {
		return s
	}
	end := n - len(missing)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + missing
}
