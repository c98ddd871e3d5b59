package store

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
)

// head is what a bbolt file says of itself as of its last transaction.
type head struct {
	pageSize int
	root     uint64
	freelist uint64
	high     uint64 // the first page that was never used
	txid     uint64
}

// readHead reads both meta pages and gives the later one. bbolt would do with either, and so fall back to an older
// list without a word; here both must be whole. A kill leaves no half meta page: it is written in one piece.
func readHead(f io.ReaderAt, size int64) (head, error) {
	first, err := readMeta(f, 0, 0)
	if err != nil {
		return head{}, err
	}
	second, err := readMeta(f, int64(first.pageSize), 1)
	if err != nil {
		return head{}, err
	}
	last := first
	if second.txid > first.txid {
		last = second
	}
	switch {
	case first.pageSize != second.pageSize:
		return head{}, badPage("two page sizes, %d and %d", first.pageSize, second.pageSize)
	case last.high < 4 || last.high > uint64(size)/uint64(last.pageSize):
		return head{}, badPage("%d bytes long, %d pages wanted", size, last.high)
	}
	return last, nil
}

func readMeta(f io.ReaderAt, offset int64, id uint64) (head, error) {
	var b [pageHead + metaSize]byte
	if _, err := f.ReadAt(b[:], offset); errors.Is(err, io.EOF) {
		return head{}, badPage("too short")
	} else if err != nil {
		return head{}, err
	}
	native, m := binary.NativeEndian, b[pageHead:]
	h := head{
		pageSize: int(native.Uint32(m[8:])), root: native.Uint64(m[16:]), freelist: native.Uint64(m[32:]),
		high: native.Uint64(m[40:]), txid: native.Uint64(m[48:]),
	}
	check := fnv.New64a()
	check.Write(m[:56])
	switch {
	case native.Uint32(m) != boltMagic:
		return head{}, badPage("meta page %d is none; is this another program's file?", id)
	case native.Uint32(m[4:]) != boltVersion:
		return head{}, badPage("meta page %d has version %d", id, native.Uint32(m[4:]))
	case native.Uint64(m[56:]) != check.Sum64():
		return head{}, badPage("meta page %d has a wrong checksum", id)
	case native.Uint64(b[:]) != id || native.Uint16(b[8:]) != metaPage:
		return head{}, badPage("meta page %d has a wrong header", id)
	case h.pageSize < 1<<10 || h.pageSize > maxPageSize || h.pageSize&(h.pageSize-1) != 0:
		return head{}, badPage("meta page %d has page size %d", id, h.pageSize)
	}
	return h, nil
}
