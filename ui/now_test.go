package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"reelwatch/heygen"
	"reelwatch/tracker"
)

// besides is what is wanted beside keptEntry.
var besides = []tracker.Asset{tracker.AssetThumbnail, tracker.AssetGIF}

func keptEntry(assets map[tracker.Asset]tracker.AssetFile) tracker.Entry {
	return tracker.Entry{Status: heygen.Completed, SavedAt: time.Unix(1, 0), File: "/v/v.mp4", FileBytes: 1000, Assets: assets}
}

// TestNowSaysTheOneThingThatMatters draws the column at the widths of a wide, a usual and a narrow screen.
func TestNowSaysTheOneThingThatMatters(t *testing.T) {
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	est := tracker.Estimates{Typical: 9 * time.Minute, Count: 3}
	for name, c := range map[string]struct {
		entry  tracker.Entry
		live   tracker.Live
		wanted []tracker.Asset
		queued bool
		late   bool
		est    tracker.Estimates
		want   [3]string
	}{
		"rendering": {
			entry: tracker.Entry{Status: heygen.Processing, RenderingAt: at.Add(-5 * time.Minute)}, est: est,
			want: [3]string{"━━━━━━━━━━━━━━━━ ~55%  about 4m", "━━━━━━━ ~55%  about 4m", "~55%  about 4m"},
		},
		"longer than usual": {
			entry: tracker.Entry{Status: heygen.Processing, RenderingAt: at.Add(-12 * time.Minute)}, est: est,
			want: [3]string{"━━━━━━━━━━━━━━━╸ ~97%  12m, others took 9m", "━━━━━━━ ~97%  over 12m", "~97%  over 12m"},
		},
		"nothing to go by": {
			entry: tracker.Entry{Status: heygen.Processing, RenderingAt: at.Add(-5 * time.Minute)},
			want:  [3]string{"5m so far", "5m so far", "5m so far"},
		},
		"late": {
			entry: tracker.Entry{Status: heygen.Processing, RenderingAt: at.Add(-26 * time.Minute)}, est: est, late: true,
			want: [3]string{"━━━━━━━━━━━━━━━╸ ~97%  26m, others took 9m", "━━━━━━━ ~97%  over 26m", "~97%  over 26m"},
		},
		"late for hours": {
			entry: tracker.Entry{Status: heygen.Processing, RenderingAt: at.Add(-200 * time.Minute)}, est: est, late: true,
			want: [3]string{"━━━━━━━━━━━━━━━╸ ~97%  unchanged for 3h", "━━━━━━━ ~97%  unchange…", "~97%  unchanged…"},
		},
		"late, and nothing to go by": {
			entry: tracker.Entry{Status: heygen.Processing, RenderingAt: at.Add(-26 * time.Minute)}, late: true,
			want: [3]string{"unchanged for 26m", "unchanged for 26m", "unchanged for 2…"},
		},
		"added while it rendered": {
			entry: tracker.Entry{Status: heygen.Processing, CreatedAt: at.Add(-7 * time.Minute), RenderingAt: at.Add(-2 * time.Minute)},
			want:  [3]string{"7m so far", "7m so far", "7m so far"},
		},
		"waiting": {
			entry: tracker.Entry{Status: heygen.Pending, AddedAt: at.Add(-59 * time.Minute)},
			want:  [3]string{"at HeyGen, not started", "at HeyGen, not started", "at HeyGen, not …"},
		},
		"waiting for hours": {
			entry: tracker.Entry{Status: heygen.Pending, AddedAt: at.Add(-9 * time.Hour), ChangedAt: at.Add(-3 * time.Hour)},
			want:  [3]string{"at HeyGen, not started  unchanged for 3h", "at HeyGen, not started", "at HeyGen, not …"},
		},
		"never seen rendering": {entry: tracker.Entry{Status: heygen.Processing}, want: [3]string{"nothing known yet", "nothing known yet", "nothing known y…"}},
		"saving": {
			live: tracker.Live{Transfer: &tracker.Transfer{Done: 50, Total: 100, Speed: 5}},
			want: [3]string{"━━━━━━━━━━━━━━━━  50%  5 B/s  10s left", "━━━╸━━━  50%  5 B/s", " 50%  5 B/s"},
		},
		"saving an unknown length": {
			live: tracker.Live{Transfer: &tracker.Transfer{Done: 12_000_000, Total: -1, Speed: 4_200_000}},
			want: [3]string{"12 MB  4.2 MB/s", "12 MB  4.2 MB/s", "12 MB  4.2 MB/s"},
		},
		"saving begins": {live: tracker.Live{Transfer: &tracker.Transfer{Total: 100}}, want: [3]string{"━━━━━━━━━━━━━━━━   0%", "━━━━━━━   0%", "  0%"}},
		"save waits":    {live: tracker.Live{Transfer: &tracker.Transfer{Note: "link not ready, again in 4s"}}, want: [3]string{"link not ready, again in 4s", "link not ready, again …", "link not ready,…"}},
		"saving the captions": {
			live: tracker.Live{Transfer: &tracker.Transfer{Asset: tracker.AssetCaptioned, Done: 50, Total: 100, Speed: 5}},
			want: [3]string{"━━━━━━━━━━━━━━━━  50%  captions  5 B/s", "━━━╸━━━  50%  captions", " 50%  captions"},
		},
		"saving captions of an unknown length": {
			live: tracker.Live{Transfer: &tracker.Transfer{Asset: tracker.AssetCaptioned, Done: 5, Total: -1}},
			want: [3]string{"captions  5 B", "captions  5 B", "captions  5 B"},
		},
		"saving the thumbnail waits": {
			live: tracker.Live{Transfer: &tracker.Transfer{Asset: tracker.AssetThumbnail, Note: "link not ready, again in 4s"}},
			want: [3]string{"thumbnail: link not ready, again in 4s", "thumbnail: link not re…", "thumbnail: link…"},
		},
		"saved": {entry: keptEntry(nil), wanted: besides, want: [3]string{"d saves its thumbnail and GIF  v.mp4  1.0 kB", "d saves its thumbnail …", "d saves its thu…"}},
		"saved, one was not made": {
			entry: keptEntry(map[tracker.Asset]tracker.AssetFile{tracker.AssetGIF: {None: true}, tracker.AssetThumbnail: {File: "/v/v.jpg"}}), wanted: besides,
			want: [3]string{"no GIF was made  v.mp4  1.0 kB", "no GIF was made  v.mp4", "no GIF was made"},
		},
		"saved, one failed": {
			entry: keptEntry(nil), wanted: besides, live: tracker.Live{AssetError: "thumbnail: disk\x1b[0m full"},
			want: [3]string{"thumbnail: disk full  v.mp4  1.0 kB", "thumbnail: disk full", "thumbnail: disk…"},
		},
		"saved, one failed here and was saved elsewhere": {
			entry: keptEntry(map[tracker.Asset]tracker.AssetFile{tracker.AssetGIF: {File: "/v/v.gif"}}), wanted: besides[1:],
			live: tracker.Live{AssetError: "GIF: another reelwatch is saving it"}, want: [3]string{"v.mp4  1.0 kB", "v.mp4  1.0 kB", "v.mp4  1.0 kB"},
		},
		"gone, whatever it lacks": {
			entry: keptEntry(nil), wanted: besides, live: tracker.Live{FileGone: true},
			want: [3]string{"moved or deleted: d saves it again", "moved or deleted: d sa…", "moved or delete…"},
		},
		"half saved, by its size": {
			entry: tracker.Entry{Status: heygen.Completed, Part: &tracker.Part{Name: "/v/v.mp4", Total: 40_000_000}}, live: tracker.Live{Begun: 6_000_000},
			want: [3]string{"15% saved: d goes on", "15% saved: d goes on", "15% saved: d go…"},
		},
		"half saved, of a size that nobody told": {
			entry: tracker.Entry{Status: heygen.Completed, Part: &tracker.Part{Name: "/v/v.mp4", Total: -1}}, live: tracker.Live{Begun: 6_000_000},
			want: [3]string{"half saved: d goes on", "half saved: d goes on", "half saved: d g…"},
		},
		"save is queued":  {queued: true, want: [3]string{"waiting for its turn", "waiting for its turn", "waiting for its…"}},
		"save went wrong": {entry: tracker.Entry{Status: heygen.Completed}, live: tracker.Live{Error: "disk\x1b[0m full"}, want: [3]string{"disk full", "disk full", "disk full"}},
		"command failed": {
			entry: tracker.Entry{Status: heygen.Completed, SavedAt: at, File: "/v/a.mp4", FileBytes: 5_000_000},
			live:  tracker.Live{HookError: "--exec failed: exit\x1b[31m status 3"},
			want:  [3]string{"--exec failed: exit status 3  a.mp4  5.0 MB", "--exec failed: exit st…", "--exec failed: …"},
		},
		"command failed for a failed video": {
			entry: tracker.Entry{Status: heygen.Failed, Failure: &heygen.Failure{Message: "no credit"}},
			live:  tracker.Live{HookError: "--exec failed: exit status 3"},
			want:  [3]string{"--exec failed; no credit", "--exec failed; no cred…", "--exec failed; …"},
		},
		"command failed after a save that did": {
			entry: tracker.Entry{Status: heygen.Completed}, live: tracker.Live{Error: "disk full", HookError: "--exec failed: signal: killed"},
			want: [3]string{"--exec failed; disk full", "--exec failed; disk fu…", "--exec failed; …"},
		},
		"asking is refused": {
			entry: tracker.Entry{Status: heygen.Pending}, live: tracker.Live{AskError: "not yours"}, want: [3]string{"not yours", "not yours", "not yours"},
		},
		"failed without a reason": {entry: tracker.Entry{Status: heygen.Failed}, want: [3]string{"HeyGen gave no reason", "HeyGen gave no reason", "HeyGen gave no …"}},
		"failed with a code": {
			entry: tracker.Entry{Status: heygen.Failed, Failure: &heygen.Failure{Code: "MOVIO_X"}}, want: [3]string{"MOVIO_X", "MOVIO_X", "MOVIO_X"},
		},
		"failed with a remedy": {
			entry: tracker.Entry{Status: heygen.Failed, Failure: &heygen.Failure{Code: "40004", Message: "No face. Look here."}},
			want:  [3]string{"No face. Use another picture, then submit again", "No face", "No face"},
		},
		"failed with a remedy that has no room": {
			entry: tracker.Entry{Status: heygen.Failed, Failure: &heygen.Failure{Code: "40119", Message: "Video is too long"}},
			want:  [3]string{"Video is too long", "Video is too long", "Video is too lo…"},
		},
		"an invented status": {entry: tracker.Entry{Status: "dreaming"}, want: [3]string{"HeyGen says dreaming", "HeyGen says dreaming", "HeyGen says dre…"}},
		"not found yet": {
			entry: tracker.Entry{Status: heygen.NotFound, GraceUntil: at.Add(3 * time.Minute)},
			want:  [3]string{"unknown to HeyGen, asking until 12:03", "asking until 12:03", "asking until 12…"},
		},
		"not asked yet": {want: [3]string{"not asked yet", "not asked yet", "not asked yet"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := subject{Entry: &c.entry, words: wordbook{}.of(&c.entry), live: c.live, wanted: c.wanted, queued: c.queued, late: c.late}
			st := newStyles(backdrop{dark: true}, colorprofile.TrueColor)
			for i, size := range [][2]int{{47, 16}, {23, 7}, {16, 0}} {
				line := newStrip(&st.row)
				s.now(c.est, &moment{now: at}, time.UTC).put(line, newGlyphs(false, true), size[1], size[0])
				if got := ansi.Strip(line.line(0)); got != c.want[i] {
					t.Errorf("in %d cells %q, want %q", size[0], got, c.want[i])
				}
			}
		})
	}
}

