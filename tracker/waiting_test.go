package tracker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// queue is one who waits for videos of a simulated account, inside a synctest bubble.
type queue struct {
	*Tracker
	t     *testing.T
	api   *account
	store *memStore
	files http.RoundTripper
	lease Lease
	news  []string // what was told, in order
	beats int
}

// inQueue runs f with a tracker that knows these ids and asks about none.
func inQueue(t *testing.T, ids []string, f func(t *testing.T, q *queue)) {
	t.Helper()
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		q := &queue{t: t, api: newAccount(), store: newMemStore()}
		q.Tracker = New(Config{API: q.api, Store: q.store, Output: folder, Files: q, Lease: q})
		if _, err := q.Add(t.Context(), additions(ids...), Added); err != nil {
			t.Fatal(err)
		}
		f(t, q)
		synctest.Wait()
	})
}

// RoundTrip is the file host: a whole film, unless the test has one of its own.
func (q *queue) RoundTrip(r *http.Request) (*http.Response, error) {
	if q.files != nil {
		return q.files.RoundTrip(r)
	}
	return says(http.StatusOK, someFilm())(r)
}

// The lease is free unless the test has one of its own.
func (q *queue) Try(now time.Time) (bool, error) {
	if q.lease != nil {
		return q.lease.Try(now)
	}
	return true, nil
}

func (q *queue) Beat(now time.Time) (bool, error) { return q.Try(now) }

func (q *queue) Release() error { return nil }
func (q *queue) Tell(string)    {}
func (q *queue) Told() string   { return "" }

// video lets HeyGen know a video that ends after so long.
func (q *queue) video(id string, long time.Duration) {
	now := time.Now()
	q.api.start(render{id: id, started: now, renders: now, ended: now.Add(long)})
}

// wait waits for all that the tracker knows, and gives what a caller gets.
func (q *queue) wait(ctx context.Context, save bool) ([]string, error) {
	return q.WaitFor(ctx, Waiting{IDs: q.Unfinished(save), Save: save, Tell: q.tell, Beat: func(Snapshot) { q.beats++ }})
}

func (q *queue) tell(n News) error {
	word := map[Event]string{
		Stored: "saved", Unsaved: "unsaved", Unanswered: "unanswered", Removed: "removed", Troubled: "troubled", Recovered: "recovered",
		Lacking: "lacks",
	}[n.What]
	if n.What == Turned {
		word = string(n.Entry.Status)
	}
	if (n.Err != nil) != slices.Contains([]Event{Unsaved, Lacking, Unanswered, Troubled}, n.What) {
		q.t.Errorf("%s of %q has the error %v", word, n.ID, n.Err)
	}
	q.news = append(q.news, n.ID+" "+word)
	return nil
}

func (q *queue) heard(want ...string) {
	q.t.Helper()
	if !slices.Equal(q.news, want) {
		q.t.Errorf("heard %q, want %q", q.news, want)
	}
}

// all holds that a wait ended without error and missed just these.
func (q *queue) all(missed []string, err error, want ...string) {
	q.t.Helper()
	if err != nil || !slices.Equal(missed, want) {
		q.t.Errorf("missed %q, %v; want %q", missed, err, want)
	}
}

type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestWaitEndsWithTheLast(t *testing.T) {
	inQueue(t, []string{"a", "b"}, func(t *testing.T, q *queue) {
		q.video("a", 2*time.Minute)
		q.video("b", 10*time.Minute)
		began := time.Now()
		missed, err := q.wait(t.Context(), false)
		q.all(missed, err)
		if took := time.Since(began); took < 10*time.Minute || took > 10*time.Minute+20*time.Second {
			t.Errorf("it took %v", took)
		}
		q.heard("a processing", "b processing", "a completed", "b completed")
		if q.beats < 600 {
			t.Errorf("%d beats in ten minutes", q.beats)
		}
	})
}

