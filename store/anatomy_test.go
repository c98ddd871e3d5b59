package store

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// young is a store whose buckets are so small that they lie within another page.
func young(tb testing.TB) *Store {
	tb.Helper()
	s := filled(tb, 0)
	insert(tb, s, named("a"), named("b"))
	reserve(tb, s, "a", "/v/a.mp4")
	return s
}

// finePages copies a store into a file of pages of 1 KiB: its trees are deeper, its records flow over.
func finePages(tb testing.TB, s *Store) *Store {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "fine.db")
	from, err := bbolt.Open(s.Path(), fileMode, &bbolt.Options{ReadOnly: true})
	if err != nil {
		tb.Fatal(err)
	}
	defer from.Close()
	to, err := bbolt.Open(path, fileMode, &bbolt.Options{PageSize: 1 << 10, NoSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		tb.Fatal(err)
	}
	defer to.Close()
	if err := bbolt.Compact(to, from, 1<<10); err != nil {
		tb.Fatal(err)
	}
	return open(tb, path)
}

// anatomy says of each byte of a sound bbolt file what it is for.
func anatomy(tb testing.TB, file []byte) []string {
	tb.Helper()
	top, err := readHead(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		tb.Fatal(err)
	}
	parts := make([]string, len(file))
	for i := range parts {
		parts[i] = "never used"
	}
	native := binary.NativeEndian
	for id := 0; id < int(top.high); {
		from := id * top.pageSize
		page := file[from:]
		kind, end := "", pageHead
		switch flags := native.Uint16(page[8:]); {
		case id < 2:
			kind, end = "meta", pageHead+metaSize
		case isFree(tb, file, top, id):
			kind, end = "free page", 0
		case flags == freelistPage:
			kind, end = "free list", pageHead+8*int(native.Uint16(page[10:]))
		case flags == branchPage:
			kind = "branch"
		default:
			kind = "leaf"
		}
		pages := 1
		if kind != "free page" {
			pages += int(native.Uint32(page[12:]))
		}
		name(parts[from:from+pages*top.pageSize], kind, page, end)
		id += pages
	}
	return parts
}

// name says what the bytes of one page, with what flows over, are for.
func name(parts []string, kind string, page []byte, end int) {
	native, elements := binary.NativeEndian, 0
	if kind != "meta" && kind != "free list" && kind != "free page" {
		elements = int(native.Uint16(page[10:]))
	}
	for i := range elements {
		at := pageHead + i*elemSize
		last := at + int(native.Uint32(page[at:])) + int(native.Uint32(page[at+4:]))
		if kind != "branch" {
			last = at + int(native.Uint32(page[at+4:])) + int(native.Uint32(page[at+8:])) + int(native.Uint32(page[at+12:]))
		}
		end = max(end, last)
	}
	for i := range parts {
		switch {
		case kind == "free page":
			parts[i] = kind
		case i >= end:
			parts[i] = "unused end"
		case i < pageHead:
			parts[i] = kind + " header"
		case i < pageHead+elements*elemSize:
			parts[i] = kind + " places"
		case kind == "meta", kind == "free list":
			parts[i] = kind
		default:
			parts[i] = kind + " data"
		}
	}
	if kind == "leaf" {
		nameBuckets(parts, page, elements)
	}
}

// nameBuckets says it of the buckets on a leaf, a small one of which lies there whole.
func nameBuckets(parts []string, page []byte, elements int) {
	native := binary.NativeEndian
	for i := range elements {
		at := pageHead + i*elemSize
		if native.Uint32(page[at:])&bucketLeaf == 0 {
			continue
		}
		from := at + int(native.Uint32(page[at+4:])) + int(native.Uint32(page[at+8:]))
		for j := range 16 {
			parts[from+j] = "bucket header"
		}
		if native.Uint64(page[from:]) == 0 {
			name(parts[from+16:from+int(native.Uint32(page[at+12:]))], "small bucket", page[from+16:], 0)
		}
	}
}
