package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A panic in a command is one line and a failure, not a trace and the code of a wrong command line; --debug has the trace.
func TestAPanicIsOneLine(t *testing.T) {
	t.Parallel()
	stderr, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer stderr.Close()
	log := filepath.Join(t.TempDir(), "log")
	code := Main(Process{
		Args: []string{"list", "--debug", log}, Stdin: os.Stdin, Stdout: stderr, Stderr: stderr, Environ: os.Environ,
		Getenv: func(string) string { panic("out\nof order") },
	})
	text, err := os.ReadFile(stderr.Name())
	if err != nil || code != exitFailed || strings.Count(string(text), "\n") != 1 || !strings.Contains(string(text), "a fault of reelwatch's own: out of order") {
		t.Errorf("exit code %d, %q, %v", code, text, err)
	}
	if noted, err := os.ReadFile(log); err != nil || !strings.Contains(string(noted), "TestAPanicIsOneLine") {
		t.Errorf("the log does not say where it happened: %q, %v", noted, err)
	}
}