// The statuses of many leave out why a video failed: its end is told once that is known, and soon where nobody knows.
func TestWaitTellsWhyAVideoFailed(t *testing.T) {
	inQueue(t, []string{"a", "b"}, func(t *testing.T, q *queue) {
		now := time.Now()
		q.api.start(render{id: "a", started: now, renders: now, ended: now.Add(time.Minute), failure: &heygen.Failure{Code: "NO_FACE"}})
		q.api.start(render{id: "b", started: now, renders: now, ended: now.Add(5 * time.Minute), failure: &heygen.Failure{Message: "HeyGen gave no reason"}})
		told := map[string]time.Duration{}
		_, err := q.WaitFor(t.Context(), Waiting{IDs: []string{"a", "b"}, Tell: func(n News) error {
			if n.What == Turned && n.Entry.Status == heygen.Failed {
				told[n.ID+" "+n.Entry.Failure.Text()] = time.Since(now)
			}
			return nil
		}})
		a, b := told["a NO_FACE"], told["b HeyGen gave no reason"]
		if err != nil || len(told) != 2 || a < time.Minute || a > time.Minute+20*time.Second || b < 5*time.Minute || b > 5*time.Minute+20*time.Second {
			t.Errorf("told of %v, %v", told, err)
		}
	})
}

func TestWaitForWhatHasEndedAsksNothing(t *testing.T) {
	inQueue(t, []string{"a", "b"}, func(t *testing.T, q *queue) {
		q.turn("a", heygen.Completed)
		q.turn("b", Unsure)
		began := time.Now()
		missed, err := q.WaitFor(t.Context(), Waiting{IDs: []string{"a", "b", "nobody"}, Tell: q.tell})
		q.all(missed, err, "b", "nobody")
		q.heard("a completed", "b unsure", "nobody removed")
		if asked := q.api.asked(); len(asked) > 0 || time.Since(began) > 0 {
			t.Errorf("asked %q", asked)
		}
	})
}

// turn stores a status, as another process would.
func (q *queue) turn(id string, status heygen.Status) {
	q.t.Helper()
	if _, err := q.store.other().Apply(q.t.Context(), []string{id}, func(e *Entry) bool {
		e.Status, e.ChangedAt = status, time.Now()
		return true
	}); err != nil {
		q.t.Fatal(err)
	}
	if _, err := q.Load(q.t.Context()); err != nil {
		q.t.Fatal(err)
	}
}

func TestNotFoundEndsAWaitAfterAMinute(t *testing.T) {
	inQueue(t, []string{"lost", "late"}, func(t *testing.T, q *queue) {
		q.api.start(render{id: "late", started: time.Now().Add(40 * time.Second), ended: time.Now().Add(3 * time.Minute)})
		began := time.Now()
		missed, err := q.wait(t.Context(), false)
		q.all(missed, err, "lost")
		if took := time.Since(began); took < 3*time.Minute || took > 4*time.Minute {
			t.Errorf("it took %v", took)
		}
		// One that HeyGen comes to know within the minute is waited for.
		q.heard("lost not_found", "late not_found", "late processing", "late completed")
	})
}

func TestWaitSavesEachAsItCompletes(t *testing.T) {
	inQueue(t, []string{"a", "b"}, func(t *testing.T, q *queue) {
		q.video("a", time.Minute)
		q.video("b", 5*time.Minute)
		missed, err := q.wait(t.Context(), true)
		q.all(missed, err)
		q.heard("a processing", "b processing", "a completed", "a saved", "b completed", "b saved")
		wantFile(t, q.Entry("a").File, string(someFilm()))
		if again := q.Unfinished(true); len(again) > 0 {
			t.Errorf("left are %q", again)
		}
	})
}

func TestWaitGoesOnAfterASaveFailed(t *testing.T) {
	inQueue(t, []string{"a", "b"}, func(t *testing.T, q *queue) {
		q.files = trip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/a.mp4" {
				return says(http.StatusOK, []byte("this is no film"))(r)
			}
			return says(http.StatusOK, someFilm())(r)
		})
		q.video("a", time.Minute)
		q.video("b", 5*time.Minute)
		missed, err := q.wait(t.Context(), true)
		q.all(missed, err, "a")
		if !slices.Contains(q.news, "a unsaved") || !slices.Contains(q.news, "b saved") {
			t.Errorf("heard %q", q.news)
		}
		if again := q.Unfinished(true); !slices.Equal(again, []string{"a"}) {
			t.Errorf("a second wait would be for %q", again)
		}
	})
}

