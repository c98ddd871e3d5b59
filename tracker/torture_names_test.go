package tracker

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"reelwatch/heygen/heygentest"
)

// hostileTitles are what somebody may call a video. Those of one line are the same name on some system.
func hostileTitles() (titles []string) {
	for _, same := range [][]string{
		{"Clip", "CLIP", "clip", " clip ", "clip.", "clip . .", "Clip\x00", "cl\u200bip", "\u202eclip"},
		{"straße", "STRASSE", "Strasse"}, {"Café", "Cafe\u0301", "CAFÉ"}, {"ﬁlm", "film"}, {"K", "\u212a", "k"},
		{"Clip (2)", "clip (2)"}, {"a/b", "a\\b", "a:b", "a-b"},
		{"..", ".", "", " ", "...", "\u202e", "\x00", "\x1b[2J", "---", "~"},
		{"../../etc/passwd", "/etc/passwd", "..\\..\\x", "C:\\x", "//host/share", "~root", "$HOME", "`id`", "-rf", ".bashrc"},
		{"con", "CON", "nul.txt", "Aux", "com1", "LPT9.mp4", "COM¹", "conin$", "prn ."},
		{"x.mp4", "x.mp4.part", "x.part", "x.webm", "X.MP4"},
		{strings.Repeat("a", 300), strings.Repeat("a", 299) + "b", strings.Repeat("語", 300), strings.Repeat("👨‍👩‍👧‍👦", 60), strings.Repeat("g\u0308\u0301", 200), strings.Repeat(".", 300), strings.Repeat("/", 300)},
		{"שלום עולם", "مرحبا", "a\u202eb\u202c", "👍🏽", "🏳️‍🌈", "\ufeffbom", "\xff\xfe", "tab\tline\nfeed", "{id}", "{title}", "%s%n", "a*b?c\"d<e>f|g"},
	} {
		titles = append(titles, same...)
	}
	return titles
}

// Videos with all these titles, and batches of these names, are saved at once under templates that keep them apart by their
// titles alone: each in a file of its own, byte for byte, below the folder, under a name that every system takes.
func TestTortureNames(t *testing.T) {
	titles := hostileTitles()
	templates := []string{"", "{title}", "{batch}/{title}", "{title}/{title}", "{batch} {title} {title}"}
	for _, template := range templates {
		t.Run(template, func(t *testing.T) {
			inStudio(t, heygentest.VideoSpec{Title: "Clip", Size: 3000}, func(s *studio) { s.saveNamed(template, titles) })
		})
	}
	t.Logf("tried %d titles under %d templates; lost 0", len(titles), len(templates))
}

// saveNamed saves a video for each title, all at once.
func (s *studio) saveNamed(template string, titles []string) {
	s.t.Helper()
	above := s.folder
	s.folder = filepath.Join(above, "videos")
	s.cfg.NameTemplate, s.cfg.Output = template, s.folder
	var all []Addition
	for i, title := range titles {
		id := heygentest.ID(100 + i)
		s.server.Add(heygentest.VideoSpec{ID: id, Title: title, Size: 3000 + int64(i)})
		all = append(all, Addition{ID: id, Batch: titles[len(titles)-1-i]})
	}
	if _, err := s.Add(s.t.Context(), all, Added); err != nil {
		s.t.Fatal(err)
	}
	var ids []string
	for _, a := range all {
		ids = append(ids, a.ID)
	}
	if _, err := s.Check(s.t.Context(), ids, true); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan error)
	for _, id := range ids {
		go func() {
			_, err := s.Download(s.t.Context(), id)
			ended <- err
		}()
	}
	for range ids {
		if err := <-ended; err != nil {
			s.t.Error(err)
		}
	}
	s.wantApart(ids)
	if beside, err := os.ReadDir(above); err != nil || len(beside) != 1 {
		s.t.Errorf("something is outside of the folder: %v, %v", beside, err)
	}
	s.wantFiles(len(ids))
}

// wantApart holds that each video has a file of its own.
func (s *studio) wantApart(ids []string) {
	s.t.Helper()
	folded := map[string]string{}
	for _, id := range ids {
		e := s.Entry(id)
		video := s.video
		s.video = id
		s.wantVideo(e.File, e.Title)
		s.video = video
		name := foldName(e.File)
		if other, taken := folded[name]; taken {
			s.t.Errorf("%q and %q are one file somewhere", e.File, other)
		}
		folded[name] = e.File
		way, err := filepath.Rel(s.folder, e.File)
		if err != nil || !filepath.IsLocal(way) {
			s.t.Errorf("%q is outside of the folder", e.File)
		}
		for part := range strings.SplitSeq(way, string(filepath.Separator)) {
			if fault := faultOf(part); fault != "" {
				s.t.Errorf("%q %s", part, fault)
			}
		}
	}
}

// faultOf says why some system would not take a file's name, or somebody be taken in by it.
func faultOf(name string) string {
	stem, _, _ := strings.Cut(name, ".")
	switch {
	case len(name) > 255:
		return fmt.Sprintf("has %d bytes", len(name))
	case !utf8.ValidString(name), strings.ContainsAny(name, "\x00\n\t\x1b/\\:*?\"<>|\u202e\u202c\u200b\ufeff"):
		return "has a character that is none of a name"
	case strings.HasPrefix(name, "-"), strings.HasPrefix(name, "."), strings.HasPrefix(name, "~"):
		return "begins as no name does"
	case strings.HasSuffix(name, "."), strings.HasSuffix(name, " "), strings.HasPrefix(name, " "):
		return "ends as no name does"
	case strings.Contains("|con|prn|aux|nul|com1|lpt9|com¹|conin$|", "|"+strings.ToLower(strings.TrimSpace(stem))+"|"):
		return "is a device"
	}
	return ""
}

// wantFiles holds that so many files are in the folder, and nothing but files and folders.
func (s *studio) wantFiles(want int) {
	s.t.Helper()
	files := 0
	err := filepath.WalkDir(s.folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files++
			if !d.Type().IsRegular() {
				err = errors.New(path + " is no file")
			}
		}
		return err
	})
	if err != nil || files != want {
		s.t.Errorf("%d files for %d videos: %v", files, want, err)
	}
}
