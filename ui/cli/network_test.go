package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNetworkWarningIsGivenOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "list.db")
	nfs := func(string) (bool, string) { return true, "nfs" }
	warn := func() string {
		t.Helper()
		warning, err := networkWarning(path, nfs)
		if err != nil {
			t.Fatal(err)
		}
		return warning
	}
	if got := warn(); got != "" {
		t.Errorf("there is no store yet, and it warns: %s", got)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := warn(); !strings.Contains(got, "nfs") || !strings.Contains(got, "--store") || !strings.Contains(got, path) {
		t.Errorf("the warning: %s", got)
	}
	if got := warn(); got != "" {
		t.Errorf("it warns again: %s", got)
	}
}

func TestNoNetworkWarningOnALocalDisk(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "list.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	warning, err := networkWarning(path, func(string) (bool, string) { return false, "" })
	if warning != "" || err != nil {
		t.Errorf("%q, %v", warning, err)
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 1 {
		t.Errorf("a mark is left: %v", left)
	}
}

// Where the mark can't be written the user is not nagged with each command.
func TestNoNetworkWarningThatCouldNotBeRemembered(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, strings.Repeat("n", 250)) // so long that nothing can be added to the name
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	warning, err := networkWarning(path, func(string) (bool, string) { return true, "nfs" })
	if warning != "" || err == nil {
		t.Errorf("%q, %v", warning, err)
	}
}
