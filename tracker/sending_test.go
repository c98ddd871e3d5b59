package tracker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

func TestSubmitWritesDownBeforeAnythingIsSent(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(3)...)
		if n := s.store.writes(); n != 1 {
			t.Errorf("%d transactions", n)
		}
		s.made(0)
		keys := map[string]bool{}
		for i, e := range s.process().Snapshot().Entries {
			if e.ID != names[i] || !IsName(e.ID) || e.Status != Queued || e.Title != fmt.Sprintf("Clip %02d", i) || e.Batch != "spring" || !e.SeenAlive {
				t.Errorf("written down as %+v", e)
			}
			keys[e.Request.Key] = true
		}
		if len(keys) != 3 || keys[""] {
			t.Errorf("the keys are %v", keys)
		}
		if q := s.Snapshot().Queue; q.Line[names[2]] != 3 || q.Next.After(time.Now()) {
			t.Errorf("the queue is %+v", q)
		}
	})
}

func TestSendGivesEachItsVideo(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(3)...)
		s.sends("")
		for i, c := range s.made(3) {
			e := s.is(c.VideoID, heygen.Pending)
			if e.Request.Name != names[i] || s.Entry(names[i]) != e || string(c.Body) != e.Request.Body || c.Key == "" || e.Local() {
				t.Errorf("%s became %+v", names[i], e)
			}
			if e.Request.RequestID == "" || !e.Request.SentAt.IsZero() {
				t.Errorf("its request is %+v", e.Request)
			}
		}
		s.sends("")
		s.made(3)
		order := idsOf(s.process().Snapshot().Entries)
		for i, c := range s.made(3) {
			if order[i] != c.VideoID {
				t.Errorf("the list is %v", order)
			}
		}
	})
}

func TestWhatWasTakenBackIsNotSent(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(2)...)
		if _, err := s.process().Remove(t.Context(), names[:1]); err != nil {
			t.Fatal(err)
		}
		s.sends("")
		if made := s.made(1); !strings.Contains(string(made[0].Body), "Clip 01") {
			t.Errorf("sent %s", made[0].Body)
		}
	})
}

// The bar: forty at a service that makes ten at once. All end in order, none is made twice, never more than ten run, and no
// place costs more than one refusal.
func TestFortyWithRoomForTen(t *testing.T) {
	spec := func(n int, title string) heygentest.VideoSpec {
		return heygentest.VideoSpec{Title: title, Queued: 5 * time.Second, Renders: time.Duration(60+7*n%100) * time.Second}
	}
	options := heygentest.Options{Concurrent: 10, CreateRetryAfter: "5", Latency: 300 * time.Millisecond, CreateSpec: spec}
	onStage(t, options, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(40)...)
		missed, err := s.WaitFor(t.Context(), Waiting{IDs: names, Save: true, Tell: func(News) error { return nil }})
		if err != nil || len(missed) > 0 {
			t.Fatalf("missed %v, %v", missed, err)
		}
		made := s.made(40)
		for i, c := range made {
			if e := s.is(names[i], heygen.Completed); e.ID != c.VideoID || !e.Saved() {
				t.Errorf("%s became %s, the %d. that was made is %s (saved %v)", names[i], e.ID, i, c.VideoID, e.Saved())
			}
		}
		if n := s.server.MaxRunning(); n != 10 {
			t.Errorf("%d ran at once", n)
		}
		refused := s.server.Refused()[http.StatusTooManyRequests]
		if refused > 30 {
			t.Errorf("%d requests were refused for 30 places that became free", refused)
		}
		t.Logf("40 made, %d refused", refused)
	})
}

