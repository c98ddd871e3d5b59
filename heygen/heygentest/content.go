package heygentest

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"io"
)

// The pieces that a file is made of: a head that says what it is, then one block of noise again and again, each with
// its number in front. That is cheap at any offset, and no two blocks of a file are alike.
const (
	blockSize = 64 << 10
	stampSize = 8

	mp4Head  = "\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41\x00\x00\x00\x00mdat"
	webmHead = "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"
)

// content is the bytes of one file.
type content struct {
	head  string
	noise []byte // one block
	size  int64
	name  string
}

// newContent makes the file of this name: the same name, head and size are the same bytes.
func newContent(name, head string, size int64) *content {
	h := fnv.New64a()
	h.Write([]byte(name)) // A hash never fails.
	noise := make([]byte, blockSize)
	state := h.Sum64()
	for i := 0; i < blockSize; i += 8 {
		state += 0x9e3779b97f4a7c15
		binary.LittleEndian.PutUint64(noise[i:], mix(state))
	}
	return &content{head: head, noise: noise, size: size, name: name}
}

// mix spreads a number over 64 bits, each for another.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// ReadAt reads from any place of the file.
func (c *content) ReadAt(p []byte, offset int64) (int, error) {
	if offset >= c.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), c.size-offset))
	for done := 0; done < n; {
		done += c.block(p[done:n], offset+int64(done))
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// block copies from one block, and from the head where it reaches into the first.
func (c *content) block(p []byte, offset int64) int {
	within := int(offset % blockSize)
	n := copy(p, c.noise[within:])
	if within < stampSize {
		var stamp [stampSize]byte
		binary.BigEndian.PutUint64(stamp[:], uint64(offset/blockSize))
		copy(p[:n], stamp[within:])
	}
	if offset < int64(len(c.head)) {
		copy(p[:n], c.head[offset:])
	}
	return n
}

// etag names the bytes as an object store does, in quotes.
func (c *content) etag() string {
	sum := sha256.Sum256(binary.AppendVarint([]byte(c.head+c.name), c.size))
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// videoContent is the video's own file.
func (v *VideoSpec) videoContent() *content {
	head := mp4Head
	if v.WebM {
		head = webmHead
	}
	return newContent(v.ID, head, v.Size)
}

// Content gives the whole file of a video, nil where there is no such video. For large ones use SHA256.
func (s *Server) Content(id string) []byte {
	spec := s.spec(id)
	if spec == nil {
		return nil
	}
	all := make([]byte, spec.Size)
	// Reading all of it reaches the end, and has no other error.
	_, _ = spec.videoContent().ReadAt(all, 0)
	return all
}

// AssetContent gives the whole of another file of a video's, which its path on the file host names: "captioned.mp4",
// "subtitle.srt", "caption.ass", "thumbnail.jpeg" or "gif.gif". It is nil where the video comes without.
func (s *Server) AssetContent(id, name string) []byte {
	spec := s.spec(id)
	if spec == nil || !spec.has(asset(name)) {
		return nil
	}
	c := spec.content(asset(name))
	all := make([]byte, c.size)
	// Reading all of it reaches the end, and has no other error.
	_, _ = c.ReadAt(all, 0)
	return all
}

// SHA256 gives the sum of a video's file in hex, empty where there is no such video.
func (s *Server) SHA256(id string) string {
	spec := s.spec(id)
	if spec == nil {
		return ""
	}
	h := sha256.New()
	// Neither side of this copy can fail.
	_, _ = io.Copy(h, io.NewSectionReader(spec.videoContent(), 0, spec.Size))
	return hex.EncodeToString(h.Sum(nil))
}

// spec gives a video whether the service knows it yet or not.
func (s *Server) spec(id string) *VideoSpec {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.videos[id]; v != nil {
		return v.spec
	}
	return nil
}

// newText makes a file that is nothing but a text, or any other bytes.
func newText(text string) *content {
	return newContent("", text, int64(len(text)))
}
