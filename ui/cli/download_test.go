package cli

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
	"reelwatch/store"
	"reelwatch/tracker"
)

// trip is the file host as a function.
type trip func(*http.Request) (*http.Response, error)

// RoundTrip answers a request.
func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// completedAt gives a list of these completed videos, whose files come from a host of the test's.
func completedAt(t *testing.T, files http.RoundTripper, ids ...string) *tracker.Tracker {
	t.Helper()
	server := heygentest.New(heygentest.Options{})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	client, err := heygen.New(heygen.Config{
		Base: server.BaseURL(), AllowHTTP: true,
		Credentials: func() (heygen.Credential, error) { return heygen.Credential{Key: "k"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(filepath.Join(t.TempDir(), "reelwatch.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	list := tracker.New(tracker.Config{API: client, Store: kept, Output: t.TempDir(), Files: files})
	var entries []tracker.Entry
	for _, id := range ids {
		server.Add(heygentest.VideoSpec{ID: id})
		entries = append(entries, tracker.Entry{ID: id, Status: heygen.Completed, AddedAt: time.Now()})
	}
	if err := list.Restore(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	return list
}

// said is what an error comes to: the lines on standard error, and the exit code.
func said(t *testing.T, err error) (text string, code int) {
	t.Helper()
	stderr, openErr := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if openErr != nil {
		t.Fatal(openErr)
	}
	defer stderr.Close()
	(&app{Process: Process{Stderr: stderr}}).report(err)
	lines, readErr := os.ReadFile(stderr.Name())
	if readErr != nil {
		t.Fatal(readErr)
	}
	return string(lines), exitCode(err)
}

// A video that is taken off the list while it is saved, and a fault of ours, leave the others' errors to be told.
func TestEachSaveThatFailsIsTold(t *testing.T) {
	t.Parallel()
	var list *tracker.Tracker
	list = completedAt(t, trip(func(r *http.Request) (*http.Response, error) {
		if strings.Contains(r.URL.Path, "vid_faulty") {
			panic("out of order")
		}
		if _, err := list.Remove(t.Context(), []string{"vid_removed"}); err != nil {
			return nil, err
		}
		<-r.Context().Done()
		return nil, r.Context().Err()
	}), "vid_removed", "vid_faulty")
	out, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	a := &app{Process: Process{Stdout: out, Stderr: out, Getenv: func(string) string { return "" }}}
	text, code := said(t, a.save(t.Context(), list, []string{"vid_removed", "vid_faulty", "vid_unknown"}, false))
	for _, want := range []string{"vid_removed: not saved: it was removed from the list", "fault of reelwatch's own: out of order", "vid_unknown: not tracked"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	if code != exitFailed || strings.Count(text, "\n") != 3 {
		t.Errorf("exit code %d after:\n%s", code, text)
	}
}

// What is not told hides nothing that is joined to it.
func TestAnInterruptHidesNoOtherError(t *testing.T) {
	t.Parallel()
	if text, _ := said(t, errors.Join(context.Canceled, &signalError{os.Interrupt}, errors.New("the disk is full"))); text != "reelwatch: the disk is full\n" {
		t.Errorf("%q", text)
	}
}
