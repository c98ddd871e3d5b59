package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"reelwatch/tracker"
)

// contents are the entries of a list, and who owns which file name.
type contents struct {
	entries map[string]tracker.Entry
	names   map[string]string
}

// contentsOf reads all that a sound store holds.
func contentsOf(ctx context.Context, path string) (contents, error) {
	s, err := Open(path, Options{})
	if err != nil {
		return contents{}, err
	}
	d, err := s.Load(ctx)
	if err != nil {
		return contents{}, err
	}
	c := contents{byID(d.Put), map[string]string{}}
	return c, s.view(ctx, func(t *txn) error {
		if t.tx == nil {
			return nil
		}
		return t.tx.Bucket([]byte(namesBucket)).ForEach(func(name, value []byte) error {
			id, _, err := unseal(name, value)
			c.names[string(name)] = string(id)
			return err
		})
	})
}

// wholeOf is contentsOf a store that must be sound.
func wholeOf(tb testing.TB, path string) contents {
	tb.Helper()
	c, err := contentsOf(tb.Context(), path)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// hang is longer than anything may take that is done to a damaged file.
const hang = time.Minute

// endure puts b in a store's place and uses it. It must either be refused, by all that read it and to all that write,
// and left as it is; or hold one of these contents, and go on as if nothing had been. Its error says what was lost.
func endure(ctx context.Context, path string, b []byte, whole ...contents) (refused bool, err error) {
	watch := time.AfterFunc(hang, func() { panic(fmt.Sprintf("nothing came of %s within %s", path, hang)) })
	defer watch.Stop()
	if err := os.WriteFile(path, b, fileMode); err != nil {
		return false, err
	}
	found, loadErr := contentsOf(ctx, path)
	s, err := Open(path, Options{})
	if err != nil {
		return false, err
	}
	_, checkErr := s.Check(ctx)
	switch {
	case (loadErr == nil) != (checkErr == nil):
		return false, fmt.Errorf("load says %v and check %v", loadErr, checkErr)
	case loadErr != nil:
		return true, errors.Join(refusal(loadErr), refusal(checkErr), untouched(ctx, path, b))
	}
	for _, c := range whole {
		if reflect.DeepEqual(found, c) {
			return false, goesOn(ctx, path, c)
		}
	}
	return false, fmt.Errorf("it is read as %d videos and %d names that were never the list", len(found.entries), len(found.names))
}

// refusal says what is wrong with an error that is to say that a file is damaged.
func refusal(err error) error {
	var damaged *DamagedError
	if !errors.As(err, &damaged) {
		return fmt.Errorf("not refused as damaged: %w", err)
	}
	return nil
}

// untouched tries to write to a damaged file, and to copy it, and says what came of it.
func untouched(ctx context.Context, path string, b []byte) error {
	s, err := Open(path, Options{})
	if err != nil {
		return err
	}
	_, inserted := s.Insert(ctx, []tracker.Entry{named("new")})
	_, deleted := s.Delete(ctx, []string{"new", video(1).ID})
	err = errors.Join(refusal(inserted), refusal(deleted), refusal(s.Backup(ctx, path+".backup")))
	now, readErr := os.ReadFile(path)
	if readErr != nil || !bytes.Equal(now, b) {
		err = errors.Join(err, readErr, errors.New("a damaged file was changed"))
	}
	if left, _ := filepath.Glob(path + "?*"); len(left) > 0 {
		err = errors.Join(err, fmt.Errorf("left behind: %v", left))
	}
	return err
}

// goesOn uses a store that was found to hold c: all of it is changed, half and then all of it is removed. What does not
// show when the list is read may show when bbolt writes over it.
func goesOn(ctx context.Context, path string, c contents) error {
	s, err := Open(path, Options{})
	if err != nil {
		return err
	}
	var all, even []string
	for id := range c.entries {
		if all = append(all, id); len(all)%2 == 0 {
			even = append(even, id)
		}
	}
	left, large := len(all), named("new")
	large.Title = strings.Repeat("so large that no small bucket holds it ", 50)
	for _, step := range []func() error{
		func() error { _, err := s.Insert(ctx, []tracker.Entry{large}); left++; return err },
		func() error { _, err := s.ReserveName(ctx, "new", "/v/"+large.Title); return err },
		func() error { _, err := s.Apply(ctx, all, grow); return err },
		func() error { _, err := s.Delete(ctx, even); left -= len(even); return err },
		func() error { _, err := s.Delete(ctx, all); left = 1; return err },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("taken for sound, and then: %w", err)
		}
		now, err := Open(path, Options{})
		if err != nil {
			return err
		}
		if r, err := now.Check(ctx); err != nil || r.Entries != left {
			return fmt.Errorf("taken for sound, and after a write %d videos of %d: %w", r.Entries, left, err)
		}
	}
	return nil
}

// grow changes an entry.
func grow(e *tracker.Entry) bool {
	e.FileBytes++
	return true
}
