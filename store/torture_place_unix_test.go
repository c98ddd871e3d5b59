//go:build unix

package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"reelwatch/tracker"
)

// nobody is a user who owns nothing.
const nobody = 65534

// visitStore looks at a store and changes it, and says in a line each how many videos it found, or why it could not:
// "load 3", "check 3", "insert 1", "delete open F: not allowed".
func visitStore(args []string, _ *bufio.Scanner) error {
	s, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	ctx := context.Background()
	say := func(what string, n int, err error) {
		if err != nil {
			fmt.Println(what, err)
			return
		}
		fmt.Println(what, n)
	}
	d, err := s.Load(ctx)
	say("load", len(d.Put), err)
	r, err := s.Check(ctx)
	say("check", r.Entries, err)
	added, err := s.Insert(ctx, []tracker.Entry{named("visited")})
	say("insert", len(added), err)
	gone, err := s.Delete(ctx, []string{video(0).ID})
	say("delete", len(gone), err)
	return nil
}

// visited has a process without rights look at a store, and gives what it says of each of its steps. root can do as it
// likes, and so becomes nobody for it.
func visited(t *testing.T, path string) map[string]string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, path)
	cmd.Env = append(os.Environ(), childRole+"=visit", "GORACE=atexit_sleep_ms=0")
	if os.Geteuid() == 0 {
		cmd.Path = lent(t, self)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		cmd.Dir = "/"
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	said := map[string]string{}
	for line := range strings.Lines(string(out)) {
		step, what, _ := strings.Cut(strings.TrimSpace(line), " ")
		said[step] = what
	}
	return said
}

