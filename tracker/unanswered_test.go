package tracker

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// Questions that bring no answer of use are not put again and again, hold up no others, and are not told for ever.

// watched runs f beside a watch of what api says, in a bubble.
func watched(t *testing.T, c Config, f func(t *testing.T, tr *Tracker)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer synctest.Wait()
		defer cancel()
		if c.Store == nil {
			c.Store = newMemStore()
		}
		tr := New(c)
		go watch(ctx, tr)
		f(t, tr)
	})
}

// anEnded is an entry whose video has ended.
func anEnded(id string, described bool) Entry {
	now := time.Now()
	return Entry{ID: id, Status: heygen.Completed, Described: described, AddedAt: now.Add(-time.Hour), CompletedAt: now, ChangedAt: now}
}

func questions(api *fakeAPI, kind string) (n int) {
	for _, asked := range api.asked() {
		if strings.HasPrefix(asked, kind) {
			n++
		}
	}
	return n
}

func TestARefusedKeyIsNotTriedForATitleAgainAndAgain(t *testing.T) {
	api := newFakeAPI()
	api.onVideo = func(context.Context, string) (heygen.Video, error) {
		return heygen.Video{}, &heygen.AuthError{Reply: heygen.Reply{HTTP: 401}}
	}
	watched(t, Config{API: api}, func(t *testing.T, tr *Tracker) {
		e := anEnded("a", false)
		e.Length = 3
		if _, err := tr.insert(t.Context(), []Entry{e}); err != nil {
			t.Fatal(err)
		}
		tr.poke()
		pass(10 * time.Minute)
		var auth *heygen.AuthError
		if n := questions(api, "video "); n != 1 || !errors.As(tr.Snapshot().Service.Trouble, &auth) {
			t.Errorf("%d questions within ten minutes, trouble %v", n, tr.Snapshot().Service.Trouble)
		}
	})
}

// A bulk question that HeyGen refuses as a whole is halved, also where another process does the asking.
func TestAFollowerWhoseQuestionIsRefused(t *testing.T) {
	api := newFakeAPI(heygen.Video{ID: "a", Status: heygen.Processing})
	api.onStatuses = func(_ context.Context, ids []string) (videos []heygen.Video, err error) {
		for _, id := range ids {
			if id == "bad" {
				return nil, &heygen.RequestError{Reply: heygen.Reply{HTTP: 400, Message: "bad id"}}
			}
			videos = append(videos, heygen.Video{ID: id, Status: heygen.Processing})
		}
		return videos, nil
	}
	elsewhere := &soleLease{}
	elsewhere.goes(true)
	watched(t, Config{API: api, Lease: elsewhere}, func(t *testing.T, tr *Tracker) {
		if _, err := tr.Add(t.Context(), additions("a", "bad"), Added); err != nil {
			t.Fatal(err)
		}
		pass(2 * time.Second)
		tr.AskNow(nil)
		pass(10 * time.Minute)
		if n := questions(api, "statuses"); n != 3 || tr.Entry("a").Status != heygen.Processing {
			t.Errorf("%d questions, and a is %s", n, tr.Entry("a").Status)
		}
	})
}

// Sessions that ended hold none of the places of questions that may be under way at once.
func TestSessionsThatFailedHoldUpNothing(t *testing.T) {
	api := newFakeAPI(heygen.Video{ID: "v", Status: heygen.Processing})
	api.route = heygen.RouteSingle
	api.onCreate = func(context.Context, string, string) (heygen.Generation, error) {
		return heygen.Generation{SessionID: "session"}, nil
	}
	api.onSession = func(context.Context, string) (heygen.Session, error) {
		return heygen.Session{Status: "failed", Failure: &heygen.Failure{Message: "No"}}, nil
	}
	watched(t, Config{API: api}, func(t *testing.T, tr *Tracker) {
		d, err := NewDraft([]byte(`{"prompt":"A film"}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tr.Submit(t.Context(), []Draft{d, d, d, d}, ""); err != nil {
			t.Fatal(err)
		}
		if err := tr.Send(t.Context()); err != nil {
			t.Fatal(err)
		}
		pass(5 * time.Minute)
		if _, err := tr.Add(t.Context(), additions("v"), Added); err != nil {
			t.Fatal(err)
		}
		pass(time.Minute)
		if e := tr.Entry("v"); e.Status != heygen.Processing {
			t.Errorf("the new video is %s", e.Status)
		}
	})
}

// pageless is a HeyGen without a list of videos.
type pageless struct{ *fakeAPI }

func (pageless) Videos(context.Context, heygen.PageRequest) (heygen.Page, error) {
	return heygen.Page{}, &heygen.RouteError{Reply: heygen.Reply{HTTP: 404}}
}

func TestAMissingListIsNoTroubleForEver(t *testing.T) {
	watched(t, Config{API: pageless{newFakeAPI()}}, func(t *testing.T, tr *Tracker) {
		if _, err := tr.insert(t.Context(), []Entry{anEnded("a", true)}); err != nil {
			t.Fatal(err)
		}
		tr.poke()
		pass(10 * time.Hour)
		if err := tr.Snapshot().Service.Trouble; err != nil {
			t.Errorf("trouble %v, and the next question %v", err, tr.nextPoll())
		}
	})
}

func TestTheTurnIsGivenBackWhereTheListCannotBeRead(t *testing.T) {
	lease, list := &soleLease{}, newMemStore()
	watched(t, Config{API: newFakeAPI(), Store: list, Sender: lease}, func(t *testing.T, tr *Tracker) {
		d, err := NewDraft([]byte(`{"prompt":"A film"}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tr.Submit(t.Context(), []Draft{d}, ""); err != nil {
			t.Fatal(err)
		}
		list.failWith(errors.New("the disk does not answer"))
		if err := tr.Send(t.Context()); err == nil {
			t.Error("sent without a look at the list")
		}
		synctest.Wait()
		if lease.isHeld() {
			t.Error("the turn is kept")
		}
	})
}
