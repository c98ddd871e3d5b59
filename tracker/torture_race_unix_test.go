//go:build unix

package tracker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"reelwatch/heygen/heygentest"
)

// meddling is what another program may do to the files of a save while it runs. part and final are the names that the save
// has chosen.
type meddling struct {
	name string
	do   func(m *meddler, part, final string) error
}

// meddler does so now and then, and knows what it must find again.
type meddler struct {
	outside string            // a folder that nothing may be written to
	planted map[string]string // what it put under which name in the folder
	n       int
}

// meddlings are all that is tried. What is written into the middle of a part by somebody else is not among them: nobody
// could find that out.
func meddlings() []meddling {
	link := func(to string) func(m *meddler, part, final string) error {
		return func(m *meddler, part, _ string) error {
			return errors.Join(remove(part), os.Symlink(filepath.Join(m.outside, to), part))
		}
	}
	finally := func(to string) func(m *meddler, part, final string) error {
		return func(m *meddler, _, final string) error {
			return exists(os.Symlink(filepath.Join(m.outside, to), final))
		}
	}
	return []meddling{
		{"the part removed", func(_ *meddler, part, _ string) error { return remove(part) }},
		{"the part moved away", func(m *meddler, part, _ string) error {
			m.n++
			return gone(os.Rename(part, fmt.Sprint(part, " of before ", m.n, partSuffix)))
		}},
		{"the part cut short", func(_ *meddler, part, _ string) error { return cutFile(part, 100) }},
		{"the part emptied", func(_ *meddler, part, _ string) error { return cutFile(part, 0) }},
		{"the part replaced", func(_ *meddler, part, _ string) error {
			return errors.Join(remove(part), os.WriteFile(part, nil, 0o600))
		}},
		{"a folder in the part's place", func(_ *meddler, part, _ string) error { return errors.Join(remove(part), os.Mkdir(part, 0o700)) }},
		{"a link in the part's place", link("precious")},
		{"a link to nothing in the part's place", link("nothing")},
		{"a link to a folder in the part's place", link(".")},
		{"a file under the final name", func(m *meddler, _, final string) error {
			if _, err := os.Lstat(final); err == nil {
				return nil
			}
			m.planted[final] = "mine"
			return os.WriteFile(final, []byte("mine"), 0o600)
		}},
		{"a link under the final name", finally("precious")},
		{"a link to nothing under the final name", finally("nothing")},
		{"a folder under the final name", func(_ *meddler, _, final string) error { return exists(os.Mkdir(final, 0o700)) }},
		{"the folder removed", func(m *meddler, part, _ string) error {
			clear(m.planted)
			return os.RemoveAll(filepath.Dir(part))
		}},
		{"the folder moved and back", func(_ *meddler, part, _ string) error {
			folder := filepath.Dir(part)
			if err := os.Rename(folder, folder+".away"); err != nil {
				return gone(err)
			}
			pass(3 * time.Second)
			return errors.Join(os.RemoveAll(folder), os.Rename(folder+".away", folder))
		}},
	}
}

// cutFile cuts a file that is longer, unless it is a link.
func cutFile(path string, size int64) error {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() || info.Size() < size {
		return nil
	}
	return gone(os.Truncate(path, size))
}

func remove(path string) error { return os.RemoveAll(path) }

// gone and exists are errors of a meddler that came too late.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func exists(err error) error {
	if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Several processes want the same video, over a host that cuts and stalls, and another program meddles with its files at any
// moment: whatever gets the name is whole, what the other program put there stays, nothing is written through its links, and
// when it leaves off the video is saved.
func TestTortureRaces(t *testing.T) {
	rounds := 2
	if inFull() {
		rounds = 60
	}
	random := rand.New(rand.NewPCG(tortureSeed, 0))
	all, n := meddlings(), &races{}
	for range rounds {
		for _, one := range all {
			n.race(t, random, one, all[random.IntN(len(all))])
		}
	}
	t.Logf("tried %d races of 3 processes and a meddler of %d ways (seed %d): %d saves of the 3 failed for it, %d were busy, %d done; lost 0",
		n.tried, len(all), tortureSeed, n.failed, n.busy, n.done)
}