func TestWithoutCreditTheRestWaits(t *testing.T) {
	onStage(t, heygentest.Options{Credits: 2, KeepRefusals: true}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(4)...)
		first := s.is(names[2], Queued)
		s.sends("")
		s.made(2)
		if q := s.Snapshot().Queue; q.Hold == nil || q.Hold.Why != HeldByCredit || q.Line[names[2]] != 1 || time.Until(q.Next) != creditProbe {
			t.Errorf("the queue is %+v", q)
		}
		s.sends("")
		s.server.SetCredits(5)
		pass(time.Second)
		s.AskNow(nil)
		s.sends("") // under another key: HeyGen may answer the same for as long as it knows the old one
		s.made(4)
		if s.Entry(names[2]).Request.Key == first.Request.Key {
			t.Error("the key that was refused was used again")
		}
	})
}

func TestARefusedBodyFailsAndTheOthersGoOn(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(3)...)
		s.server.Fail(heygentest.Fault{On: heygentest.Create, Do: heygentest.Refuse, Status: 400, Code: "avatar_not_usable", Message: "No such avatar", Skip: 1})
		s.sends("")
		s.made(2)
		e := s.is(names[1], heygen.Failed)
		if e.Failure.Code != "avatar_not_usable" || e.Failure.Message != "No such avatar" || !e.Ended(time.Now()) || !e.Local() {
			t.Errorf("it is %+v", e)
		}
		// Once more, in its place, under another key.
		again, err := s.Again(t.Context(), []string{names[1]})
		if err != nil || again[0].Place != e.Place || again[0].Request.Key == e.Request.Key || again[0].Failure != nil {
			t.Fatalf("again: %+v, %v", again, err)
		}
		s.sends("")
		s.made(3)
		s.is(again[0].ID, heygen.Pending)
	})
}

func TestALostAnswerIsAskedForUnderTheSameKey(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(2)...)
		s.server.Fail(heygentest.Fault{On: heygentest.Create, Do: heygentest.Cut, Processed: true})
		s.sends("TransportError")
		s.made(1)
		s.is(names[0], Queued)
		s.sends("") // not before the back-off is over
		s.made(1)
		pass(time.Second)
		s.sends("")
		made := s.made(2)
		if made[0].Replays != 1 || s.is(names[0], heygen.Pending).ID != made[0].VideoID {
			t.Errorf("made %+v", made)
		}
	})
}

// A process without a key can't ask for the answer, and must not decide that there is none.
func TestALostAnswerWaitsForTheKeyItWasAskedWith(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		name := s.submit(clips(1)...)[0]
		s.server.Fail(heygentest.Fault{On: heygentest.Create, Do: heygentest.Stall, Processed: true})
		s.sends("TransportError")
		synctest.Wait()
		s.key.Store("")
		s.Tracker = s.process()
		s.sends("AuthError")
		pass(10 * time.Minute)
		s.sends("AuthError")
		s.is(name, Queued)
		s.key.Store("key")
		pass(longestBidden)
		s.sends("")
		s.is(s.made(1)[0].VideoID, heygen.Pending)
	})
}

func TestAKilledSenderIsFollowedByAnother(t *testing.T) {
	for _, legacy := range []bool{false, true} {
		onStage(t, heygentest.Options{Latency: 20 * time.Second}, func(t *testing.T, s *sendingStage) {
			body := clips(1)[0]
			if legacy {
				body = legacyBody
			}
			name := s.submit(body)[0]
			go func() { _ = s.Send(t.Context()) }()
			pass(time.Second) // it is on its way; this process is never heard of again
			next := s.process()
			s.store.failWith(errors.New("killed"))
			if err := next.SendAll(t.Context(), []string{name}); err != nil && !legacy {
				t.Fatal(err)
			}
			s.made(1)
			if e := next.Entry(name); legacy && e.Status != Unsure || !legacy && e.Status != heygen.Pending {
				t.Errorf("it is %+v", e)
			}
		})
	}
}

func TestAKeyIsNotUsedForEver(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		name := s.submit(clips(1)...)[0]
		s.server.Fail(heygentest.Fault{On: heygentest.Create, Do: heygentest.Cut, Processed: true})
		s.sends("TransportError")
		pass(keyLife)
		s.sends("")
		s.made(1)
		s.is(name, Unsure)

		// The user decides: it became a video, which the user has found.
		made := s.made(1)[0]
		e, err := s.Join(t.Context(), name, made.VideoID)
		if err != nil || e.Status != heygen.Unknown || e.ID != made.VideoID {
			t.Fatalf("joined: %+v, %v", e, err)
		}
		if err := s.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.is(name, heygen.Completed)
	})
}

