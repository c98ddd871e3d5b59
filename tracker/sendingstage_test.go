package tracker

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// sendingStage is a tracker over the real client and a simulated HeyGen that makes videos.
type sendingStage struct {
	*Tracker
	t      *testing.T
	server *heygentest.Server
	store  *memStore
	config Config
	key    atomic.Value // the credential, a string; empty where there is none
}

// onStage runs f with a stage in a bubble. Nothing is watched until f says so.
func onStage(t *testing.T, options heygentest.Options, f func(t *testing.T, s *sendingStage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := heygentest.New(options)
		defer server.Close()
		s := &sendingStage{t: t, server: server, store: newMemStore()}
		s.key.Store("key")
		s.config = Config{API: s.client(), Store: s.store, Files: server.Pipes(), Output: t.TempDir()}
		s.Tracker = New(s.config)
		f(t, s)
	})
}

// client asks the simulated HeyGen, as each process does with one of its own.
func (s *sendingStage) client() *heygen.Client {
	s.t.Helper()
	client, err := heygen.New(heygen.Config{
		Base: s.server.BaseURL(), AllowHTTP: true, Transport: s.server.Pipes(),
		Credentials: func() (heygen.Credential, error) {
			if s.key.Load() == "" {
				return heygen.Credential{}, &heygen.AuthError{Missing: true, Hint: "give one"}
			}
			return heygen.Credential{Key: s.key.Load().(string)}, nil
		},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return client
}

// process is another process over the same store, which has just started.
func (s *sendingStage) process() *Tracker {
	s.t.Helper()
	c := s.config
	c.Store, c.API = s.store.other(), s.client()
	other := New(c)
	if _, err := other.Load(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return other
}

// submit writes bodies down.
func (s *sendingStage) submit(bodies ...string) (names []string) {
	s.t.Helper()
	drafts := make([]Draft, len(bodies))
	for i, body := range bodies {
		d, err := NewDraft([]byte(body))
		if err != nil {
			s.t.Fatal(err)
		}
		drafts[i] = d
	}
	entries, err := s.Submit(s.t.Context(), drafts, "spring")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.ID)
	}
	return names
}

// clips gives n bodies.
func clips(n int) (bodies []string) {
	for i := range n {
		bodies = append(bodies, fmt.Sprintf(`{"type":"avatar","avatar_id":"a","voice_id":"v","script":"Hello","title":"Clip %02d"}`, i))
	}
	return bodies
}

const legacyBody = `{"video_inputs":[{}],"title":"Old"}`

// sends calls Send and holds its error by type name; empty is none.
func (s *sendingStage) sends(want string) {
	s.t.Helper()
	err := s.Send(s.t.Context())
	if inner := errors.Unwrap(err); inner != nil && strings.HasPrefix(err.Error(), namePrefix) {
		err = inner // the name of the request stands before it
	}
	if got := strings.TrimPrefix(fmt.Sprintf("%T", err), "*heygen."); err != nil && got != want || err == nil && want != "" {
		s.t.Fatalf("sending gave %T %v, want %q", err, err, want)
	}
}

// is holds an entry's status and gives it.
func (s *sendingStage) is(word string, status heygen.Status) *Entry {
	s.t.Helper()
	e := s.Entry(word)
	if e == nil || e.Status != status {
		s.t.Fatalf("%s is %+v, want %s", word, e, status)
	}
	return e
}

func (s *sendingStage) made(n int) []heygentest.Creation {
	s.t.Helper()
	made := s.server.Created()
	if len(made) != n {
		s.t.Fatalf("%d videos were started, want %d: %+v", len(made), n, made)
	}
	return made
}
