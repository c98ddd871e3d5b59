//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"

	"reelwatch/tracker"
)

func TestLinksAreFollowedToFilesOnly(t *testing.T) {
	folder := t.TempDir()
	real := filepath.Join(folder, "real.db")
	link := filepath.Join(folder, "link.db")
	if err := os.Symlink("real.db", link); err != nil {
		t.Fatal(err)
	}
	var kind *kindError
	if _, err := open(t, link).Insert(t.Context(), []tracker.Entry{named("a")}); !errors.As(err, &kind) {
		t.Errorf("a link to nothing: %v", err)
	}
	insert(t, open(t, real), videos(0, 1500)...)
	s := open(t, link)
	shrink(t, s, 1500) // which replaces the file
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was replaced", err)
	}
	if r := check(t, open(t, real)); r.Entries != 10 {
		t.Error(r)
	}
}

func TestWhatIsNoFileIsRefused(t *testing.T) {
	folder := t.TempDir()
	pipe, socket := filepath.Join(folder, "pipe"), filepath.Join(folder, "socket")
	if err := unix.Mkfifo(pipe, fileMode); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for path, what := range map[string]string{folder: "a folder", pipe: "a named pipe", socket: "a socket", os.DevNull: "a device"} {
		s := open(t, path)
		_, loadErr := s.Load(t.Context())
		_, insertErr := s.Insert(t.Context(), []tracker.Entry{named("a")})
		for _, err := range []error{loadErr, insertErr} {
			if err == nil || !strings.Contains(err.Error(), path+" is "+what) {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

// lock takes the store's lock as another program would.
func lock(t *testing.T, path string, exclusive bool) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if got, err := tryLock(f, exclusive); !got || err != nil {
		t.Fatal(got, err)
	}
}

func TestALockIsWaitedForFiveSeconds(t *testing.T) {
	path := filled(t, 2).Path()
	lock(t, path, true)
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path)
		began := time.Now()
		_, err := s.Load(t.Context())
		var locked *LockedError
		if !errors.As(err, &locked) || locked.Path != path || !strings.Contains(err.Error(), path+" is in use by another program") {
			t.Error(err)
		}
		if took := time.Since(began); took < lockWait || took > lockWait+time.Second {
			t.Error(took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began = time.Now()
		if _, err := s.Load(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 2*time.Second {
			t.Error(err, time.Since(began))
		}
	})
}

func TestReadersDoNotWaitForEachOther(t *testing.T) {
	path := filled(t, 2).Path()
	lock(t, path, false)
	if d := load(t, open(t, path)); len(d.Put) != 2 {
		t.Fatal(d)
	}
	synctest.Test(t, func(t *testing.T) {
		var locked *LockedError
		if _, err := open(t, path).Insert(t.Context(), []tracker.Entry{named("a")}); !errors.As(err, &locked) {
			t.Error(err)
		}
	})
}

// A disk that never answers costs no more than the wait, and what it gives later is closed.
func TestWorkThatHangsIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		answer, closed := make(chan int), make(chan int)
		_, err := beside(ctx, func() (int, error) { return <-answer, nil }, func(n int) { closed <- n })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		answer <- 7
		if n := <-closed; n != 7 {
			t.Error(n)
		}
		_, err = beside(t.Context(), func() (int, error) { panic("oh") }, func(int) {})
		if err == nil || !strings.Contains(err.Error(), "oh") {
			t.Error(err)
		}
	})
}

func TestErrorsSayWhatToDo(t *testing.T) {
	const path = "/data/reelwatch.db"
	for _, c := range []struct {
		err  error
		want string
	}{
		{&os.PathError{Op: "write", Path: path, Err: syscall.ENOSPC}, "no space left in /data; free some"},
		{&os.PathError{Op: "write", Path: path, Err: syscall.EDQUOT}, "no space left in /data; free some"},
		{&os.PathError{Op: "open", Path: path, Err: syscall.EACCES}, "look at the owner and mode"},
		{&os.PathError{Op: "open", Path: path, Err: syscall.EROFS}, "look at the owner and mode"},
		{fmt.Errorf("odd"), "store /data/reelwatch.db: odd"},
	} {
		got := explain(path, c.err)
		if !strings.Contains(got.Error(), c.want) || strings.Count(got.Error(), path) != 1 || !errors.Is(got, c.err) {
			t.Errorf("%v is explained as %v", c.err, got)
		}
	}
	if explain(path, nil) != nil {
		t.Error("no error is explained")
	}
}

func TestAFolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, fileMode); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(file, "reelwatch.db")
	if _, err := open(t, path).Insert(t.Context(), []tracker.Entry{named("a")}); !errors.Is(err, syscall.ENOTDIR) || !strings.Contains(err.Error(), path) {
		t.Fatal(err)
	}
}
