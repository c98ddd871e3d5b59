package tracker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
)

// signed is a link that works until end; the zero time makes one that does not tell.
func signed(name string, end time.Time) string {
	if end.IsZero() {
		return "https://files.example/" + name
	}
	return fmt.Sprintf("https://files.example/%s?Expires=%d&Signature=s", name, end.Unix())
}

// inLinks runs f with a tracker that tracks "a", completed, with the given link at hand; HeyGen gives a link of two hours.
func inLinks(t *testing.T, left time.Duration, f func(t *testing.T, tr *Tracker, api *fakeAPI, store *memStore)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		api := newFakeAPI(heygen.Video{ID: "a", Status: heygen.Completed, VideoURL: signed("new", now.Add(2*time.Hour))})
		store := newMemStore()
		tr := New(Config{API: api, Store: store})
		e := Entry{ID: "a", Status: heygen.Completed, AddedAt: now}
		if left != 0 {
			e.VideoURL, e.ExpiresAt = signed("old", now.Add(left)), now.Add(left)
		}
		if err := tr.Restore(t.Context(), []Entry{e, {ID: "b", Status: heygen.Processing}}); err != nil {
			t.Fatal(err)
		}
		f(t, tr, api, store)
	})
}

func TestALinkIsRenewedWhereItHasUnderAnHour(t *testing.T) {
	for left, asks := range map[time.Duration]int{0: 1, -time.Minute: 1, 30 * time.Second: 1, 59 * time.Minute: 1, time.Hour: 0, 3 * time.Hour: 0} {
		inLinks(t, left, func(t *testing.T, tr *Tracker, api *fakeAPI, store *memStore) {
			link, err := tr.Link(t.Context(), "a")
			if err != nil || strings.Contains(link, "/new?") != (asks > 0) {
				t.Errorf("with %v left: %q, %v", left, link, err)
			}
			if got := len(api.asked()); got != asks {
				t.Errorf("with %v left: asked %d times, want %d", left, got, asks)
			}
			if e := store.record(t, "a"); e.VideoURL != link || asks > 0 && e.ExpiresAt.Before(time.Now().Add(time.Hour)) {
				t.Errorf("with %v left the store holds %q until %v", left, e.VideoURL, e.ExpiresAt)
			}
		})
	}
}

func TestTheLinkAtHandServesWhileNoNewOneIsToBeHad(t *testing.T) {
	down := func(context.Context, string) (heygen.Video, error) { return heygen.Video{}, &heygen.ServerError{} }
	inLinks(t, 10*time.Minute, func(t *testing.T, tr *Tracker, api *fakeAPI, _ *memStore) {
		api.onVideo = down
		if link, err := tr.Link(t.Context(), "a"); err != nil || !strings.Contains(link, "/old?") {
			t.Errorf("%q, %v", link, err)
		}
	})
	inLinks(t, 20*time.Second, func(t *testing.T, tr *Tracker, api *fakeAPI, _ *memStore) {
		api.onVideo = down
		if link, err := tr.Link(t.Context(), "a"); err == nil {
			t.Errorf("a link that is as good as over was given: %q", link)
		}
	})
}

func TestNoLinkIsSaidWithItsReason(t *testing.T) {
	for says, prepare := range map[string]func(api *fakeAPI) string{
		"not tracked (reelwatch add c)":    func(*fakeAPI) string { return "c" },
		"b: not completed yet":             func(*fakeAPI) string { return "b" },
		"a: HeyGen has no link for it yet": func(f *fakeAPI) string { f.videos["a"] = heygen.Video{ID: "a"}; return "a" },
		"(check the id, and that the key":  func(f *fakeAPI) string { delete(f.videos, "a"); return "a" },
		"neither http nor https (try again later": func(f *fakeAPI) string {
			f.videos["a"] = heygen.Video{ID: "a", VideoURL: "javascript:alert(1)"}
			return "a"
		},
		"characters that no link has": func(f *fakeAPI) string {
			f.videos["a"] = heygen.Video{ID: "a", VideoURL: "https://x.example/\u202e"}
			return "a"
		},
	} {
		inLinks(t, 0, func(t *testing.T, tr *Tracker, api *fakeAPI, _ *memStore) {
			link, err := tr.Link(t.Context(), prepare(api))
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%q, %v, want %q", link, err, says)
			}
		})
	}
}

