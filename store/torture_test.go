package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tortureSeed is what chance in the torture suites starts from.
const tortureSeed = 8

// inFull says whether the torture suites try all they know, which takes minutes, and not a few seconds' worth of it.
func inFull() bool { return os.Getenv("REELWATCH_TEST_FULL") != "" }

// torture counts what a suite tried and what came of it.
type torture struct {
	t                    *testing.T
	random               *rand.Rand
	path                 string // of the file that is spoilt
	about                string // the change that is torn
	tried, refused, lost int
	places               map[string]int
}

// newTorture makes the count for what is done to a file in memory, where there is room for files there: most of what
// these suites do is to wait for the disk otherwise.
func newTorture(t *testing.T) *torture {
	folder := t.TempDir()
	if quick, err := os.MkdirTemp("/dev/shm", "reelwatch"); err == nil {
		t.Cleanup(func() { os.RemoveAll(quick) })
		folder = quick
	}
	return &torture{t: t, random: rand.New(rand.NewPCG(tortureSeed, 0)), path: filepath.Join(folder, "r.db"), places: map[string]int{}}
}

// fixtures are the stores whose files are spoilt: of small buckets, of a system's own pages, of many small pages.
func (o *torture) fixtures() []*Store {
	all := []*Store{young(o.t), lived(o.t), finePages(o.t, lived(o.t))}
	for i, s := range all {
		path := filepath.Join(filepath.Dir(o.path), fmt.Sprint("whole", i))
		if err := os.WriteFile(path, content(o.t, s.Path()), fileMode); err != nil {
			o.t.Fatal(err)
		}
		all[i] = open(o.t, path)
	}
	return all
}

// try has one spoilt file endured.
func (o *torture) try(place string, b []byte, whole ...contents) {
	o.t.Helper()
	o.tried++
	o.places[place]++
	refused, err := endure(o.t.Context(), o.path, b, whole...)
	if refused {
		o.refused++
	}
	if err != nil {
		o.lost++
		o.t.Errorf("%s %s: %v", o.about, place, err)
	}
	if o.lost > 20 {
		o.t.Fatal("that is enough")
	}
}

// tell prints the counts on one line.
func (o *torture) tell(what string) {
	var places []string
	for place, n := range o.places {
		places = append(places, fmt.Sprintf("%s %d", place, n))
	}
	slices.Sort(places)
	o.t.Logf("tried %d %s (seed %d): %d refused and left as they were, %d read whole and gone on with, lost %d; %s",
		o.tried, what, tortureSeed, o.refused, o.tried-o.refused-o.lost, o.lost, strings.Join(places, ", "))
}

// Any bit of the file is flipped: in full, each bit that steers and one of each byte of the records; in short some of
// each kind.
func TestTortureFlippedBits(t *testing.T) {
	o := newTorture(t)
	for _, s := range o.fixtures() {
		file, whole := content(t, s.Path()), wholeOf(t, s.Path())
		byPart := map[string][]int{}
		for at, part := range anatomy(t, file) {
			byPart[part] = append(byPart[part], at)
		}
		for _, part := range slices.Sorted(maps.Keys(byPart)) {
			for _, f := range o.flips(part, byPart[part]) {
				b := slices.Clone(file)
				b[f.at] ^= 1 << f.bit
				o.try(part, b, whole)
			}
		}
	}
	o.tell("flipped bits")
}

type flip struct{ at, bit int }

// flips picks what is flipped of one kind of bytes.
func (o *torture) flips(part string, places []int) (out []flip) {
	steers := !strings.HasSuffix(part, "data") && part != "unused end" && part != "free page" && part != "never used"
	all := 4
	switch {
	case inFull() && steers, inFull() && part == "branch data":
		for _, at := range places {
			for bit := range 8 {
				out = append(out, flip{at, bit})
			}
		}
		return out
	case inFull() && strings.HasSuffix(part, "data"):
		for _, at := range places {
			out = append(out, flip{at, o.random.IntN(8)})
		}
		return out
	case inFull():
		all = 1000
	}
	for range all {
		out = append(out, flip{places[o.random.IntN(len(places))], o.random.IntN(8)})
	}
	return out
}
