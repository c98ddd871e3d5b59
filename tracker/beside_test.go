package tracker

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// theWorks is a video that comes with everything.
func theWorks(faults ...heygentest.Fault) heygentest.VideoSpec {
	return heygentest.VideoSpec{Title: "Clip", Captioned: true, Subtitled: true, Animated: true, Faults: faults}
}

func onAsset(trouble heygentest.Trouble, status int) heygentest.Fault {
	return heygentest.Fault{On: heygentest.Asset, Do: trouble, Status: status}
}

func always(f heygentest.Fault) heygentest.Fault {
	f.Times = heygentest.Always
	return f
}

// inDressing is inStudio where assets are wanted.
func inDressing(t *testing.T, spec heygentest.VideoSpec, wanted []Asset, f func(s *studio)) {
	t.Helper()
	inStudio(t, spec, func(s *studio) {
		s.want(s.Tracker, wanted...)
		f(s)
	})
}

// want makes a process want assets.
func (s *studio) want(t *Tracker, assets ...Asset) {
	t.cfg.Assets = assets
	t.cfg.Describe = func(e *Entry) ([]byte, error) { return []byte("{" + e.ID + " at " + e.File + "}\n"), nil }
}

// stem is where the files of the video are, without what tells them apart.
func (s *studio) stem() string { return filepath.Join(s.folder, "Clip-"+s.video) }

// wantAsset holds that a file beside the video is there byte for byte.
func (s *studio) wantAsset(path, name string) {
	s.t.Helper()
	wantFile(s.t, path, string(s.server.AssetContent(s.video, name)))
}

// wantNoParts holds that no unfinished file is left.
func (s *studio) wantNoParts() {
	s.t.Helper()
	if left, _ := filepath.Glob(filepath.Join(s.folder, "*"+partSuffix)); len(left) > 0 {
		s.t.Errorf("parts are left: %v", left)
	}
}

// wantLack saves the video and holds that this alone is not beside it, and why, on the row too.
func (s *studio) wantLack(a Asset, says string) Saved {
	s.t.Helper()
	saved, err := s.Download(s.t.Context(), s.video)
	if err != nil || !s.Entry(s.video).Saved() {
		s.t.Fatalf("the video was not saved: %v", err)
	}
	if len(saved.Lacks) != 1 || saved.Lacks[0].Asset != a || saved.Lacks[0].ID != s.video || !strings.Contains(saved.Lacks[0].Error(), says) {
		s.t.Fatalf("lacks %v, want %s because of %q", saved.Lacks, a, says)
	}
	if strings.Contains(saved.Lacks[0].Error(), "Signature") {
		s.t.Errorf("the error tells a secret: %v", saved.Lacks[0])
	}
	live := s.Snapshot().Live[s.video]
	failed := saved.Lacks[0].Err != nil
	if failed && (live == nil || live.Error != "" || !strings.Contains(live.AssetError, says)) || !failed && live != nil {
		s.t.Errorf("the row says %+v", live)
	}
	s.wantKeyKept()
	return saved
}

// Everything that was asked for ends up beside the video, byte for byte, for one question about the links.
func TestEverythingIsSavedBesideTheVideo(t *testing.T) {
	inDressing(t, theWorks(), Assets(), func(s *studio) {
		saved := s.wantSaved()
		if len(saved.Beside) != 5 || len(saved.Lacks) != 0 {
			t.Errorf("saved %+v, lacks %v", saved.Beside, saved.Lacks)
		}
		s.wantAsset(s.stem()+".captioned.mp4", "captioned.mp4")
		s.wantAsset(s.stem()+".srt", "subtitle.srt")
		s.wantAsset(s.stem()+".jpg", "thumbnail.jpeg")
		s.wantAsset(s.stem()+".gif", "gif.gif")
		wantFile(t, s.stem()+".json", "{"+s.video+" at "+s.stem()+".mp4}\n")
		for _, f := range saved.Beside {
			if noted := s.Entry(s.video).Assets[f.Asset]; noted != (AssetFile{File: f.Path, Bytes: f.Bytes}) || f.Already {
				t.Errorf("%+v is noted as %+v", f, noted)
			}
		}
		if n := s.server.Count(heygentest.Single); n != 1 {
			t.Errorf("asked for the links %d times", n)
		}
		s.server.ResetCounts()
		again, err := s.Download(s.t.Context(), s.video)
		if err != nil || !again.Already || len(again.Beside) != 5 || !again.Beside[4].Already {
			t.Errorf("saved again: %+v, %v", again, err)
		}
		if n := s.server.Count(heygentest.Any); n != 0 {
			t.Errorf("%d requests for what is there", n)
		}
	})
}

