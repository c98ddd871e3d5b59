package store

import (
	"hash/fnv"
	"os"
	"sync"
)

// Claims tells the processes over one store which videos each of them is saving: a file beside the store, of which each
// video has a byte that is locked by the one who saves it. The system frees what a process held when it dies. It satisfies
// tracker.Claims and is safe for use by many goroutines.
//
// Within one process the locks exclude nobody, and another value over the same store would give them all back as soon as
// it is closed: a process has one value.
type Claims struct {
	path string

	mu   sync.Mutex
	file *os.File // nil before the first claim; open until the process ends
}

// NewClaims gives the claims on the videos of the store at storePath; none is made yet.
func NewClaims(storePath string) *Claims { return &Claims{path: neighbour(storePath, ".saving")} }

// Claim takes hold of the video id for this process until release is called; ok is false where another process has it.
// Where there can be no claims, as in a folder that may only be read, everybody gets what he asks for.
func (c *Claims) Claim(id string) (release func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.file == nil {
		f, err := os.OpenFile(c.path, os.O_RDWR|os.O_CREATE, fileMode)
		if err != nil {
			return func() {}, true
		}
		c.file = f
	}
	f, at := c.file, byteOf(id)
	if free, err := lockByte(f, at); !free || err != nil {
		return func() {}, err != nil
	}
	return func() { _ = unlockByte(f, at) }, true // the system frees it, at the latest when this process ends
}

// byteOf is the byte of a video. Two that share one are saved one after the other.
func byteOf(id string) int64 {
	h := fnv.New64a()
	h.Write([]byte(id)) // a hash never fails
	return int64(h.Sum64() >> 2)
}
