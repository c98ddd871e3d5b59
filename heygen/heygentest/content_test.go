package heygentest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"testing"

	"reelwatch/heygen/heygentest"
)

func TestContentBeginsAsItsKind(t *testing.T) {
	s := heygentest.New(heygentest.Options{})
	s.Add(heygentest.VideoSpec{ID: "mp4"}, heygentest.VideoSpec{ID: "webm", WebM: true})
	if got := s.Content("mp4"); !bytes.Equal(got[4:8], []byte("ftyp")) {
		t.Errorf("an MP4 begins with % x", got[:12])
	}
	if got := s.Content("webm"); !bytes.Equal(got[:4], []byte{0x1a, 0x45, 0xdf, 0xa3}) {
		t.Errorf("a WebM begins with % x", got[:12])
	}
}

func TestContentIsTheVideosOwnAndTheSameAgain(t *testing.T) {
	a, b := heygentest.New(heygentest.Options{}), heygentest.New(heygentest.Options{})
	for _, s := range []*heygentest.Server{a, b} {
		s.Add(heygentest.VideoSpec{ID: "v1", Size: 1 << 20}, heygentest.VideoSpec{ID: "v2", Size: 1 << 20})
	}
	if !bytes.Equal(a.Content("v1"), b.Content("v1")) {
		t.Error("another server has another file")
	}
	if bytes.Equal(a.Content("v1")[64:], a.Content("v2")[64:]) {
		t.Error("two videos have the same file")
	}
	if a.Content("v3") != nil || a.SHA256("v3") != "" {
		t.Error("there is a file of no video")
	}
}

func TestContentHasNoTwoBlocksAlike(t *testing.T) {
	s := heygentest.New(heygentest.Options{})
	s.Add(heygentest.VideoSpec{ID: "v1", Size: 4 << 20})
	all := s.Content("v1")
	seen := map[[32]byte]bool{}
	for at := 0; at < len(all); at += 4096 {
		seen[sha256.Sum256(all[at:at+4096])] = true
	}
	// Only the first 4 KiB of each block of 64 KiB carry its number; the rest repeats.
	if blocks := 4 << 20 >> 16; len(seen) != blocks+15 {
		t.Errorf("%d different pieces of 4 KiB, want %d", len(seen), blocks+15)
	}
}

func TestSHA256IsTheContents(t *testing.T) {
	for _, size := range []int64{1, 7, 39, 40, 41, 65_535, 65_536, 65_537, 1_000_000} {
		s := heygentest.New(heygentest.Options{})
		s.Add(heygentest.VideoSpec{ID: "v1", Size: size})
		all := s.Content("v1")
		sum := sha256.Sum256(all)
		if int64(len(all)) != size || s.SHA256("v1") != hex.EncodeToString(sum[:]) {
			t.Errorf("size %d: %d bytes, sum %s", size, len(all), s.SHA256("v1"))
		}
	}
}

// Any part of a file is that part of the whole, wherever it begins and ends.
func FuzzPartsOfAFile(f *testing.F) {
	f.Add(uint32(0), uint32(40))
	f.Add(uint32(4), uint32(65_600))
	f.Add(uint32(65_533), uint32(9))
	f.Add(uint32(131_072), uint32(200_000))
	f.Add(uint32(299_999), uint32(1))
	s := heygentest.New(heygentest.Options{})
	s.Add(heygentest.VideoSpec{ID: "v1", Size: 300_000, Unsigned: true})
	if err := s.Start(); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(s.Close)
	whole := s.Content("v1")
	link := s.FilesURL() + "/aws_pacific/avatar_tmp/v1/video.mp4"
	f.Fuzz(func(t *testing.T, from, length uint32) {
		from %= 300_000
		to := min(from+length%300_000, 299_999)
		w := &world{Server: s, t: t, client: http.DefaultClient}
		got := w.fetch(link, "Range", fmt.Sprintf("bytes=%d-%d", from, to))
		if got.status != http.StatusPartialContent || !bytes.Equal(got.body, whole[from:to+1]) {
			t.Errorf("bytes %d to %d: status %d, %d bytes", from, to, got.status, len(got.body))
		}
	})
}