func TestWaitSaysTroubleOnceAndWaitsItOut(t *testing.T) {
	inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
		q.video("a", 5*time.Minute)
		began, number := time.Now(), 0
		q.api.trouble = func([]string) error {
			switch since := time.Since(began); {
			case since < 30*time.Second || since > 4*time.Minute:
				return nil
			default:
				number++
				return &heygen.ServerError{Reply: heygen.Reply{Op: "status", HTTP: 502, RequestID: fmt.Sprint(number)}}
			}
		}
		missed, err := q.wait(t.Context(), false)
		q.all(missed, err)
		q.heard("a processing", " troubled", " recovered", "a completed")
		if number < 3 {
			t.Errorf("%d answers were trouble", number)
		}
	})
}

func TestARefusedKeyEndsAWait(t *testing.T) {
	refused := &heygen.AuthError{Reply: heygen.Reply{Op: "status", HTTP: http.StatusUnauthorized}}
	t.Run("when asked", func(t *testing.T) {
		inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
			q.video("a", time.Minute)
			q.api.trouble = func([]string) error { return refused }
			_, err := q.wait(t.Context(), false)
			if !errors.Is(err, refused) {
				t.Errorf("got %v", err)
			}
		})
	})
	t.Run("before", func(t *testing.T) {
		inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
			q.api.onReload = func() (bool, error) { return false, refused }
			_, err := q.wait(t.Context(), false)
			if !errors.Is(err, refused) || slices.Contains(q.api.asked(), "statuses a") {
				t.Errorf("got %v, asked %q", err, q.api.asked())
			}
		})
	})
	// On the routes for one video several questions are under way: one may be refused and another cut.
	t.Run("behind another error", func(t *testing.T) {
		inQueue(t, []string{"a", "b"}, func(t *testing.T, q *queue) {
			q.api.route = heygen.RouteSingle
			q.video("a", time.Minute)
			q.video("b", time.Minute)
			q.api.trouble = func(ids []string) error {
				pass(time.Second)
				if ids[0] == "a" {
					return refused
				}
				pass(time.Second)
				return &heygen.TransportError{Op: "status", Err: io.ErrUnexpectedEOF}
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			_, err := q.wait(ctx, false)
			var auth *heygen.AuthError
			if !errors.As(err, &auth) {
				t.Errorf("got %v", err)
			}
		})
	})
}

func TestABrokenStoreEndsAWait(t *testing.T) {
	inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
		q.video("a", time.Hour)
		time.AfterFunc(time.Minute, func() { q.store.failWith(io.ErrUnexpectedEOF) })
		_, err := q.wait(t.Context(), false)
		var broken *StoreError
		if !errors.As(err, &broken) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAWaitTellsWhyItWasEnded(t *testing.T) {
	late := errors.New("the time ran out")
	inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
		q.files = trip(func(r *http.Request) (*http.Response, error) {
			resp, err := cutAt(400)(r)
			resp.Body = &silent{first: someFilm()[:400], ctx: r.Context()}
			return resp, err
		})
		q.video("a", time.Second)
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, late)
		defer cancel()
		began := time.Now()
		_, err := q.wait(ctx, true)
		if !errors.Is(err, late) || time.Since(began) > 62*time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
		e := q.Entry("a")
		if e.Part == nil || e.Saved() {
			t.Fatalf("left is %+v", e)
		}
		part, err := openPart(e.Part.Name)
		if err != nil || part.size != 400 {
			t.Fatalf("the part is %+v, %v", part, err)
		}
		part.drop()

		q.files = trip(piece(400, "bytes 400-999/1000"))
		missed, err := q.wait(t.Context(), true) // a second wait goes on where the first stood
		q.all(missed, err)
		wantFile(t, q.Entry("a").File, string(someFilm()))
	})
}

// Beside a process that asks, a wait follows the store; when that one goes, it asks itself.
func TestAWaitFollowsTheOneWhoAsks(t *testing.T) {
	inQueue(t, []string{"a", "b"}, func(t *testing.T, q *queue) {
		lease := &otherLease{}
		lease.elsewhere.Store(true)
		q.lease = lease
		q.video("a", 2*time.Minute)
		q.video("b", 10*time.Minute)
		other := New(Config{API: q.api, Store: q.store.other()})
		if _, err := other.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, closes := context.WithCancel(t.Context())
		asked := 0
		time.AfterFunc(5*time.Minute, func() {
			closes()
			asked = len(q.api.asked())
			lease.elsewhere.Store(false)
		})
		go watch(ctx, other)
		missed, err := q.wait(t.Context(), false)
		q.all(missed, err)
		q.heard("a processing", "b processing", "a completed", "b completed")
		if alone := len(q.api.asked()) - asked; alone == 0 {
			t.Error("it never asked itself")
		}
	})
}