func TestNoticeGivesWayFromTheMiddle(t *testing.T) {
	st := newStyles(backdrop{dark: true}, colorprofile.TrueColor)
	n := notice{glyph: "✓", before: "stopped tracking", title: "Spring launch – teaser DE", after: "again", hint: "u undo"}
	for room, want := range map[int]string{
		80: "✓ stopped tracking Spring launch – teaser DE again   u undo",
		50: "✓ stopped tracking Spring …easer DE again   u undo",
		30: "✓ stopped tracking Spr…",
		10: "✓ stopped…",
	} {
		s := newStrip(&st.row)
		n.put(s, newGlyphs(false, true), room)
		got := ansi.Strip(s.line(0))
		if s.cells > room {
			t.Errorf("%d cells in a room of %d: %q", s.cells, room, got)
		}
		if room >= 50 && got != want || !strings.HasPrefix(got, want[:10]) {
			t.Errorf("in %d: %q, want %q", room, got, want)
		}
	}
}

func TestViewsHoldEachStatusOnce(t *testing.T) {
	for status, want := range map[heygen.Status]view{
		heygen.Pending: viewActive, heygen.Processing: viewActive, "dreaming": viewActive, heygen.Unknown: viewActive, tracker.Queued: viewActive,
		tracker.Unsure: viewActive, heygen.Completed: viewCompleted, heygen.Failed: viewFailed, heygen.NotFound: viewFailed,
	} {
		e := &tracker.Entry{Status: status}
		for v := viewActive; v <= viewFailed; v++ {
			if v.holds(e) != (v == want) {
				t.Errorf("%s stands in %s: %v", status, v, v.holds(e))
			}
		}
		if !viewAll.holds(e) || viewSaved.holds(e) {
			t.Errorf("%s: all %v, saved %v", status, viewAll.holds(e), viewSaved.holds(e))
		}
	}
}

