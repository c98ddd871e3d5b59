package store

import (
	"path/filepath"
	"testing"
)

// many is the size of list that the speed bars speak of.
const many = 10_000

func BenchmarkInsert10k(b *testing.B) {
	list := videos(0, many)
	for b.Loop() {
		s := open(b, filepath.Join(b.TempDir(), "reelwatch.db"))
		if added, err := s.Insert(b.Context(), list); err != nil || len(added) != many {
			b.Fatal(len(added), err)
		}
	}
}

func BenchmarkLoad10k(b *testing.B) {
	path := filled(b, many).Path()
	for b.Loop() {
		if d, err := open(b, path).Load(b.Context()); err != nil || len(d.Put) != many {
			b.Fatal(len(d.Put), err)
		}
	}
}

func BenchmarkLoadUnchanged(b *testing.B) {
	s := filled(b, many)
	load(b, s)
	for b.Loop() {
		if d := load(b, s); !d.Empty() {
			b.Fatal("a change")
		}
	}
}

// BenchmarkLoadOneChanged is what a follower does for each change of the asker.
func BenchmarkLoadOneChanged(b *testing.B) {
	asker := filled(b, many)
	follower := open(b, asker.Path())
	load(b, follower)
	n := 0
	for b.Loop() {
		b.StopTimer()
		touch(b, asker, video(n%many).ID)
		n++
		b.StartTimer()
		if d := load(b, follower); len(d.Put) != 1 {
			b.Fatal(len(d.Put))
		}
	}
}

func BenchmarkPut10k(b *testing.B) {
	s := filled(b, many)
	load(b, s)
	n := 0
	for b.Loop() {
		touch(b, s, video(n%many).ID)
		n++
	}
}