func TestAnUnsureOneIsSentAgainWhenTheUserSaysSo(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		name := s.submit(legacyBody)[0]
		s.server.Fail(heygentest.Fault{On: heygentest.CreateV2, Do: heygentest.Cut, Processed: true})
		s.sends("TransportError")
		s.is(name, Unsure)
		pass(time.Hour)
		s.sends("")
		s.made(1)
		again, err := s.Resend(t.Context(), []string{name})
		if err != nil {
			t.Fatal(err)
		}
		s.sends("")
		s.made(2)
		s.is(again[0].ID, heygen.Pending)
	})
}

func TestWhatTheStateForbidsIsRefused(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		name := s.submit(clips(1)...)[0]
		if _, err := s.Add(t.Context(), additions("other"), Added); err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		_, resend := s.Resend(ctx, []string{name})
		_, again := s.Again(ctx, []string{name, "other", "gone"})
		_, join := s.Join(ctx, name, "video")
		_, joinGone := s.Join(ctx, "gone", "video")
		for _, err := range []error{resend, again, join, joinGone} {
			var state *StateError
			if !errors.As(err, &state) || state.What == "" || !strings.HasPrefix(err.Error(), state.ID+": ") {
				t.Errorf("%T %v", err, err)
			}
		}
		if n := strings.Count(again.Error(), "\n"); n != 2 {
			t.Errorf("not each has its reason: %v", again)
		}
		s.is(name, Queued)
	})
}

func TestTheVideoOfAnotherRequestIsNotJoined(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(1)[0], legacyBody)
		s.server.Fail(heygentest.Fault{On: heygentest.CreateV2, Do: heygentest.Stall, Processed: true})
		s.sends("TransportError")
		first := s.is(names[0], heygen.Pending)
		var state *StateError
		if _, err := s.Join(t.Context(), names[1], first.ID); !errors.As(err, &state) {
			t.Errorf("joined: %v", err)
		}
		s.is(names[1], Unsure)
		if _, err := s.Add(t.Context(), additions("found"), Added); err != nil {
			t.Fatal(err)
		}
		e, err := s.Join(t.Context(), names[1], "found")
		if err != nil || e.Batch != "spring" || e.Request.Name != names[1] || len(s.Snapshot().Entries) != 2 {
			t.Errorf("joined: %+v, %v", e, err)
		}
	})
}

func TestRemovedWhileItIsOnItsWay(t *testing.T) {
	onStage(t, heygentest.Options{Latency: 10 * time.Second}, func(t *testing.T, s *sendingStage) {
		name := s.submit(clips(1)...)[0]
		sent := make(chan error)
		go func() { sent <- s.Send(t.Context()) }()
		pass(time.Second)
		if s.Snapshot().Queue.Sending != name {
			t.Error("it is not shown as being sent")
		}
		if _, err := s.Remove(t.Context(), []string{name}); err != nil {
			t.Fatal(err)
		}
		if err := <-sent; err != nil {
			t.Fatal(err)
		}
		if e := s.is(s.made(1)[0].VideoID, heygen.Pending); e.Request.Name != name {
			t.Errorf("what is made and paid for is %+v", e)
		}
	})
}

func TestToldToStopItWaitsALittleForTheAnswer(t *testing.T) {
	for latency, status := range map[time.Duration]heygen.Status{time.Second: heygen.Pending, 10 * time.Second: Queued} {
		onStage(t, heygentest.Options{Latency: latency}, func(t *testing.T, s *sendingStage) {
			name := s.submit(clips(1)...)[0]
			ctx, stop := context.WithCancel(t.Context())
			sent := make(chan error)
			go func() { sent <- s.Send(ctx) }()
			pass(500 * time.Millisecond)
			stop()
			began := time.Now()
			<-sent
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("it took %s to stop", took)
			}
			s.is(name, status)
		})
	}
}

