package heygentest_test

import (
	"net/http"
	"testing"

	"reelwatch/heygen/heygentest"
)

// A service that has gone refuses connections on both hosts, and is the same as before when it is back.
func TestOutage(t *testing.T) {
	w := sockets(t, heygentest.Options{})
	w.Add(heygentest.Batch(1)...)
	link := w.link(heygentest.ID(1))
	for range 2 {
		w.Down()
		for _, got := range []reply{w.ask("/v3/videos"), w.fetch(link)} {
			if got.err == nil {
				t.Errorf("answered %d", got.status)
			}
		}
		if err := w.Up(); err != nil {
			t.Fatal(err)
		}
		w.must(http.StatusOK, "/v3/videos")
		if got := w.fetch(link); got.status != http.StatusOK || got.err != nil {
			t.Errorf("the file: %d, %v", got.status, got.err)
		}
	}
}

// Down cuts what is under way.
func TestOutageAmidAnAnswer(t *testing.T) {
	w := sockets(t, heygentest.Options{})
	w.Fail(heygentest.Fault{Do: heygentest.Stall})
	answered := make(chan reply, 1)
	go func() { answered <- w.ask("/v3/videos") }()
	for w.MaxInFlight(heygentest.Any) == 0 {
		pass(1)
	}
	w.Down()
	if got := <-answered; got.err == nil {
		t.Errorf("answered %d", got.status)
	}
	if got := w.Struck(); got != 1 {
		t.Errorf("%d troubles struck", got)
	}
}
