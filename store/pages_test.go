package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// Whatever bbolt writes must pass, with the same numbers that bbolt itself finds.
func TestPagesOfRealFilesPass(t *testing.T) {
	for _, pageSize := range []int{0, 1 << 10, 16 << 10} {
		t.Run(fmt.Sprint(pageSize), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			db, err := bbolt.Open(path, fileMode, &bbolt.Options{PageSize: pageSize, NoSync: true, FreelistType: bbolt.FreelistMapType})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			random := rand.New(rand.NewPCG(3, uint64(pageSize)))
			for range 60 {
				if err := db.Update(func(tx *bbolt.Tx) error { return scribble(tx, random) }); err != nil {
					t.Fatal(err)
				}
				comparePages(t, db, path)
			}
		})
	}
}

// scribble writes and deletes at random, with values of all sizes up to several pages.
func scribble(tx *bbolt.Tx, random *rand.Rand) error {
	for range random.IntN(40) {
		b, err := tx.CreateBucketIfNotExists(fmt.Append(nil, "bucket", random.IntN(3)))
		if err != nil {
			return err
		}
		key := fmt.Append(nil, random.IntN(400))
		if random.IntN(3) == 0 {
			err = b.Delete(key)
		} else {
			err = b.Put(key, make([]byte, random.IntN(1<<random.IntN(15))))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func comparePages(t *testing.T, db *bbolt.DB, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info := stat(t, path)
	top, err := readHead(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	pages, err := checkPages(f, top, anything)
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			t.Errorf("bbolt: %v", err)
		}
		if int(top.txid) != tx.ID() || int64(top.high)*int64(top.pageSize) != tx.Size() {
			t.Errorf("transaction %d, %d pages; bbolt: %d, %d bytes", top.txid, top.high, tx.ID(), tx.Size())
		}
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			if n := b.Stats().KeyN; pages.keys[string(name)] != n {
				t.Errorf("%d keys in %s, bbolt: %d", pages.keys[string(name)], name, n)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if st := db.Stats(); pages.free != st.FreePageN+st.PendingPageN {
		t.Errorf("%d free pages, bbolt: %d", pages.free, st.FreePageN+st.PendingPageN)
	}
}