// A video that another process saves is left to it, and counts as saved when that one is done.
func TestAWaitLeavesASaveToWhoHasIt(t *testing.T) {
	inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
		q.video("a", 0)
		other := New(Config{API: q.api, Store: q.store.other(), Output: q.cfg.Output, Files: trip(func(r *http.Request) (*http.Response, error) {
			resp, err := says(http.StatusOK, someFilm())(r)
			resp.Body = &pausing{first: someFilm()[:400], rest: someFilm()[400:], pause: time.Minute}
			return resp, err
		})})
		q.turn("a", heygen.Completed)
		if _, err := other.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		go func() {
			if _, err := other.Download(t.Context(), "a"); err != nil {
				t.Error(err)
			}
		}()
		pass(time.Second)
		missed, err := q.wait(t.Context(), true)
		q.all(missed, err)
		q.heard("a completed", "a saved")
	})
}

// pausing is a body that stops in the middle for a while.
type pausing struct {
	first, rest []byte
	pause       time.Duration
}

func (p *pausing) Read(b []byte) (int, error) {
	if len(p.first) == 0 {
		pass(p.pause)
		p.first, p.rest, p.pause = p.rest, nil, 0
	}
	if len(p.first) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.first)
	p.first = p.first[n:]
	return n, nil
}

func (p *pausing) Close() error { return nil }

func TestWhatIsRemovedIsNotWaitedFor(t *testing.T) {
	inQueue(t, []string{"a", "b"}, func(t *testing.T, q *queue) {
		q.video("a", time.Hour)
		q.video("b", time.Minute)
		time.AfterFunc(30*time.Second, func() {
			if _, err := q.store.other().Delete(t.Context(), []string{"a"}); err != nil {
				t.Error(err)
			}
		})
		missed, err := q.wait(t.Context(), false)
		q.all(missed, err, "a")
		q.heard("a processing", "b processing", "a removed", "b completed")
	})
}

func TestWhoHearsMayEndAWait(t *testing.T) {
	inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
		q.video("a", time.Minute)
		_, err := q.WaitFor(t.Context(), Waiting{IDs: []string{"a"}, Tell: func(News) error { return io.ErrClosedPipe }})
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAVideoThatHeyGenRefusesIsToldOnce(t *testing.T) {
	inQueue(t, []string{"bad", "good"}, func(t *testing.T, q *queue) {
		q.video("good", 3*time.Minute)
		q.video("bad", time.Hour)
		q.api.trouble = func(ids []string) error {
			if slices.Contains(ids, "bad") {
				return &heygen.RequestError{Reply: heygen.Reply{Op: "status", HTTP: http.StatusForbidden}}
			}
			return nil
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		if _, err := q.wait(ctx, false); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		slices.Sort(q.news)
		q.heard("bad processing", "bad unanswered", "good completed", "good processing") // the account's list tells that it renders
	})
}

func TestAFaultEndsAWait(t *testing.T) {
	inQueue(t, []string{"a"}, func(t *testing.T, q *queue) {
		q.api.trouble = func([]string) error { panic("oh no") }
		_, err := q.wait(t.Context(), false)
		if err == nil || !strings.Contains(err.Error(), "oh no") {
			t.Errorf("got %v", err)
		}
	})
}

func TestAWaitHearsOfAnEndWhileTitlesAreStillRead(t *testing.T) {
	var ids []string
	for n := range 41 {
		ids = append(ids, fmt.Sprintf("clip-%02d", n))
	}
	inQueue(t, ids, func(t *testing.T, q *queue) {
		q.api.onPage = func(context.Context, heygen.PageRequest) (heygen.Page, error) { return heygen.Page{}, nil }
		for _, id := range ids {
			q.video(id, 0)
		}
		began := time.Now()
		missed, err := q.wait(t.Context(), true)
		q.all(missed, err)
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}
