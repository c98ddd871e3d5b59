package tracker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// tortureSeed is what chance in the torture suites starts from.
const tortureSeed = 8

// inFull says whether the torture suites try all they know, which takes minutes, and not a few seconds' worth of it.
func inFull() bool { return os.Getenv("REELWATCH_TEST_FULL") != "" }

// The names of a host that announces no length, and of one that sends all of a file always.
const noLengthTold, noRanges = "no length", "no ranges"

// trouble is what may be in the way of saving a video: what its file host is like, and what goes wrong.
type trouble struct {
	name   string
	host   func(*heygentest.VideoSpec)
	faults []heygentest.Fault
}

// troubles are all that the simulated HeyGen knows. Those of ranged requests come after a cut, those of the API after a
// link that does not work.
func troubles() (all []trouble) {
	now := func(name string, f heygentest.Fault) {
		f.On = heygentest.File
		all = append(all, trouble{name: name, faults: []heygentest.Fault{f}})
	}
	resumed := func(name string, f heygentest.Fault) {
		f.On = heygentest.File
		all = append(all, trouble{name: name, faults: []heygentest.Fault{cut(0.3), f}})
	}
	asked := func(name string, f heygentest.Fault) {
		f.On, f.Skip = heygentest.Single, 1 // the first question is that of whoever adds the video
		all = append(all, trouble{name: name, faults: []heygentest.Fault{onFile(heygentest.Refuse, 403), f}})
	}
	host := func(name string, change func(*heygentest.VideoSpec)) {
		all = append(all, trouble{name: name, host: change})
	}
	for _, status := range []int{400, 401, 403, 404, 410, 429, 500, 503} {
		now(fmt.Sprint("file refused ", status), heygentest.Fault{Do: heygentest.Refuse, Status: status})
		asked(fmt.Sprint("link refused ", status), heygentest.Fault{Do: heygentest.Refuse, Status: status})
	}
	for _, status := range []int{200, 206, 403, 502} {
		now(fmt.Sprint("file is a page ", status), heygentest.Fault{Do: heygentest.Page, Status: status})
		asked(fmt.Sprint("link is a page ", status), heygentest.Fault{Do: heygentest.Page, Status: status})
	}
	now("told to wait", heygentest.Fault{Do: heygentest.Refuse, Status: 429, RetryAfter: "7"})
	for _, body := range []string{"", "x", "just some text that is no video"} {
		for _, status := range []int{200, 204, 206, 304} {
			if status == 200 || status == 206 || body == "" {
				now(fmt.Sprintf("file is %d bytes, %d", len(body), status), heygentest.Fault{Do: heygentest.Say, Body: body, Status: status})
			}
		}
	}
	for _, body := range []string{"", "{}", "[[[", `{"data":null}`, `{"data":{"id":"another","status":"completed"}}`} {
		asked("link is "+body, heygentest.Fault{Do: heygentest.Say, Body: body})
	}
	for _, do := range []heygentest.Trouble{heygentest.Cut, heygentest.Reset, heygentest.Stall} {
		for _, after := range []float64{0, 0.0001, 0.5, 0.9999, 1} {
			now(fmt.Sprintf("%s at %g", do, after), heygentest.Fault{Do: do, After: after})
		}
		asked(fmt.Sprint("link: ", do), heygentest.Fault{Do: do, After: 0.5})
	}
	asked("link is huge", heygentest.Fault{Do: heygentest.Huge})
	for _, to := range []string{"", heygentest.ToMirror, "file:///etc/passwd", "http://nowhere.test/v.mp4", "//", "https://"} {
		now("redirect to "+to, heygentest.Fault{Do: heygentest.Redirect, To: to})
	}
	now("a loop", heygentest.Fault{Do: heygentest.Redirect, Times: 7})
	for _, do := range []heygentest.Trouble{heygentest.IgnoreRange, heygentest.WrongStart, heygentest.OtherTotal, heygentest.OtherETag} {
		resumed(string(do), heygentest.Fault{Do: do})
	}
	resumed("no such range", heygentest.Fault{Do: heygentest.Refuse, Status: 416})
	host(noRanges, func(v *heygentest.VideoSpec) { v.NoRanges = true })
	host("no ETag", func(v *heygentest.VideoSpec) { v.NoETag = true })
	host("no validator", func(v *heygentest.VideoSpec) { v.NoETag, v.NoLastModified = true, true })
	host("weak ETag", func(v *heygentest.VideoSpec) { v.WeakETag = true })
	host(noLengthTold, func(v *heygentest.VideoSpec) { v.Chunked = true })
	host("unsigned links", func(v *heygentest.VideoSpec) { v.Unsigned = true })
	host("a WebM", func(v *heygentest.VideoSpec) { v.WebM = true })
	host("slow", func(v *heygentest.VideoSpec) { v.BytesPerSecond = 3000 })
	host("links too early", func(v *heygentest.VideoSpec) { v.LinkNotReady = []int{403, 404} })
	host("links too late", func(v *heygentest.VideoSpec) { v.NoLinkFor = 20 * time.Second })
	return all
}