func TestARemovedVideoHasNoLink(t *testing.T) {
	inLinks(t, 0, func(t *testing.T, tr *Tracker, api *fakeAPI, store *memStore) {
		api.onVideo = func(ctx context.Context, id string) (heygen.Video, error) {
			_, err := store.other().Delete(ctx, []string{id})
			return heygen.Video{ID: id, VideoURL: signed("new", time.Time{})}, err
		}
		if _, err := tr.Link(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "no longer tracked") {
			t.Errorf("%v", err)
		}
	})
}

// fiveLinks is a tracker of five completed videos without links.
func fiveLinks(t *testing.T, f func(t *testing.T, tr *Tracker, api *fakeAPI, ids []string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		api, ids := newFakeAPI(), []string{"a", "b", "c", "d", "e"}
		var entries []Entry
		for _, id := range ids {
			api.videos[id] = heygen.Video{ID: id, Status: heygen.Completed, VideoURL: signed(id, time.Time{})}
			entries = append(entries, Entry{ID: id, Status: heygen.Completed})
		}
		tr := New(Config{API: api, Store: newMemStore()})
		if err := tr.Restore(t.Context(), entries); err != nil {
			t.Fatal(err)
		}
		f(t, tr, api, ids)
	})
}

func TestLinksComeInOrderAtHeyGensPace(t *testing.T) {
	fiveLinks(t, func(t *testing.T, tr *Tracker, api *fakeAPI, ids []string) {
		begun := time.Now()
		links, err := tr.Links(t.Context(), ids)
		if err != nil || len(links) != 5 || links[3] != signed("d", time.Time{}) {
			t.Errorf("%q, %v", links, err)
		}
		if took := time.Since(begun); took < 4*singleSpacing {
			t.Errorf("five questions within %v", took)
		}
		begun = time.Now()
		if again, err := tr.Links(t.Context(), ids); err != nil || !slices.Equal(again, links) || time.Since(begun) > 0 || len(api.asked()) != 5 {
			t.Errorf("a second time: %q, %v after %v and %q", again, err, time.Since(begun), api.asked())
		}
	})
}

func TestOneVideoWithoutALinkDoesNotKeepTheOthersBack(t *testing.T) {
	fiveLinks(t, func(t *testing.T, tr *Tracker, api *fakeAPI, ids []string) {
		delete(api.videos, "b")
		links, err := tr.Links(t.Context(), ids)
		if len(links) != 4 || err == nil || !strings.Contains(err.Error(), "b: HeyGen gives no link") {
			t.Errorf("%q, %v", links, err)
		}
	})
}

func TestTroubleEndsTheReadingOfLinks(t *testing.T) {
	fiveLinks(t, func(t *testing.T, tr *Tracker, api *fakeAPI, ids []string) {
		api.onVideo = func(_ context.Context, id string) (heygen.Video, error) {
			if id == "c" {
				return heygen.Video{}, &heygen.LimitError{}
			}
			return api.videos[id], nil
		}
		links, err := tr.Links(t.Context(), ids)
		if limit := (*heygen.LimitError)(nil); len(links) != 2 || !errors.As(err, &limit) || len(api.asked()) != 3 {
			t.Errorf("%q, %v after %q", links, err, api.asked())
		}
	})
	fiveLinks(t, func(t *testing.T, tr *Tracker, api *fakeAPI, ids []string) {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if links, err := tr.Links(ctx, ids); len(links) != 2 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("stopped: %q, %v", links, err)
		}
	})
}

// saveAll saves n videos at once, whose links must be read first, and gives when each was read. trouble is HeyGen's answer to
// the first reading.
func saveAll(t *testing.T, n int, route heygen.Route, trouble error) (read []time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var mu sync.Mutex
		api := newFakeAPI()
		api.route = route
		api.onVideo = func(_ context.Context, id string) (heygen.Video, error) {
			mu.Lock()
			defer mu.Unlock()
			if read = append(read, time.Since(begun)); len(read) == 1 && trouble != nil {
				return heygen.Video{}, trouble
			}
			return heygen.Video{ID: id, Status: heygen.Completed, VideoURL: signed(id, begun.Add(2*time.Hour))}, nil
		}
		tr := New(Config{
			API: api, Store: newMemStore(), Output: t.TempDir(), Concurrency: n,
			Files: answering(says(http.StatusOK, someFilm())),
		})
		var all []Entry
		for i := range n {
			all = append(all, Entry{ID: fmt.Sprintf("video-%02d", i), Status: heygen.Completed, AddedAt: begun})
		}
		if err := tr.Restore(t.Context(), all); err != nil {
			t.Fatal(err)
		}
		var saves sync.WaitGroup
		for _, e := range all {
			saves.Go(func() {
				if _, err := tr.Download(t.Context(), e.ID); err != nil {
					t.Error(err)
				}
			})
		}
		saves.Wait()
	})
	return read
}

