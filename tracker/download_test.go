package tracker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// studio is a tracker over a simulated HeyGen with one completed video, inside a synctest bubble.
type studio struct {
	*Tracker
	t      *testing.T
	server *heygentest.Server
	store  *memStore
	folder string
	video  string
}

// inStudio runs f where HeyGen has the video that spec describes; its id and its size are filled in where they are missing.
func inStudio(t *testing.T, spec heygentest.VideoSpec, f func(s *studio)) {
	t.Helper()
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		server := heygentest.New(heygentest.Options{Key: "secret-key"})
		defer server.Close()
		if spec.ID == "" {
			spec.ID = heygentest.ID(1)
		}
		if spec.Size == 0 {
			spec.Size = 1_000_000
		}
		server.Add(spec)
		s := &studio{t: t, server: server, store: newMemStore(), folder: folder, video: spec.ID}
		s.Tracker = s.process()
		if _, err := s.Add(t.Context(), additions(spec.ID), Added); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Check(t.Context(), []string{spec.ID}, true); err != nil {
			t.Fatal(err)
		}
		server.ResetCounts()
		f(s)
	})
}

// process is a tracker as another process would have it, over the same list, folder and service.
func (s *studio) process() *Tracker {
	s.t.Helper()
	client, err := heygen.New(heygen.Config{
		Base: s.server.BaseURL(), AllowHTTP: true, Transport: s.server.Pipes(),
		Credentials: func() (heygen.Credential, error) { return heygen.Credential{Key: "secret-key"}, nil },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	t := New(Config{API: client, Store: s.store.other(), Output: s.folder, Files: s.server.Pipes(), UserAgent: "reelwatch/test"})
	if _, err := t.Load(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return t
}

// wantSaved saves the video and holds that it is there byte for byte.
func (s *studio) wantSaved() Saved {
	s.t.Helper()
	saved, err := s.Download(s.t.Context(), s.video)
	if err != nil {
		s.t.Fatalf("not saved: %v", err)
	}
	s.wantWhole(saved.Path)
	if e := s.Entry(s.video); !e.Saved() || e.File != saved.Path || e.FileBytes != saved.Bytes || e.Part != nil {
		s.t.Errorf("the entry does not say so: %+v", e)
	}
	if l := s.Snapshot().Live[s.video]; l != nil {
		s.t.Errorf("something stays on the row: %+v", l)
	}
	return saved
}

func (s *studio) wantWhole(path string) {
	s.t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	if sum := sha256.Sum256(got); hex.EncodeToString(sum[:]) != s.server.SHA256(s.video) {
		s.t.Fatalf("%s has %d bytes that are not the video's", filepath.Base(path), len(got))
	}
	if left, _ := filepath.Glob(filepath.Join(s.folder, "*"+partSuffix)); len(left) > 0 {
		s.t.Errorf("parts are left: %v", left)
	}
	s.wantKeyKept()
}

// wantKeyKept holds that the file host never saw the credential, nor the signed address of another request.
func (s *studio) wantKeyKept() {
	s.t.Helper()
	for _, r := range s.server.Requests() {
		if r.Host == heygentest.FileHost && (r.Credential || r.Referer != "") {
			s.t.Errorf("the file host was told too much: %+v", r)
		}
	}
}

// wantFailure tries to save the video and holds that the failure says what was asked for, on the row too, and that
// no file stands under a final name.
func (s *studio) wantFailure(says string) {
	s.t.Helper()
	_, err := s.Download(s.t.Context(), s.video)
	if err == nil || !strings.Contains(err.Error(), says) {
		s.t.Fatalf("the error is %v, want one that says %q", err, says)
	}
	if strings.Contains(err.Error(), "Signature") || strings.Contains(err.Error(), "secret-key") {
		s.t.Errorf("the error tells a secret: %v", err)
	}
	if l := s.Snapshot().Live[s.video]; l == nil || !strings.Contains(l.Error, says) {
		s.t.Errorf("the row says %+v, want %q", l, says)
	}
	for _, pattern := range []string{"*.mp4", "*.webm"} {
		if files, _ := filepath.Glob(filepath.Join(s.folder, pattern)); len(files) > 0 {
			s.t.Errorf("a file stands under a final name: %v", files)
		}
	}
	s.wantKeyKept()
}

// ranges gives the Range headers that the file host saw, in order.
func (s *studio) ranges() (out []string) {
	for _, r := range s.server.Requests() {
		if r.Route == heygentest.File {
			out = append(out, r.Range)
		}
	}
	return out
}

func cut(at float64) heygentest.Fault {
	return heygentest.Fault{On: heygentest.File, Do: heygentest.Cut, After: at}
}

func onFile(trouble heygentest.Trouble, status int) heygentest.Fault {
	return heygentest.Fault{On: heygentest.File, Do: trouble, Status: status}
}

// Whatever happens on the way, the file ends up byte for byte right.
func TestSavedDespite(t *testing.T) {
	for name, faults := range map[string][]heygentest.Fault{
		"nothing":                   nil,
		"cut at 30 and 70 percent":  {cut(0.3), cut(0.7)},
		"cut before the first byte": {cut(0)},
		"reset":                     {{On: heygentest.File, Do: heygentest.Reset, After: 0.5}},
		"silence":                   {{On: heygentest.File, Do: heygentest.Stall, After: 0.4}},
		"silence before the answer": {{On: heygentest.File, Do: heygentest.Stall}},
		"link 403, then 404":        {onFile(heygentest.Refuse, 403), onFile(heygentest.Refuse, 404)},
		"link 410":                  {onFile(heygentest.Refuse, 410)},
		"trouble of the file host":  {onFile(heygentest.Page, 503), onFile(heygentest.Page, 429)},
		"range ignored":             {cut(0.5), {On: heygentest.File, Do: heygentest.IgnoreRange}},
		"a piece that starts early": {cut(0.5), {On: heygentest.File, Do: heygentest.WrongStart}},
		"a piece of another file":   {cut(0.5), {On: heygentest.File, Do: heygentest.OtherTotal}},
		"another ETag on resume":    {cut(0.5), {On: heygentest.File, Do: heygentest.OtherETag}},
		"a page first":              {onFile(heygentest.Page, 200)},
		"redirect on the same host": {onFile(heygentest.Redirect, 0)},
		"redirect to another host":  {{On: heygentest.File, Do: heygentest.Redirect, To: heygentest.ToMirror}},
		"API trouble for the link":  {onFile(heygentest.Refuse, 403), {On: heygentest.Single, Do: heygentest.Page, Status: 502, Times: 2, Skip: 1}},
		"ten cuts that each got on": {cut(0.1), cut(0.2), cut(0.3), cut(0.4), cut(0.5), cut(0.6), cut(0.7), cut(0.8), cut(0.9), cut(0.95)},
		"416 on resume, once":       {cut(0.5), onFile(heygentest.Refuse, 416)},
	} {
		t.Run(name, func(t *testing.T) {
			inStudio(t, heygentest.VideoSpec{Title: "Clip", Faults: faults}, func(s *studio) {
				saved := s.wantSaved()
				if want := filepath.Join(s.folder, "Clip-"+s.video+".mp4"); saved.Path != want {
					t.Errorf("saved as %s, want %s", saved.Path, want)
				}
			})
		})
	}
}

// A cut transfer goes on at its byte, also over a fresh link.
func TestResumesAtItsByte(t *testing.T) {
	faults := []heygentest.Fault{cut(0.3), onFile(heygentest.Refuse, 403), cut(0.7)}
	inStudio(t, heygentest.VideoSpec{Faults: faults}, func(s *studio) {
		s.wantSaved()
		got := s.ranges()
		if len(got) != 4 || got[0] != "" || got[1] != "bytes=300000-" || got[2] != "bytes=300000-" || got[3] != "bytes=700000-" {
			t.Errorf("asked for %q", got)
		}
		if n := s.server.Count(heygentest.Single); n != 1 {
			t.Errorf("read the link %d times, want once after the 403", n)
		}
	})
}

// What can't be saved fails with its reason, and nothing stands under the final name.
func TestNotSavedBecauseOf(t *testing.T) {
	always := func(f heygentest.Fault) heygentest.Fault { f.Times = heygentest.Always; return f }
	for name, c := range map[string]struct {
		spec heygentest.VideoSpec
		says string
	}{
		"a page instead of a video": {heygentest.VideoSpec{Faults: []heygentest.Fault{always(onFile(heygentest.Page, 200))}}, "no video but text/html"},
		"a dead link":               {heygentest.VideoSpec{Faults: []heygentest.Fault{always(onFile(heygentest.Refuse, 403))}}, "the link does not work (HTTP 403)"},
		"no link":                   {heygentest.VideoSpec{NoLinkFor: 1000 * time.Hour}, "no link for it yet"},
		"no byte ever":              {heygentest.VideoSpec{Faults: []heygentest.Fault{always(heygentest.Fault{On: heygentest.File, Do: heygentest.Stall})}}, "no byte came for 30s"},
		"never a new byte":          {heygentest.VideoSpec{Faults: []heygentest.Fault{cut(0.5), always(cut(0.5))}}, "ended the connection early"},
		"a loop of redirects":       {heygentest.VideoSpec{Faults: []heygentest.Fault{always(onFile(heygentest.Redirect, 0))}}, "too many redirects"},
		"a redirect to a file":      {heygentest.VideoSpec{Faults: []heygentest.Fault{always(heygentest.Fault{On: heygentest.File, Do: heygentest.Redirect, To: "file:///etc/passwd"})}}, "redirect"},
		"a failed video":            {heygentest.VideoSpec{Ends: heygen.Failed, FailMessage: "Script too long"}, "Script too long (Shorten it"},
		"a rendering video":         {heygentest.VideoSpec{Ends: heygen.Processing}, "not completed yet"},
	} {
		t.Run(name, func(t *testing.T) {
			inStudio(t, c.spec, func(s *studio) { s.wantFailure(c.says) })
		})
	}
}

func TestFiveTriesTakeHalfAMinute(t *testing.T) {
	fault := onFile(heygentest.Refuse, 404)
	fault.Times = heygentest.Always
	inStudio(t, heygentest.VideoSpec{Faults: []heygentest.Fault{fault}}, func(s *studio) {
		begun := time.Now()
		s.wantFailure("HTTP 404")
		if took := time.Since(begun); took != 30*time.Second || len(s.ranges()) != 5 {
			t.Errorf("%d tries in %v, want 5 in 30s", len(s.ranges()), took)
		}
	})
}

func TestStopKeepsThePartAndTheNextSaveGoesOn(t *testing.T) {
	stall := heygentest.Fault{On: heygentest.File, Do: heygentest.Stall, After: 0.4}
	inStudio(t, heygentest.VideoSpec{Faults: []heygentest.Fault{stall}}, func(s *studio) {
		ended := make(chan error)
		ctx, stop := context.WithCancel(s.t.Context())
		go func() {
			_, err := s.Download(ctx, s.video)
			ended <- err
		}()
		pass(time.Second)
		live := s.Snapshot().Live[s.video]
		if live == nil || live.Transfer == nil || live.Transfer.Done != 400_000 || live.Transfer.Total != 1_000_000 {
			t.Fatalf("the row shows %+v", live)
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the stopped save says %v", err)
		}
		if l := s.Snapshot().Live[s.video]; l != nil {
			t.Errorf("a stopped save leaves %+v on its row", l)
		}
		other := s.process() // a new start of the program
		if _, err := other.Download(s.t.Context(), s.video); err != nil {
			t.Fatal(err)
		}
		if got := s.ranges(); len(got) != 2 || got[1] != "bytes=400000-" {
			t.Errorf("asked for %q", got)
		}
		s.wantWhole(other.Entry(s.video).File)
	})
}

func TestTwoProcessesNeverSaveTheSameVideo(t *testing.T) {
	stall := heygentest.Fault{On: heygentest.File, Do: heygentest.Stall, After: 0.4}
	inStudio(t, heygentest.VideoSpec{Faults: []heygentest.Fault{stall}}, func(s *studio) {
		ended := make(chan error)
		go func() {
			_, err := s.Download(s.t.Context(), s.video)
			ended <- err
		}()
		pass(time.Second)
		other := s.process()
		if _, err := other.Download(s.t.Context(), s.video); !errors.Is(err, ErrBusy) {
			t.Errorf("the second process got %v, want ErrBusy", err)
		}
		s.server.Release()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if _, err := other.Load(s.t.Context()); err != nil {
			t.Fatal(err)
		}
		if saved, err := other.Download(s.t.Context(), s.video); err != nil || !saved.Already {
			t.Errorf("saved again: %+v, %v", saved, err)
		}
		s.wantWhole(s.Entry(s.video).File)
	})
}

func TestSecondCallJoinsTheFirst(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{BytesPerSecond: 100_000}, func(s *studio) {
		ended := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := s.Download(s.t.Context(), s.video)
				ended <- err
			}()
		}
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		if n := s.server.Count(heygentest.File); n != 1 {
			t.Errorf("%d requests for one file", n)
		}
	})
}