type races struct {
	mu                        sync.Mutex
	tried, failed, busy, done int
}

func (n *races) race(t *testing.T, random *rand.Rand, meddlings ...meddling) {
	t.Helper()
	n.tried++
	name := fmt.Sprint(meddlings[0].name, ", ", meddlings[1].name)
	m := &meddler{outside: t.TempDir(), planted: map[string]string{}}
	write(t, filepath.Join(m.outside, "precious"), "precious")
	v := heygentest.VideoSpec{Size: 60_000, BytesPerSecond: 2000, Faults: []heygentest.Fault{cut(random.Float64()), {On: heygentest.File, Do: heygentest.Stall, After: random.Float64()}}}
	inStudio(t, v, func(s *studio) {
		s.folder = filepath.Join(s.folder, "videos")
		final := filepath.Join(s.folder, s.video+".mp4")
		var savers sync.WaitGroup
		for range 3 {
			p := s.process()
			savers.Go(func() { n.saveDespite(s, p) })
		}
		for _, each := range meddlings {
			pass(time.Duration(random.Int64N(int64(40 * time.Second))))
			if err := gone(each.do(m, final+partSuffix, final)); err != nil {
				s.t.Errorf("%s: %v", name, err)
			}
		}
		savers.Wait()
		synctest.Wait()
		s.calm(m, name, final)
	})
}

// saveDespite tries to save the video a few times, as a process of its own.
func (n *races) saveDespite(s *studio, p *Tracker) {
	for range 3 {
		_, err := p.Download(s.t.Context(), s.video)
		n.mu.Lock()
		switch {
		case err == nil:
			n.done++
		case errors.Is(err, ErrBusy):
			n.busy++
		default:
			n.failed++
		}
		n.mu.Unlock()
		if err == nil {
			return
		}
		pass(20 * time.Second)
	}
}

// calm clears away what stands in the part's place, as each error asks for, and saves the video.
func (s *studio) calm(m *meddler, name, final string) {
	s.t.Helper()
	if info, err := os.Lstat(final + partSuffix); err == nil && !info.Mode().IsRegular() {
		if err := os.RemoveAll(final + partSuffix); err != nil {
			s.t.Fatal(err)
		}
	}
	p := s.process()
	saved, err := p.Download(context.Background(), s.video)
	for tries := 0; err != nil && tries < 4; tries++ {
		pass(time.Minute)
		saved, err = p.Download(context.Background(), s.video)
	}
	if err != nil {
		s.t.Fatalf("%s: never saved: %v", name, err)
	}
	if info, err := os.Lstat(saved.Path); err != nil || !info.Mode().IsRegular() {
		s.t.Errorf("%s: what is saved is no file: %v", name, err)
	}
	s.wantVideo(saved.Path, name)
	for path, text := range m.planted {
		if b, err := os.ReadFile(path); err == nil && string(b) != text {
			s.t.Errorf("%s: %s was overwritten", name, path)
		}
	}
	wantFile(s.t, filepath.Join(m.outside, "precious"), "precious")
	if left, err := os.ReadDir(m.outside); err != nil || len(left) != 1 {
		s.t.Errorf("%s: something was written through a link: %v", name, left)
	}
	s.wantVideos(m, name)
}

// wantVideos holds that all files in the folder that nobody planted are the video or parts.
func (s *studio) wantVideos(m *meddler, name string) {
	s.t.Helper()
	files, err := os.ReadDir(s.folder)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range files {
		path := filepath.Join(s.folder, f.Name())
		if m.planted[path] == "" && f.Type().IsRegular() && !strings.HasSuffix(path, partSuffix) {
			s.wantVideo(path, name)
		}
	}
}
