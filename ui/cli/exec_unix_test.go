//go:build unix

package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"reelwatch/heygen/heygentest"
)

// untilGo is a piece of shell that waits for the test's word.
const untilGo = "until [ -e go ]; do sleep 0.01; done; "

// commanding is an app whose commands run in a folder of the test's own.
func commanding(t *testing.T) (*app, string) {
	t.Helper()
	folder := t.TempDir()
	return &app{Process: Process{Environ: os.Environ}}, folder
}

func TestACommandsEnd(t *testing.T) {
	t.Parallel()
	a, _ := commanding(t)
	for line, want := range map[string]string{
		"exit 0":                               "",
		"echo fine; true":                      "",
		"echo one; echo two >&2; exit 3":       "exit status 3: two",
		"kill -TERM $$":                        "signal: terminated",
		"exit 4":                               "exit status 4",
		"no-such-program-at-all":               "exit status 127: ",
		"head -c 3000000 /dev/zero; exit 5":    "exit status 5", // more than any pipe holds
		"yes | head -n 9000; echo end; exit 6": "exit status 6: end",
		"[ -t 0 ] && exit 7; cat; exit 8":      "exit status 8", // there is no input to wait for
		`test "$REELWATCH_VIDEO_ID" = x`:       "",
	} {
		err := a.runCommand(t.Context(), line, []string{"REELWATCH_VIDEO_ID=x"})
		if got := errorText(err); got != want && (want != "exit status 127: " || !strings.HasPrefix(got, want)) {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
	if err := a.runCommand(t.Context(), "true", []string{"A=" + strings.Repeat("x", 1<<20)}); err == nil || !strings.Contains(err.Error(), "could not be started") {
		t.Errorf("an environment that is too large: %v", err)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// What a command leaves running in the background is not waited for, and may go on printing.
func TestACommandMayLeaveSomethingRunning(t *testing.T) {
	t.Parallel()
	a, folder := commanding(t)
	line := "cd '" + folder + "'; (" + untilGo + "head -c 300000 /dev/zero; echo more; echo more; echo whole >done) & echo begun; exit 3"
	if err := a.runCommand(t.Context(), line, nil); errorText(err) != "exit status 3: begun" {
		t.Errorf("got %v", err)
	}
	goOn(t, folder)
}

// At the end of the program a command goes on by itself, and may go on printing.
func TestACommandOutlivesItsContext(t *testing.T) {
	t.Parallel()
	a, folder := commanding(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	line := "cd '" + folder + "'; " + untilGo + "head -c 300000 /dev/zero; echo more; echo more; echo whole >done"
	if err := a.runCommand(ctx, line, nil); !errors.Is(err, context.Canceled) || a.leftRunning.Load() != 1 {
		t.Errorf("got %v, %d left running", err, a.leftRunning.Load())
	}
	goOn(t, folder)
}

// goOn gives the word and holds that the command then comes to its end.
func goOn(t *testing.T, folder string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := os.WriteFile(filepath.Join(folder, "go"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	reaches(ctx, t, filepath.Join(folder, "done"), int64(len("whole\n")))
}

// ctrl+c ends a wait at once, but not the command that it has begun, although a terminal's ctrl+c goes to all of its group.
func TestAnInterruptedWaitLeavesItsCommandRunning(t *testing.T) {
	t.Parallel()
	server := heygentest.New(heygentest.Options{})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	server.Add(heygentest.VideoSpec{ID: "vid_one"})
	home := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "reelwatch", "wait", "--exec", "echo yes >begun; "+untilGo+"echo more; echo more; echo whole >done", "vid_one")
	cmd.Dir = home
	cmd.Env = []string{
		"HOME=" + home, "XDG_DATA_HOME=" + home, "HEYGEN_API_BASE=" + server.BaseURL(), "HEYGEN_API_KEY=key", "PATH=" + os.Getenv("PATH"),
		"GORACE=atexit_sleep_ms=0", "TMPDIR=" + home,
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	reaches(ctx, t, filepath.Join(home, "begun"), 1)
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Fatalf("it ended with %v: %s", err, &said)
	}
	if !strings.Contains(said.String(), "1 command of yours is still running, by itself") {
		t.Errorf("it said %q", &said)
	}
	goOn(t, home)
}
