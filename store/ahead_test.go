package store

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
)

// calls counts the reads of a file.
type calls struct {
	io.ReaderAt
	n int
}

func (c *calls) ReadAt(p []byte, off int64) (int, error) {
	c.n++
	return c.ReaderAt.ReadAt(p, off)
}

func TestAheadReadsWhatIsThere(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	content := make([]byte, 3*readAhead+100)
	for i := range content {
		content[i] = byte(random.Uint32())
	}
	file := bytes.NewReader(content)
	a := &ahead{file: file}
	var at int64
	for range 20_000 {
		size := []int{1, 1 << 10, 4 << 10, 4<<10 + 1, readAhead, readAhead + 1}[random.IntN(6)]
		if random.IntN(4) == 0 || at > int64(len(content)) {
			at = random.Int64N(int64(len(content)) + 1)
		}
		got, want := make([]byte, size), make([]byte, size)
		n, err := a.ReadAt(got, at)
		whole, end := file.ReadAt(want, at)
		if n != whole || !bytes.Equal(got[:n], want[:whole]) || n < size && !errors.Is(err, end) || n == size && err != nil {
			t.Fatalf("%d bytes at %d: %d, %v; the file has %d, %v", size, at, n, err, whole, end)
		}
		at += int64(size)
	}
}

func TestAheadReadsNeighboursAtOnce(t *testing.T) {
	const page = 4 << 10
	file := &calls{ReaderAt: bytes.NewReader(make([]byte, 4*readAhead))}
	a := &ahead{file: file}
	for at := int64(0); at < 4*readAhead; at += page {
		if _, err := a.ReadAt(make([]byte, page), at); err != nil {
			t.Fatal(err)
		}
	}
	if file.n != 4 {
		t.Errorf("%d reads of four times %d bytes", file.n, readAhead)
	}
}
