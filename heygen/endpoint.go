package heygen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Endpoint is the API path that the body of a request for a generation is posted to, such as "/v3/videos".
type Endpoint string

// The endpoints that start generations. A template has one of its own, which EndpointFor gives.
const (
	VideosEndpoint Endpoint = "/v3/videos"         // SRC cli gen/video.go VideoCreate
	AgentsEndpoint Endpoint = "/v3/video-agents"   // SRC cli gen/video-agent.go
	LegacyEndpoint Endpoint = "/v2/video/generate" // past its end of support

	templatesFolder = "/v3/templates/" // SRC cli gen/template.go; the template's id follows
)

// templateMember names the template in a body of ours. HeyGen has it in the path alone.
const templateMember = "template_id"

// TakesKey says whether the endpoint honours an Idempotency-Key, so that a lost answer can be asked for again: v3
// does, v1 and v2 don't (DOC dev/reference).
func (e Endpoint) TakesKey() bool { return strings.HasPrefix(string(e), "/v3/") }

// known says whether e is one of ours: what comes from a file must not lead anywhere else.
func (e Endpoint) known() bool {
	switch e {
	case VideosEndpoint, AgentsEndpoint, LegacyEndpoint:
		return true
	}
	id, ok := strings.CutPrefix(string(e), templatesFolder)
	return ok && validID(id)
}

// EndpointFor finds the endpoint that a body is for, by its shape: "video_inputs" is v2's, "type" is v3's, "template_id"
// with "variables" is a template's, and "prompt" alone is the Video Agent's. The error says what was expected instead.
func EndpointFor(body []byte) (Endpoint, error) {
	o, err := requestObject(body)
	if err != nil {
		return "", err
	}
	switch {
	case o.holds("video_inputs", '['):
		return LegacyEndpoint, nil
	case o.holds("type", '"'):
		return VideosEndpoint, nil
	case o.isObject("variables"): // also without any
		return templateEndpoint(o.text(templateMember))
	case o.holds("prompt", '"'):
		return AgentsEndpoint, nil
	}
	return "", errNoShape
}

var errNoShape = errors.New(`not a request that HeyGen takes: expected "type" (for /v3/videos), "prompt" (/v3/video-agents), ` +
	`"template_id" with "variables" (/v3/templates), or "video_inputs" (/v2/video/generate)`)

// templateEndpoint is the endpoint of one template.
func templateEndpoint(id string) (Endpoint, error) {
	switch {
	case id == "":
		return "", errors.New(`"variables" without "template_id": expected the id of the template beside them`)
	case !validID(id):
		return "", fmt.Errorf("%q is no template_id", cut(id, maxWord))
	}
	return Endpoint(templatesFolder + id), nil
}

// requestObject reads the body of a request, which is one JSON object and nothing else.
func requestObject(body []byte) (object, error) {
	if o, ok := parseObject(body); ok {
		return o, nil
	}
	const expected = "expected one JSON object"
	var anything any
	err := json.Unmarshal(body, &anything)
	syntax, wrong := errors.AsType[*json.SyntaxError](err)
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return nil, errors.New("empty: " + expected)
	case wrong:
		return nil, fmt.Errorf("not JSON at byte %d (%w): %s", syntax.Offset, err, expected)
	}
	return nil, errors.New("JSON, but not an object: " + expected)
}

// holds says whether the value of key begins with this byte and says something.
func (o object) holds(key string, first byte) bool {
	raw := o[key]
	return len(raw) > 0 && raw[0] == first && !void(raw)
}

// isObject says whether the value of key is an object, be it empty.
func (o object) isObject(key string) bool {
	_, is := parseObject(o[key])
	return is
}

// sent is the body as this endpoint takes it: byte for byte, but for a template, whose id stands in the path instead.
// The same body always gives the same bytes.
func (e Endpoint) sent(body []byte) ([]byte, error) {
	if !strings.HasPrefix(string(e), templatesFolder) {
		return body, nil
	}
	o, err := requestObject(body)
	if err != nil {
		return nil, err
	}
	if _, is := o[templateMember]; !is {
		return body, nil
	}
	delete(o, templateMember)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err = enc.Encode(o)
	return bytes.TrimSpace(b.Bytes()), err
}