// Where the video's own link is read, the others come with it.
func TestOneReadingForAllLinks(t *testing.T) {
	inDressing(t, theWorks(onFile(heygentest.Refuse, 403)), []Asset{AssetThumbnail}, func(s *studio) {
		s.wantSaved()
		if n := s.server.Count(heygentest.Single); n != 1 {
			t.Errorf("asked for the links %d times", n)
		}
	})
}

// What HeyGen did not make is a note, not a failure: it is not tried again by itself, and asked about when the user asks.
func TestWhatWasNotMadeIsNoted(t *testing.T) {
	inDressing(t, heygentest.VideoSpec{Title: "Clip"}, []Asset{AssetCaptioned}, func(s *studio) {
		begun := time.Now()
		s.wantLack(AssetCaptioned, "no captions were made")
		if n := s.server.Count(heygentest.Single); n != 1 || time.Since(begun) > time.Second {
			t.Errorf("asked %d times in %v", n, time.Since(begun))
		}
		if open, none := s.Entry(s.video).Lacks(s.cfg.Assets); len(open) != 0 || len(none) != 1 {
			t.Errorf("the entry lacks %v, and %v were not made", open, none)
		}
		s.wantLack(AssetCaptioned, "no captions were made")
		s.server.Change(s.video, func(v *heygentest.VideoSpec) { v.Captioned = true })
		if saved := s.wantSaved(); len(saved.Beside) != 1 || !saved.Already {
			t.Errorf("saved %+v", saved)
		}
		s.wantAsset(s.stem()+".captioned.mp4", "captioned.mp4")
		if n := s.server.Count(heygentest.File); n != 1 {
			t.Errorf("the video was fetched %d times", n)
		}
	})
}

// Within moments of its end a video may have no links at all, which says nothing about what was made.
func TestNoLinksYetIsNotNone(t *testing.T) {
	inDressing(t, theWorks(), []Asset{AssetThumbnail}, func(s *studio) {
		s.server.Change(s.video, func(v *heygentest.VideoSpec) { v.NoLinkFor = time.Since(v.Created) + 5*time.Second })
		s.wantSaved()
		s.wantAsset(s.stem()+".jpg", "thumbnail.jpeg")
	})
}

// A failure beside the video leaves the video saved; the next try fetches what is missing and nothing else.
func TestFailureBesideTheVideo(t *testing.T) {
	for name, c := range map[string]struct {
		fault heygentest.Fault
		says  string
	}{
		"dead link": {onAsset(heygentest.Refuse, 403), "the link does not work (HTTP 403)"},
		"a page":    {onAsset(heygentest.Page, 200), "no thumbnail but text/html"},
		"silence":   {onAsset(heygentest.Stall, 0), "no byte came for 30s"},
		"empty":     {heygentest.Fault{On: heygentest.Asset, Do: heygentest.Say}, "empty file"},
		"a redirect": {
			heygentest.Fault{On: heygentest.Asset, Do: heygentest.Redirect, To: "file:///etc/passwd"}, "redirect to file",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.fault.Times = mostTries
			inDressing(t, theWorks(c.fault), []Asset{AssetThumbnail}, func(s *studio) {
				s.wantLack(AssetThumbnail, c.says)
				if n := s.server.Count(heygentest.Asset); n > mostTries {
					t.Errorf("tried %d times", n)
				}
				if files, _ := os.ReadDir(s.folder); len(files) != 1 {
					t.Errorf("on the disk: %v", files)
				}
				if open, _ := s.Entry(s.video).Lacks(s.cfg.Assets); len(open) != 1 {
					t.Errorf("the entry lacks %v", open)
				}
				s.server.Change(s.video, func(v *heygentest.VideoSpec) { v.Faults = nil })
				s.server.ResetCounts()
				s.wantSaved()
				s.wantAsset(s.stem()+".jpg", "thumbnail.jpeg")
				if n := s.server.Count(heygentest.File); n != 0 {
					t.Errorf("the video was fetched again, %d times", n)
				}
			})
		})
	}
}

