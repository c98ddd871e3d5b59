package store

import (
	"context"
	"fmt"
)

// Report is what Check found in a sound store.
type Report struct {
	Entries   int   // videos in the list
	Names     int   // file names that belong to one of them
	Bytes     int64 // size of the file, 0 where there is none yet
	FreeBytes int64 // of it, kept for later use
}

// Check reads every page and every record. A store that is not sound gives a *DamagedError.
func (s *Store) Check(ctx context.Context) (Report, error) {
	leave, err := s.enter(ctx)
	if err != nil {
		return Report{}, err
	}
	defer leave()
	h, err := s.acquire(ctx, false)
	if err != nil {
		return Report{}, err
	}
	if h == nil {
		return Report{}, nil
	}
	r := Report{Bytes: h.info.Size()}
	top, err := readHead(h, r.Bytes)
	if err == nil {
		var pages layout
		pages, err = checkPages(h, top, sealed)
		r.FreeBytes = int64(pages.free) * int64(top.pageSize)
		r.Names = pages.keys[namesBucket]
	}
	if err != nil {
		h.release()
		return Report{}, s.verdict(err)
	}
	err = s.viewHeld(ctx, h, func(t *txn) error {
		r.Entries = t.state.Entries
		return t.examine()
	})
	if err != nil {
		return Report{}, err
	}
	return r, nil
}

// examine reads all records and the names that they own.
func (t *txn) examine() error {
	found := 0
	err := t.each(func(id, value []byte) error {
		found++
		body, _, err := unseal(id, value)
		if err == nil {
			_, err = decode(string(id), body)
		}
		return damaged(err)
	})
	if err != nil || t.tx == nil {
		return err
	}
	if found != t.state.Entries {
		return damaged(fmt.Errorf("it holds %d videos and should hold %d", found, t.state.Entries))
	}
	return t.examineNames()
}

// examineNames looks whether names and owners agree, and each owner is in the list.
func (t *txn) examineNames() error {
	names, owners := 0, 0
	err := t.tx.Bucket([]byte(namesBucket)).ForEach(func(name, value []byte) error {
		names++
		id, _, err := unseal(name, value)
		if err != nil {
			return damaged(err)
		}
		back, err := t.body(ownersBucket, string(id))
		if err != nil {
			return err
		}
		_, there, err := t.entry(string(id))
		if err == nil && (string(back) != string(name) || !there) {
			err = damaged(fmt.Errorf("a file name belongs to %.64q, which does not own it", id))
		}
		return err
	})
	if err != nil {
		return err
	}
	err = t.tx.Bucket([]byte(ownersBucket)).ForEach(func(_, _ []byte) error {
		owners++
		return nil
	})
	if err == nil && names != owners {
		err = damaged(fmt.Errorf("it holds %d file names of %d videos", names, owners))
	}
	return err
}