// lent is a copy of this program where everybody may run it.
func lent(t *testing.T, self string) string {
	t.Helper()
	b := content(t, self)
	path := filepath.Join(shared(t), "program")
	if err := os.WriteFile(path, b, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// shared is a folder that everybody may look into.
func shared(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for at := folder; at != filepath.Dir(os.TempDir()) && at != os.TempDir(); at = filepath.Dir(at) {
		if err := os.Chmod(at, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// belongs makes a file or a folder the property of whoever visits.
func belongs(t *testing.T, path string) {
	t.Helper()
	if os.Geteuid() == 0 {
		if err := os.Chown(path, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
}

// access is a store that whoever visits it may not use as he likes.
type access struct {
	name         string
	folder, file os.FileMode // 0 for the file: there is none
	owned        bool        // the file is the visitor's own
	reads        string      // what he finds, "not allowed" where he may not look
	writes       bool        // he may change it
}

// A folder or a file that may not be read or written, or is somebody else's: what cannot be read is refused and never
// taken for an empty list, what cannot be written is left as it was, and each error says so.
func TestTortureAccess(t *testing.T) {
	cases := []access{
		{"a folder that is read-only, without a list", 0o555, 0, true, "0", false},
		{"a folder that is read-only", 0o555, 0o600, true, "3", true},
		{"a folder that may not be entered", 0o000, 0o600, true, "not allowed", false},
		{"a file that is read-only", 0o755, 0o400, true, "3", false},
		{"a file that may only be written", 0o755, 0o200, true, "not allowed", false},
		{"a file without rights", 0o755, 0o000, true, "not allowed", false},
	}
	if os.Geteuid() == 0 {
		cases = append(cases,
			access{"somebody else's file", 0o755, 0o600, false, "not allowed", false},
			access{"somebody else's file that all may read", 0o755, 0o644, false, "3", false},
			access{"somebody else's file that all may write", 0o755, 0o666, false, "3", true},
		)
	} else {
		t.Log("not tried: files of somebody else, which only root can make")
	}
	for _, c := range cases {
		t.Run(c.name, c.run)
	}
	t.Logf("tried %d kinds of access; lost 0", len(cases))
}

func (c access) run(t *testing.T) {
	folder := filepath.Join(shared(t), "folder")
	path := filepath.Join(folder, "reelwatch.db")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if c.file != 0 || c.reads != "0" {
		insert(t, open(t, path), videos(0, 3)...)
		if c.owned {
			belongs(t, path)
		}
		if err := os.Chmod(path, c.file); err != nil {
			t.Fatal(err)
		}
	}
	if c.owned {
		belongs(t, folder)
	}
	if err := os.Chmod(folder, c.folder); err != nil {
		t.Fatal(err)
	}
	before := c.content(path)
	said := visited(t, path)
	for step, want := range map[string]string{"load": c.reads, "check": c.reads, "insert": c.change("1"), "delete": c.change("1")} {
		if !c.writes && step == "delete" && c.reads == "0" {
			want = "0"
		}
		if got := said[step]; !strings.Contains(got, want) || want == "not allowed" && !strings.Contains(got, path) {
			t.Errorf("%s says %q, want %q", step, got, want)
		}
	}
	if now := c.content(path); !c.writes && !bytes.Equal(now, before) {
		t.Error("it was changed")
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*"+buildMark+"*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if c.file != 0 && c.content(path) != nil {
		check(t, open(t, path))
	}
}

func (c access) change(done string) string {
	if c.writes {
		return done
	}
	return "not allowed"
}

// content is what the file holds, nil where there is none, or none that we may look at.
func (c access) content(path string) []byte {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return b
}

// Something else stands where the list should, from the start or from one moment on: it is refused, left as it is, and
// nothing is written through it; and what stood there before goes on when it is back.
func TestTortureOtherThings(t *testing.T) {
	things := otherThings(t)
	for name, plant := range things {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "reelwatch.db")
			s := open(t, path)
			insert(t, s, videos(0, 3)...)
			whole := wholeOf(t, path)
			if err := os.Rename(path, path+".away"); err != nil {
				t.Fatal(err)
			}
			if err := plant(path); err != nil {
				t.Fatal(err)
			}
			for _, who := range []*Store{s, open(t, path)} {
				refuses(t, who)
			}
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(path+".away", path); err != nil {
				t.Fatal(err)
			}
			if err := goesOn(t.Context(), path, whole); err != nil {
				t.Error(err)
			}
			load(t, s)
		})
	}
	t.Logf("tried %d things in the place of a list; lost 0", len(things))
}

// otherThings are what may stand in the place of a list and is none.
func otherThings(t *testing.T) map[string]func(path string) error {
	outside := t.TempDir()
	victim := filepath.Join(outside, "victim")
	if err := os.WriteFile(victim, []byte("precious, and no list"), fileMode); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if left, err := os.ReadDir(outside); err != nil || len(left) != 1 || string(content(t, victim)) != "precious, and no list" {
			t.Errorf("something was written through a link: %v, %v", left, err)
		}
	})
	link := func(to string) func(string) error { return func(path string) error { return os.Symlink(to, path) } }
	return map[string]func(path string) error{
		"a folder":                    func(path string) error { return os.Mkdir(path, folderMode) },
		"a pipe":                      func(path string) error { return unix.Mkfifo(path, fileMode) },
		"a text":                      func(path string) error { return os.WriteFile(path, []byte("my notes"), fileMode) },
		"a link to a text":            link(victim),
		"a link to nothing":           link(filepath.Join(outside, "nothing")),
		"a link to itself":            func(path string) error { return os.Symlink(path, path) },
		"a link to a folder":          link(outside),
		"a link to a device":          link(os.DevNull),
		"a link into a file":          link(filepath.Join(victim, "x")),
		"a link to a folder's nobody": link(filepath.Join(outside, "no folder", "nothing")),
	}
}

// refuses holds that a store value neither reads nor writes what stands in its place.
func refuses(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	_, loaded := s.Load(ctx)
	_, checked := s.Check(ctx)
	_, inserted := s.Insert(ctx, []tracker.Entry{named("new")})
	_, deleted := s.Delete(ctx, []string{video(0).ID})
	backedUp := s.Backup(ctx, s.Path()+".copy")
	for i, err := range []error{loaded, checked, inserted, deleted, backedUp} {
		if err == nil || !strings.Contains(err.Error(), filepath.Base(s.Path())) {
			t.Errorf("step %d says %v", i, err)
		}
	}
	if _, err := os.Lstat(s.Path() + ".copy"); !errors.Is(err, os.ErrNotExist) {
		t.Error("a backup was made of it")
	}
}