// answering is a file host of one answer.
type answering func(*http.Request) (*http.Response, error)

func (a answering) RoundTrip(req *http.Request) (*http.Response, error) { return a(req) }

func TestSavesReadTheirLinksFiveASecond(t *testing.T) {
	for _, route := range []heygen.Route{heygen.RouteBulk, heygen.RouteSingle} {
		read := saveAll(t, 12, route, nil)
		if len(read) != 12 {
			t.Errorf("%d readings", len(read))
		}
		for i := 1; i < len(read); i++ {
			if gap := read[i] - read[i-1]; gap < singleSpacing {
				t.Errorf("route %v: reading %d came %v after the one before", route, i, gap)
			}
		}
	}
}

func TestNoLinkIsReadBeforeTheTimeThatHeyGenAskedToWaitFor(t *testing.T) {
	read := saveAll(t, 6, heygen.RouteBulk, &heygen.LimitError{RetryAfter: time.Minute})
	for _, at := range read[1:] {
		if at < time.Minute {
			t.Errorf("a link was read %v after HeyGen had asked to wait a minute", at)
		}
	}
}

// A wait that is named beside a link is one of all questions, whatever the trouble.
func TestAWaitNamedWithAServerErrorHoldsAllQuestionsBack(t *testing.T) {
	for _, c := range []struct{ named, held time.Duration }{{0, 0}, {2 * time.Minute, 2 * time.Minute}, {time.Hour, longestBidden}} {
		inLinks(t, -time.Minute, func(t *testing.T, tr *Tracker, api *fakeAPI, _ *memStore) {
			api.onVideo = func(context.Context, string) (heygen.Video, error) {
				return heygen.Video{}, &heygen.ServerError{Reply: heygen.Reply{HTTP: http.StatusServiceUnavailable}, RetryAfter: c.named}
			}
			if _, err := tr.Link(t.Context(), "a"); err == nil {
				t.Fatal("a link in spite of the trouble")
			}
			if held := max(0, time.Until(tr.nextPoll())); held != c.held {
				t.Errorf("with %v named the next question is due in %v", c.named, held)
			}
		})
	}
}

// What a person or the screen wants of HeyGen waits, too, where HeyGen asked to wait: it says so, and nothing is asked.
func TestNothingIsAskedForALinkOrAPictureWhileHeyGenAskedToWait(t *testing.T) {
	inLinks(t, -time.Minute, func(t *testing.T, tr *Tracker, api *fakeAPI, _ *memStore) {
		api.onVideo = func(context.Context, string) (heygen.Video, error) {
			return heygen.Video{}, &heygen.LimitError{RetryAfter: 2 * time.Minute}
		}
		if _, err := tr.Link(t.Context(), "a"); err == nil {
			t.Fatal("a link in spite of the refusal")
		}
		api.onVideo = nil
		pass(time.Minute)
		asked := len(api.asked())
		if _, err := tr.Link(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "HeyGen asks to wait 1m") {
			t.Errorf("a link within the wait: %v", err)
		}
		if _, err := tr.Thumbnail(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "HeyGen asks to wait 1m") {
			t.Errorf("a picture within the wait: %v", err)
		}
		if n := len(api.asked()); n != asked {
			t.Errorf("asked %d times within the wait", n-asked)
		}
		pass(time.Minute)
		if link, err := tr.Link(t.Context(), "a"); err != nil {
			t.Errorf("after the wait: %q, %v", link, err)
		}
	})
}

func TestARowSaysThatItsSaveWaitsSinceHeyGenAskedTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFakeAPI(heygen.Video{ID: "a", Status: heygen.Completed, VideoURL: signed("a", time.Now().Add(2*time.Hour))})
		tr := New(Config{API: api, Store: newMemStore(), Output: t.TempDir(), Files: answering(says(http.StatusOK, someFilm()))})
		if err := tr.Restore(t.Context(), []Entry{{ID: "a", Status: heygen.Completed, AddedAt: time.Now()}}); err != nil {
			t.Fatal(err)
		}
		tr.limited(&heygen.LimitError{RetryAfter: time.Minute})
		saved := make(chan error, 1)
		go func() {
			_, err := tr.Download(t.Context(), "a")
			saved <- err
		}()
		synctest.Wait()
		if live := tr.Snapshot().Live["a"]; live == nil || live.Transfer == nil || live.Transfer.Note != "HeyGen asks to wait" {
			t.Errorf("the row has %+v", live)
		}
		if err := <-saved; err != nil {
			t.Error(err)
		}
	})
}
