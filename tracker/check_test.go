package tracker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// asking runs f in a bubble with a tracker over an account that has n completed videos, all tracked.
func asking(t *testing.T, n int, odd func(a *account), f func(t *testing.T, tr *Tracker, api *account, ids []string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		api := newAccount()
		var ids []string
		now := time.Now()
		for i := range n {
			ids = append(ids, fmt.Sprintf("video%03d", i))
			api.start(render{id: ids[i], started: now, renders: now, ended: now})
		}
		odd(api)
		tr := New(Config{API: api, Store: newMemStore()})
		if _, err := tr.Add(t.Context(), additions(ids...), Added); err != nil {
			t.Fatal(err)
		}
		f(t, tr, api, ids)
	})
}

func honest(*account) {}

func TestCheckAsksTogetherAndReadsTitlesFromTheList(t *testing.T) {
	asking(t, 250, honest, func(t *testing.T, tr *Tracker, api *account, ids []string) {
		entries, err := tr.Check(t.Context(), ids, false)
		if err != nil || len(entries) != 250 {
			t.Fatalf("%d entries, %v", len(entries), err)
		}
		for i, e := range entries {
			if e.ID != ids[i] || e.Status != heygen.Completed || e.Title == "" || e.CheckedAt.IsZero() {
				t.Fatalf("entry %d is %+v", i, e)
			}
		}
		if n := api.requests(); n["statuses"] != 3 || n["page"] != 3 || n["video"] != 0 {
			t.Errorf("it took %v", n)
		}
	})
}

// One video is asked about at once and whole: who runs reelwatch download ID waits for it.
func TestCheckOfOneVideoTakesOneQuestion(t *testing.T) {
	for _, whole := range []bool{false, true} {
		asking(t, 1, honest, func(t *testing.T, tr *Tracker, api *account, ids []string) {
			began := time.Now()
			entries, err := tr.Check(t.Context(), ids, whole)
			if err != nil || len(entries) != 1 || entries[0].Title == "" || entries[0].VideoURL == "" || entries[0].Status != heygen.Completed {
				t.Fatalf("%+v, %v", entries, err)
			}
			if n := api.requests(); n["all"] != 1 || !time.Now().Equal(began) {
				t.Errorf("it took %v and %v", n, time.Since(began))
			}
		})
	}
}

func TestCheckOfAStrangerTracksNothing(t *testing.T) {
	asking(t, 1, honest, func(t *testing.T, tr *Tracker, api *account, _ []string) {
		now := time.Now()
		api.start(render{id: "stranger", started: now, renders: now, ended: now})
		entries, err := tr.Check(t.Context(), []string{"stranger", "nobody"}, true)
		if err != nil || len(entries) != 2 || entries[0].VideoURL == "" || entries[1].Status != heygen.NotFound {
			t.Fatalf("%+v, %v", entries, err)
		}
		if tr.Entry("stranger") != nil || tr.Entry("nobody") != nil {
			t.Error("asking about a video tracks it")
		}
	})
}

func TestCheckHidesNoneBehindABadID(t *testing.T) {
	refuse := func(a *account) {
		a.trouble = func(ids []string) error {
			if slices.Contains(ids, "video003") {
				return &heygen.RequestError{Reply: heygen.Reply{HTTP: 400, Message: "malformed"}}
			}
			return nil
		}
	}
	asking(t, 8, refuse, func(t *testing.T, tr *Tracker, _ *account, ids []string) {
		entries, err := tr.Check(t.Context(), ids, false)
		var request *heygen.RequestError
		if !errors.As(err, &request) || len(entries) != 7 {
			t.Errorf("%d entries, %v", len(entries), err)
		}
	})
}