func TestSavesKeepTheirOrderAndTheirBound(t *testing.T) {
	s := newSaves()
	for i := range maxSaving + 3 {
		s.add(id(i))
		s.add(id(i)) // twice is once
	}
	begun := s.next(t.Context())
	if len(begun) != maxSaving || begun[0].id != id(0) || len(s.next(t.Context())) != 0 {
		t.Fatalf("begun: %d", len(begun))
	}
	s.stop(id(maxSaving))
	s.stop(id(0))
	if begun[0].ctx.Err() == nil || begun[1].ctx.Err() != nil {
		t.Error("stopping one, be it before it has begun, stops just that one")
	}
	if !s.ended(id(0)) || s.ended(id(1)) {
		t.Error("only the first was stopped by the user")
	}
	if got := s.next(t.Context()); len(got) != 2 || got[0].id != id(maxSaving+1) {
		t.Errorf("then %v", got)
	}
	if s.has(id(0)) || !s.has(id(2)) || s.count() != maxSaving {
		t.Errorf("%d are left", s.count())
	}
}

func TestAutoDownloadTakesWhatWasSeenAliveOrAdded(t *testing.T) {
	done := tracker.Entry{ID: "a", Status: heygen.Completed, Origin: tracker.Added}
	for name, c := range map[string]struct {
		change func(e *tracker.Entry)
		live   *tracker.Live
		want   bool
	}{
		"added":             {func(*tracker.Entry) {}, nil, true},
		"imported":          {func(e *tracker.Entry) { e.Origin = tracker.Imported }, nil, false},
		"imported in time":  {func(e *tracker.Entry) { e.Origin, e.SeenAlive = tracker.Imported, true }, nil, true},
		"saved":             {func(e *tracker.Entry) { e.SavedAt = time.Now() }, nil, false},
		"failed":            {func(e *tracker.Entry) { e.Status = heygen.Failed }, nil, false},
		"went wrong before": {func(*tracker.Entry) {}, &tracker.Live{Error: "disk full"}, false},
		"file gone":         {func(e *tracker.Entry) { e.SavedAt = time.Now() }, &tracker.Live{FileGone: true}, false},
	} {
		e := done
		c.change(&e)
		s := newSaves()
		if got := s.wantedByItself(&e, c.live); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		s.add(e.ID)
		if s.wantedByItself(&e, c.live) {
			t.Errorf("%s: taken a second time", name)
		}
	}
}

func TestTrackedText(t *testing.T) {
	for want, c := range map[string]struct {
		added, known int
		more         bool
	}{
		"tracking 1 video":                          {1, 0, false},
		"tracking 1 more video":                     {1, 0, true},
		"tracking 12,000 more videos, 3 were there": {12_000, 3, true},
		"1 video tracked already":                   {0, 1, true},
	} {
		if got := trackedText(c.added, c.known, c.more); got != want {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
	}
}
