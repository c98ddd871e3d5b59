//go:build unix

package tracker

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"reelwatch/heygen"
	"reelwatch/heygen/heygentest"
)

// savingChild names what a child process saves; it holds a childTask.
const savingChild = "REELWATCH_TEST_SAVING_CHILD"

// childTask is what a child process is told.
type childTask struct {
	Link, Folder string
	Until        int64 // it tells its stored entry when so many bytes are in the part
}

// TestMain is the child's program where the variable is set.
func TestMain(m *testing.M) {
	task := os.Getenv(savingChild)
	if task == "" {
		os.Exit(m.Run())
	}
	if err := saveAsChild(task, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func saveAsChild(text string, out io.Writer) error {
	var task childTask
	if err := json.Unmarshal([]byte(text), &task); err != nil {
		return err
	}
	disk := newMemStore()
	t := New(Config{API: newFakeAPI(completed(task.Link)), Store: disk, Output: task.Folder, PrivateVideos: true})
	ctx := context.Background()
	if _, err := disk.other().Insert(ctx, []Entry{{ID: heygentest.ID(1), Status: heygen.Completed, AddedAt: time.Now()}}); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() {
		_, err := t.Download(ctx, heygentest.ID(1))
		ended <- err
	}()
	for {
		select {
		case err := <-ended:
			return fmt.Errorf("the save ended: %w", err)
		case <-time.After(time.Millisecond):
		}
		l := t.Snapshot().Live[heygentest.ID(1)]
		if l == nil || l.Transfer == nil || l.Transfer.Done < task.Until {
			continue
		}
		if err := json.NewEncoder(out).Encode(t.Entry(heygentest.ID(1))); err != nil {
			return err
		}
		return <-ended // the parent kills us
	}
}

func completed(link string) heygen.Video {
	return heygen.Video{ID: heygentest.ID(1), Status: heygen.Completed, VideoURL: link}
}

// A process that is killed in mid-transfer holds nothing up: the next one goes on at the byte.
func TestKilledWhileSaving(t *testing.T) {
	const size, reached = 2_000_000, 800_000
	server := heygentest.New(heygentest.Options{})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	server.Add(heygentest.VideoSpec{ID: heygentest.ID(1), Size: size, Faults: []heygentest.Fault{
		{On: heygentest.File, Do: heygentest.Stall, AfterBytes: reached},
	}})
	client, err := heygen.New(heygen.Config{
		Base: server.BaseURL(), AllowHTTP: true,
		Credentials: func() (heygen.Credential, error) { return heygen.Credential{Key: "k"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	video, err := client.Video(t.Context(), heygentest.ID(1))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	left := killedAt(t, childTask{Link: video.VideoURL, Folder: folder, Until: reached})

	disk := newMemStore()
	if _, err := disk.other().Insert(t.Context(), []Entry{left}); err != nil {
		t.Fatal(err)
	}
	files := newFileTransport(true)
	next := New(Config{API: newFakeAPI(video), Store: disk, Output: folder, Files: files})
	saved, err := next.Download(t.Context(), heygentest.ID(1))
	if err != nil {
		t.Fatal(err)
	}
	wantFile(t, saved.Path, string(server.Content(heygentest.ID(1))))
	wantNone(t, saved.Path+partSuffix)
	var ranges []string
	for _, r := range server.Requests() {
		if r.Route == heygentest.File {
			ranges = append(ranges, r.Range)
		}
	}
	if len(ranges) != 2 || ranges[1] != fmt.Sprintf("bytes=%d-", reached) {
		t.Errorf("asked for %q", ranges)
	}
}

// killedAt runs a child process, kills it where the task says, and gives the entry that it stored.
func killedAt(t *testing.T, task childTask) (left Entry) {
	t.Helper()
	text, err := json.Marshal(task)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), savingChild+"="+string(text))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(out).Decode(&left); err != nil {
		t.Errorf("the child says: %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Error("the child ended well")
	}
	if left.Part == nil || filepath.Dir(left.Part.Name) != task.Folder {
		t.Fatalf("the child noted %+v", left.Part)
	}
	return left
}
