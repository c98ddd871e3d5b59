package tracker

import (
	"context"
	"errors"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// lose has the next request for a video carried out and its answer lost.
func (s *sendingStage) lose() {
	s.t.Helper()
	s.server.Fail(heygentest.Fault{On: heygentest.Creates, Do: heygentest.Cut, Processed: true})
	s.sends("TransportError")
}

// What is refused after its answer was lost may have been made all the same: its key is kept, or the user decides.
func TestARefusalAfterALostAnswer(t *testing.T) {
	for name, test := range map[string]struct {
		fault  heygentest.Fault
		status heygen.Status
		made   int
	}{
		"no credit":    {heygentest.Fault{Do: heygentest.Refuse, Status: 402}, heygen.Pending, 1},
		"limit":        {heygentest.Fault{Do: heygentest.Refuse, Status: 429, RetryAfter: "5"}, heygen.Pending, 1},
		"an edge":      {heygentest.Fault{Do: heygentest.Page, Status: 404}, heygen.Pending, 1},
		"a conflict":   {heygentest.Fault{Do: heygentest.Refuse, Status: 409, Code: "conflict"}, Unsure, 1},
		"a bad field":  {heygentest.Fault{Do: heygentest.Refuse, Status: 400, Code: "invalid_parameter"}, Unsure, 1},
		"a server":     {heygentest.Fault{Do: heygentest.Refuse, Status: 500}, heygen.Pending, 1},
		"key refused":  {heygentest.Fault{Do: heygentest.Refuse, Status: 401}, heygen.Pending, 1},
		"not our JSON": {heygentest.Fault{Do: heygentest.Say, Body: `{"data":7}`}, heygen.Pending, 1},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
				name := s.submit(clips(1)...)[0]
				s.lose()
				pass(time.Minute)
				test.fault.On = heygentest.Creates
				s.server.Fail(test.fault)
				_ = s.Send(t.Context()) // refused
				for range 30 {
					pass(time.Minute)
					s.AskNow(nil)
					_ = s.Send(t.Context()) // as long as it may be
				}
				s.is(name, test.status)
				s.made(test.made)
			})
		})
	}
}

// One hiccup of an edge does not fail what is queued.
func TestAnEdgesNotFoundIsTroubleOfTheMoment(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(5)...)
		s.server.Fail(heygentest.Fault{On: heygentest.Create, Do: heygentest.Page, Status: 404})
		s.sends("RouteError")
		s.is(names[0], Queued)
		pass(time.Second)
		s.sends("")
		s.made(5)
	})
}

// What the store can't take makes the queue wait like any trouble, and a wait that HeyGen asked for is kept all the same.
func TestAFailingStoreMakesTheQueueWait(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		s.submit(clips(2)...)
		s.store.failWith(errors.New("disk full"))
		tries := 0
		for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); tries++ {
			if err := s.WaitToSend(t.Context()); err != nil {
				t.Fatal(err)
			}
			_ = s.Send(t.Context()) // it can't
		}
		if tries > 20 {
			t.Errorf("%d tries in ten minutes", tries)
		}
		s.store.failWith(nil)
		s.AskNow(nil)
		s.sends("")
		s.made(2)
	})
	onStage(t, heygentest.Options{Latency: time.Second}, func(t *testing.T, s *sendingStage) {
		s.submit(clips(1)...)
		s.server.Fail(heygentest.Fault{On: heygentest.Create, Do: heygentest.Refuse, Status: 429, RetryAfter: "300", Times: heygentest.Always})
		sent := make(chan error)
		go func() { sent <- s.Send(t.Context()) }()
		pass(500 * time.Millisecond)
		s.store.failWith(errors.New("disk full"))
		<-sent
		s.store.failWith(nil)
		if wait := time.Until(s.sendAt()); wait < 290*time.Second {
			t.Errorf("it is tried again in %s", wait)
		}
	})
}

// A session whose entry was removed while its request was on its way is not lost.
func TestASessionRemovedWhileItIsOnItsWay(t *testing.T) {
	onStage(t, heygentest.Options{Latency: 10 * time.Second, SessionTakes: time.Minute}, func(t *testing.T, s *sendingStage) {
		name := s.submit(`{"prompt":"tea"}`)[0]
		sent := make(chan error)
		go func() { sent <- s.Send(t.Context()) }()
		pass(time.Second)
		if _, err := s.Remove(t.Context(), []string{name}); err != nil {
			t.Fatal(err)
		}
		if err := <-sent; err != nil {
			t.Fatal(err)
		}
		if e := s.is(name, heygen.Pending); e.Request.Session != s.made(1)[0].SessionID {
			t.Errorf("it is %+v", e)
		}
	})
}