// spoilt is a video with some troubles, one after the other.
func spoilt(troubles ...trouble) (v heygentest.VideoSpec, name string) {
	v = heygentest.VideoSpec{Title: "Clip", Size: 60_000}
	var names []string
	for _, t := range troubles {
		names = append(names, t.name)
		if t.host != nil {
			t.host(&v)
		}
		v.Faults = append(v.Faults, t.faults...)
	}
	return v, strings.Join(names, ", then ")
}

// beyondTelling says that nobody could know the right file: it is said to be longer than it is where its length was not told
// before, or it is sent so, as a whole.
func beyondTelling(one, other trouble) bool {
	names := one.name + other.name
	return strings.Contains(names, string(heygentest.OtherTotal)) && (strings.Contains(names, noLengthTold) || strings.Contains(names, noRanges))
}

// saves counts what the suites tried and what came of it.
type saves struct {
	tried, first, later, stopped int
}

// Every trouble after every other: the file that gets its name is the video, byte for byte, and whatever fails is saved by
// doing the same again. In full each pair is tried a second time with stops and new starts in between.
func TestTorturePairsOfTrouble(t *testing.T) {
	all, random := troubles(), rand.New(rand.NewPCG(tortureSeed, 0))
	var n saves
	for _, one := range all {
		for _, other := range all {
			if beyondTelling(one, other) || !inFull() && random.IntN(len(all)) > 2 {
				continue
			}
			v, name := spoilt(one, other)
			n.save(t, name, v, nil)
			if inFull() || random.IntN(2) == 0 {
				n.save(t, name+", stopped", v, random)
			}
		}
	}
	t.Logf("tried %d saves under pairs of %d troubles (seed %d): %d saved at once, %d by doing it again, %d stopped on the way; lost 0",
		n.tried, len(all), tortureSeed, n.first, n.later, n.stopped)
}

// save saves a video, by doing it again where it fails, and with random also by stopping and starting anew.
func (n *saves) save(t *testing.T, name string, v heygentest.VideoSpec, random *rand.Rand) {
	t.Helper()
	n.tried++
	inStudio(t, v, func(s *studio) {
		for tries := 1; tries <= 10; tries++ {
			ctx, cancel := context.WithCancel(s.t.Context())
			if random != nil && tries < 4 {
				ctx, cancel = context.WithTimeout(ctx, time.Duration(random.Int64N(int64(40*time.Second))))
			}
			saved, err := s.Download(ctx, s.video)
			stopped := ctx.Err() != nil
			cancel()
			s.onlyWhole(name)
			switch {
			case err == nil:
				s.wantWhole(saved.Path)
				n.count(tries)
				return
			case stopped:
				n.stopped++
				s.Tracker = s.process()
			case strings.Contains(err.Error(), "Signature"), strings.Contains(err.Error(), "secret-key"):
				s.t.Errorf("%s: the error tells a secret: %v", name, err)
			}
			pass(time.Minute)
		}
		s.t.Errorf("%s: never saved", name)
	})
}

func (n *saves) count(tries int) {
	if tries == 1 {
		n.first++
	} else {
		n.later++
	}
}

// onlyWhole holds that whatever stands in the folder is whole, or a part.
func (s *studio) onlyWhole(name string) {
	s.t.Helper()
	files, err := os.ReadDir(s.folder)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), partSuffix) {
			s.wantVideo(filepath.Join(s.folder, f.Name()), name)
		}
	}
}

// wantVideo holds that a file is the video, byte for byte.
func (s *studio) wantVideo(path, name string) {
	s.t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != s.server.SHA256(s.video) {
		s.t.Errorf("%s: %s stands there with %d bytes that are not the video's", name, filepath.Base(path), len(b))
	}
}