// One that fails keeps the others from nothing.
func TestTheOthersAreSavedAllTheSame(t *testing.T) {
	dead := onAsset(heygentest.Refuse, 404)
	dead.Times = mostTries
	inDressing(t, theWorks(dead), []Asset{AssetSubtitles, AssetThumbnail, AssetJSON}, func(s *studio) {
		if saved := s.wantLack(AssetSubtitles, "HTTP 404"); len(saved.Beside) != 2 {
			t.Errorf("saved %+v", saved.Beside)
		}
		s.wantAsset(s.stem()+".jpg", "thumbnail.jpeg")
	})
}

// Where the links can't be had, that is found out once and not for each file.
func TestLinksThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		fault heygentest.Fault
		asked int
	}{
		"trouble":     {heygentest.Fault{On: heygentest.Single, Do: heygentest.Page, Status: 502}, mostTries},
		"refused key": {heygentest.Fault{On: heygentest.Single, Do: heygentest.Refuse, Status: 401}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inDressing(t, theWorks(), Assets(), func(s *studio) {
				s.server.Fail(always(c.fault))
				saved, err := s.Download(s.t.Context(), s.video)
				if err != nil || len(saved.Lacks) != 4 || len(saved.Beside) != 1 {
					t.Errorf("saved %+v, %v", saved, err)
				}
				if n := s.server.Count(heygentest.Single); n != c.asked {
					t.Errorf("asked %d times, want %d", n, c.asked)
				}
			})
		})
	}
}

// A captioned video may be as long as the video: what was cut goes on at its byte, also over a fresh link.
func TestCutCaptionedVideoGoesOn(t *testing.T) {
	cuts := []heygentest.Fault{{On: heygentest.Asset, Do: heygentest.Cut, After: 0.3}, onAsset(heygentest.Refuse, 403)}
	inDressing(t, theWorks(cuts...), []Asset{AssetCaptioned}, func(s *studio) {
		s.wantSaved()
		s.wantAsset(s.stem()+".captioned.mp4", "captioned.mp4")
		var got []string
		for _, r := range s.server.Requests() {
			if r.Route == heygentest.Asset {
				got = append(got, r.Range)
			}
		}
		if !slices.Equal(got, []string{"", "bytes=300000-", "bytes=300000-"}) {
			t.Errorf("asked for %q", got)
		}
		if n := s.server.Count(heygentest.Single); n != 2 {
			t.Errorf("asked for the links %d times, want twice", n)
		}
	})
}

