package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// bbolt trusts its file: a page that points to itself sends it into a recursion that ends the process, which no
// recover can stop, and a wrong list of free pages makes it write over good ones. So the pages are checked here
// before bbolt sees them, without mapping the file: every page below the high-water mark is either reachable once or
// free, points nowhere else, and its keys are in order.

// The layout of a bbolt file, version 2.
const (
	boltMagic   = 0xED0CDAED
	boltVersion = 2

	pageHead = 16 // id uint64, flags uint16, count uint16, overflow uint32
	metaSize = 64 // magic, version, page size, flags uint32; root, sequence, freelist, high-water mark, txid, checksum uint64
	elemSize = 16 // branch: pos, key size uint32, page uint64; leaf: flags, pos, key size, value size uint32

	branchPage   = 0x01
	leafPage     = 0x02
	metaPage     = 0x04
	freelistPage = 0x10
	bucketLeaf   = 0x01

	maxDepth    = 32       // of one tree; far above any that fits a disk
	maxPageSize = 64 << 10 // the largest of any system
)

// errPages wraps what is wrong with the pages, as opposed to what went wrong when reading them.
var errPages = errors.New("the file does not hold together")

func badPage(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errPages}, args...)...)
}

// layout is what a check of all pages found.
type layout struct {
	keys map[string]int // top buckets and how many keys each holds
	sum  sum            // of what the records claim that count in state.Sum
	free int            // free pages
}

// walker checks the pages of one file. used marks the pages met so far.
type walker struct {
	file io.ReaderAt
	head head
	used []bool
	keys int // of the bucket being walked
	sum  sum // of all that its records claim
	// record looks at a record of that bucket, if it is not nil.
	record func(key, value []byte) error
	// bufs hold the page being looked at on each level: first those of the root's tree, then those of a bucket's.
	bufs [2 * maxDepth][]byte
}

// checkPages reads every page that is in use, and says what is wrong with an error that wraps errPages. For each
// bucket record gives what looks at its records, or nil.
func checkPages(f io.ReaderAt, h head, record func(bucket string) func(key, value []byte) error) (layout, error) {
	w := &walker{file: &ahead{file: f}, head: h, used: make([]bool, h.high)}
	w.used[0], w.used[1] = true, true
	free, err := w.freelist()
	if err != nil {
		return layout{}, err
	}
	found := layout{keys: make(map[string]int), free: free}
	top := func(name, value []byte, isBucket bool) error {
		if !isBucket {
			return badPage("a record outside of all buckets")
		}
		w.keys, w.sum, w.record = 0, 0, record(string(name))
		if err := w.bucket(value); err != nil {
			return err
		}
		found.keys[string(name)] = w.keys
		if counted(string(name)) {
			found.sum += w.sum
		}
		return nil
	}
	if err := w.tree(h.root, bounds{}, 0, top); err != nil {
		return layout{}, err
	}
	for id, used := range w.used {
		if !used {
			return layout{}, badPage("page %d is neither used nor free", id)
		}
	}
	return found, nil
}

// page reads the page id with all that overflows from it, once, into the buffer of a level.
func (w *walker) page(id uint64, level int) ([]byte, error) {
	if id < 2 || id >= w.head.high {
		return nil, badPage("page %d of %d", id, w.head.high)
	}
	size := w.head.pageSize
	b := slices.Grow(w.bufs[level][:0], size)[:size]
	if err := w.read(b, id); err != nil {
		return nil, err
	}
	if got := binary.NativeEndian.Uint64(b); got != id {
		return nil, badPage("page %d says it is %d", id, got)
	}
	more := uint64(binary.NativeEndian.Uint32(b[12:]))
	if more >= w.head.high-id {
		return nil, badPage("page %d reaches over the end", id)
	}
	for i := id; i <= id+more; i++ {
		if w.used[i] {
			return nil, badPage("page %d is used twice", i)
		}
		w.used[i] = true
	}
	if more > 0 {
		b = slices.Grow(b, int(more)*size)[:(int(more)+1)*size]
		if err := w.read(b[size:], id+1); err != nil {
			return nil, err
		}
	}
	w.bufs[level] = b
	return b, nil
}

func (w *walker) read(b []byte, id uint64) error {
	_, err := w.file.ReadAt(b, int64(id)*int64(w.head.pageSize))
	if errors.Is(err, io.EOF) {
		return badPage("page %d is cut off", id)
	}
	return err
}

// freelist marks the free pages and counts them.
func (w *walker) freelist() (int, error) {
	b, err := w.page(w.head.freelist, 0)
	if err != nil {
		return 0, err
	}
	native := binary.NativeEndian
	if native.Uint16(b[8:]) != freelistPage {
		return 0, badPage("page %d is no list of free pages", w.head.freelist)
	}
	ids, count := b[pageHead:], uint64(native.Uint16(b[10:]))
	if count == 0xFFFF { // the count itself overflows into the first place
		count, ids = native.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids)/8) {
		return 0, badPage("%d free pages do not fit their list", count)
	}
	for i := range count {
		id := native.Uint64(ids[8*i:])
		if id < 2 || id >= w.head.high || w.used[id] {
			return 0, badPage("page %d cannot be free", id)
		}
		w.used[id] = true
	}
	return int(count), nil
}

