package store

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"reelwatch/tracker"
)

// sector is what a disk writes in one piece.
const sector = 512

// A file is cut anywhere: in full at every few bytes, in short around each page's end.
func TestTortureTruncation(t *testing.T) {
	o := newTorture(t)
	for _, s := range o.fixtures() {
		file, whole := content(t, s.Path()), wholeOf(t, s.Path())
		top, err := readHead(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		for page := 1; page <= int(top.high); page++ {
			end := page * top.pageSize
			o.try("at a page's end", file[:end+o.random.IntN(3)-1], whole)
			for n := range o.within(top.pageSize) {
				o.try("within a page", file[:end-1-n], whole)
			}
		}
	}
	o.tell("truncated files")
}

// within gives numbers below a page's size: in full every few, in short one.
func (o *torture) within(pageSize int) func(func(int) bool) {
	step := pageSize - 2
	if inFull() {
		step = 29
	}
	return func(yield func(int) bool) {
		if inFull() && !yield(0) {
			return
		}
		for n := 1 + o.random.IntN(step); n < pageSize-1; n += step {
			if !yield(n) {
				return
			}
		}
	}
}

// The system or the power fails amid a commit. Of what was to be written only some is: pages in the order in which they are
// written; any pages, in any order, which a disk that lies about its cache may leave; pieces of pages. What is found is the
// list before the commit or the one after it.
func TestTortureTornWrites(t *testing.T) {
	o := newTorture(t)
	for _, s := range o.fixtures() {
		for round := range o.rounds() {
			for _, c := range o.commits(s, round) {
				o.tear(s, c)
			}
		}
	}
	o.tell("torn writes")
}

func (o *torture) rounds() int {
	if inFull() {
		return 3
	}
	return 1
}

// skips is more than how many places are left out between two that are tried.
func (o *torture) skips() int {
	if inFull() {
		return 1
	}
	return 8
}

// commit is a change of the list in one transaction.
type commit struct {
	name string
	run  func() error
}

// commits are changes of all kinds, in this order.
func (o *torture) commits(s *Store, round int) []commit {
	ctx, id := o.t.Context(), func(n int) string { return video(1000*round + n).ID }
	apply := func(id string) func() error {
		return func() error { _, err := s.Apply(ctx, []string{id}, grow); return err }
	}
	return []commit{
		{"one added", func() error { _, err := s.Insert(ctx, videos(1000*round+1000, 1)); return err }},
		{"one changed", apply(id(1000))},
		{"the same changed", apply(id(1000))},
		{"the same changed again", apply(id(1000))},
		{"a name taken", func() error { _, err := s.ReserveName(ctx, id(1000), fmt.Sprintf("/v/torn %d.mp4", round)); return err }},
		{"many added", func() error { _, err := s.Insert(ctx, videos(1000*round+1001, 30)); return err }},
		{"one renamed", func() error {
			_, _, err := s.Rename(ctx, id(1001), "renamed "+id(1001), func(old, _ *tracker.Entry) (tracker.Entry, error) { return *old, nil })
			return err
		}},
		{"one renamed back", func() error {
			_, _, err := s.Rename(ctx, "renamed "+id(1001), id(1001), func(old, _ *tracker.Entry) (tracker.Entry, error) { return *old, nil })
			return err
		}},
		{"some removed", func() error { _, err := s.Delete(ctx, ids(videos(1000*round+1002, 20))); return err }},
		{"one removed", func() error { _, err := s.Delete(ctx, []string{id(1000)}); return err }},
	}
}

// tear makes a commit, and then all that might have become of it.
func (o *torture) tear(s *Store, c commit) {
	o.t.Helper()
	o.about = c.name
	before, old := content(o.t, s.Path()), wholeOf(o.t, s.Path())
	if err := c.run(); err != nil {
		o.t.Fatalf("%s: %v", c.name, err)
	}
	after, now := content(o.t, s.Path()), wholeOf(o.t, s.Path())
	top, err := readHead(bytes.NewReader(after), int64(len(after)))
	if err != nil {
		o.t.Fatal(err)
	}
	before = append(before, make([]byte, len(after)-len(before))...) // it grows before anything is written
	pages, sectors := differing(before, after, top.pageSize), differing(before, after, sector)
	for n := 0; n < len(pages); n += 1 + o.random.IntN(o.skips()) { // the data in order; the meta page, which is one of the first two, comes last
		o.try("in order", mixed(before, after, top.pageSize, dataFirst(pages)[:n]), old, now)
	}
	for range o.rounds() {
		o.try("any pages", mixed(before, after, top.pageSize, o.some(pages)), old, now)
		o.try("any sectors", mixed(before, after, sector, o.some(sectors)), old, now)
	}
	for _, lone := range pages {
		if !inFull() && o.random.IntN(8) > 0 {
			continue
		}
		o.try("one page", mixed(before, after, top.pageSize, []int{lone}), old, now)
		o.try("all but one page", mixed(after, before, top.pageSize, []int{lone}), old, now)
	}
}

// differing gives the blocks of a size in which two files differ.
func differing(a, b []byte, size int) (blocks []int) {
	for at := 0; at < len(a); at += size {
		if !bytes.Equal(a[at:min(at+size, len(a))], b[at:min(at+size, len(b))]) {
			blocks = append(blocks, at/size)
		}
	}
	return blocks
}

func dataFirst(pages []int) []int {
	data := slices.DeleteFunc(slices.Clone(pages), func(page int) bool { return page < 2 })
	return append(data, slices.DeleteFunc(slices.Clone(pages), func(page int) bool { return page >= 2 })...)
}

// mixed is a with these blocks of b.
func mixed(a, b []byte, size int, blocks []int) []byte {
	file := slices.Clone(a)
	for _, i := range blocks {
		copy(file[i*size:min((i+1)*size, len(file))], b[i*size:])
	}
	return file
}

// some picks any of these blocks.
func (o *torture) some(blocks []int) []int {
	return slices.DeleteFunc(slices.Clone(blocks), func(int) bool { return o.random.IntN(2) == 0 })
}
