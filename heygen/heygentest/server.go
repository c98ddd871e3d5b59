package heygentest

import (
	"cmp"
	"net/http"
	"sync"
	"time"
)

// Options are what a Server is like as a whole. The zero value is a HeyGen with every route that takes any credential.
type Options struct {
	Key      string           // the credential that is accepted, as X-Api-Key or as bearer; empty accepts any, but demands one
	Now      func() time.Time // the service's clock; nil means time.Now
	LinkLife time.Duration    // how long a signed link works; 0 means 7 days

	NoBulk        bool // no /v3/videos/statuses: the single route catches it as a video named "statuses"
	NoSingle      bool // no /v3/videos/{id}
	NoV1          bool // the v1 and v2 routes are retired: 410 with an HTML page
	NoList        bool // no /v3/videos
	MissingStatus int  // what a route that is not there answers, as plain text; 0 means 404

	PageLimit      int           // largest page of a list; 0 means 100
	Latency        time.Duration // how long each API answer takes
	BytesPerSecond int64         // how fast each transfer of a file goes; 0 means as fast as it can
	Balance        float64       // what the account's wallet holds, in dollars

	Concurrent       int           // how many videos may run at once, past which creating is refused with 429; 0 means no limit
	CreateRetryAfter string        // the Retry-After of that refusal as it is sent: seconds or a date; empty sends none
	Credits          int           // how many videos can be paid for, past which creating is refused with 402; 0 means no limit, -1 none
	KeepRefusals     bool          // an Idempotency-Key repeats a 400 or 402 too (whether HeyGen's does is not known)
	Probe            *http.Client  // looks whether an endpoint for events answers, before it is registered; nil believes it
	SessionTakes     time.Duration // how long a Video Agent works before its video is there; 0 means 10 s

	// CreateSpec says what becomes of the n-th video created, counting from 1. What it leaves empty is filled in: an id,
	// and title, which is the body's own (empty for a Video Agent). nil means 10 s in the queue and 5 min rendering.
	CreateSpec func(n int, title string) VideoSpec
}

const (
	defaultLinkLife  = 7 * 24 * time.Hour
	defaultPageLimit = 100
)

// Server is a simulated HeyGen. Its methods may be called from many goroutines.
type Server struct {
	options Options
	now     func() time.Time
	log     *logbook
	studio  *studio
	signer  *signer

	mu      sync.Mutex // guards everything below
	key     string
	videos  map[string]*video
	added   int // videos ever added, for the order of lists
	faults  []*pending
	struck  int           // how often a fault has come over a request
	asked   int           // requests so far, for X-Request-Id
	release chan struct{} // closed by Release
	isOver  bool
	hooks   []Hook
	base    string
	files   string
	mirror  string

	over    chan struct{} // closed by Close
	running sync.WaitGroup
	wire    wire
}

// New makes a server without videos. It answers nobody before Start or Pipes.
func New(options Options) *Server {
	options.LinkLife = cmp.Or(options.LinkLife, defaultLinkLife)
	options.PageLimit = cmp.Or(options.PageLimit, defaultPageLimit)
	options.SessionTakes = cmp.Or(options.SessionTakes, defaultSessionTakes)
	options.MissingStatus = cmp.Or(options.MissingStatus, http.StatusNotFound)
	now := options.Now
	if now == nil {
		now = time.Now
	}
	return &Server{
		options: options,
		now:     now,
		log:     newLogbook(),
		signer:  &signer{},
		key:     options.Key,
		videos:  map[string]*video{},
		studio:  newStudio(options),
		release: make(chan struct{}),
		over:    make(chan struct{}),
		base:    "http://" + pipeAPI,
		files:   "http://" + pipeFiles,
		mirror:  "http://" + pipeMirror,
	}
}

// BaseURL is where the API answers, without a slash at the end.
func (s *Server) BaseURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.base
}

// FilesURL is where the files are, without a slash at the end: another host than BaseURL's.
func (s *Server) FilesURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files
}

// SetKey changes the credential that is accepted from now on.
func (s *Server) SetKey(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key = key
}

// Release lets the requests go on that a Stall holds at this moment.
func (s *Server) Release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.release)
	s.release = make(chan struct{})
}

// Close ends all connections and waits until every request that was being answered is over. It may be called again.
func (s *Server) Close() {
	s.mu.Lock()
	if !s.isOver {
		s.isOver = true
		close(s.over)
	}
	s.mu.Unlock()
	s.wire.close()
	s.running.Wait()
}

// enter counts a request in, unless the server is over, and gives its number.
func (s *Server) enter() (number int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isOver {
		return 0, false
	}
	s.running.Add(1)
	s.asked++
	return s.asked, true
}
