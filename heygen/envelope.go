package heygen

import (
	"bytes"
	"encoding/json"
	"errors"
)

// payload is what a success carries.
type payload struct {
	top  object          // the whole answer, where it is an object
	data json.RawMessage // the value of `data`, or the whole answer where there is no such envelope
	from answer
}

// open takes an answer out of its envelope, or gives the error that it is.
func open(q question, a answer) (payload, error) {
	if a.status < 200 || a.status >= 300 {
		return payload{}, classify(q, a)
	}
	if err := usable(a); err != nil {
		return payload{}, a.odd(q, err)
	}
	top, isObject := parseObject(a.body)
	if !isObject {
		return payload{data: a.body, from: a}, nil
	}
	data, enveloped := top["data"]
	if !enveloped && top.text("video_id", "id") != "" && top.text("status") != "" {
		return payload{top: top, data: a.body, from: a}, nil // a bare video: an error in it is its own
	}
	if q.post != nil && !generationOf(top).empty() {
		return payload{top: top, data: data, from: a}, nil // made and paid for, whatever error stands beside it
	}
	code := top.text("code")
	if !void(top["error"]) || (q.v1 || void(data)) && code != "" && code != "100" {
		return payload{}, complained(q, a, readComplaint(a.body))
	}
	if !enveloped {
		data = a.body
	}
	return payload{top: top, data: data, from: a}, nil
}

// usable says what keeps the body of a success from being read.
func usable(a answer) error {
	body := bytes.TrimSpace(a.body)
	switch {
	case a.long:
		return errLong
	case len(body) == 0:
		return errEmpty
	case body[0] == '<':
		return errHTML
	case !json.Valid(body):
		return errNotJSON
	case string(body) == "null":
		return errShape
	}
	return nil
}

// What a body can be instead of JSON.
var (
	errLong    = errors.New("the answer is over 4 MiB")
	errEmpty   = errors.New("the answer is empty")
	errHTML    = errors.New("the answer is HTML, not JSON (a proxy or a login page?)")
	errNotJSON = errors.New("the answer is not JSON")
	errShape   = errors.New("the answer has none of the expected fields")
)

// odd is the error of a success that cannot be used.
func (a answer) odd(q question, err error) error {
	return &BodyError{Reply: Reply{Op: q.op, HTTP: a.status, RequestID: requestID(a.header)}, Err: err}
}