// A stop keeps the part, and another start of the program goes on with it: the video itself is whole by then.
func TestStoppedBesideTheVideo(t *testing.T) {
	stall := heygentest.Fault{On: heygentest.Asset, Do: heygentest.Stall, After: 0.4}
	inDressing(t, theWorks(stall), []Asset{AssetCaptioned}, func(s *studio) {
		ended := make(chan error)
		ctx, stop := context.WithCancel(s.t.Context())
		go func() {
			_, err := s.Download(ctx, s.video)
			ended <- err
		}()
		pass(time.Second)
		live := s.Snapshot().Live[s.video]
		if live == nil || live.Transfer == nil || live.Transfer.Asset != AssetCaptioned || live.Transfer.Done != 400_000 {
			t.Fatalf("the row shows %+v", live)
		}
		busy := s.process()
		s.want(busy, AssetCaptioned)
		if saved, err := busy.Download(s.t.Context(), s.video); err != nil || len(saved.Lacks) != 1 || !errors.Is(saved.Lacks[0], ErrBusy) {
			t.Errorf("a second process got %+v, %v", saved, err)
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("stopped with %v", err)
		}
		if live := s.Snapshot().Live[s.video]; live != nil {
			t.Errorf("a stopped save leaves %+v on its row", live)
		}
		next := s.process()
		s.want(next, AssetCaptioned)
		if saved, err := next.Download(s.t.Context(), s.video); err != nil || len(saved.Beside) != 1 {
			t.Fatalf("saved %+v, %v", saved, err)
		}
		s.wantAsset(s.stem()+".captioned.mp4", "captioned.mp4")
		s.wantNoParts()
	})
}

// Names follow the video's own, a number included; whatever has a name keeps it.
func TestNamesBesideTheVideo(t *testing.T) {
	inDressing(t, theWorks(), []Asset{AssetSubtitles, AssetThumbnail, AssetCaptioned}, func(s *studio) {
		s.cfg.NameTemplate = "{title}"
		write(t, filepath.Join(s.folder, "Clip.mp4"), "mine")
		write(t, filepath.Join(s.folder, "Clip (2).jpg"), "mine, too")
		write(t, filepath.Join(s.folder, "Clip (2).captioned.mp4"), "and mine")
		s.wantSaved()
		s.wantAsset(filepath.Join(s.folder, "Clip (2).srt"), "subtitle.srt")
		s.wantAsset(filepath.Join(s.folder, "Clip (2) (2).jpg"), "thumbnail.jpeg")
		s.wantAsset(filepath.Join(s.folder, "Clip (2) (2).captioned.mp4"), "captioned.mp4")
		wantFile(t, filepath.Join(s.folder, "Clip (2).jpg"), "mine, too")
		wantFile(t, filepath.Join(s.folder, "Clip (2).captioned.mp4"), "and mine")
	})
}

// A name that is taken while the bytes come stays with who took it.
func TestNameBesideTheVideoTakenMeanwhile(t *testing.T) {
	spec := theWorks()
	spec.BytesPerSecond = 100_000
	inDressing(t, spec, []Asset{AssetCaptioned}, func(s *studio) {
		ended := make(chan error)
		go func() {
			_, err := s.Download(s.t.Context(), s.video)
			ended <- err
		}()
		pass(12 * time.Second)
		write(t, s.stem()+".captioned.mp4", "mine")
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		wantFile(t, s.stem()+".captioned.mp4", "mine")
		s.wantAsset(s.stem()+" (2).captioned.mp4", "captioned.mp4")
		s.wantNoParts()
	})
}

// A file of the right length under a name with the id is what we would fetch, and so is what a crash left without its note.
func TestWhatIsThereIsNotFetched(t *testing.T) {
	inDressing(t, theWorks(), []Asset{AssetThumbnail}, func(s *studio) {
		write(t, s.stem()+".jpg", string(s.server.AssetContent(s.video, "thumbnail.jpeg")))
		if saved := s.wantSaved(); !saved.Beside[0].Already || saved.Beside[0].Path != s.stem()+".jpg" {
			t.Errorf("saved %+v", saved.Beside)
		}
	})
	inDressing(t, theWorks(), []Asset{AssetThumbnail}, func(s *studio) {
		s.cfg.NameTemplate = "{title}"
		path := filepath.Join(s.folder, "Clip.jpg")
		write(t, path, "whole")
		if _, err := s.apply(s.t.Context(), []string{s.video}, func(e *Entry) bool {
			e.notePart(AssetThumbnail, &Part{Name: path, Total: 5})
			return true
		}); err != nil {
			t.Fatal(err)
		}
		if saved := s.wantSaved(); !saved.Beside[0].Already || s.Entry(s.video).Assets[AssetThumbnail] != (AssetFile{File: path, Bytes: 5}) {
			t.Errorf("saved %+v", saved.Beside)
		}
	})
}