func TestAnAnswerThatCannotBeStoredIsNotForgotten(t *testing.T) {
	onStage(t, heygentest.Options{Latency: 10 * time.Second}, func(t *testing.T, s *sendingStage) {
		name := s.submit(legacyBody)[0]
		sent := make(chan error)
		go func() { sent <- s.Send(t.Context()) }()
		pass(time.Second)
		s.store.failWith(errors.New("disk full"))
		var full *StoreError
		if err := <-sent; !errors.As(err, &full) {
			t.Fatalf("sent with %v", err)
		}
		s.store.failWith(nil)
		pass(time.Second)
		s.sends("")
		if e := s.is(name, heygen.Pending); e.ID != s.made(1)[0].VideoID {
			t.Errorf("it is %+v", e)
		}
	})
}

// Where the key is refused for new videos, nothing is sent before it changes or the user wants it; statuses are asked for.
func TestARefusedKeyStopsSending(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(2)...)
		for _, status := range []int{401, 403} {
			key := s.is(names[0], Queued).Request.Key
			s.server.Fail(heygentest.Fault{On: heygentest.Create, Do: heygentest.Refuse, Status: status, Times: heygentest.Always})
			s.AskNow(nil)
			s.server.ResetCounts()
			s.sends("AuthError")
			for range 30 {
				pass(time.Minute)
				s.sends("AuthError") // it looks whether the key is another one, and asks nobody
			}
			e := s.is(names[0], Queued)
			// A refused key is looked for anew at once, and tried once more where it is another.
			if n := s.server.Count(heygentest.Create); n != 1 || !e.Request.SentAt.IsZero() || s.Snapshot().Service.Refused() {
				t.Errorf("HTTP %d: %d requests, %+v", status, n, e.Request)
			}
			if e.Request.Key == key { // HeyGen may answer the same for as long as it knows the key
				t.Errorf("HTTP %d: the Idempotency-Key that was refused is to be used again", status)
			}
			s.server.Heal()
		}
		s.AskNow(nil)
		s.sends("")
		s.made(2)
	})
}

// A wait goes on for what renders, and ends when only what can't be sent is left.
func TestAWaitWhoseKeyMayNotSend(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		s.server.Add(heygentest.VideoSpec{ID: "busy", Renders: 5 * time.Minute})
		if _, err := s.Add(t.Context(), additions("busy"), Added); err != nil {
			t.Fatal(err)
		}
		s.submit(clips(1)...)
		s.server.Fail(heygentest.Fault{On: heygentest.Create, Do: heygentest.Refuse, Status: 401, Times: heygentest.Always})
		_, err := s.WaitFor(t.Context(), Waiting{IDs: s.Unfinished(false), Tell: func(News) error { return nil }})
		var auth *heygen.AuthError
		if !errors.As(err, &auth) {
			t.Errorf("it ended with %v", err)
		}
		s.is("busy", heygen.Completed)
	})
}

func TestTroubleIsWaitedOutForAMinute(t *testing.T) {
	onStage(t, heygentest.Options{}, func(t *testing.T, s *sendingStage) {
		names := s.submit(clips(2)...)
		s.server.Fail(heygentest.Fault{On: heygentest.Create, Do: heygentest.Refuse, Status: 503, Times: heygentest.Always})
		began := time.Now()
		err := s.SendAll(t.Context(), names)
		var down *heygen.ServerError
		if took := time.Since(began); !errors.As(err, &down) || took > patience+time.Second {
			t.Fatalf("after %s: %v", took, err)
		}
		if n := s.server.Count(heygentest.Create); n > 8 {
			t.Errorf("%d requests within a minute", n)
		}
		s.server.Heal()
		pass(longestBidden)
		s.sends("")
		s.made(2)
	})
}
