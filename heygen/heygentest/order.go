package heygentest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"time"

	"reelwatch/heygen"
)

// keyHeader is the header under which the service does a thing once.
const keyHeader = "Idempotency-Key"

// keyForm is what a key is made of that the service takes, and maxKey how long it may be (DOC dev/reference).
var keyForm = regexp.MustCompile(`^[A-Za-z0-9_:.-]+$`)

const maxKey = 255

// recipe is how one route starts a generation.
type recipe struct {
	route  Route
	needs  string // the field without which a body is refused
	answer func(s *Server, spec *VideoSpec, c Creation) object
}

// recipes are all routes that start generations, by their patterns.
func recipes() map[string]recipe {
	return map[string]recipe{
		"POST /v3/videos":         {Create, "type", answerVideo},
		"POST /v3/video-agents":   {Agent, "prompt", answerSession},
		"POST /v3/templates/{id}": {Template, "variables", answerTemplate},
		"POST /v2/video/generate": {CreateV2, "video_inputs", answerV2},
	}
}

// order is a request to start a generation.
type order struct {
	recipe
	path, key string
	body      []byte
	fields    map[string]any // of the body; nil where it is no object
	at        time.Time
}

func newOrder(r recipe, q *http.Request, body []byte) order {
	o := order{recipe: r, path: q.URL.Path, body: body}
	if r.route != CreateV2 {
		o.key = q.Header.Get(keyHeader)
	}
	// What is no object has no fields, and is refused for that.
	_ = json.Unmarshal(body, &o.fields)
	return o
}

// text is a field of the body that holds text.
func (o order) text(field string) string {
	s, _ := o.fields[field].(string)
	return s
}

// fault is what is wrong with the request itself, if something is: as HTTP status, message and the field to blame.
func (o order) fault() (status int, message, param string) {
	_, named := o.fields["template_id"]
	switch {
	case o.key != "" && (len(o.key) > maxKey || !keyForm.MatchString(o.key)):
		return http.StatusBadRequest, "invalid " + keyHeader, keyHeader
	case o.fields == nil:
		return http.StatusBadRequest, "the body is not a JSON object", "body"
	case o.fields[o.needs] == nil:
		return http.StatusBadRequest, o.needs + " is required", o.needs
	case named && o.route == Template:
		return http.StatusUnprocessableEntity, "unknown field", "template_id"
	}
	return 0, "", ""
}

// refuse is a refusal in the form of the order's generation.
func (o order) refuse(status int, message, param string) answer {
	if o.route == CreateV2 {
		return refusalV2(status, message)
	}
	code := ""
	if status == http.StatusConflict {
		code = "request_in_progress"
	}
	return refusal(status, code, message, param)
}

// answerVideo is the answer of POST /v3/videos (SRC cli gen/video.go VideoCreate).
func answerVideo(_ *Server, spec *VideoSpec, c Creation) object {
	format := "mp4"
	if spec.WebM {
		format = "webm"
	}
	return object{"data": object{
		"video_id":      spec.ID,
		"status":        spec.word(spec.status(c.At), "waiting"),
		"output_format": format,
	}}
}

// answerTemplate is the answer of POST /v3/templates/{template_id}: the whole video (SRC cli gen/template.go).
func answerTemplate(s *Server, spec *VideoSpec, c Creation) object {
	return object{"data": s.describe(spec, c.At)}
}

// answerV2 is the answer of POST /v2/video/generate, with the warning of its end (SEEN legacy-probe).
func answerV2(_ *Server, spec *VideoSpec, _ Creation) object {
	return object{
		"error": nil,
		"data":  object{"video_id": spec.ID},
		"warning": object{
			"message":     "This endpoint is deprecated.",
			"v3_endpoint": string(heygen.VideosEndpoint),
			"docs_url":    "https://developers.heygen.com/docs/endpoint-version-comparison",
			"sunset_date": "2026-10-31",
		},
	}
}