// One that has gone from the disk is fetched again when the user asks for it.
func TestWhatHasGoneIsFetchedAgain(t *testing.T) {
	inDressing(t, theWorks(), []Asset{AssetThumbnail}, func(s *studio) {
		s.wantSaved()
		if err := os.Remove(s.stem() + ".jpg"); err != nil {
			t.Fatal(err)
		}
		s.wantSaved()
		s.wantAsset(s.stem()+".jpg", "thumbnail.jpeg")
	})
}

// A part that was begun beside the video follows it where it is saved anew.
func TestPartBesideAVideoThatMoved(t *testing.T) {
	inDressing(t, theWorks(), []Asset{AssetCaptioned}, func(s *studio) {
		old := filepath.Join(t.TempDir(), "old.captioned.mp4")
		if _, err := s.apply(s.t.Context(), []string{s.video}, func(e *Entry) bool {
			e.notePart(AssetCaptioned, &Part{Name: old, Total: 1_000_000, ETag: tag})
			return true
		}); err != nil {
			t.Fatal(err)
		}
		write(t, old+partSuffix, "begun elsewhere")
		s.wantSaved()
		s.wantAsset(s.stem()+".captioned.mp4", "captioned.mp4")
		wantFile(t, old+partSuffix, "begun elsewhere")
	})
}

func TestRemovedWhileSavingBesideIt(t *testing.T) {
	stall := heygentest.Fault{On: heygentest.Asset, Do: heygentest.Stall, After: 0.4}
	inDressing(t, theWorks(stall), []Asset{AssetCaptioned}, func(s *studio) {
		ended := make(chan error)
		go func() {
			_, err := s.Download(s.t.Context(), s.video)
			ended <- err
		}()
		pass(time.Second)
		if _, err := s.Remove(s.t.Context(), []string{s.video}); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err == nil || s.Entry(s.video) != nil {
			t.Errorf("ended with %v, and %+v", err, s.Entry(s.video))
		}
	})
}

// The entry can't be described: the rest is saved.
func TestDescriptionFails(t *testing.T) {
	inDressing(t, theWorks(), []Asset{AssetJSON}, func(s *studio) {
		s.cfg.Describe = func(*Entry) ([]byte, error) { return nil, errors.New("no words") }
		s.wantLack(AssetJSON, "no words")
	})
}

// A video that was removed and added anew meanwhile has no place yet where something could lie beside it.
func TestAddedAnewWhileSavingBesideIt(t *testing.T) {
	t.Chdir(t.TempDir())
	var r *reel
	picture := says(200, []byte("\xff\xd8\xff a picture"))
	inKit(t, AssetThumbnail, func(run *reel) {
		r = run
		saved, err := r.Download(r.t.Context(), someID)
		if err != nil || len(saved.Lacks) != 1 || !strings.Contains(saved.Lacks[0].Error(), "no longer tracked") {
			t.Errorf("saved %+v, %v", saved, err)
		}
		if stray, _ := os.ReadDir("."); len(stray) > 0 {
			t.Errorf("a stray file: %v", stray)
		}
	}, func(req *http.Request) (*http.Response, error) {
		other := r.store.other()
		if _, err := other.Delete(req.Context(), []string{someID}); err != nil {
			return nil, err
		}
		if _, err := other.Insert(req.Context(), []Entry{{ID: someID, Status: heygen.Completed, AddedAt: time.Now()}}); err != nil {
			return nil, err
		}
		if _, err := r.Load(req.Context()); err != nil {
			return nil, err
		}
		return picture(req)
	})
}