func TestAtMostThreeSavesAtOnce(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{}, func(s *studio) {
		var ids []string
		for i := range 8 {
			id := heygentest.ID(100 + i)
			ids = append(ids, id)
			s.server.Add(heygentest.VideoSpec{ID: id, Size: 200_000, BytesPerSecond: 100_000})
		}
		if _, err := s.Add(s.t.Context(), additions(ids...), Added); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Check(s.t.Context(), ids, true); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error)
		for _, id := range ids {
			go func() {
				_, err := s.Download(s.t.Context(), id)
				ended <- err
			}()
		}
		pass(time.Second)
		waiting := 0
		for _, l := range s.Snapshot().Live {
			if l.Transfer != nil && l.Transfer.Waiting {
				waiting++
			}
		}
		if waiting != 5 {
			t.Errorf("%d of 8 saves wait, want 5", waiting)
		}
		for range ids {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		if n := s.server.MaxInFlight(heygentest.File); n != 3 {
			t.Errorf("%d transfers at once, want 3", n)
		}
	})
}

func TestKindsAndAnnouncements(t *testing.T) {
	for name, c := range map[string]struct {
		spec heygentest.VideoSpec
		ext  string
	}{
		"webm":                       {heygentest.VideoSpec{WebM: true}, ".webm"},
		"no announced length":        {heygentest.VideoSpec{Chunked: true}, ".mp4"},
		"no ranges":                  {heygentest.VideoSpec{NoRanges: true, Faults: []heygentest.Fault{cut(0.5)}}, ".mp4"},
		"weak ETag":                  {heygentest.VideoSpec{WeakETag: true, Faults: []heygentest.Fault{cut(0.5)}}, ".mp4"},
		"no announced length, a cut": {heygentest.VideoSpec{Chunked: true, Faults: []heygentest.Fault{cut(0.5)}}, ".mp4"},
	} {
		t.Run(name, func(t *testing.T) {
			inStudio(t, c.spec, func(s *studio) {
				if saved := s.wantSaved(); filepath.Ext(saved.Path) != c.ext {
					t.Errorf("saved as %s, want %s", saved.Path, c.ext)
				}
			})
		})
	}
}