// One that is removed while its session is asked about stays away.
func TestARemovedSessionStaysAway(t *testing.T) {
	onStage(t, heygentest.Options{SessionTakes: time.Second}, func(t *testing.T, s *sendingStage) {
		name := s.submit(`{"prompt":"tea"}`)[0]
		s.sends("")
		pass(2 * time.Second)
		if _, err := s.process().Remove(t.Context(), []string{name}); err != nil {
			t.Fatal(err)
		}
		if err := s.Poll(t.Context()); err != nil { // this process does not know of it yet
			t.Fatal(err)
		}
		if all := s.process().Snapshot().Entries; len(all) != 0 {
			t.Errorf("it is back: %+v", all[0])
		}
	})
}

// HeyGen names one video for two requests: neither vanishes.
func TestOneVideoForTwoRequests(t *testing.T) {
	options := heygentest.Options{CreateSpec: func(_ int, title string) heygentest.VideoSpec {
		return heygentest.VideoSpec{ID: "same", Title: title, Queued: time.Hour}
	}}
	onStage(t, options, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(2)...)
		s.sends("")
		if e := s.is("same", heygen.Pending); e.Request.Name != names[0] {
			t.Errorf("the video is that of %s", e.Request.Name)
		}
		if e := s.is(names[1], Unsure); e.Failure == nil {
			t.Error("it does not say why")
		}
	})
}

func TestAClockThatWasPutBack(t *testing.T) {
	t.Parallel()
	r := &Request{Key: "key", SentAt: noon.Add(48 * time.Hour)}
	if r.repeatable("", noon) {
		t.Error("what was sent in the future is sent again")
	}
	q, e := someQueue(), inLine(1, 0)
	e.Request.Hold = &Hold{At: noon.Add(48 * time.Hour), Why: HeldByCredit}
	wantNext(t, &q, []*Entry{e}, noon, e.ID, 0)
}

// A key is known to one account's HeyGen alone.
func TestALostAnswerIsNotAskedForInAnotherAccount(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		name := s.submit(clips(1)...)[0]
		s.lose()
		s.key.Store("another key")
		pass(time.Minute)
		if _, err := s.config.API.ReloadCredential(); err != nil {
			t.Fatal(err)
		}
		s.sends("")
		s.made(1)
		s.is(name, Unsure)
	})
}

// A request that HeyGen is at work on for long lets the others pass, and is asked about ever more seldom.
func TestARequestThatIsAtWorkForLong(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(3)...)
		busy := func(_ context.Context, body, _ string) bool { return body == s.Entry(names[0]).Request.Body }
		s.config.API = busyAPI{API: s.config.API, busy: busy, asked: new(int)}
		s.Tracker.cfg.API = s.config.API
		for end := time.Now().Add(2 * time.Hour); time.Now().Before(end); {
			ctx, cancel := context.WithDeadline(t.Context(), end)
			if s.WaitToSend(ctx) == nil {
				_ = s.Send(ctx) // at work
			}
			cancel()
		}
		s.made(2)
		s.is(names[0], Queued)
		if n := *s.config.API.(busyAPI).asked; n > 25 {
			t.Errorf("asked %d times in two hours", n)
		}
	})
}

// busyAPI is at work on some bodies for ever.
type busyAPI struct {
	API
	busy  func(ctx context.Context, body, key string) bool
	asked *int
}

func (b busyAPI) Create(ctx context.Context, e heygen.Endpoint, body []byte, key string) (heygen.Generation, error) {
	if b.busy(ctx, string(body), key) {
		*b.asked++
		return heygen.Generation{}, &heygen.InProgressError{Reply: heygen.Reply{Op: "new video", HTTP: 409}}
	}
	return b.API.Create(ctx, e, body, key)
}

// An entry that goes away between two looks is no reason to fall over.
func TestRequeueOfTheSameTwice(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		name := s.submit(legacyBody)[0]
		s.lose()
		again, err := s.Resend(t.Context(), []string{name, name})
		var state *StateError
		if len(again) != 1 || !errors.As(err, &state) {
			t.Errorf("%v, %v", again, err)
		}
	})
}

// Told to end, the dashboard waits for the answer to what is on its way.
func TestSettleWaitsForTheAnswerOnItsWay(t *testing.T) {
	onStage(t, heygentest.Options{Latency: time.Second}, func(t *testing.T, s *sendingStage) {
		name := s.submit(legacyBody)[0]
		ctx, stop := context.WithCancel(t.Context())
		go func() { _ = s.Send(ctx) }()
		pass(500 * time.Millisecond)
		stop()
		s.Settle(t.Context())
		s.is(name, heygen.Pending)
	})
}
