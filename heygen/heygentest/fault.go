package heygentest

import (
	"net/http"
	"slices"
)

// Trouble is one way in which the service may fail.
type Trouble string

// What can go wrong on any route.
const (
	Refuse   Trouble = "refuse"   // Fault.Status with HeyGen's JSON (the file host: XML); Status 200 puts an error beside success
	Page     Trouble = "page"     // an HTML page with Fault.Status, as an edge or a proxy sends it; 0 means 200
	Say      Trouble = "say"      // Fault.Body, as it is, with Fault.Status; 0 means 200
	Stall    Trouble = "stall"    // silence from Fault.After on, until the client goes, or Release or Close is called
	Cut      Trouble = "cut"      // the connection ends at Fault.After
	Reset    Trouble = "reset"    // the same by a reset, where the connection is a socket; bytes under way may be lost
	Redirect Trouble = "redirect" // 302 (or Fault.Status) to Fault.To
)

// What can go wrong on the API.
const (
	Huge        Trouble = "huge"         // the right answer, blown up with white space to 5 MiB
	Omit        Trouble = "omit"         // Bulk leaves this video out of its answer (asked of the whole server: all)
	RepeatToken Trouble = "repeat token" // a list says that there is more, under the token it was asked with
)

// What can go wrong on File and Asset with a request that has a Range; others pass, and don't count.
const (
	IgnoreRange Trouble = "ignore range" // 200 with everything
	WrongStart  Trouble = "wrong start"  // 206 that begins a byte too early
	OtherTotal  Trouble = "other total"  // 206 of a file that is 1,000 bytes longer
	OtherETag   Trouble = "other etag"   // the file's ETag and date are new
)

// Always as Fault.Times keeps a fault for ever.
const Always = -1

// ToMirror as Fault.To is the same path under another name of the file host.
const ToMirror = "mirror"

// Fault is one trouble that was asked for. Those of a video strike requests that name it; they come in the order in
// which they are given, each as often as Times says, the server's own before a video's.
type Fault struct {
	On    Route // the routes that it strikes; empty means Any
	Do    Trouble
	Times int // how often; 0 means once; Always
	Skip  int // how many requests pass before it; those that another fault strikes are not counted

	Status     int    // Refuse, Page, Say, Redirect; 0 means 200 (302 for Redirect, 403 for Refuse on the file host)
	Code       string // Refuse: HeyGen's code; empty means the usual one for Status
	Message    string // Refuse: HeyGen's message; empty means the usual one
	RetryAfter string // Refuse, Page, Say: the Retry-After header as it is sent: seconds or a date
	Body       string // Say
	To         string // Redirect: an address, or ToMirror, or empty for the same path on the same host, signed anew

	// Processed lets a request that starts a generation be carried out before the trouble comes, so that the video is
	// made and only the answer is lost. A Cut after a part of the answer needs no telling.
	Processed bool

	After      float64 // Stall, Cut, Reset: strikes at this fraction of the whole (for a file: also of what a Range left out)
	AfterBytes int64   // the same in bytes of this answer's body; both 0 means before the answer's head
}

// strikes says that a fault is for such a request.
func (f Fault) strikes(route Route, ranged bool) bool {
	switch f.Do {
	case Omit, RepeatToken:
		return false // The routes that know them ask for them.
	case IgnoreRange, WrongStart, OtherTotal, OtherETag:
		return ranged && f.on(route)
	}
	if f.Status == http.StatusRequestedRangeNotSatisfiable && !ranged {
		return false
	}
	return f.on(route)
}

// on says that a fault is for this route.
func (f Fault) on(route Route) bool {
	if f.On == API && route == Other {
		return true
	}
	return f.On == "" || slices.Contains(route.families(), f.On)
}

// pending is a fault with what is left of its counts.
type pending struct {
	Fault
	skip, left int
}

func newPending(faults []Fault) []*pending {
	out := make([]*pending, 0, len(faults))
	for _, f := range faults {
		left := f.Times
		if left == 0 {
			left = 1
		}
		out = append(out, &pending{Fault: f, skip: f.Skip, left: left})
	}
	return out
}

// take counts down and gives the first fault that fits, if one does. The caller holds mu.
func (s *Server) take(faults []*pending, fits func(Fault) bool) (Fault, bool) {
	for _, p := range faults {
		switch {
		case p.left == 0 || !fits(p.Fault):
		case p.skip > 0:
			p.skip--
		default:
			if p.left > 0 {
				p.left--
			}
			s.struck++
			return p.Fault, true
		}
	}
	return Fault{}, false
}

// Fail asks for troubles of the whole server, after those that were asked for before.
func (s *Server) Fail(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, newPending(faults)...)
}

// Heal takes back the troubles of the whole server.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// Struck is how often a trouble that was asked for has come over a request so far.
func (s *Server) Struck() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.struck
}

// strike gives the fault that strikes a request, if one does.
func (s *Server) strike(route Route, ids []string, ranged bool) (Fault, bool) {
	fits := func(f Fault) bool { return f.strikes(route, ranged) }
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.take(s.faults, fits); ok {
		return f, true
	}
	for _, id := range ids {
		if v := s.videos[id]; v != nil {
			if f, ok := s.take(v.faults, fits); ok {
				return f, true
			}
		}
	}
	return Fault{}, false
}

// omits says that an answer about all statuses leaves this id out.
func (s *Server) omits(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.videos[id]
	if v == nil {
		return false
	}
	_, ok := s.take(v.faults, func(f Fault) bool { return f.Do == Omit && f.on(Bulk) })
	return ok
}

// wholly says that the whole server has this trouble now on this route.
func (s *Server) wholly(trouble Trouble, route Route) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.take(s.faults, func(f Fault) bool { return f.Do == trouble && f.on(route) })
	return ok
}
