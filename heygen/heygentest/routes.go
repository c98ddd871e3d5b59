package heygentest

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// question is a request to the API that is allowed to be asked.
type question struct {
	*http.Request
	route Route
}

// apiRoutes are the routes of the API host.
func (s *Server) apiRoutes() http.Handler {
	o := s.options
	mux := http.NewServeMux()
	mux.HandleFunc("/", s.api(Other, none, s.missing))
	mux.HandleFunc("GET /v3/users/me", s.api(Account, none, s.account))
	mux.HandleFunc("GET /v3/videos", s.api(List, none, unless(o.NoList, s.list, s.missing)))
	mux.HandleFunc("GET /v3/videos/{id}", s.api(Single, pathID, unless(o.NoSingle, s.single, s.missing)))
	switch {
	case !o.NoBulk:
		mux.HandleFunc("GET /v3/videos/statuses", s.api(Bulk, queryIDs("video_ids"), s.bulk))
	case o.MissingStatus != http.StatusNotFound || o.NoSingle:
		mux.HandleFunc("GET /v3/videos/statuses", s.api(Bulk, queryIDs("video_ids"), s.missing))
	default:
		// The single route catches it, as it would at HeyGen, and knows no video of that name.
		mux.HandleFunc("GET /v3/videos/statuses", s.api(Bulk, queryIDs("video_ids"), s.single))
	}
	mux.HandleFunc("GET /v3/video-agents/{id}", s.api(Session, none, s.session))
	mux.HandleFunc("POST /v3/webhooks/endpoints", s.api(Webhooks, none, s.register))
	for pattern, r := range recipes() {
		if o.NoV1 && r.route == CreateV2 {
			mux.HandleFunc(pattern, s.api(r.route, none, retired))
			continue
		}
		mux.HandleFunc(pattern, s.creates(r))
	}
	mux.HandleFunc("GET /v1/video_status.get", s.api(V1Status, queryIDs("video_id"), unless(o.NoV1, s.statusV1, retired)))
	mux.HandleFunc("GET /v1/video.list", s.api(V1List, none, unless(o.NoV1, s.listV1, retired)))
	return mux
}

// unless chooses an answer.
func unless(missing bool, there, instead func(question) answer) func(question) answer {
	if missing {
		return instead
	}
	return there
}

// missing is what a router says that has no such route.
func (s *Server) missing(question) answer {
	status := s.options.MissingStatus
	return text(status, http.StatusText(status))
}

// retired is what v1 may say after its end.
func retired(question) answer { return page(http.StatusGone) }

// none is for routes that name no video.
func none(*http.Request) []string { return nil }

// pathID is the video that a path names.
func pathID(r *http.Request) []string { return []string{r.PathValue("id")} }

// queryIDs are the videos that a parameter names, apart from empty ones.
func queryIDs(parameter string) func(*http.Request) []string {
	return func(r *http.Request) []string {
		return strings.FieldsFunc(r.URL.Query().Get(parameter), func(c rune) bool { return c == ',' })
	}
}

// api makes a handler of the API host: trouble first, then the credential, then the answer.
func (s *Server) api(route Route, ids func(*http.Request) []string, reply func(question) answer) http.HandlerFunc {
	return s.on(APIHost, route, ids, func(x *exchange) {
		x.sleep(s.options.Latency)
		x.announceEnd()
		f, struck := s.strike(route, x.ids, false)
		if f.early() {
			x.trouble(f)
		}
		a, instead := s.instead(x, f)
		switch {
		case struck && instead:
		case !s.admits(x.r):
			a = x.unauthorized()
		default:
			a = reply(question{x.r, route})
		}
		x.send(a.blown(f), f)
	})
}

// blown is the answer as Huge makes it.
func (a answer) blown(f Fault) answer {
	if f.Do == Huge {
		a.body = slices.Concat(a.body, bytes.Repeat([]byte(" \n"), 5<<19))
	}
	return a
}

// announceEnd puts into the head what the older generations say of themselves (SEEN legacy-probe).
func (x *exchange) announceEnd() {
	if path := x.r.URL.Path; strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/v2/") {
		x.Header().Set("Deprecation", "true")
		x.Header().Set("Sunset", "Sat, 31 Oct 2026 00:00:00 GMT")
	}
}

// instead is what a fault puts in the place of an API's answer, if it does.
func (s *Server) instead(x *exchange, f Fault) (a answer, is bool) {
	status := cmp.Or(f.Status, http.StatusOK)
	switch f.Do {
	case Refuse:
		a = refusal(status, f.Code, f.Message, "")
	case Page:
		a = page(status)
	case Say:
		a = answer{status, map[string]string{"Content-Type": "application/json"}, []byte(f.Body)}
	case Redirect:
		a = redirection(f, s.target(f, x.r.URL.RequestURI(), "http://"+x.r.Host))
	default:
		return answer{}, false
	}
	if f.RetryAfter != "" {
		a.header["Retry-After"] = f.RetryAfter
	}
	return a, true
}

// target is where a Redirect leads from path.
func (s *Server) target(f Fault, path, here string) string {
	switch f.To {
	case "":
		return here + path
	case ToMirror:
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.mirror + path
	}
	return f.To
}

// redirection sends the client to another place.
func redirection(f Fault, to string) answer {
	return answer{cmp.Or(f.Status, http.StatusFound), map[string]string{"Location": to}, nil}
}

// admits says that a request carries the credential that is accepted.
func (s *Server) admits(r *http.Request) bool {
	sent := r.Header.Get("X-Api-Key")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && sent == "" {
		sent = bearer
	}
	key := s.acceptedKey()
	return sent != "" && (key == "" || sent == key)
}

// unauthorized is the answer to a missing key and to a wrong one: HeyGen does not tell them apart (SEEN pack).
func (x *exchange) unauthorized() answer {
	if strings.HasPrefix(x.r.URL.Path, "/v1/") {
		return refusalV1(http.StatusUnauthorized, 400112, "Unauthorized")
	}
	if x.route == CreateV2 {
		return refusalV2(http.StatusUnauthorized, "Unauthorized")
	}
	return refusal(http.StatusUnauthorized, "", "Unauthorized", "")
}
