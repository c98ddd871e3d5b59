package heygentest

import (
	"cmp"
	"net/http"
	"sync"
	"time"

	"reelwatch/heygen"
)

const (
	keyLife             = 24 * time.Hour // how long a key is remembered (DOC changelog May 2026)
	defaultSessionTakes = 10 * time.Second
	createdFrom         = 1_000_000 // so that the ids of created videos are not those of Batch
)

// studio is where generations are started.
type studio struct {
	mu       sync.Mutex // taken before the Server's, guards what follows
	limit    int        // how many videos may run at once; 0 means any number
	limited  bool       // there is an end to the credits
	credits  int        // left
	made     []*Creation
	claims   map[string]*claim
	sessions map[string]session
	refused  map[int]int
	most     int
}

// claim is what a key stands for.
type claim struct {
	at       time.Time
	busy     bool // the first request is not answered yet
	answer   answer
	creation *Creation // nil where it was refused
}

func newStudio(o Options) *studio {
	b := &studio{limit: o.Concurrent, claims: map[string]*claim{}, sessions: map[string]session{}, refused: map[int]int{}}
	b.pay(o.Credits)
	return b
}

// pay makes credits what Options say.
func (b *studio) pay(credits int) { b.limited, b.credits = credits != 0, max(credits, 0) }

// carryOut does what is ordered, and gives the answer. settled is to be called when the request has been answered: until
// then its key is busy.
func (s *Server) carryOut(o order) (a answer, settled func()) {
	b := s.studio
	b.mu.Lock()
	defer b.mu.Unlock()
	o.at = s.now() // one who waited for the lock must not miss the videos of those before
	name := o.path + " " + o.key
	if c := b.claims[name]; o.key != "" && c != nil && o.at.Sub(c.at) < keyLife {
		return b.again(o, c), func() {}
	}
	c := &claim{at: o.at, busy: true}
	if refused, is := s.turnsDown(o); is {
		b.refused[refused.status]++
		c.answer = refused
	} else {
		c.creation, c.answer = s.create(o)
	}
	if o.key != "" {
		b.claims[name] = c
	}
	return c.answer, func() { s.settle(name, c) }
}

// again answers an order whose key is known.
func (b *studio) again(o order, c *claim) answer {
	if c.busy {
		b.refused[http.StatusConflict]++
		return o.refuse(http.StatusConflict, "A request with this "+keyHeader+" is in progress", "")
	}
	if c.creation != nil {
		c.creation.Replays++
	}
	return c.answer
}

// settle frees a key for repetitions, and forgets it where it stands for a refusal that is not repeated.
func (s *Server) settle(name string, c *claim) {
	b := s.studio
	b.mu.Lock()
	defer b.mu.Unlock()
	c.busy = false
	status := c.answer.status
	kept := s.options.KeepRefusals && (status == http.StatusBadRequest || status == http.StatusPaymentRequired)
	if c.creation == nil && !kept {
		delete(b.claims, name)
	}
}

// turnsDown refuses an order for what is wrong with it, or for the account's limits.
func (s *Server) turnsDown(o order) (refused answer, is bool) {
	b := s.studio
	if status, message, param := o.fault(); status != 0 {
		return o.refuse(status, message, param), true
	}
	if b.limited && b.credits == 0 {
		return o.refuse(http.StatusPaymentRequired, "Insufficient credit. This operation requires 'api' credits.", ""), true
	}
	if b.limit > 0 && s.rendering(o.at) >= b.limit {
		refused = o.refuse(http.StatusTooManyRequests, "Too many videos are being made at once", "")
		if after := s.options.CreateRetryAfter; after != "" {
			refused.header["Retry-After"] = after
		}
		return refused, true
	}
	return answer{}, false
}

// create starts a generation.
func (s *Server) create(o order) (*Creation, answer) {
	b := s.studio
	n := len(b.made) + 1
	spec := VideoSpec{Queued: 10 * time.Second, Renders: 5 * time.Minute}
	if s.options.CreateSpec != nil {
		spec = s.options.CreateSpec(n, o.text("title"))
	}
	spec.ID = cmp.Or(spec.ID, ID(createdFrom+n))
	spec.Title = cmp.Or(spec.Title, o.text("title"))
	spec.WebM = spec.WebM || o.text("output_format") == "webm"
	c := &Creation{Route: o.route, Path: o.path, Key: o.key, Body: o.body, VideoID: spec.ID, At: o.at}
	begins := o.at
	if o.route == Agent {
		c.SessionID = "sess_" + spec.ID
		begins = o.at.Add(s.options.SessionTakes)
		b.sessions[c.SessionID] = session{video: spec.ID, began: o.at, ready: begins}
	}
	spec.Created = cmp.Or(spec.Created, begins)
	s.insert(spec)
	if b.limited {
		b.credits--
	}
	b.made = append(b.made, c)
	b.most = max(b.most, s.rendering(o.at))
	return c, ok(o.answer(s, s.spec(spec.ID), *c))
}

// insert puts one video into the account.
func (s *Server) insert(spec VideoSpec) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.added++
	s.put(spec, s.added, spec.Created)
}

// rendering counts what runs in the account: videos in the queue or rendering, and Video Agents at work. The caller holds
// the studio's mu.
func (s *Server) rendering(now time.Time) int {
	n := 0
	for _, agent := range s.studio.sessions {
		if now.Before(agent.ready) {
			n++
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.videos {
		if v.spec.runs(now) {
			n++
		}
	}
	return n
}

// runs says that a video takes one of the account's places, whether the service knows it yet or not.
func (v *VideoSpec) runs(now time.Time) bool {
	age := now.Sub(v.Created)
	return age >= 0 && (age < v.Queued+v.Renders || v.Ends == heygen.Pending || v.Ends == heygen.Processing)
}
