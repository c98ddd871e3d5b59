package tracker

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// overHTTP runs f with a watched tracker over the real client and a simulated HeyGen of 500 videos, all tracked.
func overHTTP(t *testing.T, options heygentest.Options, f func(t *testing.T, tr *Tracker, server *heygentest.Server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := heygentest.New(options)
		defer server.Close()
		var all []Addition
		for i := range 500 {
			id := heygentest.ID(i)
			server.Add(heygentest.VideoSpec{ID: id, Title: "Clip", Renders: time.Hour})
			all = append(all, Addition{ID: id})
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer synctest.Wait()
		defer cancel()
		tr := New(Config{API: clientOf(t, server), Store: newMemStore()})
		if _, err := tr.Add(ctx, all, Added); err != nil {
			t.Fatal(err)
		}
		go watch(ctx, tr)
		f(t, tr, server)
	})
}

// clientOf is the real client of a simulated HeyGen.
func clientOf(t *testing.T, server *heygentest.Server) *heygen.Client {
	t.Helper()
	client, err := heygen.New(heygen.Config{
		Base: server.BaseURL(), AllowHTTP: true, Transport: server.Pipes(),
		Credentials: func() (heygen.Credential, error) { return heygen.Credential{Key: "key"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func wantKnown(t *testing.T, tr *Tracker, titled bool) {
	t.Helper()
	for _, e := range tr.Snapshot().Entries {
		if e.Status != heygen.Processing || titled && e.Title != "Clip" {
			t.Fatalf("%s is %s, titled %q", e.ID, e.Status, e.Title)
		}
	}
}

func TestFiveHundredVideosOverHTTP(t *testing.T) {
	overHTTP(t, heygentest.Options{}, func(t *testing.T, tr *Tracker, server *heygentest.Server) {
		pass(11 * time.Second)
		wantKnown(t, tr, true)
		if n := server.Count(heygentest.API); n > 20 {
			t.Errorf("every status and title took %d requests, the bar is 20", n)
		}
		pass(10 * time.Minute)
		server.ResetCounts()
		pass(14 * time.Second) // within two rounds
		if n := server.Count(heygentest.API); n > 10 {
			t.Errorf("a later round took %d requests, the bar is 5", n)
		}
	})
}

func TestFiveHundredVideosOfAV1Server(t *testing.T) {
	lacking := heygentest.Options{NoBulk: true, NoSingle: true, NoList: true, Latency: 2 * time.Second}
	overHTTP(t, lacking, func(t *testing.T, tr *Tracker, server *heygentest.Server) {
		pass(10 * time.Minute)
		wantKnown(t, tr, false)
		if s := tr.Snapshot().Service; s.Route != heygen.RouteV1 || s.Trouble != nil {
			t.Errorf("the service is shown as %+v", s)
		}
		if n := server.MaxInFlight(heygentest.API); n > singleInFlight {
			t.Errorf("%d questions at once, the bar is %d", n, singleInFlight)
		}
		pass(20 * time.Second)
	})
}

// wantFiveASecond holds that no six requests came within a second, but for what a question's way may take.
func wantFiveASecond(t *testing.T, asked []heygentest.Request, way time.Duration) {
	t.Helper()
	for i := 5; i < len(asked); i++ {
		if within := asked[i].At.Sub(asked[i-5].At); within < time.Second-way {
			t.Fatalf("requests %d to %d within %v", i-4, i+1, within)
		}
	}
}

// Where a route is missing, finding that out counts, too.
func TestTheSingleRoutesAreAskedFiveTimesASecondAtMost(t *testing.T) {
	for name, lacking := range map[string]heygentest.Options{
		"v3 single": {NoBulk: true}, "v1": {NoBulk: true, NoSingle: true, NoList: true},
	} {
		t.Run(name, func(t *testing.T) {
			lacking.Latency = 10 * time.Millisecond
			overHTTP(t, lacking, func(t *testing.T, tr *Tracker, server *heygentest.Server) {
				tr.AskBalance(t.Context())
				pass(30 * time.Second)
				asked := server.Requests()
				if len(asked) < 100 {
					t.Fatalf("%d requests in half a minute", len(asked))
				}
				wantFiveASecond(t, asked, lacking.Latency)
			})
		})
	}
}

func TestACheckAsksTheSingleRoutesFiveTimesASecondAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := heygentest.New(heygentest.Options{NoBulk: true, NoSingle: true, NoList: true, Latency: 10 * time.Millisecond})
		defer server.Close()
		var ids []string
		for i := range 20 {
			ids = append(ids, heygentest.ID(i))
			server.Add(heygentest.VideoSpec{ID: ids[i], Renders: time.Hour})
		}
		tr := New(Config{API: clientOf(t, server), Store: newMemStore()})
		if entries, err := tr.Check(t.Context(), ids, false); err != nil || len(entries) != len(ids) {
			t.Fatal(len(entries), err)
		}
		wantFiveASecond(t, server.Requests(), 10*time.Millisecond)
	})
}