// A link that can't be read loses no status.
func TestCheckKeepsStatusesWhenALinkFails(t *testing.T) {
	fail := func(a *account) {
		a.onVideo = func(context.Context, string) (heygen.Video, error) {
			return heygen.Video{}, &heygen.ServerError{Reply: heygen.Reply{HTTP: 502}}
		}
	}
	asking(t, 2, fail, func(t *testing.T, tr *Tracker, _ *account, ids []string) {
		entries, err := tr.Check(t.Context(), ids, true)
		if err == nil || len(entries) != 2 || entries[0].Status != heygen.Completed {
			t.Errorf("%+v, %v", entries, err)
		}
	})
}

// The bulk route may leave out why a video failed, and who runs reelwatch status wants to know.
func TestCheckFetchesReasonsThatBulkLeftOut(t *testing.T) {
	for _, whole := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			api := newFakeAPI()
			api.onStatuses = func(_ context.Context, ids []string) (out []heygen.Video, err error) {
				for _, id := range ids {
					out = append(out, heygen.Video{ID: id, Status: heygen.Failed, Failure: &heygen.Failure{Message: "HeyGen gave no reason"}})
				}
				return out, nil
			}
			asked := map[string]int{}
			api.onVideo = func(_ context.Context, id string) (heygen.Video, error) {
				asked[id]++
				return heygen.Video{ID: id, Status: heygen.Failed, Described: true, Failure: &heygen.Failure{Code: "X", Message: "No face"}}, nil
			}
			tr := New(Config{API: api, Store: newMemStore()})
			if _, err := tr.Add(t.Context(), additions("a"), Added); err != nil {
				t.Fatal(err)
			}
			entries, err := tr.Check(t.Context(), []string{"a", "stranger"}, whole)
			if err != nil || len(entries) != 2 || len(asked) != 2 || asked["a"] != 1 {
				t.Fatalf("%+v, %v, asked %v", entries, err, asked)
			}
			for _, e := range entries {
				if e.Failure.Text() != "No face" {
					t.Errorf("%s: %q", e.ID, e.Failure.Text())
				}
			}
		})
	}
}

func TestCheckTellsWhatHeyGenSaidNothingAbout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFakeAPI(heygen.Video{ID: "a", Status: heygen.Processing})
		api.onStatuses = func(_ context.Context, ids []string) ([]heygen.Video, error) {
			return []heygen.Video{{ID: "a", Status: heygen.Processing}}, nil
		}
		tr := New(Config{API: api, Store: newMemStore()})
		if _, err := tr.Add(t.Context(), additions("b"), Added); err != nil {
			t.Fatal(err)
		}
		entries, err := tr.Check(t.Context(), []string{"a", "b", "c", "d", "e", "f"}, false)
		var silence *SilenceError
		if !errors.As(err, &silence) || len(silence.IDs) != 5 {
			t.Fatalf("the error is %v", err)
		}
		if want := "HeyGen said nothing about b, c, d and 2 more: "; !strings.HasPrefix(err.Error(), want) {
			t.Errorf("it says %q", err)
		}
		if len(entries) != 6 || entries[0].Status != heygen.Processing {
			t.Fatalf("the entries are %+v", entries)
		}
		for _, e := range entries[1:] {
			if e.Status != heygen.Unknown || !e.CheckedAt.IsZero() {
				t.Errorf("%s is %s, answered at %v", e.ID, e.Status, e.CheckedAt)
			}
		}
	})
}

func TestCheckAsksAgainAboutWhatABriefAnswerLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newAccount()
		api.onStatuses = func(_ context.Context, ids []string) (told []heygen.Video, err error) {
			for _, id := range ids[:min(len(ids), 2)] {
				told = append(told, heygen.Video{ID: id, Status: heygen.Processing})
			}
			return told, nil
		}
		tr := New(Config{API: api, Store: newMemStore()})
		entries, err := tr.Check(t.Context(), []string{"a", "b", "c", "d", "e"}, true)
		if err != nil || api.requests()["statuses"] != 3 {
			t.Fatalf("%d questions, %v", api.requests()["statuses"], err)
		}
		for _, e := range entries {
			if e.Status != heygen.Processing {
				t.Errorf("%s is %s", e.ID, e.Status)
			}
		}
	})
}
