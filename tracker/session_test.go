package tracker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

func TestTemplatesAndSessionsLeadToTheirVideos(t *testing.T) {
	onStage(t, heygentest.Options{SessionTakes: 40 * time.Second}, func(t *testing.T, s *sendingStage) {
		names := s.submit(`{"template_id":"tpl","variables":{}}`, `{"prompt":"A film about tea"}`)
		s.sends("")
		made := s.made(2)
		if e := s.is(names[0], heygen.Pending); e.ID != made[0].VideoID {
			t.Errorf("the template became %+v", e)
		}
		agent := s.is(names[1], heygen.Pending)
		if agent.ID != names[1] || agent.Request.Session != made[1].SessionID || !agent.Local() {
			t.Errorf("the session is %+v", agent)
		}
		missed, err := s.WaitFor(t.Context(), Waiting{IDs: names, Tell: func(News) error { return nil }})
		if err != nil || len(missed) > 0 {
			t.Fatalf("missed %v, %v", missed, err)
		}
		if e := s.is(names[1], heygen.Completed); e.ID != made[1].VideoID {
			t.Errorf("the session led to %+v", e)
		}
		if n := s.server.Count(heygentest.Session); n > 10 {
			t.Errorf("%d questions about a session of 40 s", n)
		}
	})
}

func TestASessionThatEndsWithoutAVideo(t *testing.T) {
	for _, test := range []struct {
		session heygen.Session
		err     error
		status  heygen.Status
	}{
		{heygen.Session{Status: "failed", Failure: &heygen.Failure{Message: "No"}}, nil, heygen.Failed},
		{heygen.Session{}, &heygen.NotFoundError{Reply: heygen.Reply{HTTP: 404}}, Unsure},
	} {
		synctest.Test(t, func(t *testing.T) {
			api := newFakeAPI()
			api.onCreate = func(context.Context, string, string) (heygen.Generation, error) {
				return heygen.Generation{SessionID: "sess"}, nil
			}
			api.onSession = func(context.Context, string) (heygen.Session, error) { return test.session, test.err }
			tr := New(Config{API: api, Store: newMemStore()})
			d, err := NewDraft([]byte(`{"prompt":"x"}`))
			if err != nil {
				t.Fatal(err)
			}
			entries, err := tr.Submit(t.Context(), []Draft{d}, "")
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(tr.Send(t.Context()), tr.Poll(t.Context())); err != nil {
				t.Fatal(err)
			}
			if e := tr.Entry(entries[0].ID); e.Status != test.status || e.Failure.Text() == "" {
				t.Errorf("it is %+v", e)
			}
		})
	}
}