// bounds are what a page's keys must keep to, nil for none: the first is the one that the branch above has for the page,
// and all lie below max. bbolt finds a page by its first key in the branch when it writes it anew: another key there, though
// it lead to every record, has it write the page beside the old one.
type bounds struct{ first, max []byte }

// hold says whether key may be the i-th of the page.
func (b bounds) hold(i int, key []byte) bool {
	return (i > 0 || b.first == nil || bytes.Equal(key, b.first)) && (b.max == nil || bytes.Compare(key, b.max) < 0)
}

// visit is called for each element of a leaf.
type visit func(key, value []byte, isBucket bool) error

// tree checks the tree below the page id.
func (w *walker) tree(id uint64, within bounds, depth int, each visit) error {
	b, err := w.page(id, depth)
	if err != nil {
		return err
	}
	switch binary.NativeEndian.Uint16(b[8:]) {
	case branchPage:
		return w.branch(id, b, within, depth, each)
	case leafPage:
		return w.leaf(id, b, within, each)
	}
	return badPage("page %d is of no known kind", id)
}

// below checks a child of a page on level depth.
func (w *walker) below(child uint64, within bounds, depth int, each visit) error {
	if depth++; depth%maxDepth == 0 {
		return badPage("page %d lies too deep", child)
	}
	return w.tree(child, within, depth, each)
}

func (w *walker) branch(id uint64, b []byte, within bounds, depth int, each visit) error {
	native, count := binary.NativeEndian, int(binary.NativeEndian.Uint16(b[10:]))
	if count == 0 || pageHead+count*elemSize > len(b) {
		return badPage("page %d has %d branches", id, count)
	}
	keys, children := make([][]byte, count), make([]uint64, count)
	for i := range count {
		at := pageHead + i*elemSize
		key, ok := part(b, at, uint64(native.Uint32(b[at:])), uint64(native.Uint32(b[at+4:])), count)
		if !ok || !within.hold(i, key) || i > 0 && bytes.Compare(keys[i-1], key) >= 0 {
			return badPage("page %d has a wrong branch %d", id, i)
		}
		keys[i], children[i] = key, native.Uint64(b[at+8:])
	}
	for i, child := range children {
		below := bounds{first: keys[i], max: within.max}
		if i+1 < count {
			below.max = keys[i+1]
		}
		if err := w.below(child, below, depth, each); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) leaf(id uint64, b []byte, within bounds, each visit) error {
	native, count := binary.NativeEndian, int(binary.NativeEndian.Uint16(b[10:]))
	if pageHead+count*elemSize > len(b) || count == 0 && within.first != nil {
		return badPage("page %d has %d records", id, count)
	}
	var last []byte
	for i := range count {
		at := pageHead + i*elemSize
		flags, pos := native.Uint32(b[at:]), uint64(native.Uint32(b[at+4:]))
		keySize, valueSize := uint64(native.Uint32(b[at+8:])), uint64(native.Uint32(b[at+12:]))
		key, ok := part(b, at, pos, keySize, count)
		value, fits := part(b, at, pos+keySize, valueSize, count)
		if !ok || !fits || flags > bucketLeaf || keySize == 0 || !within.hold(i, key) || i > 0 && bytes.Compare(last, key) >= 0 {
			return badPage("page %d has a wrong record %d", id, i)
		}
		last = key
		if err := each(key, value, flags == bucketLeaf); err != nil {
			return err
		}
	}
	return nil
}

// part cuts size bytes out of the page b, pos bytes behind the element at, where they lie behind all its count elements.
func part(b []byte, at int, pos, size uint64, count int) ([]byte, bool) {
	from := uint64(at) + pos
	if from < uint64(pageHead+count*elemSize) || from+size > uint64(len(b)) {
		return nil, false
	}
	return b[from : from+size : from+size], true
}

// bucket checks the bucket whose header is value, and counts its keys.
func (w *walker) bucket(value []byte) error {
	if len(value) < 16 {
		return badPage("a bucket without a header")
	}
	count := func(key, value []byte, isBucket bool) error {
		w.keys++
		w.sum += claimed(value)
		switch {
		case isBucket:
			return badPage("a bucket within a bucket")
		case w.record != nil:
			return w.record(key, value)
		}
		return nil
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return w.tree(root, bounds{}, maxDepth, count)
	}
	inline := value[16:] // a small bucket's only page lies behind its header; bbolt would free the page whose number it had
	native := binary.NativeEndian
	if len(inline) < pageHead || native.Uint64(inline) != 0 || native.Uint16(inline[8:]) != leafPage {
		return badPage("a small bucket without its page")
	}
	return w.leaf(0, inline, bounds{}, count)
}
