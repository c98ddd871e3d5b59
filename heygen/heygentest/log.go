package heygentest

import (
	"slices"
	"sync"
	"time"
)

// Route is one of the questions that the service answers.
type Route string

// The routes. Creates, API and Any stand for several of them in a Fault and in Count.
const (
	Bulk     Route = "bulk"      // GET /v3/videos/statuses
	Single   Route = "single"    // GET /v3/videos/{id}
	List     Route = "list"      // GET /v3/videos
	Account  Route = "account"   // GET /v3/users/me
	V1Status Route = "v1 status" // GET /v1/video_status.get
	V1List   Route = "v1 list"   // GET /v1/video.list
	File     Route = "file"      // a video on the file host
	Asset    Route = "asset"     // a caption, subtitle, thumbnail or GIF on the file host
	Create   Route = "create"    // POST /v3/videos
	Agent    Route = "agent"     // POST /v3/video-agents
	Session  Route = "session"   // GET /v3/video-agents/{session_id}
	Template Route = "template"  // POST /v3/templates/{template_id}
	CreateV2 Route = "create v2" // POST /v2/video/generate
	Webhooks Route = "webhooks"  // POST /v3/webhooks/endpoints
	Other    Route = "other"     // anything else, on either host: answered 404

	Creates Route = "creates" // all routes that start a generation
	API     Route = "api"     // all routes of the API host
	Any     Route = "any"     // all routes of both hosts
)

// Host is one of the two hosts that a server is.
type Host string

// The hosts. Only the first may ever see a credential.
const (
	APIHost  Host = "api"
	FileHost Host = "files"
)

// Request is one request as the server saw it.
type Request struct {
	At         time.Time // by the server's clock
	Host       Host      // which host took it
	Authority  string    // the host as the client named it, with its port
	Route      Route
	Path       string   // without the query
	IDs        []string // the videos that it names
	Status     int      // the HTTP status answered; 0 as long as nothing was
	Range      string   // Range as sent
	IfRange    string   // If-Range as sent
	Key        string   // Idempotency-Key as sent
	Credential bool     // X-Api-Key, Authorization or a cookie was sent, or the server's key anywhere in head or URL
	UserAgent  string
	Referer    string
}

// keptRequests is how many requests are remembered: a demo may stay open for days.
const keptRequests = 10_000

// logbook notes what was asked.
type logbook struct {
	mu       sync.Mutex
	requests []*Request
	counts   map[Route]int
	inFlight map[Route]int
	most     map[Route]int
}

func newLogbook() *logbook {
	return &logbook{counts: map[Route]int{}, inFlight: map[Route]int{}, most: map[Route]int{}}
}

// begin notes a request that has come in.
func (l *logbook) begin(r *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.requests) >= 2*keptRequests {
		l.requests = slices.Clone(l.requests[keptRequests:])
	}
	l.requests = append(l.requests, r)
	for _, route := range r.Route.families() {
		l.counts[route]++
		l.inFlight[route]++
		l.most[route] = max(l.most[route], l.inFlight[route])
	}
}

// answered notes the status of a request's answer.
func (l *logbook) answered(r *Request, status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.Status = status
}

// end notes that a request is no longer in flight.
func (l *logbook) end(r *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, route := range r.Route.families() {
		l.inFlight[route]--
	}
}

// families are the names under which a route counts.
func (r Route) families() []Route {
	switch r {
	case File, Asset, Other:
		return []Route{r, Any}
	case Create, Agent, Template, CreateV2:
		return []Route{r, Creates, API, Any}
	}
	return []Route{r, API, Any}
}

// Requests gives what was asked since the last ResetCounts, oldest first; of very many only the latest 10,000.
func (s *Server) Requests() []Request {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	all := s.log.requests[max(0, len(s.log.requests)-keptRequests):]
	out := make([]Request, len(all))
	for i, r := range all {
		out[i] = *r
		out[i].IDs = slices.Clone(r.IDs)
	}
	return out
}

// Count is how many requests a route had since the last ResetCounts.
func (s *Server) Count(route Route) int {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return s.log.counts[route]
}

// MaxInFlight is the largest number of requests that a route had at one time since the last ResetCounts. A request
// leaves before the last bytes of its answer do, so that a client which asks one by one never counts as two.
func (s *Server) MaxInFlight(route Route) int {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return s.log.most[route]
}

// ResetCounts forgets what was asked so far. Requests still in flight go on being counted as such.
func (s *Server) ResetCounts() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.requests = nil
	clear(s.log.counts)
	clear(s.log.most)
	for route, n := range s.log.inFlight {
		s.log.most[route] = n
	}
}
