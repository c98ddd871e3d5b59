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

// shelf is the account's list, page by page; a page's token is its number.
type shelf [][]heygen.Video

// inShelf runs f with a tracker over an account with this list.
func inShelf(t *testing.T, pages shelf, f func(t *testing.T, tr *Tracker, api *fakeAPI)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		api := newFakeAPI()
		api.onPage = func(_ context.Context, p heygen.PageRequest) (heygen.Page, error) {
			n := 0
			if p.Token != "" {
				if _, err := fmt.Sscan(p.Token, &n); err != nil {
					return heygen.Page{}, err
				}
			}
			page := heygen.Page{Videos: pages[n]}
			if n+1 < len(pages) {
				page.Next = fmt.Sprint(n + 1)
			}
			return page, nil
		}
		f(t, New(Config{API: api, Store: newMemStore()}), api)
	})
}

// listed is a completed video as the list has it, of an age.
func listed(id string, age time.Duration) heygen.Video {
	created := time.Now().Add(-age)
	return heygen.Video{
		ID: id, Status: heygen.Completed, Title: "Clip " + id, CreatedAt: created, CompletedAt: created.Add(time.Minute),
		Duration: 30 * time.Second, Described: true,
	}
}

// take imports and gives the new ids, joined.
func take(t *testing.T, tr *Tracker, r Recent) string {
	t.Helper()
	if r.Limit == 0 {
		r.Limit = 100
	}
	result, err := tr.Import(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range result.Added {
		ids = append(ids, e.ID)
	}
	return strings.Join(ids, " ")
}

func TestImportTakesTheNewestInTheirOrder(t *testing.T) {
	inShelf(t, shelf{{{ID: "new"}, {ID: "draft", Status: statusDraft}, {ID: "middle"}}, {{ID: "old"}, {ID: "older"}}},
		func(t *testing.T, tr *Tracker, api *fakeAPI) {
			began := time.Now()
			if got := take(t, tr, Recent{Limit: 3, Batch: "spring"}); got != "new middle old" {
				t.Errorf("imported %q", got)
			}
			if took := time.Since(began); took != time.Second {
				t.Errorf("two pages in %v", took)
			}
			entries := tr.Snapshot().Entries
			var shown []string
			for _, e := range entries {
				shown = append(shown, e.ID)
				if e.Batch != "spring" || e.Origin != Imported {
					t.Errorf("%+v", e)
				}
			}
			if !slices.Equal(shown, []string{"new", "middle", "old"}) {
				t.Errorf("shown as %q", shown)
			}
		})
}

func TestImportLeavesWhatIsTracked(t *testing.T) {
	inShelf(t, shelf{{{ID: "a", Title: "HeyGen's", Described: true}, {ID: "b"}}}, func(t *testing.T, tr *Tracker, api *fakeAPI) {
		if _, err := tr.Add(t.Context(), []Addition{{ID: "a", Title: "mine", Batch: "first"}}, Added); err != nil {
			t.Fatal(err)
		}
		before := tr.Entry("a").Clone()
		result, err := tr.Import(t.Context(), Recent{Limit: 2, Batch: "second"})
		if err != nil || !slices.Equal(result.Known, []string{"a"}) || len(result.Added) != 1 {
			t.Errorf("%+v, %v", result, err)
		}
		if e := tr.Entry("a"); e.Batch != before.Batch || e.Title != before.Title || e.Origin != Added {
			t.Errorf("%+v", e)
		}
		if got := take(t, tr, Recent{Limit: 2}); got != "" {
			t.Errorf("a second import brought %q", got)
		}
	})
}

func TestAnImportedVideoIsAsTheListHasIt(t *testing.T) {
	done := listed("done", 3*time.Hour)
	failed := heygen.Video{ID: "failed", Status: heygen.Failed, Failure: &heygen.Failure{Message: "No credit"}, CreatedAt: done.CreatedAt, Described: true}
	busy := heygen.Video{ID: "busy", Status: heygen.Processing, CreatedAt: done.CreatedAt, Described: true}
	inShelf(t, shelf{{done, failed, busy, {ID: "mute", Status: heygen.Unknown}}}, func(t *testing.T, tr *Tracker, api *fakeAPI) {
		take(t, tr, Recent{})
		now := time.Now()
		e := tr.Entry("done")
		if e.Status != heygen.Completed || e.Title != "Clip done" || e.Length != 30 || !e.CreatedAt.Equal(done.CreatedAt) || !e.EndedAt().Equal(done.CompletedAt) {
			t.Errorf("done: %+v", e)
		}
		if e.SeenAlive || !e.AddedAt.Equal(now) {
			t.Errorf("done: %+v", e)
		}
		if e := tr.Entry("failed"); e.Status != heygen.Failed || e.Failure.Text() != "No credit" || e.SeenAlive || !e.EndedAt().IsZero() {
			t.Errorf("failed: %+v", e) // nobody knows when it failed
		}
		if e := tr.Entry("busy"); e.Status != heygen.Processing || !e.SeenAlive || !e.RenderingAt.Equal(now) || !e.ChangedAt.Equal(now) {
			t.Errorf("busy: %+v", e)
		}
		if e := tr.Entry("mute"); e.Status != heygen.Unknown {
			t.Errorf("mute: %+v", e)
		}
		if open := tr.Unfinished(false); !slices.Equal(open, []string{"busy", "mute"}) {
			t.Errorf("not ended are %q", open)
		}
	})
}

func TestImportSince(t *testing.T) {
	day, timeless := 24*time.Hour, heygen.Video{ID: "timeless"}
	// synctest's clock begins at a moment of its own: the videos' times count from it, so the list is filled inside.
	synctest.Test(t, func(t *testing.T) {
		api := newFakeAPI()
		pages := shelf{
			{listed("new", time.Hour), listed("old", 3*day)},
			{listed("older", 4*day), timeless},
			{listed("oldest", 5*day)},
			{listed("late", time.Hour)},
		}
		api.onPage = func(_ context.Context, p heygen.PageRequest) (heygen.Page, error) {
			n := len(p.Token) // the token grows by a letter a page
			return heygen.Page{Videos: pages[n], Next: p.Token + "x"}, nil
		}
		tr := New(Config{API: api, Store: newMemStore()})
		if got := take(t, tr, Recent{Since: time.Now().Add(-2 * day)}); got != "new timeless" {
			t.Errorf("imported %q", got)
		}
		if asked := api.asked(); len(asked) != 3 {
			t.Errorf("a whole page of old videos was not the end: %q", asked)
		}
	})
}

func TestImportFilters(t *testing.T) {
	pages := shelf{{
		{ID: "a", Status: heygen.Completed, Title: "Spring one"}, {ID: "b", Status: heygen.Failed, Title: "spring two"},
		{ID: "c", Status: heygen.Failed, Title: "Autumn"},
	}}
	failed := func(s heygen.Status) bool { return s == heygen.Failed }
	for name, c := range map[string]struct {
		route  heygen.Route
		recent Recent
		want   string
	}{
		"status":           {heygen.RouteBulk, Recent{Wants: failed}, "b c"},
		"status and limit": {heygen.RouteBulk, Recent{Wants: failed, Limit: 1}, "b"},
		"title, by HeyGen": {heygen.RouteBulk, Recent{Title: "SPRING"}, "a b c"},
		"title, at v1":     {heygen.RouteV1, Recent{Title: "SPRING"}, "a b"},
		"both, at v1":      {heygen.RouteV1, Recent{Title: "spring", Wants: failed}, "b"},
	} {
		t.Run(name, func(t *testing.T) {
			inShelf(t, pages, func(t *testing.T, tr *Tracker, api *fakeAPI) {
				api.route = c.route
				paged := api.onPage
				api.onPage = func(ctx context.Context, p heygen.PageRequest) (heygen.Page, error) {
					if p.Title != c.recent.Title {
						t.Errorf("asked for the title %q", p.Title)
					}
					return paged(ctx, p)
				}
				if got := take(t, tr, c.recent); got != c.want {
					t.Errorf("imported %q, want %q", got, c.want)
				}
			})
		})
	}
}

func TestARepeatedTokenEndsAnImport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFakeAPI()
		api.onPage = func(_ context.Context, p heygen.PageRequest) (heygen.Page, error) {
			return heygen.Page{Videos: []heygen.Video{{ID: "a"}, {ID: "b" + p.Token}}, Next: "again"}, nil
		}
		tr := New(Config{API: api, Store: newMemStore()})
		if got := take(t, tr, Recent{}); got != "a b bagain" {
			t.Errorf("imported %q", got)
		}
		if asked := api.asked(); len(asked) != 2 {
			t.Errorf("asked %q", asked)
		}
	})
}

func TestAFailedImportTracksNothing(t *testing.T) {
	inShelf(t, shelf{{{ID: "a"}}, {{ID: "b"}}}, func(t *testing.T, tr *Tracker, api *fakeAPI) {
		refused := &heygen.AuthError{Reply: heygen.Reply{Op: "list of videos", HTTP: 403}}
		paged := api.onPage
		api.onPage = func(ctx context.Context, p heygen.PageRequest) (heygen.Page, error) {
			if p.Token != "" {
				return heygen.Page{}, refused
			}
			return paged(ctx, p)
		}
		if _, err := tr.Import(t.Context(), Recent{Limit: 100}); !errors.Is(err, refused) || len(tr.Snapshot().Entries) > 0 {
			t.Errorf("got %v and %d videos", err, len(tr.Snapshot().Entries))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if _, err := tr.Import(ctx, Recent{Limit: 100}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v between two pages", err)
		}
		tr.cfg.Store.(*memStore).failWith(errors.New("disk full"))
		var broken *StoreError
		if _, err := tr.Import(t.Context(), Recent{Limit: 1}); !errors.As(err, &broken) {
			t.Errorf("got %v", err)
		}
	})
}