// A crash between the file's final name and the note of it costs nothing.
func TestFinalNameWithoutItsNote(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{}, func(s *studio) {
		path := filepath.Join(s.folder, s.video+".mp4")
		if err := os.WriteFile(path, s.server.Content(s.video), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.apply(s.t.Context(), []string{s.video}, func(e *Entry) bool {
			e.Part = &Part{Name: path, Total: 1_000_000}
			return true
		}); err != nil {
			t.Fatal(err)
		}
		if saved := s.wantSaved(); !saved.Already {
			t.Errorf("transferred again: %+v", saved)
		}
		if n := s.server.Count(heygentest.File); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestUnwritableFolderIsNamed(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{}, func(s *studio) {
		blocked := filepath.Join(s.folder, "blocked")
		if err := os.WriteFile(blocked, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		s.cfg.Output = filepath.Join(blocked, "videos")
		s.wantFailure(blocked)
	})
}

func TestExpiredLinkIsRenewedBeforeItIsUsed(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{}, func(s *studio) {
		pass(8 * 24 * time.Hour)
		s.wantSaved()
		if got := s.ranges(); len(got) != 1 {
			t.Errorf("%d requests for the file, want one over a fresh link", len(got))
		}
	})
}

func TestRemovedWhileSavingStops(t *testing.T) {
	inStudio(t, heygentest.VideoSpec{BytesPerSecond: 100_000}, func(s *studio) {
		ended := make(chan error)
		go func() {
			_, err := s.Download(s.t.Context(), s.video)
			ended <- err
		}()
		pass(time.Second)
		if _, err := s.Remove(s.t.Context(), []string{s.video}); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err == nil {
			t.Error("it was saved all the same")
		}
		if s.Entry(s.video) != nil {
			t.Error("the save brought the entry back")
		}
	})
}
